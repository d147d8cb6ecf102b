"""An online monitor: time-ordered changes in, runs of the formula's truth value out, in one pass.

A change costs work only in the operators whose inputs it changes; each operator adds at most two wake-ups a change of
its own (a value that enters or leaves its window). What is kept is independent of the length of the stream; see
`checker.logic.network` for why windows need not be stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from checker.logic.formula import Atom, Formula, atoms_of
from checker.logic.network import Compiler, Leaf, Node, Past
from checker.logic.signal import END, Run, Signal
from checker.logic.truth import TRUTHS, Truth

Key = TypeVar("Key")

NOTHING: Mapping[Atom, Truth] = {}


class Monitors(Generic[Key]):
    """Monitors many ground formulas over one stream; subformulas that they share are evaluated once.

    `initial` is what atoms were before `start`, UNKNOWN unless given. Formulas come by key, and runs go by key.
    """

    def __init__(self, formulas: Mapping[Key, Formula], start: int, initial: Mapping[Atom, Truth] = NOTHING) -> None:
        compiler = Compiler({atom: int(truth) for atom, truth in initial.items()})
        self._keys: dict[int, list[Key]] = {}
        for key, formula in formulas.items():
            self._keys.setdefault(compiler.node(formula).rank, []).append(key)
        self._nodes = compiler.nodes
        self._leaves = compiler.leaves
        self._open = dict.fromkeys(self._keys, start)
        self._time = start
        self._changed: dict[Leaf, int] = {}
        self._happened: set[Leaf] = set()
        self._ending: set[Leaf] = set()
        self._ends_at = END
        self._dirty: list[int] = []
        self._wakes: list[tuple[int, int]] = []
        self._most_wakes = 16 + 2 * sum(isinstance(node, Past) for node in self._nodes)
        self._runs: list[tuple[Key, Run]] = []

    @property
    def atoms(self) -> frozenset[Atom]:
        """The atoms that some formula mentions; changes of others are ignored."""
        return frozenset(self._leaves)

    @property
    def stored(self) -> int:
        """How many changes, wake-ups and events are kept at the moment (what could grow with the stream)."""
        queues = sum(len(node.queue) for node in self._nodes if isinstance(node, Past))
        return queues + len(self._wakes) + len(self._changed) + len(self._happened) + len(self._ending)

    def advance(
        self, time: int, changes: Mapping[Atom, Truth] = NOTHING, events: Iterable[Atom] = ()
    ) -> list[tuple[Key, Run]]:
        """Take the changes at `time` (the new values hold from it on), and return the runs that ended before it.

        `events` are TRUE at this one instant and fall back to their last changed value, so an event whose source is
        observed from `start` on is first changed to FALSE there. Several calls with one time add up.
        """
        if time < self._time:
            raise ValueError(f"changes are not in the order of time: {time} after {self._time}")
        self._run_until(time)
        self._time = time
        for atom, truth in changes.items():
            if (leaf := self._leaves.get(atom)) is not None:
                self._changed[leaf] = int(truth)
        for atom in events:
            if (leaf := self._leaves.get(atom)) is not None:
                self._happened.add(leaf)
        return self._take()

    def finish(self, end: int) -> list[tuple[Key, Run]]:
        """Return the remaining runs, the last one of each formula ending with the instant `end`."""
        if end < self._time:
            raise ValueError(f"the end {end} lies before the last change at {self._time}")
        self._run_until(end + 1)
        self._time = end + 1
        for rank in self._keys:
            if self._open[rank] <= end:
                self._emit(rank, end + 1, self._nodes[rank].value)
        return self._take()

    def _take(self) -> list[tuple[Key, Run]]:
        runs, self._runs = self._runs, []
        return runs

    def _run_until(self, time: int) -> None:
        """Evaluate every instant before `time` at which something happens."""
        if self._time < time and (self._changed or self._happened):
            self._instant(self._time)
        while (now := self._next_instant()) < time:
            self._instant(now)

    def _next_instant(self) -> int:
        wakes = self._wakes
        while wakes and self._nodes[wakes[0][1]].wake != wakes[0][0]:
            heappop(wakes)
        wake = wakes[0][0] if wakes else END
        return min(wake, self._ends_at) if self._ending else wake

    def _instant(self, now: int) -> None:
        values: dict[Leaf, int] = {}
        if self._ending and self._ends_at == now:
            values = {leaf: leaf.base for leaf in self._ending}
            self._ending = set()
        if now == self._time:
            for leaf, truth in self._changed.items():
                leaf.base = values[leaf] = truth
            values |= dict.fromkeys(self._happened, int(Truth.TRUE))
            if self._happened:
                self._ending, self._ends_at = self._happened, now + 1
                self._happened = set()
            self._changed.clear()
        for leaf, truth in values.items():
            if truth != leaf.value:
                self._change(leaf, truth, now)
        self._propagate(now)

    def _propagate(self, now: int) -> None:
        """Evaluate what is due or has changed inputs, parts before the whole."""
        wakes, dirty, nodes = self._wakes, self._dirty, self._nodes
        while wakes and wakes[0][0] <= now:
            instant, rank = heappop(wakes)
            if nodes[rank].wake == instant:
                self._queue(nodes[rank])
        while dirty:
            node = nodes[heappop(dirty)]
            node.queued = False
            wake = node.wake
            value = node.update(now)
            if node.wake not in (wake, END):
                self._schedule(node)
            if value != node.value:
                self._change(node, value, now)

    def _change(self, node: Node, value: int, now: int) -> None:
        old, node.value = node.value, value
        for parent in node.parents:
            parent.input_changed(old, value)
            self._queue(parent)
        if node.rank in self._keys and self._open[node.rank] < now:
            self._emit(node.rank, now, old)

    def _queue(self, node: Node) -> None:
        if not node.queued:
            node.queued = True
            heappush(self._dirty, node.rank)

    def _schedule(self, node: Node) -> None:
        heappush(self._wakes, (node.wake, node.rank))
        if len(self._wakes) > self._most_wakes:
            # Wake-ups that an earlier one replaced; without this they would pile up over a long window.
            self._wakes[:] = [(node.wake, node.rank) for node in self._nodes if node.wake < END]
            heapify(self._wakes)

    def _emit(self, rank: int, until: int, value: int) -> None:
        run = Run(self._open[rank], until, TRUTHS[value])
        self._open[rank] = until
        self._runs += [(key, run) for key in self._keys[rank]]


class Monitor:
    """Monitors one ground formula: the runs that `advance` and `finish` return tile [start, end] with its truth."""

    def __init__(self, formula: Formula, start: int, initial: Mapping[Atom, Truth] = NOTHING) -> None:
        self._monitors = Monitors({None: formula}, start, initial)

    @property
    def atoms(self) -> frozenset[Atom]:
        """The atoms that the formula mentions; changes of others are ignored."""
        return self._monitors.atoms

    @property
    def stored(self) -> int:
        """How many changes, wake-ups and events are kept at the moment."""
        return self._monitors.stored

    def advance(self, time: int, changes: Mapping[Atom, Truth] = NOTHING, events: Iterable[Atom] = ()) -> list[Run]:
        """Take the changes and events at `time`, and return the runs that ended before it; see `Monitors.advance`."""
        return [run for _, run in self._monitors.advance(time, changes, events)]

    def finish(self, end: int) -> list[Run]:
        """Return the remaining runs, the last one ending with the instant `end`."""
        return [run for _, run in self._monitors.finish(end)]


def evaluate(formula: Formula, signals: Mapping[Atom, Signal], start: int, end: int) -> Signal:
    """Return the truth of a ground formula over [start, end], UNKNOWN outside; atoms without a signal are UNKNOWN."""
    changes: dict[int, dict[Atom, Truth]] = {start: {}}
    for atom in atoms_of(formula):
        signal = signals.get(atom, Signal())
        changes[start][atom] = signal.at(start)
        for time, truth in signal.changes(start + 1, end + 1):
            changes.setdefault(time, {})[atom] = truth
    monitor = Monitor(formula, start)
    runs = [run for time in sorted(changes) for run in monitor.advance(time, changes[time])]
    return Signal.from_runs(runs + monitor.finish(end))
