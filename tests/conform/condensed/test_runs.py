"""What is left of attempts in bulk: the edges between those answered and those not, in whatever order they come."""

from __future__ import annotations

import random
from itertools import groupby

import pytest

from checker.base.time import Interval
from checker.conform.condensed.connect import CONDENSER as CONNECT
from checker.conform.condensed.runs import KEPT_FAILED, KEPT_QUIET, MOST_RUNS, Runs
from checker.conform.condensed.sessions import CONDENSER as SESSIONS
from checker.model.event import Source
from tests.conform.makers import MS, S, event, evidence

CAPTURE = Source("", "capture", "")


def attempt(at: int, outcome: str = "accepted", data: bool = False, client: str = "192.168.1.10", port: int = 6433):
    args = {"client": f"{client}:{at % 60_000}", "server": f"192.168.1.5:{port}", "outcome": outcome, "data": data}
    return event("connect", at, source=CAPTURE, line=at, file="x.pcap", **args, retransmits=0)


def edges(attempts):
    """The first and the last instant of each run of one outcome, by looking at all of them."""
    ordered = sorted(attempts, key=lambda e: e.time.lo)
    runs = [list(g) for _, g in groupby(ordered, key=lambda e: e.args["outcome"] == "accepted")]
    return {e.time.lo for run in runs for e in (run[0], run[-1])}


@pytest.mark.parametrize("seed", range(30))
def test_both_ends_of_every_run_are_kept_in_nearly_any_order(seed: int):
    chance = random.Random(seed)
    at, attempts = 0, []
    for _ in range(chance.randint(1, 12)):
        outcome = chance.choice(("accepted", "accepted", "refused", "silent"))
        for _ in range(chance.choice((1, 2, 30, 400))):
            at += chance.randint(1, 300) * MS
            attempts.append(attempt(at, outcome, data=outcome == "accepted" and chance.random() < 0.7))
    late = {e: e.time.lo + (3 * S if e.args["outcome"] == "silent" else chance.randint(0, 200) * MS) for e in attempts}
    kept = list(CONNECT.condense(sorted(attempts, key=late.__getitem__), evidence()))
    assert edges(attempts) <= {e.time.lo for e in kept} <= {e.time.lo for e in attempts}
    assert edges(kept) == edges(attempts)


def test_a_busy_server_leaves_few():
    busy = [attempt(n * 10 * MS, data=n % 200 > 0) for n in range(20_000)]
    kept = CONNECT.condense(busy, evidence())
    assert {busy[0], busy[-1]} <= set(kept)
    assert len(kept) <= 2 + 2 * KEPT_QUIET
    down = [attempt(n * 10 * MS, "refused") for n in range(20_000)]
    assert len(CONNECT.condense(down, evidence())) <= 2 * KEPT_FAILED


def test_what_is_held_while_reading_is_bounded():
    runs = Runs(())
    for n in range(100_000):
        runs.take(attempt(n * MS, "refused"), answered=False)
    assert sum(len(run.held) for run in runs._runs) < 1000
    for n in range(3 * MOST_RUNS):
        runs.take(attempt((200_000 + n) * MS, "refused" if n % 2 else "accepted"), answered=n % 2 == 0)
    assert len(runs._runs) <= MOST_RUNS + 1


def test_the_rhythm_of_the_checks_before_a_fault_is_kept():
    checks = [attempt(n * 2 * S) for n in range(50)]
    sessions = [attempt(n * 50 * MS + 7, data=True) for n in range(2000)]
    fault = [attempt(100 * S + n * 2 * S, "refused") for n in range(3)]
    kept = set(CONNECT.condense(sorted([*checks, *sessions, *fault], key=lambda e: e.time), evidence()))
    assert set(checks[-KEPT_QUIET:]) | set(fault) <= kept


def test_answers_between_failed_checks_of_a_log_are_kept():
    args = {"server": "b/pgb2", "passed": False, "health": 2, "of": 3, "state": "UP", "reason": "check duration: 0ms"}
    failed = [event("check", t * S, line=t, **args) for t in (20, 22)]
    attempts = [attempt(n * 300 * MS, data=True) for n in range(200)]
    kept = {e.time.lo for e in CONNECT.condense(attempts, evidence(*failed))}
    assert {19_800 * MS, 20_100 * MS, 21_900 * MS, 22_200 * MS} <= kept
    assert len(kept) < 20
    assert len(CONNECT.condense(attempts, evidence())) < 10


def test_only_servers_of_the_contract_are_followed():
    assert list(CONNECT.condense([attempt(5 * S, port=9999), attempt(6 * S, "refused", port=5432)], evidence())) == []


def test_one_that_the_end_of_its_capture_cuts_off_is_not_silent():
    captured = event("captured", 0, 100 * S, source=CAPTURE, file="x.pcap", packets=9, link="ethernet")
    late, early = attempt(round(99.5 * S), "silent"), attempt(90 * S, "silent")
    assert list(CONNECT.condense([early, late], evidence(captured))) == [early]
    refused = attempt(round(99.5 * S), "refused")
    assert list(CONNECT.condense([refused], evidence(captured))) == [refused]


def session(at: int, termination: str = "--", **more):
    args = {"server": "b/pgb2", "client": "192.168.1.50:1", "retries": 0, "redispatched": False, "termination": "--"}
    args |= {"connected": termination == "--", "ended_ns": at + S, "stamped_lo_ns": at + S, "stamped_hi_ns": at + S}
    return event("assigned", at, line=at // MS, **(args | {"termination": termination} | more))


def test_sessions_are_sought_near_failed_checks_only():
    args = {"server": "b/pgb2", "passed": False, "health": 2, "of": 3, "state": "UP", "reason": "check duration: 0ms"}
    failed = event("check", 200 * S, **args)
    assert SESSIONS.windows(evidence()) == []
    assert SESSIONS.windows(evidence(failed)) == [Interval(170 * S, 230 * S)]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (session(5 * S), [(5 * S, 5 * S)]),
        (session(5 * S, "SC"), [(5 * S, 5 * S)]),
        (session(5 * S, "sC", retries=3), [(5 * S, 5 * S)]),
        (session(5 * S, "CC"), []),
        (session(5 * S, retries=1), []),
        (session(5 * S, redispatched=True), []),
        # a logger that is ahead moves what it may have seen later, one that is behind what it may have seen earlier
        (session(5 * S, stamped_lo_ns=8 * S, stamped_hi_ns=9 * S), [(5 * S, 8 * S)]),
        (session(5 * S, stamped_lo_ns=4 * S, stamped_hi_ns=5 * S), [(3 * S, 5 * S)]),
    ],
)
def test_a_session_tells_when_its_server_answered(told, kept):
    found = list(SESSIONS.condense([told], evidence()))
    assert [(e.time.lo, e.time.hi) for e in found] == kept
    assert all(e.kind == "session_tried" for e in found)


@pytest.mark.parametrize(("client", "kept"), [("192.168.1.10", True), ("192.168.1.50", False)])
def test_around_failed_checks_of_another_server_a_load_balancers_answers_are_kept(client: str, kept: bool):
    reason = "Layer4 timeout, check duration: 2000ms"
    failed = event("check", 12 * S, server="b/pgb2", passed=False, health=2, of=3, state="UP", reason=reason)
    busy = [attempt(n * 100 * MS, data=True, client=client, port=6434) for n in range(300)]
    left = {e.time.lo for e in CONNECT.condense(busy, evidence(failed))}
    assert ({10 * S, 12 * S} <= {at // S * S for at in left}) is kept
    assert len(left) < 20
