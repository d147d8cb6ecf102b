"""Runs of charts with fragments: against naive definitions, and cases done by hand."""

from collections import Counter
from itertools import islice, permutations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from checker.diagram import diagram_of
from checker.model.chart_choices import Choices
from checker.model.chart_drawing import chart_of
from checker.model.chart_needs import sure_events
from checker.model.chart_order import drawn
from checker.model.chart_runs import all_extensions
from checker.model.chart_unfold import one_page, unfoldings
from tests.model.test_chart_makers import chart_from, diagrams, key, naive_pairs, numbered, runs


def chart(text):
    return chart_of(diagram_of("sequenceDiagram\n" + text))


def shown(text, **bounds):
    return [
        " ".join(e.text for e in order.events if e.kind in ("send", "local"))
        for order in unfoldings(chart(text), **bounds)
    ]


ROUND = "A->>A: "
# What stands on the page, and the runs in the order in which they are given.
CASES = {
    "alt takes one part": ("alt x\nA->>A: 1\nelse y\nA->>A: 2\nelse z\nend\nA->>A: 3", ["1 3", "2 3", "3"]),
    "alt with one part is an opt": ("alt x\nA->>A: 1\nend", ["1", ""]),
    "opt": ("opt x\nA->>A: 1\nend\nA->>A: 2", ["1 2", "2"]),
    "rect only groups": ("rect rgb(0,0,0)\nA->>A: 1\nend", ["1"]),
    "a loop goes round until the bound": ("loop x\nA->>A: 1\nend", ["1", "1 1", ""]),
    "or as often as it says": ("loop 3 times\nA->>A: 1\nend", ["1 1 1"]),
    "at most": ("loop up to 1 times\nA->>A: 1\nend", ["1", ""]),
    "at least": ("loop at least 2\nA->>A: 1\nend", ["1 1"]),
    "a break skips the rest": ("break x\nA->>A: 1\nend\nA->>A: 2", ["2", "1"]),
    "of the fragment around it only": (
        "opt o\nA->>A: 0\nbreak x\nA->>A: 1\nend\nA->>A: 2\nend\nA->>A: 3",
        ["0 2 3", "0 1 3", "3"],
    ),
    "rect is none": ("rect rgb(0,0,0)\nbreak x\nA->>A: 1\nend\nA->>A: 2\nend\nA->>A: 3", ["2 3", "1"]),
    "a loop around it ends": (
        "loop x\nA->>A: 0\nbreak x\nA->>A: 1\nend\nA->>A: 2\nend\nA->>A: 3",
        ["0 2 3", "0 2 0 2 3", "0 2 0 1 3", "0 1 3", "3"],
    ),
    "a branch around it ends": (
        "par p\nbreak x\nA->>A: 1\nend\nA->>A: 2\nand\nA->>A: 3\nend",
        ["2 3", "1 3"],
    ),
    "a break in a break": ("break x\nbreak y\nA->>A: 1\nend\nA->>A: 2\nend\nA->>A: 3", ["3", "2", "1"]),
    "critical, then at most one option": (
        "critical c\nA->>A: 1\noption x\nA->>A: 2\noption y\nA->>A: 3\nend",
        ["1", "1 2", "1 3"],
    ),
    "all branches": ("par p\nA->>A: 1\nand\nA->>A: 2\nend", ["1 2"]),
    "choices in rounds are free": (
        "loop 2 times\nalt x\nA->>A: 1\nelse y\nA->>A: 2\nend\nend",
        ["1 1", "1 2", "2 1", "2 2"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_runs(name):
    text, expected = CASES[name]
    assert shown(text) == expected


def test_a_break_in_a_branch_leaves_the_other_branch_parallel():
    made = chart("par p\nbreak x\nA->>A: 1\nend\nA->>A: 2\nand\nA->>A: 3\nend")
    assert [list(order.pairs()) for order in unfoldings(made)] == [[], []]


def test_bounds_are_kept():
    assert len(shown("loop x\nA->>A: 1\nend", loops=9)) == 10
    assert len(shown("alt x\nA->>A: 1\nelse y\nA->>A: 2\nend\n" * 40, most=7)) == 7
    assert shown("loop 999999999 times\nA->>A: 1\nend") == []
    assert shown("loop 999999999 times\nnote over A: n\nend", size=50) == []
    assert shown("loop 999999999 times\nend", size=50) == []
    assert shown("opt x\n" + "loop 9 times\n" * 9 + "A->>A: 1\n" + "end\n" * 10) == [""]


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(diagrams(leaves=6, size=3))
def test_unfoldings_are_those_of_the_naive_definition(parts):
    naive = runs(numbered(parts), 2)
    assume(len(naive) <= 60 and all(len(str(items)) < 800 for items, _ in naive))
    made, choices, found = chart_from(parts), Choices(), Counter()
    while True:
        order = one_page(made, choices, 2, 10_000).order
        found[tuple(key(e) for e in order.events), frozenset(order.pairs())] += 1
        if not choices.advance():
            break
    assert found == Counter(naive_pairs(items) for items, _ in naive)


@settings(deadline=None, max_examples=60)
@given(diagrams(leaves=5))
def test_sure_events_are_in_every_run(parts):
    made = chart_from(parts)
    ((sure,), *_) = sure_events(made)
    for order in islice(unfoldings(made, loops=1), 30):
        here = {e.index for e in order.events}
        assert all(sure >> number & 1 <= (number in here) for number in range(len(made.events)))


REGIONS = [
    "par p\nA->>A: 1\nA->>A: 2\nand\ncritical c\nA->>A: 3\nA->>A: 4\nend\nend",
    "par p\ncritical c\nA->>B: 1\nB->>A: 2\nend\nand\nA->>B: 3\nend",
    "par p\ncritical c\nA->>A: 1\nB->>B: 2\nA->>A: 3\nend\nand\ncritical d\nA->>A: 4\nB->>B: 5\nA->>A: 6\nend\nend",
    "par p\nC->>A: 1\nand\ncritical c\nA->>A: 2\nnote over A: n\nA->>A: 3\nend\nend",
    "C->>A: 0\npar p\ncritical c\nB->>A: 1\nA->>A: 2\nend\nand\nnote over A: n\nend",
    "par p\npar q\ncritical c\nA->>A: 1\nA->>A: 2\nend\nand\nA->>A: 3\nend\nand\nA->>A: 4\nend",
]


def intact(page, sequence):
    """Whether no parallel event comes among those of a region on its lifeline, in the plainest words."""
    events = page.order.events
    for region in page.regions:
        for lifeline in {e.lifeline for e in events}:
            marks = [
                "own" if region.events >> n & 1 else "other"
                for n in sequence
                if events[n].lifeline == lifeline
                and events[n].kind != "note"
                and (region.events | region.beside) >> n & 1
            ]
            if "own" in marks:
                first, last = marks.index("own"), len(marks) - marks[::-1].index("own")
                if "other" in marks[first:last]:
                    return False
    return True


@pytest.mark.parametrize("text", REGIONS)
def test_critical_keeps_parallel_branches_out(text):
    made = chart(text)
    page = one_page(made, Choices(), 2, 100)
    right = {
        tuple(page.order.events[n].index for n in sequence)
        for sequence in permutations(range(len(page.order.events)))
        if page.order.respects(sequence) and intact(page, sequence)
    }
    found = Counter(
        tuple(order.events[n].index for n in sequence)
        for order in unfoldings(made)
        for sequence in all_extensions(order)
    )
    assert set(found) == right
    assert set(found.values()) == {1}


def test_critical_alone_orders_nothing():
    plain, framed = "B->>A: 1\nC->>A: 2\nA->>A: 3\n", "B->>A: 1\ncritical c\nC->>A: 2\nA->>A: 3\nend"
    (one,), (other,) = unfoldings(chart(plain)), unfoldings(chart(framed))
    assert list(one.pairs()) == list(other.pairs())
    assert drawn(chart(framed), []).order.events == ()
