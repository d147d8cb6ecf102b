"""The properties of a streaming system on made-up runs, against what happened in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Verdict
from tests.conform.streaming.stories import MS, S, Story

HOLDS, VIOLATED, OPEN, NONE = Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED
ROUTED, AGREE, SCHEDULE = "no-request-routed-to-down", "services-agree", "heartbeat-on-schedule"


def both(first: int, second: int, back: int, end: int) -> Story:
    """Both services mark the primary DOWN, and UP again at the same time; their logs go on for a while."""
    told = Story()
    for host, down in (("HS1", first), ("HS2", second)):
        told.starts(host, 0)
        told.marks(host, "primary", "DOWN", down)
        told.marks(host, "primary", "UP", back)
        told.log(host, "checks_ended", end, detail="Heartbeat check completed.")
    return told


@given(st.integers(1, 20_000), st.integers(1, 20_000))
@settings(max_examples=60, deadline=None)
def test_services_agree_within_the_bound(first: int, second: int):
    found = both(first * MS, second * MS, 30 * S, 40 * S).outcome(AGREE)
    apart = abs(first - second) * MS
    if apart <= 2250 * MS - 2 * MS:
        assert found.verdict is HOLDS
    elif apart >= 2250 * MS + 2 * MS:
        assert (found.verdict, found.violations) == (VIOLATED, 1)


def test_one_service_alone_agrees_with_nobody():
    told = Story()
    told.starts("HS1", 0)
    told.marks("HS1", "primary", "DOWN", S)
    assert told.outcome(AGREE).verdict is NONE


def test_a_log_that_ends_early_leaves_it_open():
    told = both(5 * S, 6 * S, 30 * S, 40 * S)
    told.events = [
        e for e in told.events if not (e.source.host == "HS2" and e.time.lo > told.events[0].time.lo + 4 * S)
    ]
    told.heard = {s: t if s.host == "HS1" else type(t)(t.lo, t.lo + 4 * S) for s, t in told.heard.items()}
    assert told.outcome(AGREE).verdict is OPEN


@given(
    st.integers(1, 40),
    st.sampled_from(["primary", "secondary"]),
    st.sampled_from(["any", "all", "HS1", "HS2"]),
)
@settings(max_examples=120, deadline=None)
def test_a_callback_counts_by_the_view_that_is_asked_for(second_of: int, server: str, view: str):
    at = second_of * S
    first, second, back = 10 * S + S // 2, 12 * S + S // 2, 30 * S + S // 2
    told = both(first, second, back, 45 * S)
    told.posts(server, at)
    by = {"HS1": first < at < back, "HS2": second < at < back}
    down = {**by, "any": any(by.values()), "all": all(by.values())}[view]
    found = told.outcome(ROUTED, f"view={view}")
    expected = NONE if not down else VIOLATED if server == "primary" else HOLDS
    assert found.verdict is expected
    assert found.violations == (expected is VIOLATED)
    assert {r.name for r in found.readings if r.counts} <= {view, f"{view} service", f"{view} services"}


def test_a_refused_callback_is_a_request_though_it_carries_nothing():
    told = both(10 * S, 10 * S, 30 * S, 45 * S)
    told.posts("primary", 5 * S)  # shows who the media server is
    told.refused("10.77.0.10", "primary", 20 * S)
    assert (told.outcome(ROUTED).verdict, told.outcome(ROUTED).violations) == (VIOLATED, 1)


def test_a_request_within_the_stamp_of_the_change_is_open():
    told = both(10 * S, 10 * S, 30 * S, 45 * S)
    told.posts("primary", 10 * S)
    assert told.outcome(ROUTED).verdict is OPEN


def test_what_a_view_was_after_its_log_ended_nobody_knows():
    told = both(10 * S, 10 * S, 12 * S, 13 * S)
    told.events = [e for e in told.events if e.args.get("after") != "UP" and e.kind != "checks_ended"]
    told.heard = {s: type(t)(t.lo, t.lo + 10 * S) for s, t in told.heard.items()}
    told.posts("primary", 20 * S)
    assert told.outcome(ROUTED).verdict is OPEN


def rounds(*began: int, lasts: int = 20 * MS) -> Story:
    told = Story()
    for at in began:
        told.log("HS1", "checks_began", at, servers=2)
        told.log("HS1", "checks_ended", at + lasts, detail="Heartbeat check completed.")
    return told


@given(st.lists(st.integers(500, 1600), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_rounds_are_held_against_the_interval_from_their_ends(pauses: list[int]):
    began, at = [0], 0
    for pause in pauses:
        at += 20 * MS + pause * MS
        began.append(at)
    found = rounds(*began).outcome(SCHEDULE)
    off = [p for p in pauses if not 800 <= p <= 1200]
    edge = [p for p in pauses if p in (799, 800, 1200, 1201)]
    if not edge:
        assert (found.verdict, found.violations) == ((VIOLATED, len(off)) if off else (HOLDS, 0))
        assert found.exercised == len(pauses)


def test_fixed_delay_with_timeouts_is_on_schedule_and_from_start_to_start_is_not():
    found = rounds(0, 1500 * MS, 3000 * MS, lasts=500 * MS).outcome(SCHEDULE)
    told = {r.name: (r.verdict, r.counts) for r in found.readings}
    assert found.verdict is HOLDS
    assert told == {
        "from end to start (fixed delay)": (HOLDS, True),
        "from start to start (fixed rate)": (VIOLATED, False),
    }


def test_the_contract_chooses_which_reading_counts():
    found = rounds(0, 1500 * MS, 3000 * MS, lasts=500 * MS).outcome(SCHEDULE, "heartbeat.schedule=fixed-rate")
    assert (found.verdict, found.violations) == (VIOLATED, 2)
    assert [(r.name, r.verdict, r.counts) for r in found.readings] == [
        ("from start to start (fixed rate)", VIOLATED, True),
        ("from end to start (fixed delay)", HOLDS, False),
    ]


def test_a_restart_begins_the_schedule_anew():
    told = rounds(0, 1020 * MS)
    told.starts("HS1", 5 * S)
    told.log("HS1", "checks_began", 6 * S, servers=2)
    assert told.outcome(SCHEDULE).exercised == 1


@pytest.mark.parametrize(("pause", "verdict"), [(1000, HOLDS), (1500, VIOLATED), (1230, OPEN)])
def test_the_wire_shows_rounds_but_for_a_moment(pause: int, verdict: Verdict):
    told = Story()
    for n in range(4):
        told.get("HS1", "primary", n * (pause + 10) * MS)
        told.get("HS1", "secondary", n * (pause + 10) * MS + 5 * MS, lasts=5 * MS)
    found = told.outcome(SCHEDULE)
    assert (found.verdict, found.exercised) == (verdict, 3)


@pytest.mark.parametrize("polled", [False, True])
def test_a_service_whose_checks_end_on_the_wire_has_no_say(polled: bool):
    """HS2 is killed: without a capture of its checks nobody knows whether it was there to agree."""
    told = Story()
    for host in ("HS1", "HS2"):
        told.starts(host, 0)
        for n in range(1, 5):
            told.checked(host, "secondary", True, n * S + 3 * MS + (host == "HS2") * 300 * MS)
    told.marks("HS1", "primary", "DOWN", 10 * S)
    told.log("HS1", "checks_ended", 40 * S, detail="Heartbeat check completed.")
    for n in range(1, 5) if polled else ():
        told.get("HS2", "secondary", n * S + 300 * MS)
    told.posts("secondary", 2 * S)
    told.posts("primary", 20 * S)
    told.posts("secondary", 39 * S)
    found = told.outcome(ROUTED, "view=all")
    assert found.verdict is (VIOLATED if polled else OPEN)


def test_checks_that_nobody_answers_end_with_their_timeout():
    told = Story()
    told.starts("HS1", -S)
    for n in range(6):
        at = n * 1500 * MS
        if n < 2:
            told.get("HS1", "primary", at)
        else:
            told.refused("HS1", "primary", at, outcome="silent")
        told.get("HS1", "secondary", at + (505 if n > 1 else 5) * MS)
        if n in (2, 3):
            told.log("HS1", "failure_counted", at + 501 * MS, server="spring-boot-app-primary:8080", count=n - 1, of=3)
    told.marks("HS1", "primary", "DOWN", 4 * 1500 * MS + 502 * MS)
    assert told.outcome("down-after-failures").verdict is HOLDS


OWNER = "redirect-carries-username"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ('{"stream_key": "KEY", "username": "alice"}', HOLDS),
        ('{"stream_key": "KEY", "username": "bob"}', VIOLATED),
        ('{"stream_key": "OTHER", "username": "bob"}', OPEN),
        ("", OPEN),
    ],
)
def test_whose_a_key_is_the_database_says_on_the_wire(row: str, verdict: Verdict):
    told = Story()
    told.posts("primary", S)
    told.looks_up(S + 5 * MS, row)
    assert told.outcome(OWNER).verdict is verdict


def test_what_was_looked_up_for_another_publish_does_not_count():
    told = Story()
    told.posts("primary", S)
    told.looks_up(5 * S, '{"stream_key": "KEY", "username": "bob"}')
    assert told.outcome(OWNER).verdict is OPEN


@pytest.mark.parametrize(("at", "verdict"), [(20, VIOLATED), (31, OPEN)])
def test_while_its_checks_fail_on_the_wire_a_service_has_the_replica_down(at: int, verdict: Verdict):
    """Its log ends with DOWN (at level INFO it says nothing more), and the wire shows what it goes on to find."""
    told = Story()
    told.starts("HS1", 0)
    told.log("HS1", "failure_counted", 9 * S + 2 * MS, server="spring-boot-app-primary:8080", count=2, of=3)
    told.marks("HS1", "primary", "DOWN", 10 * S + 2 * MS)
    for n in range(1, 40):
        told.get("HS1", "secondary", n * S + 5 * MS)
        if n < 8 or n >= 30:
            told.get("HS1", "primary", n * S, lasts=MS)
        else:
            told.refused("HS1", "primary", n * S + MS)
    told.posts("secondary", 5 * S)
    told.posts("primary", at * S + 500 * MS)
    assert told.outcome(ROUTED).verdict is verdict


def stopped(died: int, ends: int, goes_on: int) -> Story:
    """A service of which the primary stops answering; its log ends, that of the other one goes on."""
    told = Story()
    told.starts("HS1", 0)
    for at in range(1, ends + 1):
        told.checked("HS1", "primary", at < died, at * S)
        if at == died + 2:
            told.marks("HS1", "primary", "DOWN", at * S + MS)
    for at in (0, goes_on):
        told.log("HS2", "checks_ended", at * S, detail="Heartbeat check completed.")
    return told


@pytest.mark.parametrize(
    ("ends", "goes_on", "expected"),
    [
        (20, 20, HOLDS),
        (20, 23, HOLDS),  # what may have begun after the log's end lasted for three seconds of four
        (20, 25, OPEN),
        (7, 7, OPEN),  # it was going on, and the log ends before it was told
        (7, 30, OPEN),
    ],
)
def test_what_was_told_in_time_is_no_longer_open_where_the_log_ends(ends: int, goes_on: int, expected: Verdict):
    found = stopped(6, ends, goes_on).outcome("down-detected-in-time", "down.within=4s")
    assert (found.verdict, found.exercised) == (expected, 1)
