"""Which drafts belong together: episodes with quiet between them, phases between the turns, equal drafts as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.base.time import NS_PER_S
from checker.conform.observed.draft import Draft

# Where nothing happens for longer, an episode ends.
QUIET_NS = 5 * NS_PER_S
# Less than this lies between an incident and what led to it.
CALM_NS = NS_PER_S
# An episode in which so many programs start is the start of the system.
STARTS = 3

# So many rows of one thing, with its opposite between them, are told apart.
ROWS = 4

Phase = tuple[Draft, ...]


def episodes(drafts: Iterable[Draft]) -> list[tuple[Phase, ...]]:
    """Return the drafts in order as episodes of phases; a phase ends with the turn that ends it."""
    found: list[list[Draft]] = []
    end = 0
    for draft in sorted(drafts, key=lambda d: d.order):
        pause = draft.at - end
        if not found or pause > QUIET_NS or (pause > CALM_NS and _begins(draft, found[-1])):
            found.append([])
        found[-1].append(draft)
        end = max(end, draft.at, draft.last.hi if draft.last else draft.at)
    return [tuple(_phases(episode)) for episode in found]


def _begins(draft: Draft, before: Sequence[Draft]) -> bool:
    """Say whether an incident begins here: trouble after a start or a recovery that was over."""
    return draft.is_trouble and not any(earlier.is_trouble for earlier in before)


def _phases(episode: Sequence[Draft]) -> Iterator[Phase]:
    phase: list[Draft] = []
    for draft in episode:
        phase.append(draft)
        if draft.turn:
            yield tuple(phase)
            phase = []
    if phase:
        yield tuple(phase)


def beyond_start(planned: Sequence[tuple[Phase, ...]]) -> list[Draft]:
    """Return the drafts of all episodes but the first where that is the start of everything: all programs start there.

    Where nothing else happened all drafts are returned.
    """
    start = bool(planned) and sum(d.folded == "start" for phase in planned[0] for d in phase) >= STARTS
    rest = planned[1:] if start and len(planned) > 1 else planned
    return [draft for episode in rest for phase in episode for draft in phase]


def end_of(phase: Phase) -> int:
    """Return the instant (ns) at which a phase ends: that of its last draft."""
    return max(max(d.at, d.last.lo if d.last else d.at) for d in phase)


def folded(phase: Phase) -> list[Draft]:
    """Return the drafts of a phase with those that say the same told as one, where they are too many to tell each.

    Those in a row are told as one, but where there are too many rows of them all are, as `not in a row`.
    """
    alike: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    rows: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    spells: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for draft in phase:
        alike[draft.key].append(draft)
        rows[*draft.key, draft.spell].append(draft)
        spells[draft.key].add(draft.spell)
    told: list[Draft] = []
    for draft in phase:
        in_rows = len(spells[draft.key]) <= ROWS
        group = rows[*draft.key, draft.spell] if in_rows else alike[draft.key]
        if sum(d.times for d in group) <= group[0].most:
            told.append(draft)
        elif draft is group[0]:
            one = _one(group)
            told.append(one if in_rows else replace(one, text=f"{one.text} (not in a row)"))
    return told


def _one(group: Sequence[Draft]) -> Draft:
    """Tell drafts as one, at the first; those with items name them all."""
    first, last = group[0], max(group, key=lambda d: d.last or d.time)
    places = tuple(dict.fromkeys(place for draft in group for place in draft.places))
    names = dict.fromkeys(d.item for d in group)
    if len(names) > 1:
        return replace(first, ends=(), text=f"{first.folded}: {', '.join(names)}", places=places)
    if first.item:
        return replace(first, places=places)
    times = sum(d.times for d in group)
    text = first.folded or first.text
    return replace(first, text=text, places=places, times=times, last=last.last or last.time)
