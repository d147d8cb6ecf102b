"""The language of a chart: sequences of events that it allows, drawn at random or all of them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from checker.base.bits import bits
from checker.model.chart import Chart, Event
from checker.model.chart_choices import Choices
from checker.model.chart_order import Order
from checker.model.chart_unfold import one_page, serialised

_STIRS = 10


def linear_extensions(order: Order, seed: int) -> Iterator[tuple[int, ...]]:
    """Yield random linear extensions of an order, without end; the same seed gives the same ones.

    Each starts from a random topological sort, which favours some extensions, and is then stirred: 10 n times two
    neighbours, picked at random, change places with probability 1/2 if the order leaves them open. That Markov chain is
    symmetric, so it tends to the uniform distribution (Karzanov and Khachiyan 1991); its proved mixing time is of order
    n^3 log n (Wilson 2004), so what is given here is near uniform for small orders, and for large ones still every
    extension can come.
    """
    rng = Random(seed)
    while True:
        sequence = _sorted_at_random(order, rng)
        for _ in range(_STIRS * len(sequence)):
            at = rng.randrange(max(1, len(sequence) - 1))
            if len(sequence) > 1 and rng.random() < 0.5 and not order.precedes(sequence[at], sequence[at + 1]):
                sequence[at], sequence[at + 1] = sequence[at + 1], sequence[at]
        yield tuple(sequence)


def all_extensions(order: Order) -> Iterator[tuple[int, ...]]:
    """Yield every linear extension once, in lexical order. There may be very many."""
    everything = (1 << len(order.events)) - 1
    done: list[int] = []
    taken = 0
    # For each place in the sequence, which events may still be tried there.
    waiting = [_enabled(order, taken, everything)]
    while waiting:
        if len(done) == len(order.events):
            yield tuple(done)
        if waiting[-1]:
            number = (waiting[-1] & -waiting[-1]).bit_length() - 1
            waiting[-1] &= waiting[-1] - 1
            done.append(number)
            taken |= 1 << number
            waiting.append(_enabled(order, taken, everything))
        else:
            waiting.pop()
            if done:
                taken &= ~(1 << done.pop())


def random_runs(chart: Chart, seed: int, loops: int = 2, size: int = 20_000) -> Iterator[tuple[Event, ...]]:
    """Yield random runs of a chart, without end: every choice made at random, then a random linear extension.

    A loop goes round at most `loops` times, or as often as its label says at least. Runs of more than `size` steps are
    not given; ValueError when a hundred in turn were too long.
    """
    rng = Random(seed)
    choices, too_long = _RandomChoices(rng), 0
    while too_long < 100:
        page = one_page(chart, choices, loops, size)
        order = page and serialised(page, choices)
        too_long = 0 if page else too_long + 1
        if order:
            yield tuple(order.events[number] for number in next(linear_extensions(order, rng.getrandbits(64))))
    raise ValueError(f"runs of this chart have more than {size} steps")


class _RandomChoices(Choices):
    """Choices that are not tried in turn but drawn."""

    def __init__(self, rng: Random) -> None:
        super().__init__()
        self._rng = rng

    def pick(self, size: int) -> int:
        return self._rng.randrange(size)


def _sorted_at_random(order: Order, rng: Random) -> list[int]:
    """Return a topological sort in which each event is drawn from those whose causes are all there."""
    open_causes = [len(covers) for covers in order.covers]
    followers: list[list[int]] = [[] for _ in order.events]
    for number, covers in enumerate(order.covers):
        for cover in covers:
            followers[cover].append(number)
    ready = [number for number, count in enumerate(open_causes) if not count]
    found = []
    while ready:
        at = rng.randrange(len(ready))
        ready[at], ready[-1] = ready[-1], ready[at]
        number = ready.pop()
        found.append(number)
        for follower in followers[number]:
            open_causes[follower] -= 1
            if not open_causes[follower]:
                ready.append(follower)
    return found


def _enabled(order: Order, taken: int, everything: int) -> int:
    return sum(1 << n for n in bits(everything & ~taken) if not order.causes[n] & ~taken)
