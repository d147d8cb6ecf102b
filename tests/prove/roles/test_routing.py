import pytest

from checker.prove.machines.machine import Machine
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from tests.prove.roles.playing import Play

ASSIGNED = ("assigned", ("hap1", "pgb1"))


def _pool(**routing: bool | int) -> Machine:
    return pool(("hap1",), ("pgb1", "pgb2"), Checks(), Routing(**routing))  # type: ignore[arg-type]


def _stuck_to_down(**routing: bool | int) -> Play:
    """A client that is tied to pgb1, which then goes DOWN."""
    play = Play(_pool(sticky=True, **routing)).do("route(hap1,pgb1)")
    return play.do("crash(pgb1)").do("mark_down(hap1,pgb1)")


def test_retries_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="-1 retries"):
        Routing(retries=-1)


def test_any_server_that_is_up_may_get_a_request_and_none_that_is_down() -> None:
    play = Play(_pool())
    assert play.possible("route(hap1,pgb1)")
    assert play.possible("route(hap1,pgb2)")
    assert play.do("route(hap1,pgb1)").told == [ASSIGNED]
    play.do("crash(pgb1)")
    assert play.possible("route(hap1,pgb1)"), "it is dead, but nobody has noticed"
    play.do("mark_down(hap1,pgb1)")
    assert not play.possible("route(hap1,pgb1)")
    assert play.possible("route(hap1,pgb2)")


def test_nobody_routes_where_the_process_has_ended() -> None:
    play = Play(_pool()).do("stop(hap1)")
    assert not play.possible("route(hap1,pgb2)")


def test_a_client_stays_with_its_server_while_that_is_up() -> None:
    play = Play(_pool(sticky=True)).do("route(hap1,pgb1)")
    assert not play.possible("route(hap1,pgb2)")
    assert play.possible("route(hap1,pgb1)")


def test_a_client_leaves_a_server_that_is_down_and_stays_with_the_next() -> None:
    play = _stuck_to_down()
    assert not play.possible("route(hap1,pgb1)")
    assert not play.possible("try(hap1,pgb1)")
    play.do("route(hap1,pgb2)").do("restart(pgb1)").do("pass(hap1,pgb1)", 2).do("pass(hap1,pgb2)")
    play.do("mark_up(hap1,pgb1)", 2)
    assert not play.possible("route(hap1,pgb1)")


def test_persist_without_redispatch_gives_requests_to_a_server_that_is_down_until_they_fail() -> None:
    play = _stuck_to_down(persist=True, redispatch=False, retries=2)
    assert play.do("try(hap1,pgb1)").told == [ASSIGNED]
    assert not play.possible("give_up(hap1)")
    assert not play.possible("redispatch(hap1,pgb2)")
    play.do("retry_fails(hap1,pgb1)").do("retry_fails(hap1,pgb1)")
    assert not play.possible("retry_fails(hap1,pgb1)")
    assert play.do("give_up(hap1)").possible("try(hap1,pgb1)"), "and the next request goes there, too"


def test_persist_with_redispatch_heals_itself() -> None:
    play = _stuck_to_down(persist=True, redispatch=True, retries=2)
    assert play.do("try(hap1,pgb1)").told == [], "the log will name the server that takes it"
    assert not play.possible("redispatch(hap1,pgb2)")
    play.do("retry_fails(hap1,pgb1)")
    assert not play.possible("redispatch(hap1,pgb1)")
    assert play.do("redispatch(hap1,pgb2)").told == [("assigned", ("hap1", "pgb2"))]
    assert not play.possible("route(hap1,pgb1)")
    assert not play.possible("try(hap1,pgb1)")


def test_persist_gives_requests_to_a_server_that_is_back_and_not_up_yet() -> None:
    play = _stuck_to_down(persist=True, redispatch=True).do("restart(pgb1)")
    assert play.do("route(hap1,pgb1)").told == [ASSIGNED]


def test_a_retry_that_is_accepted_keeps_the_client() -> None:
    play = _stuck_to_down(persist=True, redispatch=False).do("try(hap1,pgb1)").do("restart(pgb1)")
    assert play.do("retry(hap1,pgb1)").possible("route(hap1,pgb1)")


def test_without_retries_there_is_no_redispatch() -> None:
    play = _stuck_to_down(persist=True, redispatch=True, retries=0)
    assert play.do("try(hap1,pgb1)").told == [ASSIGNED]
    assert not play.possible("redispatch(hap1,pgb2)")
    assert play.possible("give_up(hap1)")


def test_a_request_for_which_no_server_is_left_fails() -> None:
    play = _stuck_to_down(persist=True, redispatch=True, retries=1).do("try(hap1,pgb1)")
    assert not play.possible("give_up(hap1)")
    play.do("crash(pgb2)").do("mark_down(hap1,pgb2)")
    assert play.possible("give_up(hap1)")


def test_a_redispatched_request_that_is_not_accepted_fails() -> None:
    play = _stuck_to_down(persist=True, redispatch=True, retries=1).do("try(hap1,pgb1)").do("crash(pgb2)")
    assert play.do("redispatch_fails(hap1,pgb2)").told == [("assigned", ("hap1", "pgb2"))]
    assert not play.possible("redispatch_fails(hap1,pgb2)")
    assert play.do("give_up(hap1)").possible("try(hap1,pgb1)")


def test_a_new_process_knows_no_clients() -> None:
    play = Play(_pool(sticky=True)).do("route(hap1,pgb1)").do("stop(hap1)").do("start(hap1)")
    assert play.possible("route(hap1,pgb2)")


def _last_try(**routing: bool | int) -> Play:
    """A request for pgb2, which is DOWN, of which one try is left."""
    play = Play(_pool(sticky=True, persist=True, retries=2, **routing)).do("route(hap1,pgb2)")
    return play.do("crash(pgb2)").do("mark_down(hap1,pgb2)").do("try(hap1,pgb2)").do("retry_fails(hap1,pgb2)")


def test_nobody_who_has_a_stick_table_routes_where_the_process_has_ended() -> None:
    play = Play(_pool(sticky=True)).do("stop(hap1)")
    assert not play.possible("route(hap1,pgb1)")
    assert not play.do("crash(pgb1)").possible("try(hap1,pgb1)")


def test_what_is_accepted_is_routed_and_what_is_not_is_tried() -> None:
    play = Play(_pool(sticky=True))
    assert not play.possible("try(hap1,pgb1)")
    assert not play.do("crash(pgb1)").possible("route(hap1,pgb1)")
    play.do("try(hap1,pgb1)")
    assert not play.possible("try(hap1,pgb1)"), "one request is followed at a time"
    assert not play.possible("retry(hap1,pgb1)")
    play.do("restart(pgb1)")
    assert not play.possible("retry_fails(hap1,pgb1)")
    play.do("retry(hap1,pgb1)")
    assert not play.possible("give_up(hap1)"), "no request is under way"
    assert not play.possible("route(hap1,pgb2)"), "the client stays"
    assert play.do("crash(pgb1)").do("try(hap1,pgb1)").possible("retry_fails(hap1,pgb1)")


def test_a_redispatch_goes_to_a_server_that_accepts_and_ties_the_client_to_it() -> None:
    play = _last_try()
    assert not play.possible("redispatch_fails(hap1,pgb1)")
    assert play.do("redispatch(hap1,pgb1)").told == [ASSIGNED]
    assert not play.possible("redispatch(hap1,pgb1)"), "no request is under way"
    assert not play.possible("redispatch_fails(hap1,pgb1)")
    assert not play.possible("give_up(hap1)")
    assert play.possible("route(hap1,pgb1)")
    assert not play.possible("try(hap1,pgb2)")


def test_a_redispatch_that_is_not_accepted_was_the_last_try() -> None:
    play = _last_try().do("crash(pgb1)")
    assert not play.possible("redispatch(hap1,pgb1)")
    assert play.do("redispatch_fails(hap1,pgb1)").told == [ASSIGNED]
    assert not play.possible("redispatch_fails(hap1,pgb1)")
    assert not play.do("restart(pgb1)").possible("redispatch(hap1,pgb1)")
    assert not play.possible("retry(hap1,pgb1)")
    assert play.do("give_up(hap1)").do("crash(pgb1)").do("try(hap1,pgb2)").possible("retry_fails(hap1,pgb2)")


def test_a_redispatch_goes_to_no_server_that_is_down_and_comes_at_the_last_try_only() -> None:
    play = _last_try().do("crash(pgb1)").do("mark_down(hap1,pgb1)")
    assert not play.possible("redispatch_fails(hap1,pgb1)")
    assert not play.do("restart(pgb1)").possible("redispatch(hap1,pgb1)")
    early = Play(_pool(sticky=True, retries=2)).do("crash(pgb2)").do("try(hap1,pgb2)")
    assert not early.possible("redispatch(hap1,pgb1)")
    assert not early.do("crash(pgb1)").possible("redispatch_fails(hap1,pgb1)")
