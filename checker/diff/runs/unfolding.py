"""The runs of a chart cut down to some of its events, every choice made, within printed bounds.

What is cut away is away: it neither happens nor orders what is left, so that what is found out of some steps is about
them alone. Fragments that hold none of them, and no way past them, are not chosen about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, islice, product

from checker.diff.runs.labelling import Name, Side
from checker.model.chart import Chart, Fragment
from checker.model.chart_order import Order, drawn
from checker.model.chart_walk import LEAVE, Walk

# Rounds of loops, combinations of choices, and steps walked in all, beyond which runs are sampled.
MOST_ROUNDS = 6
MOST_COMBINATIONS = 256
_EFFORT = 100_000
_FEW = 16
_LONGEST = 20_000

# For each fragment that is chosen about: its options when it comes first, and when it comes again.
Policy = Mapping[int, tuple[int, int]]
Bounds = Mapping[int, tuple[int, int | None]]


@dataclass(frozen=True)
class Run:
    """A run: its order, and the name of each event with how often it came before."""

    order: Order
    names: tuple[tuple[Name, int], ...]
    policy: Policy

    @cached_property
    def at(self) -> Mapping[tuple[Name, int], int]:
        """Where each named event is."""
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def content(self) -> frozenset[tuple[Name, int]]:
        """What happens in it."""
        return frozenset(self.names)


@dataclass(frozen=True)
class Runs:
    """Runs of a chart, the drawn one first; `whole` says that no combination of choices was left out."""

    runs: tuple[Run, ...]
    whole: bool


def runs_of(
    side: Side,
    keep: frozenset[int],
    rounds: int,
    bounds: Bounds | None = None,
    alike: frozenset[int] = frozenset(),
) -> Runs:
    """Return the runs of a chart cut down to the events `keep`, with at most `rounds` rounds where no more are needed.

    `bounds` are the fewest and the most rounds of some loops, in place of those of their labels. `alike` are fragments
    about which there is nothing to find out; where there are too many choices these are made all in one way.
    """
    chart = reduced(side.chart, keep, bounds or {})
    policies, whole = _policies(chart, rounds, alike)
    found: dict[tuple[object, ...], Run] = {}
    for policy in policies:
        moves = list(islice(Walk(chart, _chooser(policy)), _LONGEST + 1))
        if len(moves) > _LONGEST:
            whole = False
            continue
        key = tuple(moves)
        if key not in found:
            page = drawn(chart, moves)
            whole = whole and not page.regions
            found[key] = Run(page.order, _named(page.order, side), policy)
    return Runs(tuple(found.values()), whole)


def rounds_needed(sides: Sequence[Side]) -> int:
    """Return how many rounds of loops are looked at: two, or what labels state if it is not much more."""
    stated = [
        bound
        for side in sides
        for f in side.chart.fragments
        if f.kind == "loop"
        for bound in (f.low, f.high)
        if bound is not None and bound <= MOST_ROUNDS
    ]
    return max(2, *stated, 0)


def reduced(chart: Chart, keep: frozenset[int], bounds: Bounds) -> Chart:
    """Return a chart cut down to some events; events and fragments keep their numbers."""
    counts = [0, *accumulate(int(n in keep) for n in range(len(chart.events)))]
    kept = {f.index for f in chart.fragments if counts[f.end] > counts[f.start]} | {0}
    kept |= {f.index for f in chart.fragments if f.kind == "break" and f.parent in kept}
    stays = [s.number in keep if s.mark == "event" else s.number in kept for s in chart.steps]
    at = [0, *accumulate(map(int, stays))]
    fragments = tuple(_moved(f, at, bounds) if f.index in kept else f for f in chart.fragments)
    steps = tuple(step for step, stay in zip(chart.steps, stays, strict=True) if stay)
    return Chart(chart.lifelines, chart.events, fragments, steps)


def _moved(fragment: Fragment, at: Sequence[int], bounds: Bounds) -> Fragment:
    low, high = bounds.get(fragment.index, (fragment.low, fragment.high))
    operands = tuple(replace(operand, step=at[operand.step]) for operand in fragment.operands)
    first, last = at[fragment.first], at[fragment.last]
    return replace(fragment, operands=operands, first=first, last=last, low=low, high=high)


def _policies(chart: Chart, rounds: int, alike: frozenset[int]) -> tuple[Iterator[Policy], bool]:
    """Return combinations of choices, the drawn one first, and whether these are all of them."""
    kept = {step.number for step in chart.steps if step.mark == "open"}
    ways = {n: _ways(chart.fragments[n], rounds) for n in sorted(kept)}
    ways = {n: options for n, options in ways.items() if len(options) > 1}
    most = max(4, min(MOST_COMBINATIONS, _EFFORT // (len(chart.steps) + 1)))
    twice = {n: list(product(o, o)) if chart.fragments[n].repeated else [(x, x) for x in o] for n, o in ways.items()}
    once = {n: [(x, x) for x in options] for n, options in ways.items()}
    for options in (twice, once):
        if _size(options) <= most:
            return _all(options), options is twice
    return islice(_tied(once, alike), most), False


def _size(ways: Mapping[int, Sequence[object]]) -> int:
    size = 1
    for options in ways.values():
        size *= len(options)
        if size > MOST_COMBINATIONS:
            break
    return size


def _all(ways: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[Policy]:
    return (dict(zip(ways, chosen, strict=True)) for chosen in product(*ways.values()))


def _tied(ways: Mapping[int, Sequence[tuple[int, int]]], alike: frozenset[int]) -> Iterator[Policy]:
    """Yield runs in which the choices of `alike` fall together: as drawn, or the other way; of others all, if few.

    Of too many others: all as drawn, all the other way, and each the other way alone.
    """
    others = {n: options for n, options in ways.items() if n not in alike}
    for end in (0, -1):
        tied = {n: ways[n][end] for n in alike & ways.keys()}
        if _size(others) <= _FEW:
            yield from (tied | dict(one) for one in _all(others))
            continue
        drawn_one = {n: options[0] for n, options in others.items()}
        yield tied | drawn_one
        yield tied | {n: options[-1] for n, options in others.items()}
        for n, options in islice(others.items(), _FEW):
            yield from (tied | drawn_one | {n: option} for option in options[1:])


def _ways(fragment: Fragment, rounds: int) -> list[int]:
    """Return the options of a fragment, that on the page first; of a loop they are rounds."""
    match fragment.kind:
        case "alt" if len(fragment.operands) > 1:
            return list(range(len(fragment.operands)))
        case "alt" | "opt":
            return [0, LEAVE]
        case "break":
            return [LEAVE, 0]
        case "critical":
            return [LEAVE, *range(1, len(fragment.operands))]
        case "loop":
            high = rounds if fragment.high is None else min(fragment.high, rounds)
            some = range(fragment.low, max(fragment.low, high) + 1)
            return sorted(some, key=lambda n: (n != 1, n))
    return [0]


def _chooser(policy: Policy) -> Callable[[Fragment, tuple[int, ...], int], int]:
    met: dict[int, int] = {}

    def choose(fragment: Fragment, options: tuple[int, ...], done: int) -> int:
        if fragment.kind == "loop":
            if not done:
                met[fragment.index] = met.get(fragment.index, 0) + 1
            first, later = policy.get(fragment.index, (_ways(fragment, 1)[0],) * 2)
            wanted = first if met[fragment.index] == 1 else later
            option = 0 if done < wanted else LEAVE
        else:
            met[fragment.index] = met.get(fragment.index, 0) + 1
            first, later = policy.get(fragment.index, (options[0], options[0]))
            option = first if met[fragment.index] == 1 else later
        return option if option in options else options[0]

    return choose


def _named(order: Order, side: Side) -> tuple[tuple[Name, int], ...]:
    counts: dict[Name, int] = {}
    found = []
    for event in order.events:
        name = side.names[event.index]
        found.append((name, counts.get(name, 0)))
        counts[name] = counts.get(name, 0) + 1
    return tuple(found)


def run_by(side: Side, policy: Policy) -> Run:
    """Return the run of the whole chart with these choices, everything else as it is drawn."""
    moves = list(islice(Walk(side.chart, _chooser(policy)), _LONGEST))
    order = drawn(side.chart, moves).order
    return Run(order, _named(order, side), policy)
