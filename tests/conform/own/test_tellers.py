"""Who tells of own events where logs are called after their components, and on whose lifeline that is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.conform.evidence import Evidence, Heard
from checker.conform.observed.own import own_drafts
from checker.conform.own.tellers import coverage, hosts_of
from checker.model.casting import Party
from checker.model.event import Source
from tests.conform.own.makers import DIAGRAM, contract, event, evidence

SERVICES = """
hosts: {h: {address: 10.0.0.1}, g: {address: 10.0.0.2}}
servers: {s1: {address: 10.0.0.3}, s2: {address: 10.0.0.4}}
lifelines:
  HS1: {role: heartbeat, server: s1}
  HS2: {role: heartbeat, server: s2}
  A: {role: application, host: h}
defines:
  events:
    p: {says: p, with: {x: any}, about: [], told_by: heartbeat}
    s: {says: s, with: {x: any}, about: [], told_by: heartbeat}
"""
DRAWN = DIAGRAM.replace("participant A", "participant A\n    participant HS1\n    participant HS2")


def told(folder, host: str, program: str = "heartbeat") -> Evidence:
    """Return evidence of one event, told by a program on a host."""
    about = contract(folder, SERVICES, "  it: {ours: why, says: so, response: s, to: p, within: 300ns}\n", DRAWN)
    source = Source(host, program)
    plain = evidence(about, [replace(event("p", 4), source=source)], {host: (0, 9)})
    return replace(plain, heard=[Heard(source, h.time, h.path, h.lines) for h in plain.heard])


@pytest.mark.parametrize(
    ("program", "host", "everywhere"),
    [
        ("heartbeat", "HS1", ["HS1", "HS2"]),
        ("replica", "s2", ["s1", "s2"]),
        ("heartbeat", "elsewhere", ["elsewhere"]),
        ("d", "h", ["g", "h"]),
        ("d", "s1", ["s1"]),
    ],
)
def test_a_program_runs_on_all_that_the_contract_states_of_where_it_was_heard(tmp_path, program, host, everywhere):
    assert hosts_of(program, told(tmp_path, host, program)) == everywhere


def test_the_log_of_the_other_service_is_missed(tmp_path):
    known = told(tmp_path, "HS1")
    found = coverage(known.contract.own.events["p"], {}, known)
    assert found.time is None
    assert found.lacking == "the log of heartbeat@HS2"


@pytest.mark.parametrize(
    ("host", "party"),
    [("HS2", Party("heartbeat", "HS2")), ("h", Party("application", "A")), ("x", Party("application", "x"))],
)
def test_an_event_stands_on_the_lifeline_after_which_its_log_is_called(tmp_path, host, party):
    (draft,) = own_drafts(told(tmp_path, host))
    assert draft.ends == (party,)
