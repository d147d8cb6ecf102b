"""The monitor polls at the stated interval: rows for each clause, and random monitors whose truth is known."""

from __future__ import annotations

import random

import pytest

from tests.conform.makers import MS, S
from tests.conform.watchers import MONITOR as HERE
from tests.conform.watchers import REFUSED, TIMED_OUT, began, judged, lost, poll, verdicts

NAME = "poll-on-schedule"


def told(*events, losses=(), settings=()) -> str:
    return "".join(v[0] for v in verdicts(judged(NAME, events, losses, settings)))


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([poll(0)], ""),
        ([poll(0), poll(10)], "h"),
        ([poll(0), poll(9.2), poll(20.1)], "hh"),
        ([poll(0), poll(8.9)], "v"),
        ([poll(0), poll(11.1)], "v"),
        ([poll(0), poll(10), poll(10.5), poll(20.5)], "hvh"),
        ([poll(0), poll(30), poll(40)], "vh"),
        ([poll(0), poll(10, why=REFUSED), poll(20)], "hh"),
        ([poll(0), poll(13.5, why=TIMED_OUT), poll(20)], "ii"),
        ([poll(0), poll(5, why=TIMED_OUT), poll(10)], "vi"),
        ([poll(3, why=TIMED_OUT), poll(10), poll(20)], "h"),
        ([began(-1), poll(0), poll(10), began(13), poll(14), poll(24)], "hh"),
        ([poll(0, width=S), poll(10, width=S), poll(20, width=S)], "hh"),
        ([poll(0, width=S), poll(11, width=S)], "i"),
        ([poll(0, width=S), poll(13, width=S)], "v"),
        ([poll(0), poll(5, source=HERE.__class__("other", "monitor")), poll(10)], "h"),
    ],
)
def test_each_poll_is_held_against_the_one_before_it(events, wanted: str):
    assert told(*events) == wanted


def test_a_poll_that_timed_out_says_what_would_settle_it():
    found = judged(NAME, [poll(0), poll(13.5, why=TIMED_OUT), poll(20)])
    assert "timed out" in found.instances[0].why
    assert "capture" in found.instances[0].settles


def test_where_lines_are_lost_polls_may_be():
    assert told(poll(0), poll(30), losses=[lost(HERE, 5, 25)]) == "i"
    assert told(poll(0), poll(10), poll(13), losses=[lost(HERE, 1, 9)]) == "iv"


def test_the_interval_can_be_set_and_the_tolerance_follows():
    polls = [poll(0), poll(2.3), poll(4.8)]
    assert told(*polls, settings=["monitor.interval=2s"]) == "hv"
    found = judged(NAME, polls, settings=["monitor.interval=2s"])
    assert found.parameters == {"monitor.interval": "2s", "monitor.tolerance": "400ms"}
    assert "2.5s after" in found.instances[1].why
    assert [r.place.line for r in found.instances[1].finding.related] == [2300]


def test_random_monitors_are_never_judged_against_the_truth():
    decided = 0
    for seed in range(150):
        chance = random.Random(seed)
        width = chance.choice((MS, MS, S))
        times, failures = _story(chance)
        events = [poll(t, why=why, width=width) for (t, _), why in zip(times, failures, strict=True)]
        kept, losses = _thinned(events, chance)
        true = {e.places[0].line: _true(n, times) for n, e in enumerate(events)}
        for instance in judged(NAME, kept, losses).instances:
            if instance.verdict.value == "inconclusive":
                continue
            decided += 1
            line = next(e.places[0].line for e in kept if _is(e, instance))
            assert true[line] in (instance.verdict.value, "edge"), (seed, line)
    assert decided > 400


def _story(chance: random.Random):
    """Polls as (line, made): on schedule, give or take; late ones, early ones, some that fail or time out."""
    at, times, failures = 100.0, [], []
    for _ in range(chance.randint(2, 12)):
        why = chance.choice(("", "", "", "", REFUSED, TIMED_OUT))
        times.append((at + (chance.uniform(1, 5) if why is TIMED_OUT else 0.001), at))
        failures.append(why)
        at = max(times[-1][0] + 0.01, at + 10 + chance.choice((0, 0, 0, 3, -4)) + chance.uniform(-0.5, 0.5))
    return times, failures


def _thinned(events, chance: random.Random):
    """A part of the log is missing, and it is known where."""
    if chance.random() < 0.5 or len(events) < 4:
        return events, []
    start = chance.randint(1, len(events) - 3)
    end = chance.randint(start, len(events) - 2)
    gap = lost(HERE, events[start - 1].time.hi / S, events[end + 1].time.lo / S)
    return events[:start] + events[end + 1 :], [gap]


def _true(n: int, times) -> str:
    pause = times[n][1] - times[n - 1][1] if n else 10
    if min(abs(pause - 9), abs(pause - 11)) < 0.003:
        return "edge"
    return "holds" if 9 < pause < 11 else "violated"


def _is(event, instance) -> bool:
    return event.time.hi == instance.trigger.hi
