"""The other ways to read a property, each with its verdict: whose view counts, from when an interval counts.

What a diagram says can often be read in more ways than one. One reading gives the verdict; the others stand beside it,
so that nobody has to run the check again to see whether the choice matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.conform import fluents
from checker.conform.evidence import Evidence
from checker.conform.knowledge import estimate
from checker.conform.moments import Moments
from checker.conform.question import question
from checker.conform.streaming.roles import is_streaming
from checker.logic.formula import atoms_of
from checker.model.contract import Contract
from checker.model.outcome import Instance, Reading
from checker.model.parts import HEARTBEAT
from checker.properties.property import Property

VIEW = "view"
ANY, ALL = "any", "all"

# Says whether an instance counts in the contract: its observer, its subject.
Covers = Callable[[str, str], bool]


def overall(instances: Iterable[Instance]) -> Verdict:
    """Return the verdict of some instances together."""
    verdicts = {each.verdict for each in instances}
    for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS):
        if verdict in verdicts:
            return verdict
    return Verdict.NOT_EXERCISED


def readings(prop: Property, evidence: Evidence, verdict: Verdict, covers: Covers) -> tuple[Reading, ...]:
    """Return the readings of a property with their verdicts, first the one that gives the property's `verdict`.

    There are none where it can be read in one way only. Raises InputError for a `view` that nobody has.
    """
    if prop.readings and verdict is not Verdict.NOT_EXERCISED:
        others = (Reading(name, _decided(prop, formula, evidence, covers)) for name, formula in prop.readings)
        return (Reading(prop.reading, verdict, counts=True), *others)
    if prop.by_view and is_streaming(evidence.contract) and VIEW in evidence.contract.parameters:
        return tuple(_by_view(prop, evidence, verdict, covers))
    return ()


def _by_view(prop: Property, evidence: Evidence, verdict: Verdict, covers: Covers) -> Iterator[Reading]:
    contract = evidence.contract
    chosen = contract.text(VIEW)
    services = _services(contract, evidence)
    if chosen not in (ANY, ALL, *services):
        hint = f"there are: {', '.join((ANY, ALL, *services))}"
        raise InputError(f"view: nobody who is called {chosen!r} has a view", hint=hint)
    if verdict is Verdict.NOT_EXERCISED:
        return
    others: list[Reading] = []
    for view in (v for v in (ANY, ALL, *services) if v != chosen):
        parameter = replace(contract.parameters[VIEW], value=view)
        seen = replace(evidence, contract=contract.with_parameters([parameter]))
        others.append(Reading(_named(view), _decided(prop, prop.formula, seen, covers)))
    # Where requests and views were never told at one time, there is nothing to read in several ways.
    if verdict is not Verdict.INCONCLUSIVE or any(r.verdict is not Verdict.NOT_EXERCISED for r in others):
        yield from (Reading(_named(chosen), verdict, counts=True), *others)


def _services(contract: Contract, evidence: Evidence) -> Sequence[str]:
    """The services that are drawn, and those that were heard."""
    drawn = [each.id for each in contract.lifelines.values() if each.role == HEARTBEAT]
    heard = sorted({h.source.host for h in evidence.heard if h.source.program == HEARTBEAT})
    return tuple(dict.fromkeys([*drawn, *heard]))


def _named(view: str) -> str:
    return {ANY: "any service", ALL: "all services"}.get(view, view)


def _decided(prop: Property, formula: str, evidence: Evidence, covers: Covers) -> Verdict:
    asked = question(replace(prop, formula=formula))
    knowledge = estimate(evidence, {a.name for a in atoms_of(asked.claim)} & fluents.names())
    found = Moments(asked, knowledge, evidence).decide()
    return overall(i for i in found if covers(i.observer, i.subject))
