"""Which lifeline it is that a log of a program on a host tells of."""

from __future__ import annotations

import pytest

from tests.conform.own.makers import contract

LINES = """
hosts: {h1: {address: 10.0.0.1}, h2: {address: 10.0.0.2}, h3: {address: 10.0.0.3}}
lifelines:
  A: {role: application, host: h1}
  B: {role: monitor, program: sentinel}
  C: {role: monitor, host: h2, program: sentinel}
  D: {role: database, host: h2, program: redis}
  E: {role: file}
defines:
  events:
    p: {says: p, with: {x: any}, about: [], told_by: d}
"""
DIAGRAM = "# D\n\n```mermaid\nsequenceDiagram\n" + "".join(f"    participant {p}\n" for p in "ABCDE") + "```\n"


@pytest.mark.parametrize(
    ("host", "program", "lifeline"),
    [
        ("h1", "redis", "A"),
        ("h1", "sentinel", "B"),
        ("h2", "sentinel", "C"),
        ("h2", "redis", "D"),
        ("h3", "sentinel", "B"),
        ("h3", "redis", None),
        ("h2", "haproxy", None),
    ],
)
def test_the_lifeline_that_says_most_of_a_source_is_it(tmp_path, host, program, lifeline):
    about = contract(tmp_path, LINES, "  it: {ours: why, says: so, absence: p}\n", DIAGRAM)
    found = about.teller(host, program)
    assert (found.id if found else None) == lifeline
