"""All changes between two versions: of their contracts, and of their diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from checker.base.progress import Progress, SilentProgress
from checker.base.words import listed
from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.deployments import deployment_changes, mapping_changes
from checker.diff.classifying.pages import PageChanges, lone_page, page_changes
from checker.diff.classifying.parameters import parameter_changes, without_told
from checker.diff.classifying.promises import cited, promise_changes
from checker.diff.classifying.unreadable import comparable, unreadable_changes
from checker.diff.codes import NOT_COMPARED, PROMISE, REWORDED, SAYS_OTHERWISE, STEP_REMOVED, VALUE
from checker.diff.matching.matched import Matched
from checker.diff.matching.pages import match_pages
from checker.diff.reading.measures import said
from checker.diff.reading.plain import plain
from checker.diff.reading.words import gone
from checker.diff.version import Page, Version
from checker.model.contract import Contract


class Lone(NamedTuple):
    """A diagram that only one version has, and what that means."""

    page: Page
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Compared:
    """All changes between two versions, the gravest first; the diagrams that were compared, and those of one only."""

    changes: tuple[Change, ...]
    matched: tuple[Matched, ...] = ()
    removed: tuple[Lone, ...] = ()
    added: tuple[Lone, ...] = ()
    olds: tuple[Page, ...] = ()
    news: tuple[Page, ...] = ()


def changes_between(old: Version, new: Version) -> tuple[Change, ...]:
    """Return all changes, the gravest first; InputError where a diagram cannot be read."""
    return compared(old, new).changes


def compared(old: Version, new: Version, progress: Progress | None = None) -> Compared:
    """Return all changes, and the diagrams that they are of; InputError where a diagram cannot be read.

    `progress` is told of each pair of diagrams.
    """
    unreadable = unreadable_changes(old, new)
    old, new = comparable(old, new)
    pairs, contracts = _contracts(old, new)
    parameters = [change for pair in pairs for change in parameter_changes(*pair)]
    told = [change for one, other in pairs for change in _of_contracts(one, other)]
    pages = match_pages(old.pages, new.pages)
    found = _looked_at(pages.pairs, progress or SilentProgress())
    drawn = [change for one, other, page in found for change in _weighed(page, one, other)]
    removed = [Lone(page, tuple(lone_page(page, False, _near(new.pages)))) for page in pages.removed]
    added = [Lone(page, tuple(lone_page(page, True, _near(old.pages)))) for page in pages.added]
    drawn += [change for lone in (*removed, *added) for change in lone.changes]
    changes = ranked(_once([*unreadable, *parameters, *told, *contracts, *without_told(drawn, parameters)]))
    matched = tuple(page.matched for _, _, page in found if page.matched is not None)
    return Compared(tuple(changes), matched, tuple(removed), tuple(added), old.pages, new.pages)


def _looked_at(pairs: Sequence[tuple[Page, Page]], progress: Progress) -> list[tuple[Page, Page, PageChanges]]:
    found = []
    progress.start(len(pairs), "comparing", "diagrams")
    for one, other in pairs:
        found.append((one, other, page_changes(one, other)))
        progress.advance(1)
    return found


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


def _weighed(page: PageChanges, old: Page, new: Page) -> Iterator[Change]:
    """Yield changes; what goes of a line that a property cites is no matter of wording, whatever it says."""
    lines = cited(old.contract) if old.contract and new.contract else {}
    names = page.matched.lifelines.names if page.matched else {}
    broken = {_line(change) for change in page.changes if change.rank is Rank.BREAKING}
    for change in page.changes:
        name = lines.get(_line(change))
        mild = change.rank in (Rank.COMPATIBLE, Rank.COSMETIC)
        if name and change.code == STEP_REMOVED and mild and _same_line_gone(change):
            yield replace(change, rank=Rank.BREAKING, why=f"the contract cites it as where {name} is promised")
        elif name and change.code in (REWORDED, VALUE, SAYS_OTHERWISE) and _line(change) not in broken:
            yield from _fewer_words(change, name, names)
        else:
            yield change


def _fewer_words(change: Change, name: str, names: Mapping[str, str]) -> Iterator[Change]:
    """Yield a change of a line by which `name` is promised, and that words of it are gone, if they are."""
    assert change.old is not None
    after = plain(change.new.text, names) if change.new else ""
    lost = gone(said(change.old.text, change.old.place).rest, after)
    if change.code != REWORDED or not lost:
        yield change
    if lost:
        says = f"the line that promises {name} says no more {listed(repr(word) for word in lost)}"
        why = "the contract cites it, so its words are what is promised"
        texts = change.old.text, change.new.text if change.new else ""
        yield Change(SAYS_OTHERWISE, Rank.BREAKING, says, why, change.old, change.new, "", *texts)


def _line(change: Change) -> tuple[str, int]:
    return (change.old.place.file, change.old.place.line) if change.old else ("", 0)


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
