"""Does one chart allow every run of another? If not, a run that shows it.

A chart allows a sequence of events if some run of it has these events and orders no two of them the other way round
(docs/charts.md). So the sequences of a run of partial order p are among those of a run of order q where both have the
same events and q orders nothing that p leaves open; where several runs q share the events, a sequence that none allows
is p with one pair of each q turned round, as far as that makes no circle. Exact for the runs that are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.diff.runs.unfolding import Run, Runs

# So many ways to turn pairs round are tried; beyond that it is not known whether a run is allowed.
_TRIES = 2_000


@dataclass(frozen=True)
class Witness:
    """A sequence of the events of a run that the other chart does not allow.

    `turned` are two events (positions in the run) that come the other way round than all runs of the other have them;
    empty where no run of the other has the same events.
    """

    run: Run
    sequence: tuple[int, ...]
    turned: tuple[int, int] | tuple[()] = ()
    nearest: Run | None = None


@dataclass(frozen=True)
class Answer:
    """Whether all runs that were looked at are allowed; `whole` says that these were all."""

    witness: Witness | None
    whole: bool

    @property
    def included(self) -> bool:
        """Whether no run was found that the other does not allow."""
        return self.witness is None


def included(runs: Runs, allowed: Runs) -> Answer:
    """Say whether the other chart allows the runs of one."""
    whole = runs.whole and allowed.whole
    by_content: dict[frozenset[object], list[Run]] = {}
    for run in allowed.runs:
        by_content.setdefault(run.content, []).append(run)
    for run in runs.runs:
        others = by_content.get(run.content, [])
        if not others:
            return Answer(Witness(run, tuple(range(len(run.names))), (), _nearest(run, allowed.runs)), whole)
        broken = [_broken(run, other) for other in others]
        if all(broken):
            found, decided = _sequence(run, broken)
            if found:
                return Answer(found, whole)
            whole = whole and decided
    return Answer(None, whole)


def _broken(run: Run, other: Run) -> list[tuple[int, int]]:
    """Return the pairs, as positions in the run, that the other run orders and this one does not."""
    place = run.at
    found = []
    for second, covers in enumerate(other.order.covers):
        b = place[other.names[second]]
        for first in covers:
            a = place[other.names[first]]
            if not run.order.precedes(a, b):
                found.append((a, b))
    return found


def _nearest(run: Run, others: Sequence[Run]) -> Run | None:
    """Return the run whose events differ the least."""
    return min(others, key=lambda other: len(run.content ^ other.content), default=None)


def _sequence(run: Run, broken: Sequence[Sequence[tuple[int, int]]]) -> tuple[Witness | None, bool]:
    """Return a sequence of the run that turns round a pair of each other run; whether that is decided."""
    tries = 0
    stack: list[tuple[int, tuple[tuple[int, int], ...]]] = [(0, ())]
    while stack:
        level, turned = stack.pop()
        tries += 1
        if tries > _TRIES:
            return None, False
        sequence = _extension(run, turned)
        if sequence is None:
            continue
        if level == len(broken):
            return Witness(run, sequence, turned[0] if turned else ()), True
        stack += [(level + 1, (*turned, pair)) for pair in reversed(broken[level])]
    return None, True


def _extension(run: Run, turned: Sequence[tuple[int, int]]) -> tuple[int, ...] | None:
    """Return the events in an order of the run in which the second of each pair comes first; None if there is none."""
    if not turned:
        return tuple(range(len(run.names)))
    later: dict[int, list[int]] = {}
    for first, second in turned:
        later.setdefault(first, []).append(second)
    return _sorted(run, later)


def _sorted(run: Run, before: Mapping[int, Sequence[int]]) -> tuple[int, ...] | None:
    """Sort topologically, the page's order wherever it is free; `before` has for an event further ones that precede."""
    done: dict[int, None] = {}
    for start in range(len(run.names)):
        if start in done:
            continue
        stack: list[tuple[int, Iterator[int]]] = [(start, _needs(run, before, start))]
        path = {start}
        while stack:
            number, needs = stack[-1]
            need = next((n for n in needs if n not in done), None)
            if need is None:
                done[number] = None
                path.discard(number)
                stack.pop()
            elif need in path:
                return None
            else:
                path.add(need)
                stack.append((need, _needs(run, before, need)))
    return tuple(done)


def _needs(run: Run, before: Mapping[int, Sequence[int]], number: int) -> Iterator[int]:
    yield from run.order.covers[number]
    yield from before.get(number, ())
