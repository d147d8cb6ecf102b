"""Which of several systems a trace is of, where contracts define events of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pipeline.running import run

LEASE = Path(__file__).parent / "own_system"
# A system with a load balancer whose own events a program tells that is known from systems of another kind.
EDGE = """
system: edge
documents: [edge.md]
lifelines:
  Balancer: {role: load-balancer}
defines:
  events:
    refused: {says: a client is refused, with: {client: address}, about: {client: client}, told_by: nginx}
    barred:  {says: a client is barred, with: {client: address}, about: {client: client}, told_by: nginx}
properties:
  refused-once-barred:
    ours: our own rule
    says: only a client that is barred is refused
    precedence: barred(c)
    to: refused(c)
"""
DIAGRAM = "# Edge\n\n```mermaid\nsequenceDiagram\n    participant Balancer\n    Balancer->>Balancer: refuse\n```\n"
FORMAT = r"""
name: guard
description: what our module of nginx writes
recognise: {line: '\S+ guard: '}
prefix: '(?P<time>\S+) guard: '
time: {from: $time, layout: iso, zone: UTC}
source: {program: nginx}
rules:
  - {match: 'refused (?P<client>\S+)$', event: refused, with: {client: $client}}
  - {match: 'barred (?P<client>\S+)$', event: barred, with: {client: $client}}
samples:
  - {line: '2026-11-21T12:00:00.100Z guard: refused 10.0.0.1', event: refused, with: {client: 10.0.0.1}}
  - {line: '2026-11-21T12:00:00.100Z guard: barred 10.0.0.1', event: barred, with: {client: 10.0.0.1}}
"""
LOG = "2026-11-21T12:00:00.100Z guard: barred 10.0.0.1\n2026-11-21T12:00:01.100Z guard: refused 10.0.0.2\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A folder with the contracts of two systems."""
    folder = tmp_path / "spec"
    shutil.copytree(LEASE, folder, ignore=shutil.ignore_patterns("good", "bad"))
    (folder / "edge.yaml").write_text(EDGE)
    (folder / "edge.md").write_text(DIAGRAM)
    (folder / "formats" / "guard.yaml").write_text(FORMAT)
    return folder


def test_who_tells_own_events_belongs_to_their_system_whatever_its_roles(tmp_path, spec):
    log = tmp_path / "nginx" / "guard.log"
    log.parent.mkdir()
    log.write_text(LOG)
    outcome = run(log, spec=str(spec))
    (told,) = outcome.properties
    assert (told.system, told.id, told.exercised) == ("edge", "refused-once-barred", 1)


def test_logs_of_one_system_exercise_no_other(spec):
    outcome = run(LEASE / "good", spec=str(spec))
    assert {p.system for p in outcome.properties} == {"lease"}
    assert any(p.exercised for p in outcome.properties)
