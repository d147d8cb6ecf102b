"""Implied scenarios, against a search that tries every interleaving."""

from collections import Counter
from itertools import product

from hypothesis import given, settings

from checker.diagram import diagram_of
from checker.model.chart_drawing import chart_of
from checker.model.chart_unfold import unfoldings
from checker.prove.diagrams.implied import EVENTS, implied
from tests.model.test_chart_makers import chart_from, diagrams


def _act(event):
    return event.kind, event.partner is None, event.peer, event.text


def _executable(behaviours):
    """Say whether the behaviours can all be done to their ends, with a queue from each to each; tries all orders."""
    start = (tuple((name, tuple(acts)) for name, acts in behaviours.items()), ())
    seen, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        left, queues = state
        if not any(acts for _, acts in left):
            if not queues:
                return True
            continue
        for at, (name, acts) in enumerate(left):
            after = _step(name, acts[0], dict(queues)) if acts else None
            if after is not None:
                rest = (*left[:at], (name, acts[1:]), *left[at + 1 :])
                waiting.append((rest, tuple(sorted((k, v) for k, v in after.items() if v))))
    return False


def _step(name, act, queues):
    kind, unlinked, peer, text = act
    key = {"send": (name, peer, unlinked), "receive": (peer, name, False), "local": (peer, name, True)}[kind]
    if kind == "send":
        return {**queues, key: (*queues.get(key, ()), text)}
    if kind == "local" and peer == name:
        return queues
    if queues.get(key, ())[:1] != (text,):
        return None
    return {**queues, key: queues[key][1:]}


def _naive(chart):
    """Say whether some mixture of the lifelines of the drawn runs is executable and is none of them.

    Crossed arrows have both their ends, in any order: their pairs are only counted.
    """
    runs = [[e for e in order.events if e.kind != "note"] for order in unfoldings(chart, loops=1, most=16)]
    names = sorted({e.lifeline for run in runs for e in run})
    ways = {name: {tuple(_act(e) for e in run if e.lifeline == name) for run in runs} for name in names}
    drawn = {tuple(tuple(_act(e) for e in run if e.lifeline == name) for name in names) for run in runs}
    for mixed in product(*(sorted(ways[name]) for name in names)):
        if mixed not in drawn and _paired(dict(zip(names, mixed, strict=True))):
            plain = {n: [a for a in acts if not _crossed(n, a)] for n, acts in zip(names, mixed, strict=True)}
            if _executable(plain):
                return True
    return False


def _crossed(name, act):
    return (act[0] == "send" and act[1]) or (act[0] == "local" and act[2] != name)


def _paired(behaviours):
    ends = Counter()
    for name, acts in behaviours.items():
        for act in acts:
            if _crossed(name, act):
                ends[(name, act[2], act[3]) if act[0] == "send" else (act[2], name, act[3])] += (
                    1 if act[0] == "send" else -1
                )
    return not any(ends.values())


@settings(max_examples=200)
@given(diagrams(("opt", "alt", "break", "rect"), leaves=5, size=3))
def test_it_finds_one_exactly_where_there_is_one(parts):
    chart = chart_from(parts)
    search = implied(chart)
    if search.complete:
        assert (search.found is not None) == _naive(chart)


def _of(*lines):
    return implied(chart_of(diagram_of("\n".join(["sequenceDiagram", *lines]))))


def test_two_who_decide_alone_are_mixed():
    found = _of("opt x", "A->>C: go", "B->>D: go", "end").found
    assert found
    assert len(set(found.follows.values())) == 2
    assert [str(event) for event in found.events] in (["A!go", "C?go"], ["B!go", "D?go"])


def test_who_is_told_is_not_mixed():
    search = _of("opt x", "A->>B: go", "B->>D: go", "end")
    assert search.found is None and search.complete and search.runs == 2 and search.combinations > 0


def test_a_single_run_implies_nothing_else():
    assert _of("A->>C: go", "B->>C: go", "C-->>A: ok").found is None


def test_what_is_too_large_is_not_said_to_be_searched():
    search = _of("opt x", *(["A->>B: go"] * EVENTS), "end")
    assert search.found is None and not search.complete


def test_many_choices_meet_the_bound_and_say_so():
    search = _of(*(line for _ in range(6) for line in ("opt x", "A->>B: go", "end")))
    assert not search.complete
