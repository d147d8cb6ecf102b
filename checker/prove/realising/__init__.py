"""Is there a run of the system that does what a diagram draws? If not: the smallest set of lines to blame.

A diagram is an example, and a projection: other things may happen between what it draws, but for what it draws to the
end (`realising_watch`). Each part of a system (the pool, VRRP, the monitor) is asked for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checker.base.finding import Finding
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run
from checker.prove.questions.question import Found
from checker.prove.realising.asking import Asker
from checker.prove.realising.blame import Core, alike, blame, never, without
from checker.prove.realising.findings import impossible, not_looked_at
from checker.prove.realising.reading import plans
from checker.prove.realising.relaxing import Relaxing
from checker.prove.realising.steps import Plan, only, parts_of_plan
from checker.prove.realising.watch import Faults, Watch, possible, touched
from checker.prove.realising.words import Part
from checker.prove.systems.system import System

# So many things that cannot be are told of one run of a diagram.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Realised:
    """What became of one part of one run of a diagram: the run that does it, or what no run does.

    `run` (of the machine of `watched`) does all that is left of the plan without what the cores blame; None only where
    not even that was found. `faults` are those that may strike beside what is drawn.
    """

    plan: Plan
    cores: tuple[Core, ...]
    faults: Faults
    watched: Watch
    run: Run | None

    @property
    def part(self) -> str:
        """The part of the system that this is about."""
        return next(deed.word.part for deed in self.plan.deeds if not deed.word.strikes)


def findings(contract: Contract, system: System) -> tuple[Finding, ...]:
    """Return what the model cannot do although a diagram draws it, and which texts it has no word for.

    Raises InputError where a diagram cannot be read.
    """
    found: list[Finding] = []
    relaxing = Relaxing(contract, system.machine)
    for drawn in contract.diagrams:
        told = list(realised(contract, system, drawn))
        for each in told:
            found += impossible(relaxing, each.cores, each.faults)
        found += not_looked_at(drawn, [plan for plan, _ in _readings(contract, system, drawn)])
    return tuple(dict.fromkeys(found))


def realised(contract: Contract, system: System, drawn: Drawn) -> Iterator[Realised]:
    """Yield what became of each run of a diagram, part by part; a load balancer that may be any is one that fits."""
    machine = system.machine
    askers = {faults: Asker(machine, faults) for faults in Faults}
    for _, choices in _readings(contract, system, drawn):
        kinds = _kinds_of_faults(choices[0])
        first, *others = (_parts(machine, choice) for choice in choices)
        for part, plan in first.items():
            mine = [plan, *(each[part] for each in others if part in each)]
            possible_ = (
                each for one in dict.fromkeys(mine) if (each := _possible(one, [askers[kind] for kind in kinds]))
            )
            yield next(possible_, None) or _impossible(plan, askers[kinds[-1]])


def _parts(machine: Machine, plan: Plan) -> Mapping[tuple[Part, str], Plan]:
    """Return the parts of a plan, of which each has the faults that it hears of; if there is one only, all."""
    parts = parts_of_plan(plan)
    return {name: only(each, touched(machine, each)) for name, each in parts.items()} if len(parts) > 1 else parts


def _readings(contract: Contract, system: System, drawn: Drawn) -> list[tuple[Plan, list[Plan]]]:
    """Return the runs of a diagram as the model knows them; for each the readings with this or that active host."""
    hosts = tuple(contract.hosts) or ("",)
    each_host = [list(plans(contract, drawn, host)) for host in hosts]
    first, *others = each_host
    found = []
    for number, plan in enumerate(first):
        # Where the drawing names every load balancer the readings are all the same.
        choices = [plan, *(other[number] for other in others if other[number].deeds != plan.deeds)]
        found.append((_known(system, plan), [_known(system, choice) for choice in choices]))
    return found


def _known(system: System, plan: Plan) -> Plan:
    """Return a plan without the deeds that no action of the model can be; those have no word either."""
    kept = possible(system.machine, plan)
    left = tuple((deed.place, deed.text) for n, deed in enumerate(plan.deeds) if n not in kept)
    return replace(only(plan, kept), unknown=(*plan.unknown, *left))


def _kinds_of_faults(plan: Plan) -> tuple[Faults, ...]:
    """Return which faults may strike unseen: who draws faults draws all of them."""
    drawn = any(deed.word.strikes for deed in plan.deeds)
    return (Faults.DRAWN,) if drawn else (Faults.DRAWN, Faults.USUAL, Faults.ANY)


def _possible(plan: Plan, askers: list[Asker]) -> Realised | None:
    """Return the run that does what a part of a plan draws, None where none was found."""
    for asker in askers:
        answer = asker.ask(plan)
        if isinstance(answer, Found):
            return Realised(plan, (), asker.faults, asker.watch(plan), answer.run)
    return None


def _impossible(plan: Plan, asker: Asker) -> Realised:
    """Return what no run does, each thing for itself: what is to blame is left out before the next is looked for."""
    cores = list(never(asker, plan))
    alone = [core.culprit for core in cores]
    left = only(plan, [n for n, deed in enumerate(plan.deeds) if deed not in alone])
    answer = asker.ask(left)
    while len(cores) < _MOST and left.deeds and not isinstance(answer, Found):
        core = blame(asker, left)
        for each in (core, *alike(asker, left, core)):
            cores.append(each)
            left = without(left, each)
        answer = asker.ask(left)
    run = answer.run if isinstance(answer, Found) else None
    return Realised(plan, tuple(cores), asker.faults, asker.watch(left), run)
