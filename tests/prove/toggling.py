"""For any formula a machine in which whatever it speaks of may change at any time."""

from __future__ import annotations

import checker.conform.fluents
from checker.base.modules import module_names
from checker.logic.formula import Exists, Forall, atoms_of, parameters_of, walk
from checker.logic.grounding import instances
from checker.logic.syntax import parse
from checker.prove.machines.machine import Action, Machine, Switch, Variable, variables
from checker.prove.machines.terms import TRUE, Ref, negation
from checker.prove.questions.observing import _in_quarters, _spread
from tests.prove.small_machines import UNIT

# Fluents that traces do not know yet; all other atoms that they have no fluent of are events.
FLUENTS = frozenset(module_names(checker.conform.fluents.__path__)) | {"watching", "names_owner"}

# Every parameter gets a small number of units, so that short runs cross its bound.
NUMBERS = {"heartbeat.interval": 3, "monitor.interval": 3, "heartbeat.tolerance": 1, "monitor.tolerance": 1}


def toggles(formula: str, sorts: dict[str, tuple[str, ...]]) -> tuple[Machine, frozenset[str]]:
    """A machine in which every fluent of a formula may change at any time, and every event may happen."""
    body = parse(formula)
    facts = sorted(
        {
            (atom.name, atom.args)
            for instance in instances(_spread(_in_quarters(body)), sorts, numbers(formula, 4))
            for atom in atoms_of(instance.formula)
        }
    )
    events = frozenset(name for name, _ in facts if name not in FLUENTS | {"p", "q"})
    fluents = {fact: Ref(f"{fact[0]}({','.join(fact[1])})") for fact in facts if fact[0] not in events}
    actions = [
        Action(f"turn {ref.variable}", TRUE, {ref.variable: negation(ref)}) for _, ref in sorted(fluents.items())
    ]
    actions += [
        Action(f"{name}({','.join(args)})", TRUE, {}, ((name, args),)) for name, args in facts if name in events
    ]
    made = [Variable(ref.variable, Switch(), None) for ref in fluents.values()]
    return Machine(variables(*made), tuple(actions), (), fluents, sorts), events


def numbers(formula: str, factor: int = 1) -> dict[str, int]:
    return {name: NUMBERS.get(name, 2) * UNIT * factor for name in parameters_of(parse(formula))}


def sorts_of(formula: str) -> dict[str, tuple[str, ...]]:
    """As many individuals of each sort as quantifiers speak of: two where two hosts are compared."""
    sorts = [node.sort for node in walk(parse(formula)) if isinstance(node, Forall | Exists)]
    return {sort: tuple(f"{sort}{i}" for i in range(sorts.count(sort))) for sort in sorts}
