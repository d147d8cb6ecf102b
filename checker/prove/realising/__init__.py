"""Is there a run of the system that does what a diagram draws? If not: the smallest set of lines to blame.

A diagram is an example, and a projection: other things may happen between what it draws, but for what it draws to the
end (`realising_watch`). Each part of a system (the pool, VRRP, the monitor) is asked for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.finding import Finding
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run
from checker.prove.questions.question import Found
from checker.prove.realising.blame import EFFORT, Core, alike, ask, blame, without
from checker.prove.realising.findings import impossible, not_looked_at
from checker.prove.realising.steps import Plan, only, part_of, plans
from checker.prove.realising.watch import Faults, Watch, possible, watch
from checker.prove.realising.words import PARTS
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
    part: str
    cores: tuple[Core, ...]
    faults: Faults
    watched: Watch
    run: Run | None


def findings(contract: Contract, system: System) -> tuple[Finding, ...]:
    """Return what the model cannot do although a diagram draws it, and which texts it has no word for.

    Raises InputError where a diagram cannot be read.
    """
    found: list[Finding] = []
    for drawn in contract.diagrams:
        told = list(realised(contract, system, drawn))
        for each in told:
            found += impossible(contract, system, each.cores, each.faults)
        found += not_looked_at(drawn, [plan for plan, _ in _readings(contract, system, drawn)])
    return tuple(dict.fromkeys(found))


def realised(contract: Contract, system: System, drawn: Drawn) -> Iterator[Realised]:
    """Yield what became of each run of a diagram, part by part; a load balancer that may be any is one that fits."""
    for _, choices in _readings(contract, system, drawn):
        for part in PARTS:
            mine = [part_of(choice, part) for choice in choices]
            # Nothing is asked where nothing but faults is drawn.
            if any(not deed.word.strikes for deed in mine[0].deeds):
                possible_ = (each for plan in dict.fromkeys(mine) if (each := _possible(system.machine, plan, part)))
                yield next(possible_, None) or _impossible(system.machine, mine[0], part)


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


def _possible(machine: Machine, plan: Plan, part: str) -> Realised | None:
    """Return the run that does what a part of a plan draws, None where none was found."""
    for faults in _kinds_of_faults(plan):
        answer = ask(machine, plan, faults, EFFORT)
        if isinstance(answer, Found):
            return Realised(plan, part, (), faults, watch(replace(machine, hints=()), plan, faults), answer.run)
    return None


def _impossible(machine: Machine, plan: Plan, part: str) -> Realised:
    """Return what no run does, each thing for itself: what is to blame is left out before the next is looked for."""
    faults = _kinds_of_faults(plan)[-1]
    cores: list[Core] = []
    left, run = plan, None
    while len(cores) < _MOST and run is None and left.deeds:
        core = blame(machine, left, faults, EFFORT)
        for each in (core, *alike(machine, left, core, faults, EFFORT)):
            cores.append(each)
            left = without(left, each)
        answer = ask(machine, left, faults, EFFORT)
        run = answer.run if isinstance(answer, Found) else None
    return Realised(plan, part, tuple(cores), faults, watch(replace(machine, hints=()), left, faults), run)
