"""What a contract promises: properties, what only a configuration keeps, and what its owners accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import PROMISE
from checker.model.contract import Contract, PropertyUse
from checker.model.parameters import measure_of


def promise_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield the promises that came, went, or are made of fewer or more."""
    for noun, before, after in (
        ("property", old.properties, new.properties),
        ("promise of the configuration", old.promises, new.promises),
    ):
        for name in dict.fromkeys((*before, *after)):
            if name not in after:
                why = "what it forbids is allowed now"
                yield _change(Rank.BREAKING, f"the {noun} {name} is gone", why, _at(before[name], old), Spot(new.place))
            elif name not in before:
                why = "it was not asked before"
                spot = _at(after[name], new)
                yield _change(Rank.STRENGTHENING, f"the {noun} {name} is new", why, Spot(old.place), spot)
            else:
                yield from _covered(noun, before[name], after[name], (old, new))
    yield from _own(old, new)
    yield from _accepted(old, new)


def _covered(
    noun: str, before: PropertyUse, after: PropertyUse, contracts: tuple[Contract, Contract]
) -> Iterator[Change]:
    if (set(before.only), set(before.skip)) == (set(after.only), set(after.skip)):
        return
    names = sorted({*contracts[0].hosts, *contracts[0].servers, *contracts[0].vips, *before.only, *before.skip})
    names = sorted({*names, *after.only, *after.skip})
    lost = [n for n in names if before.covers(n) and not after.covers(n)]
    won = [n for n in names if after.covers(n) and not before.covers(n)]
    spots = _at(before, contracts[0]), _at(after, contracts[1])
    if lost:
        says = f"the {noun} {after.id} no longer covers {', '.join(lost)}"
        yield _change(Rank.BREAKING, says, "nothing is promised of them any more", *spots)
    if won:
        says = f"the {noun} {after.id} now covers {', '.join(won)}"
        yield _change(Rank.STRENGTHENING, says, "nothing was promised of them before", *spots)


def _own(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield own properties whose formula reads otherwise; which of two formulas is the stronger is not decided."""
    for name, after in new.own.properties.items():
        before = old.own.properties.get(name)
        if before and before.formula != after.formula:
            says = f"the property {name} is stated as {after.formula}, was {before.formula}"
            why = "whether the new formula implies the old one is not decided, so it counts as weakened"
            spots = Spot(before.place, before.says), Spot(after.place, after.says)
            yield Change(PROMISE, Rank.BREAKING, says, why, *spots, name, before.formula, after.formula)


def _accepted(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = ({a.id: a for a in c.accepts.values()} for c in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if name not in before:
            spot = Spot(after[name].place or new.place, after[name].why)
            says = f"the contract accepts that {name} is refuted ({after[name].why})"
            yield _change(Rank.BREAKING, says, "its refutation fails nothing any more", Spot(old.place), spot)
        elif name not in after:
            spot = Spot(before[name].place or old.place, before[name].why)
            says = f"the contract no longer accepts that {name} is refuted"
            yield _change(Rank.STRENGTHENING, says, "its refutation fails the proof now", spot, Spot(new.place))


def _change(rank: Rank, says: str, why: str, old: Spot, new: Spot) -> Change:
    return Change(PROMISE, rank, says, why, old, new)


def _at(use: PropertyUse, contract: Contract) -> Spot:
    """Return where a property stands in the contract, else the line of the diagram that it cites."""
    if use.place:
        return Spot(use.place, use.id)
    return Spot(next(iter(use.stated), contract.place), next(iter(use.texts), use.why))


def cited(contract: Contract) -> Mapping[tuple[str, int], str]:
    """Return for each line of a diagram that is cited the name of the first property or promise that does.

    A parameter whose value a person read from its line cites that line, too: no number there guards it.
    """
    found: dict[tuple[str, int], str] = {}
    for use in (*contract.properties.values(), *contract.promises.values()):
        for place in use.stated:
            found.setdefault((place.file, place.line), use.id)
    for each in contract.parameters.values():
        if each.stated and measure_of(each.name, each.unit).by_person:
            found.setdefault((each.stated.file, each.stated.line), each.name)
    return found
