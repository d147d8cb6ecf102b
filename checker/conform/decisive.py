"""The smallest window of events that still decides: what a person needs to see, and nothing that can be spared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.knowledge import estimate
from checker.logic.formula import Formula, atoms_of
from checker.logic.minimal import minimal_window
from checker.logic.monitor import evaluate
from checker.logic.truth import Truth
from checker.model.event import Event

# Which kind of line says a thing best, from the least telling on: those in front are dispensed with first.
_TELLING = (
    "presence",
    "alert_received",
    "alert_sent",
    "query",
    "queries_unanswered",
    "first_answered",
    "last_answered",
    "poll",
    "arp_reply",
    "arp_announced",
    "advert",
    "garp_sent",
    "vips_removed",
    "vips_set",
    "check",
    "advert_received",
    "vrrp_state",
    "server_state",
)
# More candidates than this are cut to the most telling and nearest ones, as every trial estimates anew.
MOST_CANDIDATES = 40


def decisive(
    evidence: Evidence, formula: Formula, candidates: Collection[Event], window: Interval, truth: Truth
) -> tuple[Event, ...]:
    """Return a 1-minimal part of the events with which alone the formula has this truth at the end of the window.

    What each source covers is not an event of the window and stays. All candidates come back where even together
    they do not decide (a conclusion that rests on the silence of others).
    """
    at = window.hi
    telling = sorted(candidates, key=lambda e: (-rank(e), abs(e.time.hi - at), str(e.places)))
    present = [e for e in telling if e.kind == "presence"][: MOST_CANDIDATES // 2]
    ordered = [*present, *(e for e in telling if e.kind != "presence")][:MOST_CANDIDATES]
    ordered.sort(key=lambda e: (rank(e), -abs(e.time.hi - at), str(e.places)))
    names = {atom.name for atom in atoms_of(formula)}

    def still(part: Sequence[Event]) -> bool:
        covered = (e for e in evidence.events if e.kind == "captured")
        events = sorted((*covered, *part), key=lambda e: (e.time, e.kind, str(e.places)))
        knowledge = estimate(replace(evidence, events=events), names)
        return evaluate(formula, knowledge.signals(formula), window.lo, at).at(at) is truth

    if not still(ordered):
        return tuple(sorted(ordered, key=lambda e: e.time))
    return tuple(sorted(minimal_window(_most_telling(ordered, still), still), key=lambda e: e.time))


def _most_telling(ordered: Sequence[Event], still: Callable[[Sequence[Event]], bool]) -> Sequence[Event]:
    """Leave out as many of the least telling ones as can be spared together (frames, which nothing replaces, stay)."""
    frames = [e for e in ordered if e.kind == "presence"]
    lines = [e for e in ordered if e.kind != "presence"]
    few, enough = 0, len(lines)
    while few < enough:
        middle = (few + enough) // 2
        if still([*frames, *lines[len(lines) - middle :]]):
            enough = middle
        else:
            few = middle + 1
    return [*frames, *lines[len(lines) - enough :]]


def rank(event: Event) -> int:
    """Return how well a kind of event tells a thing to a person; more is better."""
    return _TELLING.index(event.kind) if event.kind in _TELLING else 0
