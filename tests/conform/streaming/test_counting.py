"""Checks are counted on the wire whatever a log prints; where packets are missing nothing wrong is said."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Verdict
from tests.conform.streaming.stories import MS, S, Story

PROP = "down-after-failures"
PASSES = 3


def story(
    failures: int, *, debug: bool = False, dropped: frozenset[int] = frozenset(), kept_alive: bool = True
) -> Story:
    """Three checks that pass, `failures` that fail, DOWN, and two more; both replicas are checked in each round."""
    told = Story()
    told.starts("HS1", -500 * MS)
    for n in range(PASSES + failures + 2):
        at, passed = n * S + n * 5 * MS, n < PASSES
        if n not in dropped:
            if passed:
                told.get("HS1", "primary", at)
            else:
                if n == PASSES and kept_alive:
                    told.get("HS1", "primary", at, status=-1, lasts=MS // 10)
                told.refused("HS1", "primary", at + MS)
        told.get("HS1", "secondary", at + 3 * MS)
        if debug:
            told.checked("HS1", "primary", passed, at + 4 * MS)
        if not passed and not debug and n < PASSES + failures - 1:
            told.log("HS1", "failure_counted", at + 4 * MS, server="spring-boot-app-primary:8080", count=1, of=3)
        if n == PASSES + failures - 1:
            told.marks("HS1", "primary", "DOWN", at + 5 * MS)
    return told


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("kept_alive", [False, True])
@pytest.mark.parametrize("failures", [2, 3, 4, 5])
def test_requests_count_and_not_resets(failures: int, kept_alive: bool, debug: bool):
    found = story(failures, debug=debug, kept_alive=kept_alive).outcome(PROP)
    assert found.exercised == 1
    assert found.verdict is (Verdict.HOLDS if failures == 3 else Verdict.VIOLATED)
    if failures != 3:
        assert f"after {failures} failed checks (its log prints 3)" in found.why


@pytest.mark.parametrize("failures", [2, 3, 4])
def test_no_missing_packets_make_a_wrong_count(failures: int):
    """Every subset of the checks of the replica may be missing in the capture."""
    checks = range(PASSES + failures + 2)
    for dropped in (frozenset(some) for n in range(len(checks)) for some in combinations(checks, n)):
        found = story(failures, dropped=dropped).outcome(PROP)
        right = Verdict.HOLDS if failures == 3 else Verdict.VIOLATED
        assert found.verdict in (right, Verdict.INCONCLUSIVE), dropped


def test_two_services_are_told_apart_by_when_their_checks_end():
    told = story(3)
    other = Story()
    for n in range(PASSES + 5):
        at = n * S + n * 5 * MS + 40 * MS
        other.get("HS2", "primary", at) if n < PASSES + 1 else other.refused("HS2", "primary", at)
        other.get("HS2", "secondary", at + 3 * MS)
    told.wire += other.wire
    known = told.evidence()
    assert {e.source.host for e in known.of("health_poll")} == {"HS1", "10.77.0.42"}
    assert told.outcome(PROP).verdict is Verdict.HOLDS


@given(st.integers(-400, 400).map(lambda n: n * MS), st.sampled_from([2, 3]))
@settings(max_examples=40, deadline=None)
def test_a_log_by_another_clock_is_nobodys_on_the_wire(apart: int, failures: int):
    """A clock that is off by more than a moment: then a capture says nothing, or what is right."""
    told, by_log = story(failures), Story()
    for e in told.events:
        by_log.events.append(e.moved(e.time.shift(apart)))
    by_log.heard = {s: t.shift(apart) for s, t in told.heard.items()}
    by_log.wire = told.wire
    right = Verdict.HOLDS if failures == 3 else Verdict.VIOLATED
    assert by_log.outcome(PROP).verdict in (right, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize("failures", [2, 3, 4])
@pytest.mark.parametrize("marked_first", [False, True])
def test_the_order_of_lines_with_one_stamp_counts_nothing(failures: int, marked_first: bool):
    """A log that was sorted by its stamps may have the change before the check that led to it."""
    told = Story()
    told.starts("HS1", -500 * MS)
    for n in range(PASSES + failures + 2):
        last = n == PASSES + failures - 1
        if last and marked_first:
            told.marks("HS1", "primary", "DOWN", n * S)
        told.checked("HS1", "primary", n < PASSES, n * S)
        if last and not marked_first:
            told.marks("HS1", "primary", "DOWN", n * S)
    assert told.outcome(PROP).verdict is (Verdict.HOLDS if failures == 3 else Verdict.VIOLATED)


@pytest.mark.parametrize(
    "failures,right",
    [(2, Verdict.VIOLATED), (3, Verdict.INCONCLUSIVE), (4, Verdict.INCONCLUSIVE), (5, Verdict.VIOLATED)],
)
def test_which_of_two_checks_of_one_stamp_decided_is_not_known(failures: int, right: Verdict):
    told = Story()
    told.starts("HS1", -500 * MS)
    for n in range(PASSES + failures):
        told.checked("HS1", "primary", n < PASSES, min(n, PASSES + failures - 2) * S)
    told.marks("HS1", "primary", "DOWN", (PASSES + failures - 2) * S)
    assert told.outcome(PROP).verdict is right


@pytest.mark.parametrize("rounds", [4, 5, 6, 9])
def test_a_capture_of_a_part_of_the_time_is_of_the_same_two_services(rounds: int):
    """Where it holds enough of their checks: then nobody is counted once by a log and once by an address."""
    told = Story()
    for host, late in (("HS1", 0), ("HS2", 250 * MS)):
        told.starts(host, -500 * MS)
        for n in range(40):
            at = n * S + n * 5 * MS + late
            for server in ("primary", "secondary"):
                if n < rounds:
                    told.get(host, server, at)
                told.checked(host, server, True, at + 3 * MS)
                at += 4 * MS
    found = {e.source.host for e in told.evidence().of("health_poll")}
    assert found == {"HS1", "HS2"}
