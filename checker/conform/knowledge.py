"""All beliefs of one run: what is known of every fluent for every tuple of arguments, as signals for the logic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from checker.conform import fluents
from checker.conform.belief import Belief, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Fluent
from checker.conform.streaming.roles import is_streaming
from checker.logic.formula import Atom, Formula, atoms_of
from checker.logic.signal import Signal
from checker.logic.truth import Truth


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Beliefs by ground atom, the fluents that were estimated by name, and the values of each sort that occur."""

    beliefs: Mapping[Atom, Belief]
    fluents: Mapping[str, Fluent]
    domains: Mapping[str, tuple[str, ...]]

    def about(self, atom: Atom) -> Belief:
        """Return the belief about a ground atom; unobserved where no evidence mentions it."""
        found = self.beliefs.get(atom)
        return found if found is not None else Belief((self.fluents[atom.name].otherwise,))

    def signals(self, formula: Formula, unobserved: Truth = Truth.UNKNOWN) -> dict[Atom, Signal]:
        """Return the signals of the fluents of a ground formula, with `unobserved` where no source ever spoke."""
        return {atom: self.about(atom).signal(unobserved) for atom in self._fluents(formula)}

    def stretches(self, formula: Formula, lo: int, hi: int) -> list[tuple[Atom, Stretch]]:
        """Return what is known of each fluent of a ground formula within the closed interval [lo, hi]."""
        return [(atom, stretch) for atom in self._fluents(formula) for stretch in self.about(atom).between(lo, hi)]

    def _fluents(self, formula: Formula) -> list[Atom]:
        return [atom for atom in atoms_of(formula) if atom.name in self.fluents]


def estimate(evidence: Evidence, names: Iterable[str]) -> Knowledge:
    """Estimate the fluents of these names from the evidence."""
    wanted = set(names)
    own = _own(evidence, wanted)
    loaded = {**fluents.load(wanted - own.keys()), **own}
    beliefs: dict[Atom, Belief] = {}
    vips = evidence.contract.vips.values()
    values = {"host": {h for vip in vips for h in vip.hosts}, "vip": {vip.address for vip in vips}}
    if is_streaming(evidence.contract):  # services know all replicas from their start, by the contract's names
        values["server"] = set(evidence.contract.servers)
    for name, fluent in loaded.items():
        for args, belief in fluent.estimate(evidence).items():
            beliefs[Atom(name, args)] = belief
            for sort, value in zip(fluent.sorts, args if fluent.widens_domains else (), strict=False):
                values.setdefault(sort, set()).add(value)
    if evidence.contract.own.events:
        from checker.conform.own.occurring import domains

        for sort, members in domains(evidence).items():
            values.setdefault(sort, set()).update(members)
    return Knowledge(beliefs, loaded, {sort: tuple(sorted(members)) for sort, members in values.items()})


def _own(evidence: Evidence, names: Collection[str]) -> Mapping[str, Fluent]:
    """Return those of these fluents that the contract defines itself."""
    if not evidence.contract.own.events:
        return {}
    from checker.conform.own.states import own_states  # few contracts define any

    return own_states(evidence.contract, names)
