"""From a contract to the system that it describes: all roles that it names, composed to one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.modules import module_names, named
from checker.model.contract import Contract
from checker.prove.machines.machine import Machine, compose
from checker.prove.questions.question import Measure
from checker.prove.systems import building
from checker.prove.systems.role import LackingError, Part, Role


@dataclass(frozen=True, slots=True)
class System:
    """A contract as a model: its machine, the times to bound, the sentence of every assumption.

    `roles` are the names of those that take part; `lacking` says of others why they could not.
    """

    name: str
    contract: Contract
    machine: Machine
    measures: tuple[Measure, ...]
    assumptions: Mapping[str, str]
    roles: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def load_roles() -> tuple[Role, ...]:
    """Return all roles, sorted by name; a module that cannot load, or is called otherwise, stops the program."""
    return tuple(named(building.__name__, name, "ROLE", Role) for name in module_names(building.__path__))


def system_of(contract: Contract, roles: tuple[Role, ...] | None = None) -> System:
    """Return the model of a contract; a system in which nothing is known to act has an empty machine.

    Raises ValueError where roles do not fit together: two of them write one variable, or say one assumption otherwise.
    """
    parts: dict[str, Part] = {}
    lacking: list[str] = []
    for role in load_roles() if roles is None else roles:
        try:
            part = role.build(contract)
        except LackingError as error:
            lacking.append(f"{role.name}: {error}")
            continue
        if part is not None:
            parts[role.name] = part
    machine = compose(*(part.machine for part in parts.values()))
    return System(
        name=contract.system,
        contract=contract,
        machine=machine,
        measures=tuple(measure for part in parts.values() for measure in part.measures),
        assumptions=_sentences(parts, machine),
        roles=tuple(parts),
        lacking=tuple(lacking),
    )


def _sentences(parts: Mapping[str, Part], machine: Machine) -> Mapping[str, str]:
    """Return the sentences of the assumptions that restrain anything: none is made that nobody can read."""
    said: dict[str, str] = {}
    for part in parts.values():
        for name, sentence in part.assumptions.items():
            if said.setdefault(name, sentence) != sentence:
                raise ValueError(f"two roles say the assumption {name} in other words")
    if missing := [name for name in machine.assumptions if name not in said]:
        raise ValueError(f"no role says what it means to assume {', '.join(missing)}")
    return {name: said[name] for name in machine.assumptions}
