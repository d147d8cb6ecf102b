"""States of a contract's own: what each effect of an event says, `once event` as a state, and where logs end."""

from __future__ import annotations

from itertools import product

import pytest

from checker.conform.belief import Ground
from checker.conform.knowledge import estimate
from checker.conform.own.tellers import coverage, judged
from checker.logic.formula import Atom
from checker.logic.truth import Truth
from tests.conform.own.makers import UNIT, contract, event, evidence

NODES = """
defines:
  events:
    up:   {says: up, with: {lease: any}, about: {node: host, lease: lease}, told_by: d}
    down: {says: down, with: {lease: any}, about: {node: host, lease: lease}, told_by: d}
    boot: {says: boot, with: {x: any}, about: {node: host}, told_by: d}
  fluents:
    leads: {says: leads, about: [node, lease], EFFECTS, clears: boot}
"""
PROPERTY = '  it: {ours: why, says: so, at-most-for: 1h, of: "leads(n, l)"}\n'


def belief(folder, effects, events, heard, *args):
    about = contract(folder, NODES.replace("EFFECTS", effects), PROPERTY)
    told = evidence(about, events, heard)
    return estimate(told, {"leads"}).about(Atom("leads", args)).signal()


@pytest.mark.parametrize(
    ("effect", "before", "after"),
    [
        ("begins", Truth.FALSE, Truth.TRUE),
        ("shows", Truth.TRUE, Truth.TRUE),
        ("sets", Truth.UNKNOWN, Truth.TRUE),
    ],
)
def test_what_an_event_says_of_the_time_before_and_after_it(tmp_path, effect, before, after):
    signal = belief(tmp_path, f"{effect}: up", [event("up", 50, lease="l")], {"h": (0, 100)}, "h", "l")
    assert [signal.at(t * UNIT) for t in (-1, 20, 80, 101)] == [Truth.UNKNOWN, before, after, Truth.UNKNOWN]


@pytest.mark.parametrize(
    ("effect", "before"), [("ends", Truth.TRUE), ("denies", Truth.FALSE), ("clears", Truth.UNKNOWN)]
)
def test_what_an_end_says(tmp_path, effect, before):
    effects = f"sets: up, {effect}: down" if effect != "clears" else "sets: up"
    definitions = [
        event("down" if effect != "clears" else "boot", 50, **({"lease": "l"} if effect != "clears" else {}))
    ]
    # another node makes the lease known
    events = [*definitions, event("up", 10, host="g", lease="l")]
    signal = belief(tmp_path, effects, events, {"h": (0, 100), "g": (0, 100)}, "h", "l")
    assert [signal.at(t * UNIT) for t in (20, 80)] == [before, Truth.FALSE]


def test_an_event_that_says_less_ends_it_for_everything_else(tmp_path):
    events = [event("up", 10, lease="l"), event("up", 20, lease="m"), event("boot", 50)]
    for lease in ("l", "m"):
        signal = belief(tmp_path, "sets: up", events, {"h": (0, 100)}, "h", lease)
        assert [signal.at(t * UNIT) for t in (40, 60)] == [Truth.TRUE, Truth.FALSE]


def test_two_lines_that_contradict_each_other_have_lost_lines_between_them(tmp_path):
    # nearer than a second one would only tell the change once more
    second = 10**9 // UNIT
    events = [event("up", 10, lease="l"), event("up", 3 * second, lease="l")]
    signal = belief(tmp_path, "begins: up", events, {"h": (0, 9 * second)}, "h", "l")
    assert [signal.at(t * UNIT) for t in (5, second, 4 * second)] == [Truth.FALSE, Truth.UNKNOWN, Truth.TRUE]


def test_of_a_host_whose_log_was_not_given_nothing_is_known(tmp_path):
    signal = belief(tmp_path, "sets: up", [event("up", 10, lease="l")], {"h": (0, 100)}, "g", "l")
    assert signal.values == (Truth.UNKNOWN,)


ONCE = """
defines:
  events:
    p: {says: p, with: {x: any}, about: [], told_by: d}
"""


@pytest.mark.parametrize("window", [(0, 3), (1, 2), (2, 6), (0, None)])
def test_once_an_event_is_known_only_where_every_timing_agrees(tmp_path, window):
    """Against all timings of up to three stamps, each two ticks wide, one tick being the unit of this test."""
    about = contract(tmp_path, ONCE, "  it: {ours: w, says: so, absence: p, before: p}\n")
    lower, upper = window
    shown = "inf" if upper is None else upper * UNIT
    name = f"once[{lower * UNIT}, {shown}] p"
    for starts in ((4,), (4, 5), (4, 9), (3, 7, 11)):
        stamps = [(s, s + 2) for s in starts]
        told = evidence(about, [event("p", lo, hi) for lo, hi in stamps], {"h": (0, 20)})
        found = estimate(told, {name}).about(Atom(name))
        sure = found.signal()
        for t in range(0, 21):
            values = {
                any(t - (upper if upper is not None else 99) <= at <= t - lower for at in timing)
                for timing in product(*(range(lo, hi + 1) for lo, hi in stamps))
            }
            # what was before the log begins may always have been
            heard = upper is not None and t - upper >= 0
            truth = sure.at(t * UNIT)
            if truth is Truth.TRUE:
                assert values == {True}
            if truth is Truth.FALSE:
                assert values == {False} and heard
            if len(starts) == 1 and len(values) == 1 and (heard or values == {True}) and upper is not None:
                narrow = upper - lower < 2
                assert truth is not Truth.UNKNOWN or narrow, (starts, t)
        for one, other in zip(found.stretches, found.stretches[1:], strict=False):
            if one.ground is Ground.TRANSITION:
                assert other.truth is not Truth.UNKNOWN, "a transition leads to what is known"


def test_who_tells_of_an_event(tmp_path):
    about = contract(tmp_path, NODES.replace("EFFECTS", "sets: up"), PROPERTY)
    told = evidence(about, [], {"h": (0, 50), "g": (10, 90)})
    own = about.own.events["up"]
    by_host = coverage(own, {"node": "g", "lease": "l"}, told)
    assert (by_host.time.lo, by_host.time.hi, by_host.names) == (10 * UNIT, 90 * UNIT, ("d@g",))
    by_all = coverage(own, {}, told)
    assert (by_all.time.lo, by_all.time.hi) == (10 * UNIT, 50 * UNIT)
    assert coverage(own, {"node": "x"}, told).lacking == "the log of d@x"


def test_sources_that_end_together_are_judged_up_to_the_first_end(tmp_path):
    about = contract(tmp_path, NODES.replace("EFFECTS", "sets: up"), PROPERTY)
    second = 10**9 // UNIT
    together = judged(("d",), evidence(about, [], {"h": (0, 100 * second), "g": (second // 2, 101 * second)}))
    assert (together.lo, together.hi) == (second // 2 * UNIT, 100 * second * UNIT)
    cut_off = judged(("d",), evidence(about, [], {"h": (0, 10 * second), "g": (0, 100 * second)}))
    assert cut_off.hi == 100 * second * UNIT
    assert judged(("e",), evidence(about, [], {"h": (0, 1)})) is None


def test_an_end_and_a_beginning_at_once_are_no_single_change(tmp_path):
    about = contract(tmp_path, ONCE, "  it: {ours: w, says: so, absence: p, before: p}\n")
    told = evidence(about, [event("p", 4, 6), event("p", 9, 11)], {"h": (0, 20)})
    name = f"once[0, {5 * UNIT - 1}] p"
    found = estimate(told, {name}).about(Atom(name))
    (edge,) = (s for s in found.stretches if s.lo <= 10 * UNIT < s.hi)
    assert (edge.truth, edge.ground) == (Truth.UNKNOWN, Ground.GAP)
