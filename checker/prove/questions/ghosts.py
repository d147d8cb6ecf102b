"""Candidates for lemmas about what a watching machine remembers: how its ghosts go with clocks of the machine.

A ghost clock often begins anew just where a clock of the machine does, so both show the same from then on; whether they
have begun, a switch tells that some of these actions turn on. Which of the candidates are lemmas the engines find out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from itertools import permutations

from checker.prove.machines.machine import Clock, Machine, Range, Switch
from checker.prove.machines.remembering import GHOSTS
from checker.prove.machines.scaling import times_of
from checker.prove.machines.terms import FALSE, TRUE, AtMost, Name, Plus, Ref, Term, Time, every, implies, negation

# Which actions change a variable, and to what.
Writes = Mapping[str, Term]


def hints_of_ghosts(machine: Machine) -> tuple[Term, ...]:
    """Return candidates for lemmas about the ghosts of a watching machine; none where it has no ghost clock."""
    writes = {name: _writes(machine, name) for name in machine.variables}
    clocks = [name for name, each in machine.variables.items() if isinstance(each.kind, Clock)]
    ghosts = [name for name in clocks if name.startswith(GHOSTS) and writes[name]]
    switches = [
        name
        for name, each in machine.variables.items()
        if name.startswith(GHOSTS) and isinstance(each.kind, Switch) and each.initial == FALSE
    ]
    times = sorted(times_of(machine) - {0})
    found = (
        *_together(switches, writes),
        *_excluded(machine, switches, writes),
        *(hint for ghost in ghosts for clock in clocks for hint in _alike(ghost, clock, switches, writes)),
        *(hint for ghost in ghosts for hint in _older(ghost, ghosts, switches, writes, times)),
    )
    return tuple(dict.fromkeys(found))


def _writes(machine: Machine, name: str) -> Writes:
    return {action.name: action.updates[name] for action in machine.actions if name in action.updates}


def _together(switches: list[str], writes: Mapping[str, Writes]) -> Iterator[Term]:
    """Yield that one switch is on only while another one is, where the same actions may turn on both."""
    for one, other in permutations(switches, 2):
        if writes[one].keys() & writes[other].keys():
            yield implies(Ref(one), Ref(other))


def _excluded(machine: Machine, switches: list[str], writes: Mapping[str, Writes]) -> Iterator[Term]:
    """Yield that a switch is off in a mode of the machine into which an action leads that may turn it off."""
    for name, each in machine.variables.items():
        if not (isinstance(each.kind, Range) and each.kind.names):
            continue
        for switch in switches:
            off = [action for action, term in writes[switch].items() if term != TRUE]
            yield from (implies(Ref(name).is_(mode), negation(Ref(switch))) for mode in _modes(off, writes[name]))


def _alike(ghost: str, clock: str, switches: list[str], writes: Mapping[str, Writes]) -> Iterator[Term]:
    """Yield that a ghost shows what another clock does, which the same actions set to the same.

    Where further actions set the clock it can be so in the mode into which all of the common ones lead.
    """
    if ghost == clock or not writes[ghost].items() <= writes[clock].items():
        return
    modes = [TRUE] if writes[ghost] == writes[clock] else list(_led_to(writes[ghost].keys(), writes))
    same = every(AtMost(Ref(ghost), Ref(clock)), AtMost(Ref(clock), Ref(ghost)))
    for name in (each for each in switches if _turned_on(writes[each]) & writes[ghost].keys()):
        yield from (implies(every(Ref(name), mode), same) for mode in modes)


def _modes(actions: Collection[str], changes: Writes) -> tuple[str, ...]:
    """Return the values of an enumeration that some of the actions give a variable."""
    values = (changes.get(action) for action in actions)
    return tuple(dict.fromkeys(value.name for value in values if isinstance(value, Name)))


def _led_to(actions: Set[str], writes: Mapping[str, Writes]) -> Iterator[Term]:
    """Yield that a variable has the value of an enumeration that all of the actions give it."""
    for name, changes in writes.items():
        if actions <= changes.keys() and len({changes[action] for action in actions}) == 1:
            yield from (Ref(name).is_(mode) for mode in _modes(actions, changes))


def _older(
    ghost: str, ghosts: list[str], switches: list[str], writes: Mapping[str, Writes], times: list[int]
) -> Iterator[Term]:
    """Yield by how much the ghost that takes over what another one showed is the older of the two."""
    for younger in ghosts:
        if Ref(younger) not in writes[ghost].values():
            continue
        for name in (each for each in switches if writes[each].keys() & writes[ghost].keys()):
            yield from (implies(Ref(name), AtMost(Plus(Ref(younger), Time(ns)), Ref(ghost))) for ns in times)


def _turned_on(writes: Writes) -> frozenset[str]:
    return frozenset(name for name, term in writes.items() if term == TRUE)
