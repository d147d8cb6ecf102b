"""How long something lasted, at least and at most, by stretches in which it is known, open, or known not to be."""

import pytest

from checker.base.time import Interval
from checker.conform.durations import duration
from checker.logic.formula import Atom
from checker.logic.signal import Signal
from checker.logic.syntax import parse
from checker.logic.truth import Truth

S = 1_000_000_000
VACANT = Atom("vacant")
FORMULA = parse("not historically[0, 3s] vacant")
UNKNOWN, TRUE, FALSE = Truth.UNKNOWN, Truth.TRUE, Truth.FALSE


def lasted(*changes: tuple[float, Truth], at: float = 12, until: float = 100):
    signal = Signal.from_changes([(int(t * S), truth) for t, truth in changes], before=FALSE)
    return duration(FORMULA, {VACANT: signal}, int(at * S), Interval(0, int(until * S)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([(10, TRUE), (13, FALSE)], "3s"),
        ([(10, UNKNOWN), (10.2, TRUE), (13, FALSE)], "between 2.8s and 3s"),
        ([(10, UNKNOWN), (10.2, TRUE), (13, UNKNOWN), (13.5, FALSE)], "between 2.8s and 3.5s"),
        ([(10, UNKNOWN), (13, FALSE)], "up to 3s"),
        ([(10, UNKNOWN), (12, TRUE), (12.0000001, UNKNOWN), (13, FALSE)], "up to 3s"),
        ([(10, UNKNOWN), (10.0001, TRUE), (13, FALSE)], "2.999s"),
        # of two certain stretches with a doubt between them, the longer one is what it lasted at least
        ([(8, TRUE), (9, UNKNOWN), (11, TRUE), (13, FALSE)], "between 2s and 5s"),
        # what goes on is told up to where the sources end
        ([(10, TRUE)], "90s"),
    ],
)
def test_what_is_said(changes, said):
    assert str(lasted(*changes)) == said


def test_it_begins_where_it_is_certain():
    assert lasted((10, UNKNOWN), (10.5, TRUE), (13, FALSE)).since == 10.5 * S
    assert lasted((10, UNKNOWN), (13, FALSE)).since == 10 * S


def test_nothing_lasted_where_it_was_not_so_or_nothing_is_bounded():
    assert lasted((10, TRUE), (13, FALSE), at=50) is None
    assert duration(parse("not vacant"), {VACANT: Signal()}, 0, Interval(0, S)) is None
