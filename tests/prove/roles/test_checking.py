"""Views against HAProxy's counter, told a second time and in other words."""

from itertools import product

import pytest

from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from tests.prove.roles.playing import Play

S = 1_000_000_000
DEFAULT = Checks()


def _play(checks: Checks = DEFAULT) -> Play:
    return Play(pool(("hap1",), ("pgb1",), checks, Routing()))


def _checked(play: Play, passes: bool, seconds: float) -> Play:
    """Let the server pass or fail the next check."""
    if passes and play.possible("restart(pgb1)"):
        play.do("restart(pgb1)")
    if not passes and play.possible("crash(pgb1)"):
        play.do("crash(pgb1)")
    names = ("pass", "mark_up") if passes else ("fail", "mark_down")
    (name,) = [f"{each}(hap1,pgb1)" for each in names if play.possible(f"{each}(hap1,pgb1)", seconds)]
    return play.do(name, seconds)


def _counter(results: tuple[bool, ...], fall: int, rise: int) -> list[str]:
    """What a load balancer says to each result: `fall` failures in a row take a server down, `rise` bring it up."""
    up, bad, good, said = True, fall - 1, 0, []
    for passes in results:
        good, bad = (good + 1, 0) if passes else (0, bad + 1)
        change = (up and bad >= fall) or (not up and good >= rise)
        said.append(("went_down" if up else "went_up") if change else "")
        up ^= change
    return said


@pytest.mark.parametrize(("fall", "rise"), [(1, 1), (1, 3), (2, 1), (2, 2), (3, 2)])
def test_a_server_changes_when_its_last_checks_say_so(fall: int, rise: int) -> None:
    for results in product((True, False), repeat=fall + rise + 2):
        play = _play(Checks(fall=fall, rise=rise))
        for passes, change in zip(results, _counter(results, fall, rise), strict=True):
            reached = "fall_reached" if change == "went_down" else "rise_reached"
            before = Play(play.machine, play.state)
            _checked(play, passes, 2)
            said = [name for name, _ in play.told if name.startswith("went")]
            assert said == [change] * bool(change), results
            if change:
                assert before.holds(reached, "hap1", "pgb1"), results


def test_the_first_check_comes_at_any_time_within_the_interval() -> None:
    play = _play()
    assert all(play.possible("pass(hap1,pgb1)", seconds) for seconds in (0, 0.7, 2))
    assert not play.lets_pass(2.1)


def test_the_next_check_comes_exactly_an_interval_later() -> None:
    play = _play().do("pass(hap1,pgb1)")
    assert [play.possible("pass(hap1,pgb1)", seconds) for seconds in (0, 1.9, 2, 2.1)] == [False, False, True, False]


def test_each_health_has_its_interval() -> None:
    play = _play(Checks(interval=2 * S, fastinter=S, downinter=5 * S)).do("pass(hap1,pgb1)")
    spacing = []
    for passes in (False, False, False, False, True, True, True):
        due = [each for each in (1, 2, 5) if play.lets_pass(each)][-1]
        spacing.append(due)
        ends = [f"{name}(hap1,pgb1)" for name in ("pass", "mark_up", "fail", "mark_down")]
        assert not any(play.possible(name, due - 0.5) for name in ends)
        _checked(play, passes, due)
    assert spacing == [2, 1, 1, 5, 5, 1, 2]


def test_a_silent_check_lasts_its_timeout_and_the_next_comes_an_interval_after_its_end() -> None:
    play = _play(Checks(timeout=S)).do("pass(hap1,pgb1)").do("drop(pgb1)").do("ask(hap1,pgb1)", 2)
    assert not play.possible("fail(hap1,pgb1)", 0.9)
    play.do("fail(hap1,pgb1)", 1)
    for result in ("fail", "mark_down", "fail"):
        assert not play.possible("ask(hap1,pgb1)", 1.9)
        play.do("ask(hap1,pgb1)", 2).do(f"{result}(hap1,pgb1)", 1)
    play.do("ask(hap1,pgb1)", 2).do("undrop(pgb1)").do("pass(hap1,pgb1)")
    play.do("drop(pgb1)").do("ask(hap1,pgb1)", 2).do("undrop(pgb1)").do("mark_up(hap1,pgb1)")
    assert not play.possible("pass(hap1,pgb1)", 1.9)
    assert play.possible("pass(hap1,pgb1)", 2)


def test_a_running_check_may_still_pass_when_the_server_is_back_and_may_be_too_late() -> None:
    play = _play().do("pass(hap1,pgb1)").do("drop(pgb1)").do("ask(hap1,pgb1)", 2).do("undrop(pgb1)", 1)
    assert play.possible("pass(hap1,pgb1)", 0)
    assert play.possible("pass(hap1,pgb1)", 1)
    assert play.possible("fail(hap1,pgb1)", 1)
    assert not play.possible("fail(hap1,pgb1)", 0.5)


def test_a_hanging_server_passes_checks_that_only_connect() -> None:
    play = _play().do("hang(pgb1)")
    assert play.possible("pass(hap1,pgb1)")
    assert not play.holds("unanswered", "hap1", "pgb1")


def test_a_hanging_server_does_not_pass_checks_that_ask() -> None:
    play = _play(Checks(asks=True)).do("hang(pgb1)")
    assert not play.possible("pass(hap1,pgb1)")
    assert play.possible("ask(hap1,pgb1)")
    assert play.holds("unanswered", "hap1", "pgb1")


def test_a_new_process_has_every_server_up_and_one_failure_is_enough() -> None:
    play = _play().do("crash(pgb1)").do("mark_down(hap1,pgb1)")
    assert play.holds("down", "hap1", "pgb1")
    play.do("stop(hap1)")
    assert not play.holds("down", "hap1", "pgb1")
    assert not play.holds("unanswered", "hap1", "pgb1")
    play.do("start(hap1)")
    assert not play.holds("down", "hap1", "pgb1")
    assert play.do("mark_down(hap1,pgb1)", 2).told[-1] == ("went_down", ("hap1", "pgb1"))


def test_a_process_that_has_ended_checks_nothing_and_starts_with_its_host_only_where_that_was_gone() -> None:
    play = _play().do("stop(hap1)")
    assert play.lets_pass(100)
    assert not play.possible("pass(hap1,pgb1)")
    assert not play.possible("boot(hap1)")
    play.do("crash(hap1)")
    assert not play.possible("start(hap1)")
    assert play.possible("boot(hap1)")


def test_maintenance_is_down_without_checks_and_ends_up_with_one_failure_enough() -> None:
    checks = Checks(interval=2 * S, downinter=5 * S)
    play = _play(checks).do("pass(hap1,pgb1)").do("maintain(hap1,pgb1)")
    assert play.holds("down", "hap1", "pgb1")
    assert play.lets_pass(100)
    assert not play.possible("maintain(hap1,pgb1)")
    play.do("ready(hap1,pgb1)", 100)
    assert not play.holds("down", "hap1", "pgb1")
    assert play.lets_pass(5)
    assert not play.lets_pass(5.1)
    assert play.do("crash(pgb1)").possible("mark_down(hap1,pgb1)", 5)


def test_every_new_process_has_its_first_check_to_come_and_one_failure_is_enough() -> None:
    for ends, begins in (("stop(hap1)", "start(hap1)"), ("crash(hap1)", "boot(hap1)")):
        play = _play().do("pass(hap1,pgb1)").do("crash(pgb1)").do("fail(hap1,pgb1)", 2)
        play.do(ends, 1)
        assert not play.possible("fail(hap1,pgb1)", 1)
        assert not play.possible(ends.replace("crash", "stop"))
        play.do(begins, 5)
        assert play.holds("unanswered", "hap1", "pgb1")
        assert play.possible("route(hap1,pgb1)")
        assert play.lets_pass(2)
        assert not play.lets_pass(2.1)
        assert not play.possible("fail(hap1,pgb1)")
        assert play.possible("mark_down(hap1,pgb1)")


def test_a_process_that_hung_and_goes_on_answers_again() -> None:
    play = _play(Checks(asks=True))
    assert not play.possible("unhang(pgb1)")
    assert play.do("hang(pgb1)").do("unhang(pgb1)").possible("pass(hap1,pgb1)")


def test_no_server_that_refuses_passes_a_check_in_any_health() -> None:
    play = _play().do("crash(pgb1)").do("mark_down(hap1,pgb1)").do("restart(pgb1)").do("pass(hap1,pgb1)", 2)
    play.do("crash(pgb1)")
    assert not any(play.possible(f"{name}(hap1,pgb1)", 2) for name in ("pass", "mark_up"))
    play.do("fail(hap1,pgb1)", 2)
    assert not play.possible("pass(hap1,pgb1)", 2)


def _reached(play: Play) -> tuple[bool, bool]:
    return play.holds("fall_reached", "hap1", "pgb1"), play.holds("rise_reached", "hap1", "pgb1")


def test_a_count_is_reached_before_the_check_that_decides_and_at_no_other_time() -> None:
    play, found = _play(), []
    for passes in (True, False, False, False, False, True, True, False):
        found.append(_reached(play))
        _checked(play, passes, 2)
    fresh, least, nothing, up = (True, False), (False, True), (False, False), (True, False)
    assert found == [fresh, least, nothing, up, nothing, nothing, least, nothing]


def test_counts_begin_again_with_every_change() -> None:
    play = _checked(_checked(_play(Checks(fall=1)), True, 2), False, 2)
    assert _reached(play) == (False, False), "the check that passed was before the one that failed"
    play = _play(Checks(rise=1))
    for passes in (False, True, False):
        _checked(play, passes, 2)
    assert _reached(play)[0] is False, "the check that failed first was before the one that passed"
