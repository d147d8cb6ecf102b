"""The quick ways of comparing against the definitions, written down as plainly as they can be."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.agreement import alerts_webhook, checks_stats
from checker.conform.evidence import Heard
from checker.model.event import Event, Source
from tests.conform.makers import HAPROXY, S, event, evidence

STATS = Source("hap1", "haproxy-stats")
MONITOR, WEBHOOK = Source("monitor", "monitor"), Source("monitor", "webhook")
TIMES = st.integers(0, 30)


def _fetch(kind: str, windows: object) -> list[Event]:
    return []


def _check(at: int, passed: bool, line: int) -> Event:
    return event("check", at * S, line=line, server="b/s", passed=passed, health=2, of=3, state="UP", reason="")


def _seen(at: int, count: int) -> Event:
    args = {"server": "b/s", "status": "UP", "chkfail": count, "chkdown": 0, "lastchg": 0}
    return event("server_seen", at * S, source=STATS, file=f"{at}.csv", **args)


@given(
    st.lists(TIMES, max_size=6),
    st.lists(st.tuples(TIMES, st.integers(0, 4)), max_size=5, unique_by=lambda pair: pair[0]),
)
def test_counters_disagree_where_some_stretch_has_more_than_lines(failed: list[int], counts: list[tuple[int, int]]):
    """More were counted between two snapshots, the counter never falling, than lines stand within a second of them."""
    snapshots = sorted(counts)
    events = [_check(at, False, n) for n, at in enumerate(failed)] + [_check(-50, True, 99)]
    heard = (Heard(HAPROXY, Interval(-100 * S, 100 * S), "a.log"), Heard(STATS, Interval(0, 30 * S), "stats"))
    told = evidence(*events, *(_seen(at, count) for at, count in snapshots), heard=heard)

    def contradicts(first: int, last: int) -> bool:
        part = snapshots[first : last + 1]
        growing = all(a[1] <= b[1] for a, b in pairwise(part))
        lines = sum(part[0][0] - 1 <= at <= part[-1][0] + 1 for at in failed)
        return growing and part[-1][1] - part[0][1] > lines

    wanted = any(contradicts(a, b) for a, b in combinations(range(len(snapshots)), 2))
    assert bool(list(checks_stats.PAIR.compare(told, _fetch))) == wanted


@given(
    st.lists(st.tuples(TIMES, st.sampled_from("ab")), max_size=4),
    st.lists(st.tuples(TIMES, st.sampled_from("ab")), max_size=4),
)
def test_as_many_alerts_are_matched_as_can_be(sent: list[tuple[int, str]], received: list[tuple[int, str]]):
    def alert(kind: str, source: Source, n: int, at: int, text: str) -> Event:
        return event(kind, at * S, source=source, line=n, title="t", message=text, accepted=True, status=200)

    sents = [alert("alert_sent", MONITOR, n, *each) for n, each in enumerate(sent)]
    gots = [alert("alert_received", WEBHOOK, n, *each) for n, each in enumerate(received)]
    matched = alerts_webhook._match(sents, gots, 0)

    def fits(s: tuple[int, str], r: tuple[int, str]) -> bool:
        return s[1] == r[1] and s[0] - 11 <= r[0] <= s[0] + 1

    padded = [*received, *[(-1000, "")] * len(sent)]
    best = max(sum(fits(s, r) for s, r in zip(sent, order, strict=False)) for order in permutations(padded, len(sent)))
    assert len(matched.pairs) == best
    assert len(matched.unreceived) == len(sent) - best and len(matched.unsent) == len(received) - best
