"""The interpreter and the encoding read a machine alike: for machines by chance, and for every role."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import accepts, fits, largest_time
from checker.prove.machines.machine import Action, Clock, Machine, Range, Switch, Variable, assuming, variables
from checker.prove.machines.run import Run, Step
from checker.prove.machines.scaling import scale_of, unit_of
from checker.prove.machines.terms import ANYTHING, FALSE, Number, Plus, Ref, Time, every
from checker.prove.machines.wandering import random_run
from checker.prove.smt.algebra import Bits, Integers
from checker.prove.systems.system import load_roles
from tests.prove.instances import INSTANCES
from tests.prove.small_machines import UNIT, any_machine, checked_server
from tests.prove.solving import Asking, all_steps

# One instance of each role is enough for every day.
ROLES = pytest.mark.parametrize(
    "machine",
    [pytest.param(each, id=name, marks=[pytest.mark.slow] if " " in name else []) for name, each in INSTANCES.items()],
)


# These rest until their next round, unless that is due already. It may be due at that very instant: then they rest for
# no time at all, which is the same. So the choice need not be exact at its bound.
RESTS = ("heartbeat at a fixed rate", "poller", "poller that repeats")


def tiny() -> Machine:
    """A machine with a bit of everything, and few enough states to look at each."""
    x, y, n = Ref("x"), Ref("y"), Ref("n")
    return Machine(
        variables(
            Variable("p", Switch(), None),
            Variable("n", Range(-1, 1), Number(0)),
            Variable("x", Clock(), Time(0)),
            Variable("y", Clock(), Time(0)),
        ),
        (
            Action("up", every(x.since(1), n.at_most(0)), {"n": n.plus(1), "x": Time(0)}),
            Action("beyond", Ref("p"), {"n": n.plus(1)}),
            Action("any", x.within(1), {"p": ANYTHING, "n": ANYTHING, "y": ANYTHING}),
            Action("later", every(x.at_most(Plus(y, Time(1))), y.within(1)), {"x": y, "y": x, "p": FALSE}),
        ),
    )


@pytest.mark.parametrize(
    ("machine", "algebra"),
    [
        pytest.param(tiny(), Bits, id="tiny, bits", marks=pytest.mark.slow),
        pytest.param(tiny(), Integers, id="tiny, integers", marks=pytest.mark.slow),
        pytest.param(assuming(checked_server(), ()), Bits, id="server, bits"),
        pytest.param(assuming(checked_server(), ()), Integers, id="server, integers"),
    ],
)
def test_every_step_from_every_state_is_the_same(machine, algebra):
    scale = scale_of(machine)
    asking = Asking(machine, algebra, scale)
    values = [range(-1, 4) if isinstance(v.kind, Range) else (0, 1) for v in machine.variables.values()]
    times = range(0, scale.cap * scale.unit + 1, scale.unit)
    values = [
        times if isinstance(v.kind, Clock) else each for v, each in zip(machine.variables.values(), values, strict=True)
    ]
    looked = 0
    for chosen in product(*values):
        state = dict(zip(machine.variables, chosen, strict=True))
        if not all(fits(v.kind, state[name]) for name, v in machine.variables.items()):
            continue
        assert asking.steps(state) == set(all_steps(machine, state, scale)), state
        looked += 1
    assert looked >= 18


def exact(machine: Machine, run: Run) -> Run:
    """Return the run as far as no two clocks stand still, which then cannot be told apart any more."""
    cap = scale_of(machine).cap * scale_of(machine).unit
    clocks = [name for name, v in machine.variables.items() if isinstance(v.kind, Clock)]
    for index, step in enumerate(run.steps):
        if any(step.after[name] >= cap for name in clocks) or step.delay >= cap:
            return Run(run.start, run.steps[:index])
    return run


def distant(machine: Machine, run: Run) -> bool:
    """Say whether clocks of the last step come near to where they need not be exact."""
    clocks = [name for name, v in machine.variables.items() if isinstance(v.kind, Clock)]
    before = run.steps[-2].after if len(run.steps) > 1 else run.start
    then = [before[name] + run.steps[-1].delay + unit_of(machine) for name in clocks]
    return max(then, default=0) >= 2 * largest_time(machine) and bool(clocks)


def spoiled(machine: Machine, run: Run, rng: Random) -> Run:
    """Return the run with something else in its last step, which may be a run or not."""
    *before, last = run.steps
    name = rng.choice(sorted(machine.variables))
    kind = machine.variables[name].kind
    other = last.after[name] + unit_of(machine) if isinstance(kind, Clock) else last.after[name] + rng.choice((-1, 1))
    actions = [action.name for action in machine.actions if action.name != last.action] or ["wait"]
    step = rng.choice(
        [
            replace(last, after={**last.after, name: other}) if fits(kind, other) else replace(last, delay=0),
            replace(last, action=rng.choice(actions)),
            replace(last, delay=last.delay + unit_of(machine)),
            Step(last.delay, "wait", last.after),
        ]
    )
    return Run(run.start, (*before, step))


def agree(machine: Machine, asking: Asking, run: Run, rng: Random) -> None:
    assert accepts(machine, run) == ""
    assert asking.accepts(run)
    if run.steps and not distant(machine, run):
        other = exact(machine, spoiled(machine, run, rng))
        assert (accepts(machine, other) == "") == asking.accepts(other), other


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_runs_by_chance_of_machines_by_chance(seed):
    rng = Random(seed)
    machine = any_machine(rng)
    asking = Asking(machine, scale=scale_of(machine, Time(UNIT)))
    for _ in range(3):
        agree(machine, asking, exact(machine, random_run(machine, rng, 8, UNIT)), rng)


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_models_of_machines_by_chance_are_runs(seed):
    rng = Random(seed)
    machine = any_machine(rng)
    asking = Asking(machine)
    for _ in range(4):
        run = asking.some_run([rng.choice(machine.actions).name for _ in range(rng.randint(1, 4))], seed)
        assert run is None or accepts(machine, exact(machine, run)) == ""


def test_every_role_is_looked_at():
    for role in load_roles():
        assert any(name.split()[0] == role.name for name in INSTANCES), role.name


@pytest.mark.parametrize("name", INSTANCES)
def test_a_role_is_well_formed(name):
    problems = well_formed(INSTANCES[name])
    if name in RESTS:
        assert problems
        problems = [each for each in problems if "chooses by a clock" not in each]
    assert not problems


@ROLES
def test_runs_of_a_role_are_read_alike(machine):
    machine, rng = assuming(machine, ()), Random(1)
    asking = Asking(machine)
    for _ in range(2):
        agree(machine, asking, random_run(machine, rng, 10, unit_of(machine)), rng)


@ROLES
def test_models_of_a_role_are_runs(machine):
    machine, rng = assuming(machine, ()), Random(2)
    asking = Asking(machine)
    found = 0
    for seed in range(3):
        # What the interpreter finds possible one after the other, at times that the solver chooses.
        names = [step.action for step in random_run(machine, rng, 6, unit_of(machine)).steps]
        run = asking.some_run(names, seed)
        assert run is not None
        assert accepts(machine, run) == ""
        found += len(run.steps)
    assert found > 6
