import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.gate import bounds
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import detected_down, detected_up

S = NS_PER_S
TIMES = st.integers(1, 10_000).map(lambda ms: ms * NS_PER_MS)


def test_times_that_are_not_given_are_the_interval() -> None:
    checks = Checks(interval=3 * S)
    assert (checks.fast, checks.down, checks.lasting) == (3 * S, 3 * S, 3 * S)


@pytest.mark.parametrize("wrong", [{"fall": 0}, {"rise": 0}, {"interval": 0}, {"fastinter": 0}, {"timeout": -1}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Checks(**wrong)


def test_a_view_that_has_just_begun_is_in_transition_unless_one_failure_is_all_there_is() -> None:
    assert Checks(fastinter=S).first == S
    assert Checks(fastinter=S, fall=1).first == 2 * S


@given(TIMES, TIMES, TIMES, TIMES, st.integers(1, 10), st.integers(1, 10))
def test_the_formulas_are_those_that_configurations_are_held_against(
    inter: int, fast: int, down: int, timeout: int, fall: int, rise: int
) -> None:
    checks = Checks(inter, fast, down, timeout, fall, rise)
    assert detected_down(checks, 0) == bounds.detect_down(fall, inter, fast, 0)
    assert detected_down(checks, timeout) == bounds.detect_down(fall, inter, fast, timeout)
    assert detected_up(checks) == bounds.detect_up(rise, down, fast)


def _ms(*each: int) -> tuple[int, ...]:
    return tuple(ms * NS_PER_MS for ms in each)


# What was measured on HAProxy 2.6.12; timers are late by a few milliseconds, never early.
LATE = 20 * NS_PER_MS
DEFAULT = Checks()
MEASURED = [
    (detected_down(DEFAULT, 0), (4, 6), _ms(4020, 5990)),
    (detected_down(DEFAULT, DEFAULT.lasting), (10, 12), _ms(10020, 11980)),
    (detected_up(DEFAULT), (2, 4), _ms(2080, 4000)),
    (detected_up(DEFAULT, DEFAULT.lasting), (2, 6), _ms(2100, 4950)),
    (detected_down(Checks(interval=S // 2, fall=10), 0), (4.5, 5), _ms(4680, 5010)),
    (detected_down(Checks(fastinter=S // 2), 0), (1, 3), _ms(1380, 2820)),
    (detected_down(Checks(timeout=S // 2), S // 2), (5.5, 7.5), _ms(5910, 7440)),
    (detected_up(Checks(downinter=5 * S)), (2, 7), _ms(3040, 5550)),
]


@pytest.mark.parametrize(("formula", "seconds", "measured"), MEASURED)
def test_what_was_measured_lies_in_the_interval(
    formula: Interval, seconds: tuple[float, float], measured: tuple[int, int]
) -> None:
    assert formula == Interval(*(round(each * S) for each in seconds))
    assert formula.lo <= measured[0]
    assert measured[1] <= formula.hi + LATE
