"""When a program was silent in such a way that records of it may have been lost."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.requests.collecting import Collected
from checker.conform.requests.silences import Lacking, silences
from checker.model.event import Event, Source
from checker.readers.collecting import Outline

EDGE = 1_000_000


def heard(times: dict[str, list[int]]) -> Collected:
    """Records of a program that end at some times, each of a request of its own, by the process."""
    collected = Collected({"called": "trace"}, {"called": frozenset()}, 4)
    collected.begin("spans.json")
    for process, ends in times.items():
        event = Event("called", Interval(0, 0), Source("h", "db", process), {}, ())
        outline = collected.outline(Outline((event,), (0,)))
        collected.take([(f"{process}{end}", outline, 1, (), end) for end in ends])
    return collected


def silent(times: dict[str, list[int]], *lacking: tuple[int, int]) -> list[bool]:
    """Whether the program was silent in each request that lacks something of it."""
    noted = Lacking()
    for lo, hi in lacking:
        noted.add(["db"], Interval(lo, hi))
    found = silences(heard(times), noted, EDGE, lambda source: (source, 0))["db"]
    assert list(found) == sorted(found)
    return [any(each.overlaps(Interval(lo, hi)) for each in found) for lo, hi in lacking]


EVEN = list(range(0, 10_000_000, 100_000))


def but(lo: int, hi: int) -> list[int]:
    return [time for time in EVEN if not lo <= time < hi]


@pytest.mark.parametrize(
    ("times", "lacking", "expected"),
    [
        ({"1": EVEN}, [(5_010_000, 5_090_000)], [False]),
        ({"1": EVEN}, [(5_010_000, 5_090_000), (5_020_000, 5_080_000)], [True, True]),
        ({"1": EVEN}, [(5_010_000, 5_090_000), (7_010_000, 7_090_000)], [False, False]),
        # heard meanwhile
        ({"1": EVEN}, [(5_010_000, 5_190_000), (5_020_000, 5_180_000)], [False, False]),
        # for more than half of edge
        ({"1": but(5_000_000, 5_300_000)}, [(5_100_000, 5_200_000)], [False]),
        ({"1": but(5_000_000, 5_500_000)}, [(5_100_000, 5_200_000)], [True]),
        # one process of two, for eight times as long as usual; for longer than records are late, it had nothing to do
        ({"1": EVEN, "2": but(5_000_000, 5_500_000)}, [(5_110_000, 5_190_000)], [False]),
        ({"1": EVEN, "2": but(5_000_000, 5_800_000)}, [(5_110_000, 5_190_000)], [True]),
        ({"1": EVEN, "2": but(5_000_000, 7_000_000)}, [(5_110_000, 5_190_000)], [False]),
        ({"1": EVEN, "2": but(5_000_000, 5_500_000)}, [(5_110_000, 5_190_000), (5_210_000, 5_290_000)], [True, True]),
    ],
)
def test_when_it_may_have_lost_records(times, lacking, expected):
    assert silent(times, *lacking) == expected


def test_who_was_never_heard_is_not_silent():
    assert silent({}, (1, 2)) == [False]
