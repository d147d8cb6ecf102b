"""The judgement of requests: most are alike, so that each costs a look-up; what deviates is counted by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.requests.charted import Charted, Symbol
from checker.conform.requests.codes import HOP, ORDER, PARTY, REPEATED, STEP
from checker.conform.requests.collecting import Collected
from checker.conform.requests.hearing import Hearing
from checker.conform.requests.repeats import Told, told_once
from checker.conform.requests.shaping import Placement, Shape, Shaper, Swap
from checker.conform.requests.silences import Lacking
from checker.model.event import Source
from checker.readers.collecting import FIRST_TIME, OUTLINE, Row

# So many examples of each kind are kept: the earliest ones.
EXAMPLES = 3
# Shapes that are kept; with more, those known so far are worked out again when they come again.
_MOST_SHAPES = 50_000

RUNS = "the diagram has more runs than were tried"


class Kind(NamedTuple):
    """What deviates: the code, what it is about (lifelines or steps), and why it is open if it does ('': it does)."""

    code: str
    about: tuple[str | int, ...] = ()
    why: str = ""


class Example(NamedTuple):
    """A request with this kind of deviation: when it was, and where the events stand that tell."""

    time: Interval
    request: str
    places: tuple[tuple[Place, str], ...]


@dataclass(slots=True)
class Group:
    """How many requests have a kind of deviation, and the first of them."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, example: Example) -> None:
        """Count a request, and keep it if it is among the first."""
        self.count += 1
        if len(self.examples) < EXAMPLES or example < self.examples[-1]:
            self.examples = sorted([*self.examples, example])[:EXAMPLES]


@dataclass(slots=True)
class Account:
    """What became of all requests. `apart` are those conforming whose clocks, taken as they are, tell another order.

    `early` says of a cause's host and an effect's one by how much (ns) the effect came before the cause at most.
    """

    conforming: int = 0
    violated: int = 0
    inconclusive: int = 0
    apart: int = 0
    passed_over: int = 0
    groups: dict[Kind, Group] = field(default_factory=dict)
    steps: dict[int, tuple[int, Place]] = field(default_factory=dict)
    early: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many requests were judged."""
        return self.conforming + self.violated + self.inconclusive


class Judge:
    """Judges the requests of a collection; `lacking` are those that lack what a program would have told."""

    def __init__(
        self, charted: Charted, collected: Collected, hearing: Hearing, named: Callable[[Source], tuple[Source, int]]
    ) -> None:
        self.account = Account()
        self.lacking = Lacking()
        self._charted = charted
        self._collected = collected
        self._hearing = hearing
        self._symbols: list[Symbol] = []
        self._numbers: dict[Symbol, int] = {}
        self._shaper = Shaper(charted, self._symbols, hearing.observable)
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._outlines = dict(self._read_outlines(named))
        # By symbol: what it shows, whoever does it; and who is on which lifeline.
        self._classes = _numbered([(symbol.kind, symbol.uses) for symbol in self._symbols])
        self._parts = _numbered([(self._shaper.lifelines(symbol), symbol.party) for symbol in self._symbols])

    def _read_outlines(
        self, named: Callable[[Source], tuple[Source, int]]
    ) -> Iterator[tuple[int, list[tuple[int, int, int, int]]]]:
        """Yield for each outline what its events are: symbol, topmost step, place in a row, offset of the clock."""
        for key, outline in self._collected.outlines.items():
            found = []
            for n, (event, width) in enumerate(zip(outline.events, outline.widths, strict=True)):
                source, offset = named(event.source)
                symbol = self._charted.symbol(event, source, width)
                if symbol.uses:
                    found.append((self._number(symbol), symbol.first, n + FIRST_TIME, offset))
            yield key, found

    def _number(self, symbol: Symbol) -> int:
        number = self._numbers.setdefault(symbol, len(self._numbers))
        if number == len(self._symbols):
            self._symbols.append(symbol)
        return number

    def judge(self, share: int) -> None:
        """Judge all requests of one share."""
        outlines, shapes, account, classes = self._outlines, self._shapes, self.account, self._classes
        for request, rows in self._collected.requests(share):
            events = [
                (row[at] + offset, first, symbol, number)
                for number, row in enumerate(rows)
                for symbol, first, at, offset in outlines[row[OUTLINE]]
            ]
            events.sort()
            symbols = [event[2] for event in events]
            key = tuple([classes[symbol] for symbol in symbols])
            shape = shapes.get(key)
            if shape is None:
                shape = self._new_shape(key, symbols)
            if not shape.triggered:
                account.passed_over += 1
            elif shape.fits and len({self._parts[symbol] for symbol in symbols}) == shape.lifelines:
                account.conforming += 1
                if not shape.count:
                    self._note_places(shape.placements[0], rows, events)
                shape.count += 1
            else:
                self._look(request, rows, [Told(*event) for event in events])

    def finish(self) -> Account:
        """Return the account of all that was judged."""
        self._count_shapes()
        return self.account

    def _new_shape(self, key: tuple[int, ...], symbols: Sequence[int]) -> Shape:
        if len(self._shapes) >= _MOST_SHAPES:
            self._count_shapes()
        shape = self._shapes[key] = self._shaper.shape(symbols, alike=True)
        return shape

    def _count_shapes(self) -> None:
        for shape in self._shapes.values():
            for step, _ in shape.placements[0].seen if shape.count else ():
                count, place = self.account.steps[step]
                self.account.steps[step] = (count + shape.count, place)
            shape.count = 0
        self._shapes.clear()

    def _note_places(self, placement: Placement, rows: Sequence[Row], events: Sequence[tuple[int, ...]]) -> None:
        for step, event in placement.seen:
            if step not in self.account.steps:
                self.account.steps[step] = (0, self._collected.place(rows[events[event][3]]))

    def _look(self, request: str, rows: Sequence[Row], events: list[Told]) -> None:
        """Judge a request that does not fit at first sight."""
        events = told_once(events, rows, self._symbols, self._number)
        shape = self._shaper.shape([event.symbol for event in events])
        account, time = self.account, Interval(events[0].time, events[-1].time)
        judged = [(self._kinds(placement, events, time), placement) for placement in shape.placements]
        kinds, placement = min(judged, key=lambda one: _badness(one[0]))
        if kinds and not shape.all_runs:
            kinds = {Kind(kind.code, kind.about, kind.why or RUNS): events for kind, events in kinds.items()}
        self._note_places(placement, rows, events)
        for step, _ in placement.seen:
            count, place = account.steps[step]
            account.steps[step] = (count + 1, place)
        if not kinds:
            account.conforming += 1
            account.apart += bool(placement.swaps)
        elif any(not kind.why for kind in kinds):
            account.violated += 1
            kinds = {kind: events for kind, events in kinds.items() if not kind.why}
        else:
            account.inconclusive += 1
        if any(kind.code in (HOP, STEP) and not kind.why for kind in kinds):
            self.lacking.add(self._hearing.heard(placement.missing), time)
        for kind, telling in kinds.items():
            if kind.code == ORDER and not kind.why:
                self._note_early(*(events[n] for n in telling))
            chosen = [(self._collected.place(rows[events[n].row]), self._said(events[n])) for n in telling]
            account.groups.setdefault(kind, Group()).add(Example(time, request, tuple(dict.fromkeys(chosen))))

    def _note_early(self, late: Told, early: Told) -> None:
        pair = self._symbols[late.symbol].party.host, self._symbols[early.symbol].party.host
        self.account.early[pair] = max(self.account.early.get(pair, 0), late.time - early.time)

    def _said(self, event: Told) -> str:
        """Return who did an event, in words."""
        party = self._symbols[event.symbol].party
        return f"{party.program} {party.process or party.host}".strip()

    def _kinds(self, placement: Placement, events: Sequence[Told], time: Interval) -> dict[Kind, tuple[int, ...]]:
        """Return what deviates in a request, or stays open, each with the events that show it."""
        found: dict[Kind, tuple[int, ...]] = {}
        steps = self._charted.steps
        for other in placement.others:
            found[Kind(PARTY, (other.lifeline,))] = (other.usual, other.other)
        for again in self._by_lifeline(extra.step for extra in placement.extras):
            seen = [event for step, event in placement.seen if step in again]
            found[Kind(REPEATED, again)] = (*seen, *(e.event for e in placement.extras if e.step in again))
        for swap in self._swapped(placement, events):
            found[Kind(ORDER, (swap.cause, swap.effect))] = (swap.late, swap.early)
        skipped = self._skipped(placement)
        around = (0, len(events) - 1)
        if skipped:
            lacking = [step for step in placement.missing if steps[step].lifeline in skipped]
            found[Kind(HOP, skipped, self._doubt(lacking, time))] = around
        left = [s for s in placement.missing if steps[s].lifeline not in skipped and not self._follows(s, skipped)]
        for each in self._by_lifeline(left):
            found[Kind(STEP, each, self._doubt(each, time))] = around
        return found

    def _by_lifeline(self, steps: Iterable[int]) -> list[tuple[int, ...]]:
        """Return steps by the lifelines that they stand on."""
        found: dict[str, dict[int, None]] = {}
        for step in steps:
            found.setdefault(self._charted.steps[step].lifeline, {})[step] = None
        return [tuple(sorted(each)) for each in found.values()]

    def _doubt(self, steps: Iterable[int], time: Interval) -> str:
        """Return why it is open whether steps are missing, or ''."""
        return next(filter(None, (self._hearing.doubt(step, time.lo, time.hi) for step in steps)), "")

    def _skipped(self, placement: Placement) -> tuple[str, ...]:
        """Return the lifelines of which nothing was seen."""
        steps = self._charted.steps
        seen = {steps[step].lifeline for step, _ in placement.seen}
        return tuple(dict.fromkeys(line for s in placement.missing if (line := steps[s].lifeline) not in seen))

    def _follows(self, step: int, skipped: Sequence[str]) -> bool:
        """Say whether a step is the other end of a message to or from a lifeline that was skipped."""
        steps = self._charted.steps
        drawn = steps[step]
        return any(each.place == drawn.place and each.lifeline in skipped for each in steps.values())

    def _swapped(self, placement: Placement, events: Sequence[Told]) -> list[Swap]:
        """Return the pairs that are surely the wrong way round, and of them only those that follow from no others."""
        wrong = [swap for swap in placement.swaps if self._is_sure(events[swap.late], events[swap.early])]
        return [swap for swap in wrong if swap.direct] or wrong[:1]

    def _is_sure(self, late: Told, early: Told) -> bool:
        one, other = self._symbols[late.symbol], self._symbols[early.symbol]
        # where a log names no host, its directory does: two components of one host may well have two clocks
        apart = 0 if one.party == other.party else self._charted.flow.clocks
        return late.time - one.before > early.time + other.width + apart


def _numbered(things: Sequence[object]) -> list[int]:
    """Return a number for each of some things, equal for equal ones."""
    known: dict[object, int] = {}
    return [known.setdefault(thing, len(known)) for thing in things]


def _badness(kinds: dict[Kind, tuple[int, ...]]) -> tuple[int, int]:
    """Return what orders ways to read a request: nothing deviates, something is open, something deviates; how much."""
    return (0 if not kinds else 2 if any(not kind.why for kind in kinds) else 1), len(kinds)
