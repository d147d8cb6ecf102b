"""The pool as a whole: what the properties of the trace monitor come to in it, and how long things take."""

from collections.abc import Sequence

import pytest

from checker.base.time import NS_PER_S, Interval
from checker.properties import (
    down_after_failures,
    down_detected_in_time,
    no_request_routed_to_down,
    up_after_successes,
)
from checker.properties.property import Property
from checker.prove.machines.exploring import dead_actions, reachable, timelocks
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.terms import AtMost, Ref, Time, every
from checker.prove.questions.observing import watch, watch_term
from checker.prove.questions.question import Answer, Found, Measure, Proof, Watched
from checker.prove.questions.slicing import slice_of, symmetric
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import ASSUMPTIONS, measures, pool
from checker.prove.roles.routing import Routing
from checker.prove.smt.deciding import Extreme, decide, maximum, minimum

S = NS_PER_S
ROUTED = no_request_routed_to_down.PROPERTY
FALLS, RISES = down_after_failures.PROPERTY, up_after_successes.PROPERTY
IN_TIME = down_detected_in_time.PROPERTY
REFUSE = ("servers-refuse",)


def _numbers(checks: Checks, within: int) -> dict[str, int]:
    return {"check.fall": checks.fall, "check.rise": checks.rise, "down.within": within, "route.tolerance": 0}


def _watched(machine: Machine, prop: Property, checks: Checks, within: int = 6 * S) -> Sequence[Watched]:
    return [group[0] for group in symmetric(watch(machine, prop, _numbers(checks, within)))]


def _decided(
    prop: Property,
    assumptions: Sequence[str] = (),
    checks: Checks = Checks(),  # noqa: B008
    routing: Routing = Routing(),  # noqa: B008
    within: int = 6 * S,
    servers: int = 2,
) -> Answer:
    """Decide the property for its one case: all instances are alike. A run that is found is replayed."""
    names = tuple(f"pgb{number}" for number in range(1, servers + 1))
    machine = assuming(pool(("hap1", "hap2"), names, checks, routing), assumptions)
    (case,) = _watched(machine, prop, checks, within)
    part = slice_of(case.machine, case.violated)
    answer = decide(part, case.violated)
    if isinstance(answer, Found):
        assert accepts(part, answer.run) == ""
    return answer


def _story(answer: Answer) -> list[str]:
    assert isinstance(answer, Found)
    return [step.action for step in answer.run.steps]


def test_the_machine_is_well_formed() -> None:
    for routing in (Routing(), Routing(sticky=True, persist=True), Routing(sticky=True, redispatch=False)):
        assert well_formed(pool(("hap1", "hap2"), ("pgb1", "pgb2", "pgb3"), Checks(asks=True), routing)) == ()


def test_every_assumption_has_a_sentence_and_restrains_something() -> None:
    assert pool(("hap1",), ("pgb1",), Checks(), Routing()).assumptions == tuple(sorted(ASSUMPTIONS))


@pytest.mark.parametrize("names", [((), ("pgb1",)), (("hap1",), ()), (("hap1",), ("hap1",)), (("a", "a"), ("b",))])
def test_a_pool_without_members_or_with_equal_names_is_none(names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="a pool needs"):
        pool(*names, Checks(), Routing())


@pytest.mark.parametrize("checks", [Checks(fall=2, rise=2), Checks(fall=1, rise=1, asks=True)])
def test_time_can_always_pass_and_every_action_can_happen(checks: Checks) -> None:
    machine = assuming(pool(("hap1",), ("pgb1",), checks, Routing()), ())
    explored = reachable(machine)
    assert timelocks(explored) == ()
    assert dead_actions(explored) == ()


def test_no_request_goes_to_a_server_that_is_down_whatever_happens() -> None:
    for routing in (Routing(), Routing(sticky=True), Routing(sticky=True, redispatch=False), Routing(retries=0)):
        answer = _decided(ROUTED, (), routing=routing)
        assert isinstance(answer, Proof), routing


@pytest.mark.parametrize("redispatch", [False, True])
def test_persist_and_a_tie_send_requests_to_a_server_that_is_down(redispatch: bool) -> None:
    routing = Routing(sticky=True, persist=True, redispatch=redispatch)
    story = _story(_decided(ROUTED, tuple(ASSUMPTIONS), routing=routing))
    (down,) = [number for number, action in enumerate(story) if action.startswith("mark_down")]
    observer = story[down].removeprefix("mark_down")
    # With redispatch only a server that is back, and not UP yet, keeps the request.
    wanted = f"route{observer}" if redispatch else f"try{observer}"
    assert story[-1] == wanted
    assert (f"restart({observer.split(',')[1]}" in story) == redispatch


def test_persist_alone_does_nothing() -> None:
    assert isinstance(_decided(ROUTED, routing=Routing(persist=True, redispatch=False)), Proof)


@pytest.mark.parametrize(("fall", "rise"), [(1, 1), (3, 2), (2, 4), (10, 3)])
def test_a_server_changes_after_as_many_checks_as_are_set(fall: int, rise: int) -> None:
    for prop in (FALLS, RISES):
        assert isinstance(_decided(prop, checks=Checks(fall=fall, rise=rise)), Proof)


def test_another_number_than_is_set_is_found() -> None:
    machine = assuming(pool(("hap1",), ("pgb1",), Checks(fall=2, rise=3), Routing()), ())
    for prop in (FALLS, RISES):
        (case,) = _watched(machine, prop, Checks(fall=3, rise=2))
        # The words of the machine are those of its own settings; so what is stated is put in their place.
        stated = {"fall_reached": Ref("fails(hap1,pgb1)").equals(2), "rise_reached": Ref("passes(hap1,pgb1)").equals(1)}
        fluents = {**machine.fluents, **{(name, ("hap1", "pgb1")): term for name, term in stated.items()}}
        other = Machine(machine.variables, machine.actions, machine.deadlines, fluents, machine.sorts)
        (case,) = _watched(other, prop, Checks(fall=3, rise=2))
        assert isinstance(decide(slice_of(case.machine, case.violated), case.violated), Found)


def test_a_server_that_refuses_is_down_in_time_and_not_a_moment_less() -> None:
    assert isinstance(_decided(IN_TIME, REFUSE), Proof)
    assert isinstance(_decided(IN_TIME, REFUSE, within=6 * S - 1_000_000), Found)


def test_a_server_that_is_silent_is_not() -> None:
    story = _story(_decided(IN_TIME, ("no-hang", "no-maintenance")))
    assert any(action.startswith("drop") for action in story)
    assert isinstance(_decided(IN_TIME, (), within=12 * S), Proof)


def test_a_server_that_hangs_is_not_in_time_where_checks_ask_it() -> None:
    asks = Checks(asks=True)
    assert isinstance(_decided(IN_TIME, ("servers-refuse", "no-hang"), asks), Proof)
    assert isinstance(_decided(IN_TIME, REFUSE, asks), Found)
    assert isinstance(_decided(IN_TIME, (), asks, within=12 * S), Proof)


def test_after_a_maintenance_an_old_timer_can_take_too_long() -> None:
    slow = Checks(downinter=20 * S)
    assert isinstance(_decided(IN_TIME, ("servers-refuse", "no-maintenance"), slow), Proof)
    assert any(step.startswith("ready") for step in _story(_decided(IN_TIME, REFUSE, slow)))


def test_twelve_servers_are_one_case_of_one_view() -> None:
    names = tuple(f"pgb{number}" for number in range(1, 13))
    machine = assuming(pool(("hap1", "hap2"), names, Checks(), Routing()), REFUSE)
    (case,) = _watched(machine, IN_TIME, Checks())
    part = slice_of(case.machine, case.violated)
    assert {name.partition("(")[2] for name in part.variables} == {"pgb1)", "hap1)", "hap1,pgb1)", ""}
    assert isinstance(decide(part, case.violated), Proof)


def _extremes(checks: Checks, measure: Measure) -> tuple[Interval, bool]:
    machine = assuming(pool(("hap1",), ("pgb1", "pgb2"), checks, Routing()), measure.under)
    watched, clock, ended = watch_term(machine, measure.during, measure.ends)
    part = slice_of(watched, every(ended, AtMost(Time(0), Ref(clock))))
    least, most = minimum(part, clock, ended), maximum(part, clock, ended)
    assert isinstance(least, Extreme)
    assert isinstance(most, Extreme)
    assert accepts(part, least.run) == accepts(part, most.run) == ""
    return Interval(least.value, most.value), least.proved and most.proved


SLOW = Checks(interval=3 * S, fastinter=S, downinter=6 * S, timeout=2 * S, fall=2, rise=3, asks=True)
BY_HAND = [Checks(fastinter=S // 2), Checks(timeout=S // 2, downinter=5 * S), Checks(fall=1, rise=1)]


@pytest.mark.parametrize(
    "checks",
    [
        Checks(),
        pytest.param(SLOW, marks=pytest.mark.slow),
        *(pytest.param(each, marks=pytest.mark.exhaustive) for each in BY_HAND),
    ],
)
def test_the_model_takes_exactly_as_long_as_the_formulas_say(checks: Checks) -> None:
    found = measures(("hap1",), ("pgb1", "pgb2"), checks)
    assert [each.name for each in found] == [
        "detect_down_refused_s",
        "detect_down_silent_s",
        *(["detect_down_hung_s"] if checks.asks else []),
        "detect_up_s",
        "detect_up_silent_s",
    ]
    for measure in found:
        assert _extremes(checks, measure) == (measure.expected, True), measure.name
