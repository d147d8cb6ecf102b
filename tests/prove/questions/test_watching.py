"""What a watched machine counts as a violation: at the edges of windows, at the start, and never."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.logic.syntax import parse
from checker.properties import load
from checker.prove.machines.exploring import reachable
from checker.prove.machines.interpreter import delayed, holds, starting, successors
from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Range, Switch, Variable, variables
from checker.prove.machines.terms import FALSE, TRUE, Number, Ref, Time, every, negation
from checker.prove.questions.observing import UnreadableError, watch, watch_formula, watch_term
from tests.prove.small_machines import STATE, UNIT, checked_server
from tests.prove.toggling import toggles


def switching(*fluents: str, events: tuple[str, ...] = ()) -> Machine:
    facts = {(name, ()): Ref(name) for name in fluents}
    actions = [Action(f"turn {name}", TRUE, {name: negation(Ref(name))}) for name in fluents]
    actions += [Action(name, TRUE, {}, ((name, ()),)) for name in events]
    return Machine(variables(*(Variable(name, Switch(), FALSE) for name in fluents)), tuple(actions), (), facts, {})


def violates(formula: str, machine: Machine, *steps: tuple[int, str]) -> bool:
    (watched,) = watch_formula(machine, parse(formula), {})
    (state,) = starting(watched.machine)
    seen = [state]
    for delay, name in (*steps, (0, "wait")):
        state = delayed(watched.machine, state, delay)
        seen.append(state)
        for action in watched.machine.actions:
            if action.name == name:
                (state,) = successors(watched.machine, state, action)
                seen.append(state)
    return any(holds(watched.violated, each, watched.machine) for each in seen)


@pytest.mark.parametrize(("lasts", "violated"), [(1999, False), (2000, False), (2001, True)])
def test_a_stretch_violates_if_it_lasts_longer_than_the_bound(lasts, violated):
    formula = "always (p implies not historically[0, 2us] p)"
    assert violates(formula, switching("p"), (500, "turn p"), (lasts, "turn p")) is violated


@pytest.mark.parametrize(("lasts", "violated"), [(1999, True), (2000, False), (2001, False)])
def test_a_stretch_that_is_asked_for_has_to_last_as_long_as_the_bound(lasts, violated):
    formula = "always (e implies historically[0, 2us] p)"
    machine = switching("p", events=("e",))
    assert violates(formula, machine, (500, "turn p"), (lasts, "e")) is violated


@pytest.mark.parametrize(
    ("formula", "violated"),
    [
        ("always (e and once e implies not once[1ns, 3us] e)", True),
        ("always (e and once e implies not once[1ns, 3us - 1ns] e)", False),
        ("always (e and once[1ns, inf] e implies once[3us, 4us] e)", False),
        ("always (e and once[1ns, inf] e implies once[2us, 3us] e)", False),
        ("always (e and once[1ns, inf] e implies once[2us, 3us - 1ns] e)", True),
        ("always (e and once[1ns, inf] e implies once[3us + 1ns, 4us] e)", True),
        ("always (e implies not once[3us, 4us] e)", True),
        ("always (e implies not once[3us + 1ns, 4us] e)", False),
    ],
)
def test_the_age_of_an_event_is_compared_with_both_ends_of_a_window(formula, violated):
    machine = switching(events=("e",))
    # long after the start, so that nothing is unknown any more
    assert violates(formula, machine, (9000, "e"), (3000, "e")) is violated


def test_two_events_at_one_time_are_one_after_the_other():
    machine = switching(events=("e",))
    assert violates("always (e implies not once[1ns, inf] e)", machine, (10, "e"), (0, "e"))
    assert not violates("always (e implies not once[1ns, inf] e)", machine, (10, "e"))


def test_before_the_start_nothing_is_known():
    machine = switching("p", events=("e", "g"))
    assert not violates("always (e implies once[0, 2us] g)", machine, (2000, "e"))
    assert violates("always (e implies once[0, 2us] g)", machine, (2001, "e"))
    assert not violates("always not historically[0, 2us] not p", machine, (2000, "turn p"))
    assert violates("always not historically[0, 2us] not p", machine, (2001, "turn p"))


def test_more_occurrences_than_are_remembered_are_told():
    (watched,) = watch_formula(switching(events=("e", "g")), parse("always (g implies once[2us, 3us] e)"), {})
    run = [(3000, "e"), (100, "e"), (100, "e"), (2800, "g")]
    (state,) = starting(watched.machine)
    for delay, name in run:
        (action,) = [each for each in watched.machine.actions if each.name == name]
        (state,) = successors(watched.machine, delayed(watched.machine, state, delay), action)
    # Two of the three are known, of 2.9 and 2.8 us ago; that the oldest is not might matter, so it is said.
    assert holds(watched.overflow, state, watched.machine)
    assert holds(watched.violated, state, watched.machine)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("always not gone", "the model has no gone"),
        ("always (p implies not historically[0, no.number] p)", "no value for the parameter 'no.number'"),
        ("always (p implies once[1us, 2us] p)", "of events only"),
        ("always (p implies historically[1ns, 2us] p)", "of events only"),
        ("always (e implies once[1us, inf] e)", "must reach up to now"),
        ("always (p implies once[0, 2us] historically[0, 1us] p)", "must not change while time passes"),
        ("always (p implies once[0, 2us] late)", "must not change while time passes"),
        ("always (e implies once[1us - 1ns, 2us] e)", "strictly before its bound"),
        ("always (e implies once[1us, 2us + 1ns] e)", "strictly after its bound"),
        ("always (e implies once[far, near] e)", "window ends before it starts"),
        ("always (e implies once[near - far, far] e)", "not in the future"),
    ],
)
def test_what_cannot_be_watched_is_an_error_that_says_why(formula, why):
    machine = switching("p", events=("e",))
    clocked = replace(
        machine,
        variables={**machine.variables, "x": Variable("x", Clock(), Time(0))},
        fluents={**machine.fluents, ("late", ()): Ref("x").since(UNIT)},
    )
    with pytest.raises(UnreadableError, match=why.replace(".", r"\.")):
        watch_formula(clocked, parse(formula), {"near": UNIT, "far": 2 * UNIT})


def test_no_individuals_no_instances():
    assert watch(switching("p"), load()["no-request-routed-to-down"], {}) == ()


def test_an_instance_looks_only_at_what_can_violate_it():
    formula = load()["no-request-routed-to-down"].formula
    sorts = {"observer": ("o",), "server": ("s1", "s2", "s3")}
    machine, _ = toggles(formula, sorts)
    for watched in watch_formula(machine, parse(formula), {}):
        server = watched.binding["s"]
        latch = watched.violated
        (update,) = [
            action.updates[latch.variable] for action in watched.machine.actions if latch.variable in action.updates
        ]
        assert update == latch | Ref(f"down(o,{server})")


def test_one_clock_is_enough_for_a_server_that_does_not_answer_and_is_not_down():
    formula = load()["down-detected-in-time"].formula
    machine, _ = toggles(formula, {"observer": ("o",), "server": ("s",)})
    (watched,) = watch_formula(machine, parse(formula), {"down.within": 6 * UNIT})
    assert watched.violated == every(
        Ref("unanswered(o,s)"), negation(Ref("down(o,s)")), negation(Ref("watch.age1").within(6 * UNIT))
    )


def test_bounds_do_not_make_the_unit_smaller():
    machine, _ = toggles(load()["poll-on-schedule"].formula, {"observer": ("m",)})
    (watched,) = watch(machine, load()["poll-on-schedule"], {"monitor.interval": 10**10, "monitor.tolerance": 10**9})
    assert reachable(watched.machine, limit=10**4).unit == 10**9


def test_watching_changes_nothing_of_the_machine():
    formula = load()["down-detected-in-time"].formula
    (watched,) = watch_formula(checked_server(), parse(formula), {"down.within": 4 * UNIT})
    mine, its = checked_server(), watched.machine
    assert all(its.variables[name] == each for name, each in mine.variables.items())
    for one, other in zip(mine.actions, its.actions, strict=True):
        assert replace(other, updates={n: t for n, t in other.updates.items() if not n.startswith("watch.")}) == one
    assert (mine.deadlines, mine.starts, mine.sorts, mine.fluents) == (
        its.deadlines,
        its.starts,
        its.sorts,
        its.fluents,
    )


def lengths(machine: Machine, during, ends) -> set[int]:
    watched, clock, ended = watch_term(machine, during, ends)
    explored = reachable(watched, UNIT)
    return {state[clock] for state in explored.states() if holds(ended, state, watched)}


def test_how_long_something_lasts_is_measured():
    machine = replace(checked_server(), actions=checked_server().actions[:1] + checked_server().actions[2:])
    during = every(negation(Ref("alive")), negation(STATE.is_("down")))
    # Two checks at an interval of two units; the crash may happen at any time within the one before.
    assert lengths(machine, during, ("went_down", ("o", "s"))) == {2 * UNIT, 3 * UNIT, 4 * UNIT}


def test_a_stretch_that_lasted_before_the_start_is_not_measured():
    machine = Machine(
        variables(
            Variable("p", Switch(), TRUE), Variable("n", Range(0, 1), Number(0)), Variable("x", Clock(), Time(0))
        ),
        (
            Action("turn", Ref("n").equals(0), {"p": negation(Ref("p")), "n": Number(1), "x": Time(0)}),
            Action("back", every(Ref("n").equals(1), ~Ref("p")), {"p": TRUE, "x": Time(0)}),
            Action("end", every(Ref("p"), Ref("x").since(2 * UNIT)), {}, (("ended", ()),)),
        ),
        (Deadline(Ref("x").within(3 * UNIT)),),
    )
    assert lengths(machine, Ref("p"), ("ended", ())) == {2 * UNIT, 3 * UNIT}
    (begun,) = [name for name in watch_term(machine, Ref("p"), ("ended", ()))[0].variables if "begun" in name]
    assert begun
    assert lengths(replace(machine, actions=machine.actions[2:]), Ref("p"), ("ended", ())) == set()


def test_what_cannot_be_measured_is_an_error():
    machine = checked_server()
    with pytest.raises(UnreadableError, match="the model has no gone"):
        watch_term(machine, Ref("alive"), ("gone", ()))
    with pytest.raises(UnreadableError, match="while time passes"):
        watch_term(machine, Ref("since").within(UNIT), ("went_down", ("o", "s")))
    conditional = replace(machine, actions=tuple(replace(each, under={"a": FALSE}) for each in machine.actions))
    with pytest.raises(ValueError, match="given assumptions"):
        watch_term(conditional, Ref("alive"), ("went_down", ("o", "s")))
