from itertools import product

import pytest
from hypothesis import given, settings

from checker.logic.formula import And, Atom, Exists, Historically, Implies, Not, Once, Since, Window
from checker.logic.monitor import Monitor, Monitors, evaluate
from checker.logic.signal import Run, Signal
from checker.logic.truth import TRUTHS, Truth
from tests.logic.naive import Naive
from tests.logic.small_scope import DEPTH_1, DEPTH_2, P, Q, mismatches, monitored, one_level, traces
from tests.logic.strategies import ground_formulas
from tests.logic.strategies import traces as longer_traces

FALSE, UNKNOWN, TRUE = Truth
EVENT = Atom("e")


def first(found):
    return next(found, None)


# Every formula on every trace


def test_depth_1_on_every_trace_of_3_ticks():
    assert first(mismatches(DEPTH_1, traces(3, hold=3))) is None


def test_depth_2_on_every_trace_of_2_ticks():
    assert first(mismatches(DEPTH_2, traces(2, hold=3))) is None


def test_depth_1_from_every_known_past():
    for p, q in product(range(3), repeat=2):
        assert first(mismatches(DEPTH_1, traces(2, hold=2), initial={P: p, Q: q})) is None


@pytest.mark.exhaustive
def test_depth_1_on_every_trace_of_4_ticks():
    assert first(mismatches(DEPTH_1, traces(4, hold=3))) is None


@pytest.mark.exhaustive
def test_depth_2_on_every_trace_of_3_ticks():
    assert first(mismatches(DEPTH_2, traces(3, hold=3))) is None


@pytest.mark.exhaustive
def test_depth_2_with_every_operator_and_window_on_every_trace_of_1_tick():
    formulas = tuple(one_level((P, Q, *DEPTH_1)))
    assert first(mismatches(formulas, traces(1, hold=6))) is None


def test_events_at_every_choice_of_instants():
    """An event is TRUE at its instants only; the monitor is told only when it happens."""
    formulas = [Once(EVENT, w) for w in (Window(0, 1), Window(1, 2), Window(0, None))]
    formulas += [
        Since(Not(EVENT), P, Window(0, 2)),
        Since(P, EVENT, Window(1, 3)),
        Historically(Not(EVENT), Window(0, 1)),
    ]
    for happens, p in product(product((0, 2), repeat=5), product(range(3), repeat=3)):
        monitors = Monitors(dict(enumerate(formulas)), 0)
        found = [[] for _ in formulas]
        runs = monitors.advance(0, {EVENT: FALSE})
        for tick in range(5):
            changes = {P: TRUTHS[p[tick]]} if tick < 3 else {}
            runs += monitors.advance(tick, changes, [EVENT] if happens[tick] else [])
        for key, run in runs + monitors.finish(4):
            found[key] += [int(run.truth)] * (run.hi - run.lo)
        naive = Naive({EVENT: happens, P: (*p, p[-1], p[-1])})
        assert found == [[naive.at(f, t) for t in range(5)] for f in formulas]


# Beyond


@given(ground_formulas, longer_traces())
@settings(max_examples=500, deadline=None)
def test_deep_formulas_on_longer_traces(formula, trace):
    naive = Naive(trace)
    ticks = range(len(next(iter(trace.values()))))
    assert monitored([formula], trace) == [[naive.at(formula, t) for t in ticks]]


@given(ground_formulas, ground_formulas, longer_traces())
@settings(max_examples=100, deadline=None)
def test_formulas_monitored_together_do_not_disturb_each_other(one, other, trace):
    assert monitored([one, other], trace) == [*monitored([one], trace), *monitored([other], trace)]


@given(ground_formulas, longer_traces())
@settings(max_examples=100, deadline=None)
def test_evaluate_equals_the_definitions_inside_and_is_unknown_outside(formula, trace):
    end = len(next(iter(trace.values()))) - 1
    signals = {
        atom: Signal.from_changes([(t, TRUTHS[v]) for t, v in enumerate(values)]) for atom, values in trace.items()
    }
    result = evaluate(formula, signals, 0, end)
    naive = Naive(trace)
    assert [result.at(t) for t in range(end + 1)] == [naive.at(formula, t) for t in range(end + 1)]
    assert result.at(-1) == result.at(end + 1) == UNKNOWN


# By example


def test_a_window_that_reaches_before_the_start_is_not_vacuously_true():
    monitor = Monitor(Historically(P, Window(0, 100)), start=0)
    runs = monitor.advance(0, {P: TRUE}) + monitor.finish(200)
    assert runs == [Run(0, 100, UNKNOWN), Run(100, 201, TRUE)]


def test_two_holders_are_a_violation_only_past_the_handover():
    both = And((P, Q))
    monitor = Monitor(Implies(both, Not(Historically(both, Window(0, 100)))), start=0)
    runs = monitor.advance(0, {P: TRUE, Q: FALSE})
    runs += monitor.advance(1000, {Q: TRUE})
    runs += monitor.advance(1101, {P: FALSE})
    assert runs + monitor.finish(2000) == [Run(0, 1100, TRUE), Run(1100, 1101, FALSE), Run(1101, 2001, TRUE)]


def test_runs_come_out_as_soon_as_they_have_ended():
    monitor = Monitor(P, start=0)
    assert monitor.advance(0, {P: TRUE}) == []
    assert monitor.advance(10, {P: FALSE}) == []
    assert monitor.advance(11) == [Run(0, 10, TRUE)]
    assert monitor.finish(20) == [Run(10, 21, FALSE)]


def test_several_calls_with_one_time_add_up_and_the_last_value_counts():
    monitor = Monitor(And((P, Q)), start=0)
    monitor.advance(0, {P: TRUE})
    monitor.advance(0, {P: FALSE, Q: TRUE})
    monitor.advance(0, {P: TRUE})
    assert monitor.finish(0) == [Run(0, 1, TRUE)]


def test_an_event_falls_back_to_unknown_while_its_source_is_not_observed():
    monitor = Monitor(EVENT, start=0)
    monitor.advance(5, events=[EVENT])
    assert monitor.finish(9) == [Run(0, 5, UNKNOWN), Run(5, 6, TRUE), Run(6, 10, UNKNOWN)]


def test_changes_of_other_atoms_are_ignored():
    monitor = Monitor(P, start=0)
    monitor.advance(1, {Q: TRUE}, [EVENT])
    assert monitor.finish(3) == [Run(0, 4, UNKNOWN)]
    assert monitor.atoms == {P}


def test_time_does_not_run_backwards():
    monitor = Monitor(P, start=10)
    with pytest.raises(ValueError, match="order of time: 9 after 10"):
        monitor.advance(9)
    monitor.advance(20, {P: TRUE})
    with pytest.raises(ValueError, match="before the last change at 20"):
        monitor.finish(19)


@pytest.mark.parametrize(
    ("formula", "message"),
    [(Exists("s", "server", P), "Exists is left"), (Once(P, Window(0, "vip.handover")), "still has a parameter")],
)
def test_formulas_that_are_not_ground_are_refused(formula, message):
    with pytest.raises(ValueError, match=message):
        Monitor(formula, 0)


# Memory


HOUR = 3600 * 10**9


@pytest.mark.parametrize(
    "formula",
    [
        Once(P),
        Historically(P, Window(0, HOUR)),
        Since(P, Q, Window(0, HOUR)),
        Since(Not(P), Q),
        Since(P, Q, Window(10, HOUR)),
        Once(Historically(P, Window(0, 3)), Window(5, None)),
        Implies(And((P, Q)), Not(Historically(And((P, Q)), Window(0, 100)))),
    ],
)
def test_memory_stays_flat_on_a_long_stream(formula):
    """100,000 changes within an hour-long window; what is kept is bounded by the delays, 10 changes here."""
    monitor, most = Monitor(formula, 0), 0
    for time in range(100_000):
        monitor.advance(time, {P: TRUTHS[time % 3], Q: TRUTHS[time % 7 % 3]})
        most = max(most, monitor.stored)
    assert 0 < most <= 40
