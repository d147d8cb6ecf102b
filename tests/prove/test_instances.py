"""All roles are put together well; where one chooses by a clock, both sides come to the same just at the bound."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pytest

from checker.base.time import NS_PER_S
from checker.prove.machines.exploring import reachable, tick
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import enabled, may_pass, successors
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.run import WAIT
from checker.prove.machines.scaling import cap_of, unit_of
from checker.prove.machines.terms import Choose
from tests.prove.instances import INSTANCES

Values = tuple[int, ...]


@dataclass(frozen=True)
class Chosen:
    """Whether somebody rests or is late already is chosen by a clock; `seconds` are the bound of the rest.

    What is chosen beyond the bound, so by a strict comparison, must come to no other than what is chosen just at it: of
    a rest that is over the same can come as of what is due.
    """

    name: str
    rest: str
    late: str
    clock: str
    seconds: int

    def told(self) -> str:
        return f"chooses by a clock: (if {self.clock} <= {self.seconds}s then {self.rest} else {self.late})"


CHOICES = {
    "heartbeat at a fixed rate": Chosen("cursor(HS1)", "resting", "due", "round(HS1)", 2),
    "poller": Chosen("phase(monitor)", "waiting", "due", "polled(monitor)", 4),
    "poller that repeats": Chosen("phase(monitor)", "waiting", "due", "polled(monitor)", 4),
}
# So many pairs of states are compared where no deadline ends them soon.
PAIRS = 500


@pytest.mark.parametrize("name", INSTANCES)
def test_every_role_is_well_formed(name):
    found = well_formed(INSTANCES[name])
    if name in CHOICES:
        it = CHOICES[name]
        assert found, "it chooses by no clock any more"
        found = tuple(each for each in found if not (f"update of {it.name} in" in each and each.endswith(it.told())))
    assert found == ()


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("under", ["nothing", "punctuality", "everything"])
def test_both_sides_of_a_choice_come_to_the_same_at_the_bound(name, under):
    """Whatever one side does, the other does, too, and ends in the same state, or again in a pair of such states."""
    whole, it = INSTANCES[name], CHOICES[name]
    on_time = tuple(each for each in whole.assumptions if each.endswith("on-time"))
    machine = assuming(whole, {"nothing": (), "punctuality": on_time, "everything": whole.assumptions}[under])
    place, names = list(whole.variables).index(it.name), whole.variables[it.name].kind.names
    rest, late = names.index(it.rest), names.index(it.late)

    def at_rest(state: Values) -> Values:
        return (*state[:place], rest, *state[place + 1 :]) if state[place] == late else state

    def due(state: Values) -> Values:
        return (*state[:place], late, *state[place + 1 :])

    waiting = list(dict.fromkeys(map(at_rest, _at_the_bound(whole, it))))
    seen = set(waiting)
    assert waiting
    for pair in islice(waiting, PAIRS):
        one, other = set(_steps(machine, pair)), set(_steps(machine, due(pair)))
        assert {(how, at_rest(after)) for how, after in one} == {(how, at_rest(after)) for how, after in other}, pair
        further = {at_rest(after) for _, after in one ^ other} - seen
        seen |= further
        waiting += sorted(further)
    assert under == "nothing" or len(waiting) < PAIRS, "not all pairs are compared"


def _at_the_bound(machine: Machine, it: Chosen) -> Iterator[Values]:
    """Yield where the choice leads if its clock is just at the bound, whenever else it may be made."""
    for state in reachable(assuming(machine, machine.assumptions), limit=3000).states():
        there = {**state, it.clock: it.seconds * NS_PER_S}
        for action in enabled(machine, there):
            if isinstance(action.updates.get(it.name), Choose):
                yield from (tuple(after.values()) for after in successors(machine, there, action))


def _steps(machine: Machine, values: Values) -> Iterator[tuple[str, Values]]:
    """Yield what can happen at once, and that one unit passes; nothing where a deadline is over."""
    state = dict(zip(machine.variables, values, strict=True))
    if may_pass(machine, state):
        for action in enabled(machine, state):
            yield from ((action.name, tuple(after.values())) for after in successors(machine, state, action))
        later = tick(machine, values, unit_of(machine), cap_of(machine))
        if may_pass(machine, dict(zip(machine.variables, later, strict=True))):
            yield WAIT, later
