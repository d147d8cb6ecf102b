"""All changes of one diagram, and of diagrams that only one version has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.lifelines import lifeline_changes, look_changes
from checker.diff.classifying.lives import life_changes
from checker.diff.classifying.rules import rule_changes
from checker.diff.classifying.steps import StepChanges
from checker.diff.classifying.structure import StructureChanges
from checker.diff.codes import CHOICE, DIAGRAM, LOOKS, ORDER, STEP_ADDED, STEP_REMOVED
from checker.diff.matching.matched import Matched, match
from checker.diff.reading.promising import promises
from checker.diff.runs.comparing import Comparing
from checker.diff.runs.failover import Failover
from checker.diff.version import Page


class PageChanges(NamedTuple):
    """The changes of a diagram of two versions, and how these go together; None where they are equal."""

    matched: Matched | None
    changes: Sequence[Change]


_OF_RUNS = (ORDER, CHOICE, STEP_ADDED, STEP_REMOVED)


def page_changes(old: Page, new: Page) -> PageChanges:
    """Return all changes between two versions of one diagram."""
    if old.drawn.diagram == new.drawn.diagram and old.contract is new.contract and old.drawn.title == new.drawn.title:
        return PageChanges(None, ())
    comparing = Comparing(match(old, new))
    steps, structure = StepChanges(comparing), StructureChanges(comparing)
    found = [
        *lifeline_changes(comparing.matched),
        *steps.down_uses(),
        *steps.one_sided(),
        *structure.changes(),
        *life_changes(comparing),
        *steps.texts(),
        *rule_changes(comparing),
        *look_changes(comparing.matched),
    ]
    if any(c.code in _OF_RUNS and c.rank is not Rank.COSMETIC for c in found) and structure.all_same:
        why = f"it is drawn otherwise, and both versions allow the same runs{structure.all_same.bound}"
        found = [_same(change, why) if change.code in _OF_RUNS else change for change in found]
    return PageChanges(comparing.matched, found or tuple(_unnamed(old, new)))


def _unnamed(old: Page, new: Page) -> Iterator[Change]:
    """Yield that two diagrams differ in what no question here is about: silence would say that they are equal."""
    if old.drawn.diagram != new.drawn.diagram:
        says = f"{new.name} is drawn otherwise"
        why = "the same steps, texts and fragments; what differs (such as wrapping, or `par over`) means nothing"
        yield Change(LOOKS, Rank.COSMETIC, says, why, Spot(old.drawn.place), Spot(new.drawn.place))


def _same(change: Change, why: str) -> Change:
    return replace(change, rank=Rank.COSMETIC, why=why, run=(), run_of="")


def lone_page(page: Page, new: bool, other: Spot | None) -> Iterator[Change]:
    """Yield that a diagram is there in one version only."""
    promised = Failover(page).exists or any(promises(event.text) for event in page.chart.events)
    here = Spot(page.drawn.place, page.drawn.title)
    says = f"{page.name} is {'new' if new else 'gone'}"
    if not promised:
        why = "it draws no failure and states no number, state or invariant"
        yield Change(DIAGRAM, Rank.COMPATIBLE, says, why, *((other, here) if new else (here, other)))
    elif new:
        why = "what it draws of a failover was not promised before"
        yield Change(DIAGRAM, Rank.STRENGTHENING, says, why, other, here)
    else:
        why = "what it promised of a failover is promised no more"
        yield Change(DIAGRAM, Rank.BREAKING, says, why, here, other)
