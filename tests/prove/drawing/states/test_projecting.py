"""A machine seen through some of its variables: no step of it is missed, and in small systems none is made up."""

from __future__ import annotations

from random import Random

import pytest

from checker.base.time import NS_PER_S
from checker.pipeline.contracts import every_contract
from checker.pipeline.request import ProveRequest
from checker.prove.drawing.states.projecting import projected
from checker.prove.drawing.states.sketch import sketches
from checker.prove.machines.exploring import reachable
from checker.prove.machines.machine import Action, Machine, Range, Switch, Variable, assuming, compose, variables
from checker.prove.machines.run import WAIT
from checker.prove.machines.terms import ANYTHING, FALSE, TRUE, Choose, Number, Ref, negation
from checker.prove.machines.wandering import random_run
from checker.prove.roles.checks import Checks
from checker.prove.roles.heartbeat import Beats, Service, heartbeats
from checker.prove.roles.host import host
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from checker.prove.systems.system import system_of

SYSTEMS = [system_of(contract) for contract in every_contract(ProveRequest())]
ROLES = [(system.machine, name, sketch) for system in SYSTEMS for name, sketch in sketches(system.machine)]


def spots(run, names):
    """Return each step of a run with the values before and after it; its delay changes none of them."""
    before = run.start
    for step in run.steps:
        yield tuple(before[n] for n in names), step.action, tuple(step.after[n] for n in names)
        before = step.after


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_step_of_a_run_is_a_move(system):
    machine = assuming(system.machine, ())
    seen = [(projected(machine, each.shown, each.clocks), each) for _, each in sketches(machine)]
    moves = [({(m.source, m.action.name, m.target) for m in view.moves}, view) for view, _ in seen]
    for seed in range(2):
        run = random_run(machine, Random(seed), 40, 50_000_000)
        for known, view in moves:
            own = {*view.names}
            acting = {a.name for a in machine.actions if own & a.updates.keys()}
            assert tuple(run.start[n] for n in view.names) in view.starts
            for before, action, after in spots(run, view.names):
                assert before == after if action not in acting else (before, action, after) in known


def checking() -> Machine:
    checks = Checks(interval=2 * NS_PER_S, timeout=NS_PER_S, fall=2, rise=2)
    return compose(host("h"), pool(["h"], ["s"], checks, Routing()))


def beating() -> Machine:
    return heartbeats([Service("B")], ["r"], Beats(interval=NS_PER_S, timeout=NS_PER_S, fall=2, rise=2))


@pytest.mark.parametrize("made", [checking, beating])
def test_every_move_is_a_step_that_some_run_takes(made):
    machine = assuming(made(), ())
    explored = reachable(machine, limit=20_000)
    states = {values: explored.state(values) for values in {*explored.moves, *explored.reached}}
    for name, sketch in sketches(machine):
        view = projected(machine, sketch.shown, sketch.clocks)

        def spot(values, view=view):
            return tuple(states[values][n] for n in view.names)

        own = {*sketch.shown, *sketch.clocks}
        acting = {a.name for a in machine.actions if own & a.updates.keys()}
        taken = {(spot(v), a, spot(w)) for v, moves in explored.moves.items() for a, w in moves if a in acting}
        assert {(m.source, m.action.name, m.target) for m in view.moves} == taken, name
        assert WAIT not in {m.action.name for m in view.moves}


def test_an_update_that_depends_on_others_branches():
    machine = Machine(
        variables=variables(
            Variable("n", Range(0, 2), Number(0)),
            Variable("free", Switch(), None),
            Variable("copy", Switch(), FALSE),
        ),
        actions=(
            Action("go", TRUE, {"n": Choose(Ref("free"), Number(1), Number(2))}),
            Action("any", TRUE, {"n": ANYTHING}),
            Action("see", TRUE, {"copy": Ref("free")}),
        ),
    )
    view = projected(machine, ["n"])
    assert {(m.target, m.when) for m in view.moves if m.source == (0,) and m.action.name == "go"} == {
        ((1,), Ref("free")),
        ((2,), negation(Ref("free"))),
    }
    assert {m.target for m in view.moves if m.action.name == "any"} == {(0,), (1,), (2,)}
    assert {(m.target, m.when) for m in projected(machine, ["copy"]).moves} == {
        ((1,), Ref("free")),
        ((0,), negation(Ref("free"))),
    }


def test_clocks_and_strangers_are_refused():
    with pytest.raises(ValueError, match="clock"):
        projected(checking(), ["since(h,s)"])
    with pytest.raises(ValueError, match="no variable"):
        projected(checking(), ["nothing"])
