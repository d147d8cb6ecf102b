"""Diagrams whose truth is known by how they were made: what a run did can be done, what no run does is blamed.

A run of the interpreter is drawn as far as a diagram must draw it: of what it draws, all faults, all changes of state,
and what is counted towards these. Left out is what others do meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_S
from checker.model.contract import Contract
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.run import Run
from checker.prove.machines.wandering import random_run
from checker.prove.realising.words import FAULTS, REPAIRS, parts_of
from checker.prove.systems.building.heartbeat import ROLE as HEARTBEAT
from checker.prove.systems.building.poller import ROLE as POLLER
from checker.prove.systems.building.pool import ROLE as POOL
from checker.prove.systems.system import System, system_of
from tests.prove.realising.made import blamed, contracts, drawing, rtmp, told

PGB = contracts()["pgbouncer-ha"]
Lines = Mapping[str, Sequence[str]]
# How each action is drawn, by its name; the others are not.
CHECKED = (
    ("HAProxy->>PGB2: Health Check 2", "PGB2--xHAProxy: Connection refused"),
    (
        "HAProxy->>PGB2: Health Check 2",
        "PGB2-->>HAProxy: Success",
    ),
)
OF_POOL: Lines = {
    "crash(pgb2)": ("Note over PGB2: PgBouncer 2 container crashes",),
    "restart(pgb2)": ("Note over PGB2: Admin runs: docker start pgb2",),
    "fail(hap1,pgb2)": CHECKED[0],
    "pass(hap1,pgb2)": CHECKED[1],
    "mark_down(hap1,pgb2)": (*CHECKED[0], "Note over HAProxy: Mark pgb2 as DOWN"),
    "mark_up(hap1,pgb2)": (*CHECKED[1], "Note over HAProxy: Mark pgb2 as UP"),
}
OF_MONITOR: Lines = {
    "poll(monitor)": ("Monitor->>VIP: Check status via stats",),
    "answer(monitor)": ("VIP-->>Monitor: Stats data",),
    "accept(monitor,pgb2)": ("Slack-->>Monitor: 200 OK",),
    "post(monitor,pgb2)": ("Monitor->>Slack: POST Alert",),
}
OF_SERVICE: Lines = {
    "crash(primary)": ("Note over Primary: process crashes",),
    "restart(primary)": ("Note over Primary: process restarts",),
    "fail(HS2,primary)": ("HS2->>Primary: GET /health", "Primary--xHS2: Connection refused"),
    "pass(HS2,primary)": ("HS2->>Primary: GET /health", "Primary-->>HS2: 200 OK"),
    "mark_down(HS2,primary)": (
        *("HS2->>Primary: GET /health", "Primary--xHS2: Connection refused"),
        "HS2->>HS2: Mark Primary DOWN",
    ),
    "mark_up(HS2,primary)": ("HS2->>Primary: GET /health", "Primary-->>HS2: 200 OK", "HS2->>HS2: Mark Primary UP"),
}
POOLED, WATCHED = ("HAProxy", "PGB2", "Monitor", "VIP", "Slack"), ("Primary", "HS2")


@cache
def system(which: str) -> System:
    match which:
        case "pool":
            return system_of(PGB, (POOL,))
        case "monitor":
            return system_of(PGB, (POLLER,))
        case _:
            return system_of(rtmp("HS2"), (HEARTBEAT,))


def wandered(which: str, drawn: Lines, seed: int, length: int) -> Run:
    """Return a run under all assumptions, in which no fault strikes that is not drawn."""
    machine = system(which).machine
    struck = assuming(machine, machine.assumptions)
    kept = tuple(a for a in struck.actions if a.name in drawn or parts_of(a.name)[0] not in FAULTS | REPAIRS)
    return random_run(_around(replace(struck, actions=kept)), Random(seed), length, NS_PER_S)


def _around(machine: Machine) -> Machine:
    """Return a machine without requests: they make runs long and have no part in what is drawn."""
    quiet = ("assign", "open", "close", "changes")
    kept = tuple(a for a in machine.actions if parts_of(a.name)[0] not in quiet or a.name == "changes(pgb2)")
    return replace(machine, actions=kept)


def lines_of(run: Run, drawn: Lines) -> Iterator[str]:
    for step in run.steps:
        yield from drawn.get(step.action, ())


def cores(which: str, seed: Contract, participants: Sequence[str], lines: Sequence[str]) -> list[set[int]]:
    return blamed(told(drawing(seed, participants, lines), system(which)))


def counted_from_a_pass(run: Run, observer: str, server: str) -> bool:
    """Say whether a check passed before any failed: a diagram begins with a process that has begun long ago."""
    checks = [step.action for step in run.steps if step.action.endswith(f"({observer},{server})")]
    results = [each for each in checks if not each.startswith("ask")]
    return bool(results) and results[0].startswith("pass")


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6))
def test_what_the_checks_of_a_run_were_can_be_drawn(seed: int):
    run = wandered("pool", OF_POOL, seed, 60)
    lines = list(lines_of(run, OF_POOL))[:24]
    assume(counted_from_a_pass(run, "hap1", "pgb2") and any("refused" in each for each in lines))
    assert cores("pool", PGB, POOLED, lines) == []


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6))
def test_what_a_monitor_did_can_be_drawn(seed: int):
    lines = list(lines_of(wandered("monitor", OF_MONITOR, seed, 40), OF_MONITOR))[:12]
    assume(lines)
    assert cores("monitor", PGB, POOLED, lines) == []


@pytest.mark.exhaustive
@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6))
def test_what_a_heartbeat_service_saw_can_be_drawn(seed: int):
    run = wandered("service", OF_SERVICE, seed, 60)
    lines = list(lines_of(run, OF_SERVICE))[:14]
    assume(counted_from_a_pass(run, "HS2", "primary") and any("refused" in each for each in lines))
    assert cores("service", rtmp("HS2"), WATCHED, lines) == []


@pytest.mark.exhaustive
@settings(max_examples=5, deadline=None)
@given(st.integers(1, 4).filter(lambda count: count != 3), st.booleans())
def test_a_mark_after_another_number_of_checks_is_blamed(count: int, request: bool):
    failed = CHECKED[0] * count
    lines = [OF_POOL["crash(pgb2)"][0], *failed, "Note over HAProxy: Mark pgb2 as DOWN"]
    lines = ["HAProxy->>PGB2: Route to 192.168.1.5:6433", *lines] if request else lines
    last = len(POOLED) + 2 + len(lines)
    assert any(last in core for core in cores("pool", PGB, POOLED, lines))


@pytest.mark.exhaustive
@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2), st.integers(0, 1))
def test_an_answer_of_a_server_that_is_dead_is_blamed(before: int, after: int):
    lines = [*CHECKED[1] * before, OF_POOL["crash(pgb2)"][0], *CHECKED[0] * after, *CHECKED[1]]
    last = len(POOLED) + 2 + len(lines)
    assert any(last in core for core in cores("pool", PGB, POOLED, lines))
