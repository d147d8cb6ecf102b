"""The runs of a chart with every choice made: each a plain partial order, one after the other, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checker.base.bits import bits
from checker.model.chart import Chart, Event, Fragment
from checker.model.chart_choices import Choices
from checker.model.chart_order import Drawn, Order, drawn
from checker.model.chart_walk import LEAVE, Walk, flat


def flattened(chart: Chart) -> Order:
    """Return the order of the page with every part of every fragment once: alternatives one after the other."""
    return drawn(chart, flat(chart)).order


def race_pairs(chart: Chart) -> tuple[tuple[Event, Event], ...]:
    """Return the race pairs of a chart, alternatives flattened; the upper event first."""
    page = drawn(chart, flat(chart))
    return tuple((page.order.events[a], page.order.events[b]) for a, b in page.races())


def unfoldings(chart: Chart, loops: int = 2, most: int = 1000, size: int = 20_000) -> Iterator[Order]:
    """Yield the orders of the runs of a chart, the drawn one first; at most `most` combinations of choices are tried.

    A loop goes round at most `loops` times, or as often as its label says at least. A run of more than `size` steps is
    left out. A `critical` beside other branches of a `par` gives one order for each way to keep those out of it.
    """
    choices = Choices()
    for _ in range(most):
        page = one_page(chart, choices, loops, size)
        order = page and serialised(page, choices)
        if order:
            yield order
        if not choices.advance():
            return


def one_page(chart: Chart, choices: Choices, loops: int, size: int) -> Drawn | None:
    """Return the run of these choices as it stands on the page, or None when it has more than `size` steps."""
    asked = 0

    def choose(fragment: Fragment, options: tuple[int, ...], done: int) -> int:
        nonlocal asked
        asked += 1
        if fragment.kind == "loop" and (asked > size or (done >= loops and LEAVE in options)):
            return LEAVE
        return options[choices.pick(len(options))]

    moves = list(islice(Walk(chart, choose), size + 1))
    return drawn(chart, moves) if max(asked, len(moves)) <= size else None


def serialised(page: Drawn, choices: Choices) -> Order | None:
    """Return the order in which each parallel event comes before or after the whole of each region on its lifeline.

    None when the choices contradict each other.
    """
    causes = list(page.order.causes)
    for region in page.regions:
        for lifeline, own in _by_lifeline(page.order, region.events).items():
            others = _by_lifeline(page.order, region.beside).get(lifeline, 0) if own & (own - 1) else 0
            if not all(_keep_out(causes, own, other, choices) for other in bits(others)):
                return None
    return page.order if tuple(causes) == page.order.causes else _renumbered(page.order.events, causes)


def _by_lifeline(order: Order, events: int) -> dict[str, int]:
    """Return the bits of some events for each lifeline; notes are no events here."""
    found: dict[str, int] = {}
    for number in bits(events):
        name = order.events[number].lifeline
        if order.events[number].kind != "note":
            found[name] = found.get(name, 0) | 1 << number
    return found


def _keep_out(causes: list[int], own: int, other: int, choices: Choices) -> bool:
    """Put an event before or after all events of a region, whichever is still possible; False if neither is."""
    before = not causes[other] & own
    after = not any(causes[number] >> other & 1 for number in bits(own))
    options = [way for way, possible in (("before", before), ("after", after)) if possible]
    if not options:
        return False
    if options[choices.pick(len(options))] == "before":
        _add(causes, own, causes[other] | 1 << other)
    else:
        joined = own
        for number in bits(own):
            joined |= causes[number]
        _add(causes, 1 << other, joined)
    return True


def _add(causes: list[int], targets: int, new: int) -> None:
    """Let each target, and all that follows one, follow also the new causes (which are closed)."""
    for number, known in enumerate(causes):
        if targets >> number & 1 or known & targets:
            causes[number] = known | new


def _renumbered(events: tuple[Event, ...], causes: list[int]) -> Order:
    """Return the order with numbers that are a linear extension again."""
    # An event has more causes than any of its causes has.
    old = sorted(range(len(events)), key=lambda number: (causes[number].bit_count(), number))
    new = {number: position for position, number in enumerate(old)}
    masks = tuple(sum(1 << new[cause] for cause in bits(causes[number])) for number in old)
    return Order(tuple(events[number] for number in old), masks)
