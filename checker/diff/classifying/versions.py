"""All changes between two versions: of their contracts, and of their diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.base.progress import Progress, SilentProgress
from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.deployments import deployment_changes, mapping_changes
from checker.diff.classifying.pages import lone_page, page_changes
from checker.diff.classifying.parameters import parameter_changes, without_told
from checker.diff.classifying.promises import cited, promise_changes
from checker.diff.codes import NOT_COMPARED, PROMISE, STEP_REMOVED
from checker.diff.matching.pages import match_pages
from checker.diff.version import Page, Version
from checker.model.contract import Contract


def changes_between(old: Version, new: Version, progress: Progress | None = None) -> tuple[Change, ...]:
    """Return all changes, the gravest first; InputError where a diagram cannot be read.

    `progress` is told of each pair of diagrams.
    """
    pairs, contracts = _contracts(old, new)
    parameters = [change for pair in pairs for change in parameter_changes(*pair)]
    told = [change for one, other in pairs for change in _of_contracts(one, other)]
    drawn = list(without_told(_drawn(old, new, progress or SilentProgress()), parameters))
    return tuple(ranked(_once([*parameters, *told, *contracts, *drawn])))


def _of_contracts(old: Contract, new: Contract) -> Iterator[Change]:
    yield from promise_changes(old, new)
    yield from deployment_changes(old, new)
    yield from mapping_changes(old, new)


def _contracts(old: Version, new: Version) -> tuple[list[tuple[Contract, Contract]], list[Change]]:
    """Return the contracts of one system in both versions, and what is said of those in one only."""
    before, after = ({c.system: c for c in version.contracts} for version in (old, new))
    if len(before) == len(after) == 1:
        pair = next(iter(before.values())), next(iter(after.values()))
        return [pair], []
    pairs = [(before[name], after[name]) for name in before if name in after]
    alone = [(c, old) for name, c in before.items() if name not in after]
    alone += [(c, new) for name, c in after.items() if name not in before]
    return pairs, [_alone(contract, version is new, old, new) for contract, version in alone]


def _alone(contract: Contract, is_new: bool, old: Version, new: Version) -> Change:
    """Return what it means that only one version has a contract: with files, that the other was not given."""
    here = Spot(contract.place, f"system: {contract.system}")
    spots = (None, here) if is_new else (here, None)
    if not (old.whole and new.whole):
        lacking = old.name if is_new else new.name
        says = f"beside {lacking} there is no contract of {contract.system}: parameters and properties are not compared"
        return Change(NOT_COMPARED, Rank.COMPATIBLE, says, "only what is drawn is compared", *spots)
    if is_new:
        return Change(PROMISE, Rank.STRENGTHENING, f"the contract of {contract.system} is new", "it was not", *spots)
    why = "none of its properties is promised any more"
    return Change(PROMISE, Rank.BREAKING, f"the contract of {contract.system} is gone", why, *spots)


def _drawn(old: Version, new: Version, progress: Progress) -> Iterator[Change]:
    matched = match_pages(old.pages, new.pages)
    progress.start(len(matched.pairs), "comparing", "diagrams")
    for one, other in matched.pairs:
        yield from _weighed(page_changes(one, other), one, other)
        progress.advance(1)
    for page in matched.removed:
        yield from lone_page(page, False, _near(new.pages))
    for page in matched.added:
        yield from lone_page(page, True, _near(old.pages))


def _weighed(changes: Sequence[Change], old: Page, new: Page) -> Iterator[Change]:
    """Yield changes; the removal of a line that a property cites is no matter of wording, whatever it says."""
    lines = cited(old.contract) if old.contract else {}
    for change in changes:
        spot = change.old
        name = lines.get((spot.place.file, spot.place.line)) if spot and change.code == STEP_REMOVED else None
        if name and change.rank in (Rank.COMPATIBLE, Rank.COSMETIC) and new.contract and _same_line_gone(change):
            yield replace(change, rank=Rank.BREAKING, why=f"the contract cites it as where {name} is promised")
        else:
            yield change


def _same_line_gone(change: Change) -> bool:
    return "allow the same runs" not in change.why


def _near(pages: Sequence[Page]) -> Spot | None:
    return Spot(pages[0].drawn.place) if pages else None


def _once(changes: Sequence[Change]) -> Iterator[Change]:
    """Yield each change once: two diagrams may draw one thing on one line, and a contract stand for several."""
    seen = set()
    for change in changes:
        if change not in seen:
            seen.add(change)
            yield change


def ranked(changes: Iterator[Change]) -> list[Change]:
    """Return the gravest first, then as they stand in the new version."""
    return sorted(changes, key=lambda c: (c.rank.weight, *_place(c)))


def _place(change: Change) -> tuple[str, int, int]:
    spot = change.new or change.old
    return (spot.place.file, spot.place.line, spot.place.column) if spot else ("", 0, 0)
