"""Random and exhaustive runs."""

from collections import Counter
from itertools import islice, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import diagram_of
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import conforms
from checker.model.chart_runs import all_extensions, linear_extensions, random_runs
from checker.model.chart_unfold import flattened
from tests.model.test_chart_makers import chart_from, diagrams
from tests.model.test_chart_order import SOURCES, STREAMING


def chart(text):
    return chart_of(diagram_of("sequenceDiagram\n" + text))


@given(st.lists(st.tuples(st.just("msg"), st.sampled_from("AB"), st.just("->>"), st.sampled_from("ABC")), max_size=3))
def test_all_extensions_are_all(parts):
    order = flattened(chart_from(parts))
    found = list(all_extensions(order))
    assert found == sorted(found) == [s for s in permutations(range(len(order.events))) if order.respects(s)]


def test_random_extensions_are_near_uniform():
    order = flattened(chart("A->>C: 1\nB->>C: 2\nD->>D: 3"))
    every = list(all_extensions(order))
    found = Counter(islice(linear_extensions(order, 7), 100 * len(every)))
    assert set(found) == set(every)
    assert 50 < min(found.values()) <= max(found.values()) < 170


def test_a_seed_gives_the_same_runs_again():
    made = chart("loop l\nA->>C: 1\nB->>C: 2\nend\nalt x\nA->>A: 3\nelse y\nB->>B: 4\nend")
    one, other = (list(islice(random_runs(made, 5), 20)) for _ in range(2))
    assert one == other
    assert len(set(one)) > 5
    assert one != list(islice(random_runs(made, 6), 20))


@pytest.mark.parametrize("diagram", [STREAMING, *(s.text for s in SOURCES)], ids=lambda text: str(len(text)))
def test_random_runs_of_the_documents_conform(diagram):
    made = chart_of(diagram_of(diagram))
    assert all(conforms(made, run) for run in islice(random_runs(made, 3), 60))


@pytest.mark.slow
@pytest.mark.parametrize("diagram", [STREAMING, *(s.text for s in SOURCES)], ids=lambda text: str(len(text)))
def test_a_thousand_random_runs_of_the_documents_conform(diagram):
    made = chart_of(diagram_of(diagram))
    assert all(conforms(made, run) for run in islice(random_runs(made, 4), 1000))


@settings(deadline=None)
@given(diagrams(), st.integers(0, 99))
def test_random_runs_conform(parts, seed):
    made = chart_from(parts)
    for run in islice(random_runs(made, seed), 4):
        assert conforms(made, run)
        assert conforms(made, [e for e in run if e.kind != "note"])
        assert conforms(made, run[::2], partial=True)


def test_runs_that_are_always_too_long_are_refused():
    with pytest.raises(ValueError, match="more than 100 steps"):
        next(random_runs(chart("loop 999 times\nA->>B: 1\nend"), 1, size=100))
    with pytest.raises(ValueError, match="more than 100 steps"):
        next(random_runs(chart("loop 999 times\nend"), 1, size=100))


def test_of_nothing_there_is_one_run():
    made = chart("participant A")
    assert list(all_extensions(flattened(made))) == [()]
    assert next(random_runs(made, 1)) == ()
