"""The state that breaks a property, in its own words: which of its fluents hold at the end of a run, since when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from checker.prove.machines.interpreter import value
from checker.prove.machines.machine import Atom, Clock, Machine
from checker.prove.machines.run import Run, State

# Of one and of several: `hap1 holds vip`, `hap1 and hap2 both hold vip`; and where it holds of none.
_WORDS: Mapping[str, tuple[str, str, str]] = {
    "has_address": ("holds {0}", "both hold {0}", "no host holds {0}"),
    "on_network": ("is on the network", "are on the network", ""),
    "standby": ("is to stay standby for {0}", "are to stay standby for {0}", ""),
    "gave_up": ("gave up {0}", "gave up {0}", ""),
    "claimed": ("was acquired before", "were acquired before", ""),
    "down": ("has {0} DOWN", "have {0} DOWN", "{who} has not {0} DOWN"),
    "unanswered": ("gets no answer from {0}", "get no answer from {0}", ""),
    "fall_reached": ("saw enough failures of {0}", "saw enough failures of {0}", "{who} saw too few failures"),
    "rise_reached": (
        "saw enough successes of {0}",
        "saw enough successes of {0}",
        "{who} saw too few successes",
    ),
    "interrupted": ("gets no answer", "get no answer", ""),
    "changed": ("saw {0} change", "saw {0} change", ""),
    "unannounced": ("has not told of {0}", "have not told of {0}", ""),
    "announced_twice": ("told of {0} twice", "told of {0} twice", ""),
}
# Of these the others matter too: who else holds the address.
_SHARED = ("has_address",)
_CALL = re.compile(r"([a-z_]+)\(")


@dataclass(frozen=True, slots=True)
class Fact:
    """What holds at the end of a run, in words, about whom, and since when (nanoseconds from its start)."""

    text: str
    about: tuple[str, ...]
    since: int


def facts(machine: Machine, run: Run, binding: Mapping[str, str], formula: str = "") -> tuple[Fact, ...]:
    """Return what the fluents say at the last instant of a run about the individuals of an instance.

    With the text of a formula only of fluents that it names, and then also of those that do not hold.
    """
    named = set(_CALL.findall(formula))
    about = set(binding.values())
    wanted = tuple(
        (name, args)
        for name, args in machine.fluents
        if (not named or name in named) and set(args[1:] if name in _SHARED else args) <= about
    )
    moments = tuple(_moments(machine, run))
    return tuple(fact for group in _groups(wanted) for fact in _told(machine, moments, group, bool(named)))


def _moments(machine: Machine, run: Run) -> Iterator[tuple[int, State]]:
    """Yield the states of a run and since when each lasts; last that in which its last step happens.

    That one is read after the delay and before the update, as all atoms are.
    """
    since, state = 0, run.start
    for at, step in zip(run.times, run.steps, strict=True):
        yield since, state
        since, before, state = at, state, step.after
    if run.steps:
        delay = run.steps[-1].delay
        clocks = {n: before[n] + delay for n, each in machine.variables.items() if isinstance(each.kind, Clock)}
        yield since, {**before, **clocks}


def _groups(atoms: Iterable[Atom]) -> Iterator[tuple[Atom, ...]]:
    """Yield atoms of one kind that differ only in whom they are about."""
    found: dict[tuple[str, tuple[str, ...]], list[Atom]] = {}
    for atom in atoms:
        found.setdefault((atom[0], atom[1][1:]), []).append(atom)
    yield from map(tuple, found.values())


def _told(
    machine: Machine, moments: tuple[tuple[int, State], ...], group: tuple[Atom, ...], absent: bool
) -> Iterator[Fact]:
    true = {atom: since for atom in group if (since := _since(machine, moments, atom, 1)) is not None}
    one, several, nobody = _words(group[0])
    who = [args[0] for _, args in (true or group) if args]
    rest = group[0][1][1:]
    if true:
        text = f"{_listed(who)} {one if len(true) == 1 else several}".strip().format(*rest)
        yield Fact(text, tuple(who), max(true.values()))
    elif nobody and absent and moments:
        since = max(_since(machine, moments, atom, 0) or 0 for atom in group)
        yield Fact(nobody.format(*rest, who=_listed(who)), rest if group[0][0] in _SHARED else tuple(who), since)


def _since(machine: Machine, moments: tuple[tuple[int, State], ...], atom: Atom, wanted: int) -> int | None:
    """Return from when on an atom has had this value up to the last instant; None where it has another one there."""
    found = None
    for since, state in reversed(moments):
        if value(machine.fluents[atom], state, machine.variables) != wanted:
            break
        found = since
    return found


def _words(atom: Atom) -> tuple[str, str, str]:
    name, individuals = atom
    plain = " ".join([name.replace("_", " "), *(f"{{{n}}}" for n in range(len(individuals) - 1))])
    return _WORDS.get(name, (plain if not individuals else f"is {plain}", f"are {plain}", ""))


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
