"""Sequences against charts: as trying all runs one by one would say."""

from itertools import combinations, islice, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checker.diagram import diagram_of
from checker.model.chart_choices import Choices
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import SearchTooLong, conforms, fit
from checker.model.chart_runs import random_runs
from checker.model.chart_unfold import one_page
from tests.model.test_chart_makers import chart_from, diagrams
from tests.model.test_chart_unfold import REGIONS, intact


def chart(text):
    return chart_of(diagram_of("sequenceDiagram\n" + text))


def pages(made, loops, most=150):
    """The runs of a chart; there must not be more."""
    choices = Choices()
    for _ in range(most):
        yield one_page(made, choices, loops, 1000)
        if not choices.advance():
            return
    assume(False)


def naively(made, trace, partial, loops=3):
    """Try each run, and each way in which the events of the trace are some of the run's."""
    return any(fits(page, trace, partial) for page in pages(made, loops))


def fits(page, trace, partial):
    events = page.order.events
    places, homes = {}, {}
    for place, event in enumerate(trace):
        places.setdefault(event, []).append(place)
    for number, event in enumerate(events):
        homes.setdefault(event, []).append(number)
    if any(len(found) > len(homes.get(event, ())) for event, found in places.items()):
        return False
    optional = [event for event, here in homes.items() if len(here) > len(places.get(event, ()))]
    if not partial and any(event.kind != "note" for event in optional):
        return False
    ways = [combinations(homes[event], len(places[event])) for event in places]
    for way in product(*ways):
        at = {
            p: n
            for event, numbers in zip(places, way, strict=True)
            for p, n in zip(places[event], numbers, strict=True)
        }
        sequence = [at[place] for place in range(len(trace))]
        if page.order.respects(sequence) and intact(page, sequence):
            return True
    return False


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)
@given(diagrams(leaves=5, size=3), st.integers(0, 9), st.randoms(use_true_random=False), st.booleans())
def test_conforms_as_trying_all_runs_says(parts, seed, rng, partial):
    made = chart_from(parts)
    trace = list(next(random_runs(made, seed)))
    assume(0 < len(trace) <= 10)
    for _ in range(rng.randrange(3)):
        one, other = rng.randrange(len(trace)), rng.randrange(len(trace))
        trace[one], trace[other] = trace[other], trace[one]
    if rng.random() < 0.5:
        del trace[rng.randrange(len(trace))]
    said, wanted = conforms(made, trace, partial=partial), naively(made, trace, partial)
    if said and not wanted:  # notes that changed places may take a round of a loop each
        wanted = naively(made, trace, partial, loops=len(trace))
    assert said == wanted


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(REGIONS), st.integers(0, 99), st.randoms(use_true_random=False), st.booleans())
def test_regions_are_kept_together_in_what_was_seen(text, seed, rng, partial):
    made = chart(text)
    trace = list(next(random_runs(made, seed)))
    at = rng.randrange(len(trace) - 1)
    trace[at], trace[at + 1] = trace[at + 1], trace[at]
    assert conforms(made, trace, partial=partial) == naively(made, trace, partial)


def test_a_fit_says_what_was_seen_where():
    made = chart("loop often\nA->>B: 1\nend\nopt x\nA->>B: 2\nend")
    send, receipt = made.events[:2]
    found = fit(made, [send, "something else", receipt, send], partial=True)
    assert [(str(e), place) for e, place in zip(found.run.order.events, found.places, strict=True)] == [
        ("A!1", 0),
        ("B?1", 2),
        ("A!1", 3),
        ("B?1", None),
    ]
    assert fit(made, [send, receipt, send]) is None


def test_events_of_other_charts_are_passed_over():
    made, other = chart("A->>B: 1"), chart("A->>B: 1\nA->>B: 2")
    assert conforms(made, [*other.events[2:], *made.events])
    assert not conforms(made, other.events[2:])
    assert conforms(made, other.events[2:], partial=True)


def test_a_missing_cause_still_separates():
    made = chart("A->>B: 1\nB->>C: 2")
    first, last = made.events[0], made.events[-1]
    assert conforms(made, [first, last], partial=True)
    assert not conforms(made, [last, first], partial=True)


def test_in_a_loop_any_round_may_be_the_one_that_was_seen():
    made = chart("loop often\nA->>A: 1\nA->>A: 2\nend")
    one, two = made.events
    assert conforms(made, [two, one, two], partial=True)
    assert not conforms(made, [two, one, two])


def test_long_charts_of_choices_are_searched_in_time():
    made = chart("alt x\nA->>B: 1\nelse y\nA->>B: 2\nend\n" * 300)
    run = next(random_runs(made, 1))
    assert conforms(made, run)
    assert not conforms(made, run[::-1])
    # Nothing was seen but two events at the end, in the wrong order: each of the 2^300 ways leads to the same.
    longer = chart("alt x\nA->>B: 1\nelse y\nA->>B: 2\nend\n" * 300 + "A->>B: 3")
    assert not conforms(longer, longer.events[:-3:-1], partial=True)


def test_many_rounds_are_followed():
    made = chart("loop often\nalt x\nA->>B: 1\nelse y\nA->>B: 2\nend\nend")
    rounds = [made.events[:2], made.events[2:]] * 300
    assert conforms(made, [e for some in rounds for e in some])


def test_rounds_in_which_nothing_can_be_seen_do_not_go_on():
    made = chart("loop l\nloop m\nend\nloop n\nA->>B: 1\nB->>A: 2\nend\nend")
    assert not conforms(made, made.events[1:])
    assert not conforms(made, [*made.events, made.events[-1]])


def test_a_break_in_a_frame_spares_what_follows_the_frame():
    made = chart("alt x\nrect rgb(0,0,0)\nbreak b\nA->>A: 1\nend\nend\nA->>A: 2\nelse y\nend")
    assert conforms(made, made.events[:1])
    assert conforms(made, made.events[1:])
    assert not conforms(made, made.events)


def test_another_way_may_bring_fewer_causes():
    choice = "alt x\nnote over A: n\nelse y\nnote over A: n\nend\n"
    made = chart(f"A->>A: 1\nalt x\nA->>B: m\nelse y\nend\n{choice}B->>B: 3")
    assert conforms(made, [made.events[-1], made.events[0]], partial=True)


def test_a_search_may_be_given_up():
    made = chart("A->>B: 1\n" * 50)
    with pytest.raises(SearchTooLong):
        fit(made, made.events, effort=20)


@given(diagrams(kinds=("rect", "opt", "alt", "loop")), st.integers(0, 99))
def test_an_event_too_many_or_too_few_does_not_conform_outside_of_fragments(parts, seed):
    made = chart_from([("msg", "A", "->>", "B"), *parts])
    run = next(islice(random_runs(made, seed), 1))
    assert not conforms(made, run[1:] if run[0] == made.events[0] else [e for e in run if e != made.events[0]])
    assert not conforms(made, [made.events[0], *run])
