"""What is counted goes by the names of the contract; the rarest of too many are counted together."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.timelines.bins import Counts, Key
from checker.conform.timelines.densities import COUNTED, MOST_DENSITIES, OTHERS, densities, instant_of, key_of
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from tests.conform.makers import S, event, evidence

SPAN = Interval(0, 100 * S)
CAPTURE = Source("", "capture")


def session(at: int = 5 * S, **more):
    told = {"server": "back/pgb1", "accepted_ns": at - S, "connected": True, "termination": "--", **more}
    return event("assigned", at, **told)


def counted(*events, known=None) -> list[tuple[str, str, str, str, bool, int]]:
    counts = Counts([SPAN])
    for each in events:
        counts.add(key_of(each), instant_of(each))
    found, _ = densities(counts, 0, known or evidence())
    return [(d.group, d.label, d.observer, d.subject, d.failed, sum(d.counts)) for d in found]


def test_all_kinds_are_bulk_and_known():
    assert all(VOCABULARY[kind].bulk for kind in COUNTED)


@pytest.mark.parametrize(
    "told, label, observer, subject, failed",
    [
        (session(), "requests to pgb1", "haproxy@hap1", "pgb1", False),
        (session(termination="SC", connected=False), "failed requests to pgb1", "haproxy@hap1", "pgb1", True),
        (session(server="back/<NOSRV>", termination="SC", connected=False), "failed requests to no server",
         "haproxy@hap1", "", True),
        (event("query", 5 * S, source=Source("app", "client"), ok=True, started_ns=S, served_by="pgb3"),
         "queries answered by pgb3", "client@app", "pgb3", False),
        (event("query", 5 * S, source=Source("app", "client"), ok=False, started_ns=S, served_by=""),
         "failed queries", "client@app", "", True),
        (event("http_request", 5 * S, source=Source("NGINX", "access-log"), status=404),
         "answered requests", "access-log@NGINX", "", False),
        (event("http_request", 5 * S, source=Source("NGINX", "access-log"), status=503),
         "requests answered with an error of the server", "access-log@NGINX", "", True),
        (event("connect", 5 * S, source=CAPTURE, server="192.168.1.5:6433", outcome="refused"),
         "connections to pgb2 that were refused or not answered", "capture", "pgb2", True),
        (event("connect", 5 * S, source=CAPTURE, server="192.168.1.10:8404", outcome="accepted"),
         "connections to hap1:8404", "capture", "hap1:8404", False),
        (event("http_exchange", 5 * S, source=CAPTURE, server="192.168.1.5:6433", host="", status=-1),
         "failed requests to pgb2", "capture", "pgb2", True),
    ],
)  # fmt: skip
def test_what_an_event_is_counted_as(told, label, observer, subject, failed):
    assert counted(told) == [(COUNTED[told.kind].group, label, observer, subject, failed, 1)]


def test_a_request_counts_when_it_came_in():
    assert instant_of(session(9 * S)) == 8 * S
    assert instant_of(event("query", 9 * S, started_ns=7 * S)) == 7 * S
    assert instant_of(event("query", 9 * S, started_ns=-1)) == 9 * S
    assert instant_of(event("connect", 9 * S)) == 9 * S


def test_processes_of_one_load_balancer_are_counted_together():
    told = [session(), session(6 * S)]
    other = event("assigned", 7 * S, source=Source("hap1", "haproxy", "99"), **told[0].args)
    assert [each[-1] for each in counted(*told, other)] == [3]


def test_the_rarest_are_counted_together():
    counts = Counts([SPAN])
    for n in range(MOST_DENSITIES + 10):
        counts.add(Key("assigned", "hap1", "haproxy", f"back/web{n}", False), S, n + 1)
    found, notes = densities(counts, 0, evidence())
    assert len(found) == MOST_DENSITIES + 1 and not notes
    assert (found[-1].subject, found[-1].label, sum(found[-1].counts)) == (
        OTHERS,
        "requests to others",
        sum(range(1, 11)),
    )
    assert sum(sum(d.counts) for d in found) == sum(range(1, MOST_DENSITIES + 11))


def test_what_came_in_at_other_times_is_told():
    counts = Counts([SPAN])
    for at in (-5 * S, 5 * S, 500 * S):
        counts.add(key_of(session()), at)
    found, notes = densities(counts, 0, evidence())
    assert sum(found[0].counts) == 1
    assert notes == ["not drawn: 2 of the requests, which came in at other times"]
