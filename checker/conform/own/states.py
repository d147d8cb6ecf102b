"""The states that a contract defines, estimated as all others are: by the events that change them, and by inertia."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Fluent
from checker.conform.inertia import believe
from checker.conform.knots import Fact
from checker.conform.own.occurring import domains, occurrences, tuples_of
from checker.conform.own.recent import is_recent, recent
from checker.conform.own.tellers import Coverage, coverage
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.contract import Contract
from checker.model.own import Effect, Own, OwnFluent, plain

UNOBSERVED = Stretch(
    BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), "no log tells of it", "the log of whom it is about"
)
# What was so before an event and what is after it, as it says (None: it does not).
_SAYS: Mapping[Effect, tuple[bool | None, bool]] = {
    "begins": (False, True),
    "ends": (True, False),
    "shows": (True, True),
    "denies": (False, False),
    "sets": (None, True),
    "clears": (None, False),
}


def own_states(contract: Contract, names: Collection[str]) -> dict[str, Fluent]:
    """Return those of these fluents that the contract defines, by name."""
    own = contract.own
    found = {n: _fluent(own.fluents[n], own) for n in names if n in own.fluents}
    return found | {n: recent(n, own) for n in names if is_recent(n)}


def _fluent(fluent: OwnFluent, own: Own) -> Fluent:
    return Fluent(fluent.name, fluent.sorts, plain(fluent.says), partial(_estimate, fluent, own), UNOBSERVED)


def _estimate(fluent: OwnFluent, own: Own, evidence: Evidence) -> dict[tuple[str, ...], Belief]:
    facts = _facts(fluent, own, evidence)
    beliefs: dict[tuple[str, ...], Belief] = {}
    for args in dict.fromkeys((*facts, *tuples_of(fluent.sorts, {}, domains(evidence), facts))):
        found = facts.get(args, [])
        covered = _covered(fluent, own, dict(zip(fluent.sorts, args, strict=True)), evidence)
        if covered.time is not None:
            if found:
                # the first line may itself say what was before it: one instant before, and no longer
                belief = believe(found, covered.lost, UNOBSERVED, max(BEGINNING, covered.time.lo - 1))
                beliefs[args] = Belief.of(_up_to(belief.stretches, covered), UNOBSERVED)
        else:
            why = f"{covered.lacking} was not given"
            beliefs[args] = Belief((replace(UNOBSERVED, why=why, settles=covered.lacking),))
    return beliefs


def _facts(fluent: OwnFluent, own: Own, evidence: Evidence) -> dict[tuple[str, ...], list[Fact]]:
    """Return what the events say of the state, by what it is about."""
    told = [
        (dict(zip(own.events[name].about, each.args, strict=True)), Fact(each.time, *_SAYS[effect], each.event))
        for effect, names in fluent.effects.items()
        for name in names
        for each in occurrences(own.events[name], evidence)
    ]
    values = domains(evidence)
    facts: dict[tuple[str, ...], list[Fact]] = {}
    for about, fact in sorted(told, key=lambda pair: len(fluent.sorts) - len(pair[0].keys() & set(fluent.sorts))):
        for args in tuples_of(fluent.sorts, about, values, facts):
            facts.setdefault(args, []).append(fact)
    return facts


def _covered(fluent: OwnFluent, own: Own, about: Mapping[str, str], evidence: Evidence) -> Coverage:
    """Return when all events that change a state would have been told."""
    found = [coverage(own.events[name], about, evidence) for name in fluent.events]
    for each in found:
        if each.time is None:
            return each
    times = [each.time for each in found if each.time is not None]
    lo, hi = max(t.lo for t in times), min(t.hi for t in times)
    names = tuple(dict.fromkeys(name for each in found for name in each.names))
    lost = tuple(dict.fromkeys(loss for each in found for loss in each.lost))
    if lo > hi:
        return Coverage(None, names, lost, "logs that overlap in time")
    return Coverage(Interval(lo, hi), names, lost)


def _up_to(stretches: Sequence[Stretch], covered: Coverage) -> Iterator[Stretch]:
    """What is known up to where the log ends; beyond that nobody tells."""
    assert covered.time is not None, "what nobody told has no stretches"
    end = covered.time.hi + 1
    for stretch in stretches:
        if stretch.lo < end:
            yield replace(stretch, hi=min(stretch.hi, end))
    why = f"{covered.source} ends here"
    yield Stretch(end, END, Truth.UNKNOWN, Ground.GAP, (), why, f"{covered.source} beyond its end")
