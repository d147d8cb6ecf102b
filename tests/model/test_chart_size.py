"""No input blows the stack, and thousands of messages are an ordinary diagram."""

import sys
from itertools import islice

import pytest

from checker.diagram import diagram_of
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import conforms
from checker.model.chart_readings import readings
from checker.model.chart_runs import linear_extensions, random_runs
from checker.model.chart_unfold import flattened, race_pairs, unfoldings

DEEP = 10_000


KINDS = ["opt x", "loop x", "par x", "critical x", "rect rgb(0,0,0)", "alt x"]


def check_nest(kinds):
    kinds = list(kinds)
    text = "sequenceDiagram\n" + "".join(f"{kind}\n" for kind in kinds) + "A->>B: 1\nC->>B: 2\n" + "end\n" * len(kinds)
    diagram = diagram_of(text)
    chart = chart_of(diagram)
    assert len(chart.fragments) == DEEP + 1
    assert len(race_pairs(chart)) == 1
    assert {hash(chart), hash(chart_of(diagram))} == {hash(chart)}
    orders = list(islice(unfoldings(chart, most=3, size=4 * DEEP), 3))
    assert all(conforms(chart, order.events) for order in orders)
    assert conforms(chart, chart.events)
    assert len(next(random_runs(chart, 1, size=4 * DEEP))) in (0, 4)
    assert len(readings(chart)) == DEEP + 1


def test_a_deep_nest():
    assert sys.getrecursionlimit() < DEEP
    check_nest(KINDS[n % len(KINDS)] for n in range(DEEP))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*KINDS, "break x"])
def test_deep_nests_of_one_kind(kind):
    check_nest([kind] * DEEP)


def test_blocks_side_by_side():
    chart = chart_of(diagram_of("sequenceDiagram\n" + "opt x\nA->>B: 1\nend\n" * 3000))
    assert len(next(unfoldings(chart)).events) == 6000
    assert conforms(chart, chart.events[::2], partial=True)


def test_two_thousand_messages():
    names = "ABCDEFGH"
    lines = [f"{names[n * 7 % 8]}->>{names[(n * 7 + 1 + n % 3) % 8]}: {n}" for n in range(2000)]
    chart = chart_of(diagram_of("sequenceDiagram\n" + "\n".join(lines)))
    order = flattened(chart)
    sequence = next(linear_extensions(order, 1))
    assert len(sequence) == 4000
    assert order.respects(sequence)
    assert conforms(chart, [order.events[n] for n in sequence])
    assert order.broken(sequence[::-1])
    assert all(not order.precedes(a, b) for a, b in order.open_pairs())
