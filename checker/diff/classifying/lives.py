"""Where a lifeline begins and ends: `create` and `destroy` order all that it does."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.texts import plain_breaks
from checker.diff.codes import ORDER
from checker.diff.runs.comparing import Comparing
from checker.diff.runs.labelling import Side


def life_changes(comparing: Comparing) -> Iterator[Change]:
    """Yield the matched messages that begin or end a lifeline in one version only."""
    matched = comparing.matched
    olds, news = (_bounds(side) for side in comparing.sides)
    differing = [(a, b) for a, b in matched.steps.pairs if olds.get(a) != news.get(b)]
    if not differing:
        return
    compared = comparing.of_steps(frozenset(matched.steps.pairs))
    for a, b in differing:
        old, new = matched.old_items[a], matched.new_items[b]
        does = "begins or ends a lifeline now" if b in news else "begins or ends no lifeline any more"
        says = f"the message '{plain_breaks(new.text)}' {does}"
        rank, why = Rank.COSMETIC, f"the same runs are allowed{compared.bound}"
        if not compared.more.included:
            rank, why = Rank.BREAKING, f"what its lifeline does may now come in another order{compared.bound}"
        elif not compared.less.included:
            rank, why = Rank.STRENGTHENING, f"what its lifeline does is ordered by it now{compared.bound}"
        yield Change(ORDER, rank, says, why, Spot(old.place, old.text), Spot(new.place, new.text))


def _bounds(side: Side) -> dict[int, frozenset[int]]:
    """Return for each step that begins or ends a lifeline which of its events do."""
    found: dict[int, set[int]] = {}
    for event in side.chart.events:
        if event.bounds:
            found.setdefault(side.item_of[event.index], set()).add(side.names[event.index][1])
    return {item: frozenset(events) for item, events in found.items()}
