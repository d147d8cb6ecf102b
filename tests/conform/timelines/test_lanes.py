"""Each state is a lane with the names that reports use; a view is known while its process is heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checker.base.time import Interval
from checker.conform.evidence import Evidence, Heard
from checker.conform.timelines.lanes import MOST_LANES, lanes
from checker.model.event import Source
from checker.model.timeline import Lane
from checker.properties import load
from tests.captures.drawing import drawn
from tests.conform.makers import S, contract, event, evidence

REDIS = Path(__file__).parents[3] / "examples" / "redis-sentinel"
OLD, NEW = Source("hap1", "haproxy", "31"), Source("hap1", "haproxy", "40")
SPAN = Interval(0, 100 * S)


def state(at: int, after: str, source: Source = OLD, server: str = "back/pgb2", line: int = 1):
    before = "UP" if after == "DOWN" else "DOWN"
    told = {"server": server, "before": before, "after": after, "reason": "", "active": -1}
    return event("server_state", at * S, source=source, line=line, **told)


def heard(source: Source, lo: int, hi: int) -> Heard:
    return Heard(source, Interval(lo * S, hi * S), "a.log", 10)


def found(*events, times=((OLD, 0, 100),), **more) -> list[Lane]:
    return lanes(evidence(*events, heard=tuple(heard(*t) for t in times), **more), SPAN)[0]


def shown(lane: Lane) -> list[tuple[int, int, str]]:
    """Each band but the moments of change: from when to when (s), and what is known."""
    bands = [(round(b.lo / S), round(b.hi / S), b.known) for b in lane.bands]
    return [each for each in bands if each[0] < each[1]]


def test_a_server_goes_down_and_comes_back():
    (lane,) = found(state(20, "DOWN"), state(50, "UP", line=2))
    assert (lane.group, lane.label) == ("down", "pgb2 is DOWN for haproxy@hap1")
    assert (lane.observer, lane.subject) == ("haproxy@hap1", "pgb2")
    assert lane.says == "the load balancer has the server DOWN or in maintenance"
    assert shown(lane) == [(0, 20, "false"), (20, 50, "true"), (50, 100, "false")]
    assert [b.why for b in lane.bands if b.known == "true"] == ["haproxy@hap1 has back/pgb2 DOWN from here on"]


def test_beyond_its_log_nobody_knows_what_a_load_balancer_believes():
    (lane,) = found(state(20, "DOWN"), times=((OLD, 10, 60),))
    assert shown(lane) == [(0, 10, "unknown"), (10, 20, "false"), (20, 60, "true"), (60, 100, "unknown")]
    assert (lane.bands[-1].why, lane.bands[-1].settles) == (
        "the log says nothing of haproxy@hap1 here",
        "the log of haproxy@hap1 of that time",
    )


def test_each_process_has_its_own_lane_for_as_long_as_it_is_heard():
    """After a reload the new process believes nothing of the time before it, nor the old one of that after it."""
    lines = state(20, "DOWN"), state(65, "DOWN", NEW, line=2)
    old, new = found(*lines, times=((OLD, 0, 50), (NEW, 60, 90)))
    assert (old.label, new.label) == (
        "pgb2 is DOWN for haproxy@hap1 (process 31)",
        "pgb2 is DOWN for haproxy@hap1 (process 40)",
    )
    assert {old.observer, new.observer} == {"haproxy@hap1"}
    assert shown(old) == [(0, 20, "false"), (20, 50, "true"), (50, 100, "unknown")]
    assert shown(new) == [(0, 60, "unknown"), (60, 65, "false"), (65, 90, "true"), (90, 100, "unknown")]


def test_servers_of_two_backends_with_one_name_are_told_apart():
    told = found(state(20, "DOWN", server="blue/web"), state(30, "DOWN", server="green/web", line=2))
    assert {lane.subject for lane in told} == {"blue/web", "green/web"}


def test_of_too_many_lanes_those_in_which_something_happens_are_drawn():
    quiet = [state(20, "DOWN", server=f"back{n}/web{n}", line=n) for n in range(MOST_LANES + 5)]
    lively = [state(at, after, server="back/zz", line=99) for at, after in ((10, "DOWN"), (20, "UP"), (30, "DOWN"))]
    drawn_, notes = lanes(evidence(*quiet, *lively, heard=(heard(OLD, 0, 100),)), SPAN)
    assert len(drawn_) == MOST_LANES
    assert any(lane.subject == "zz" for lane in drawn_)
    assert notes == [f"not drawn: 6 of {MOST_LANES + 6} states of the kind 'down'"]


def test_nothing_is_known_of_nothing():
    assert lanes(evidence(), SPAN) == ([], [])


def test_a_contract_without_the_numbers_of_a_state_goes_without_its_lane():
    """Interruptions need a bound; a contract that states none has no such lane, and all others."""
    plain = contract()
    bare = replace(plain, parameters={n: p for n, p in plain.parameters.items() if n != "client.interruption"})
    asked = event("query", 5 * S, ok=True, started_ns=4 * S, worker="", client="", served_by="", detail="")
    known = evidence(state(20, "DOWN"), asked, heard=(heard(OLD, 0, 100),))
    assert "client.interruption" in plain.parameters and load()
    assert [lane.group for lane in lanes(_with(known, bare), SPAN)[0]] == ["down"]


def _with(known: Evidence, other) -> Evidence:
    return replace(known, contract=other)


def test_states_that_a_contract_defines_speak_in_its_words():
    captures = sorted(p for p in (REDIS / "captures").iterdir() if p.is_dir())
    (timeline, *_) = drawn([captures[0]], spec=str(REDIS))
    own = [lane for lane in timeline.lanes if lane.group not in ("down", "on_network", "has_address", "holders")]
    assert own and all(lane.says and lane.label and "{" not in lane.label for lane in own)
    assert any(band.known == "true" for lane in own for band in lane.bands)
