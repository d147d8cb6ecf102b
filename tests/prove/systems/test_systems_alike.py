"""The systems of the contracts in spec/, whole: well formed, read alike by both readers, and time goes on."""

from random import Random

import pytest

from checker.model.spec import load_spec
from checker.properties import load
from checker.prove.machines.exploring import time_can_pass
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.scaling import unit_of
from checker.prove.machines.wandering import random_run
from checker.prove.questions.observing import UnreadableError, watch
from checker.prove.questions.slicing import slice_of, symmetric
from checker.prove.systems.system import System, system_of
from tests.prove.solving import Asking

KNOWN = {name: each.parameters for name, each in load().items()}
SYSTEMS = [system_of(contract) for contract in load_spec(None, KNOWN)]
EACH = pytest.mark.parametrize("system", SYSTEMS, ids=[each.name for each in SYSTEMS])


def machines(system: System) -> list[Machine]:
    return [assuming(system.machine, names) for names in ((), system.machine.assumptions)]


@EACH
def test_a_system_is_well_formed(system):
    assert [each for each in well_formed(system.machine) if "chooses by a clock" not in each] == []


@EACH
def test_runs_of_a_system_are_read_alike(system):
    for machine in machines(system):
        run = random_run(machine, Random(3), 12, unit_of(machine))
        assert len(run.steps) == 12
        assert accepts(machine, run) == ""
        assert Asking(machine).accepts(run)
        assert time_can_pass(machine, run.steps[-1].after, unit_of(machine))


@EACH
def test_instances_are_many_and_slices_small(system):
    watched = 0
    for prop in load().values():
        try:
            found = watch(system.machine, prop, system.contract.numbers)
        except UnreadableError:
            continue
        groups = symmetric(found)
        assert sum(map(len, groups)) == len(found)
        for group in groups:
            part = slice_of(group[0].machine, group[0].violated)
            assert len(part.variables) < len(system.machine.variables)
        watched += len(found)
    assert watched
