"""Which steps of a merged diagram need not be drawn: those that are the same, and far from all that differs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set

from checker.diagram.tree import Block, Diagram, Message, Note, visits
from checker.model.merged import MergedDiagram

# So many steps on either side of a difference are drawn; fewer than that in a row are not worth a fold.
_BESIDE, _LEAST = 2, 3
# Nothing of a diagram with no more steps than this is left out.
_SMALL = 10


def folded(merged: MergedDiagram) -> frozenset[int]:
    """Return the numbers of the steps and fragments that are left out."""
    steps: list[int] = []
    blocks: list[tuple[int, int, int]] = []  # number, and from which to before which step
    stack: list[tuple[int, int]] = []
    marked: list[int] = []  # steps that differ, or that stand where a part of a fragment does
    for number, visit in enumerate(visits(merged.diagram.statements)):
        if number in merged.parts:
            marked.append(len(steps))
        if isinstance(visit.node, Message | Note):
            steps.append(number)
        elif isinstance(visit.node, Block) and visit.mark == "open":
            stack.append((number, len(steps)))
        elif isinstance(visit.node, Block) and visit.mark == "close":
            opened, first = stack.pop()
            blocks.append((opened, first, len(steps)))
            if opened in merged.parts:
                marked.append(len(steps))
    if len(steps) <= _SMALL:
        return frozenset()
    hidden = _hidden(len(steps), marked)
    kept = [n for n in range(len(steps)) if n not in hidden]
    ordered = sorted(marked)
    gone = {steps[n] for n in hidden}
    for number, first, end in blocks:
        empty = bisect_left(kept, first) == bisect_left(kept, end)
        same = bisect_left(ordered, first) == bisect_left(ordered, end) and number not in merged.parts
        if first < end and empty and same:
            gone.add(number)
    return frozenset(gone) - _alone(merged.diagram, gone)


def _alone(diagram: Diagram, gone: Set[int]) -> set[int]:
    """Return of what is left out that which would be a fold of a single step, between two borders of fragments."""
    found: set[int] = set()
    piece: list[int] = []
    steps = below = 0
    for number, visit in enumerate(visits(diagram.statements)):
        if not below and number not in gone and isinstance(visit.node, Message | Note | Block):
            found |= set(piece) if steps == 1 else set()
            piece, steps = [], 0
            continue
        piece.append(number)
        steps += isinstance(visit.node, Message | Note)
        if below or (number in gone and visit.mark == "open"):
            below += (visit.mark == "open") - (visit.mark == "close")
    return found | (set(piece) if steps == 1 else set())


def _hidden(count: int, marked: list[int]) -> set[int]:
    """Return the steps that are far from what is marked, where there are enough in a row."""
    kept = {n for at in marked for n in range(at - _BESIDE, at + _BESIDE + 1)}
    found: set[int] = set()
    row: list[int] = []
    for number in range(count + 1):
        if number < count and number not in kept:
            row.append(number)
            continue
        if len(row) >= _LEAST:
            found.update(row)
        row = []
    return found
