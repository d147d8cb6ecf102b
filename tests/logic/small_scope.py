"""Every formula of small depth on every short trace: where the monitor is compared with the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from checker.logic.formula import And, Atom, Formula, Historically, Implies, Not, Once, Or, Since, Window
from checker.logic.monitor import Monitors
from checker.logic.truth import TRUTHS, Truth
from tests.logic.naive import Naive, Trace

P, Q = Atom("p"), Atom("q")

WINDOWS = tuple(
    Window(*bounds) for bounds in ((0, 0), (0, 1), (1, 1), (1, 2), (0, 2), (2, 3), (0, None), (1, None), (2, None))
)
FEW_WINDOWS = (Window(1, 2), Window(0, None))


def one_level(parts: Sequence[Formula]) -> Iterator[Formula]:
    """Every operator with every window over the parts."""
    for f in parts:
        yield Not(f)
        yield from (Once(f, window) for window in WINDOWS)
        yield from (Historically(f, window) for window in WINDOWS)
    for f, g in product(parts, repeat=2):
        yield from (And((f, g)), Or((f, g)), Implies(f, g))
        yield from (Since(f, g, window) for window in WINDOWS)


def few_operators(parts: Sequence[Formula]) -> Iterator[Formula]:
    """Operators that suffice to express the others, with few windows."""
    for f in parts:
        yield Not(f)
        yield from (Historically(f, window) for window in FEW_WINDOWS)
    for index, f in enumerate(parts):
        yield from (And((f, g)) for g in parts[index + 1 :])
        yield from (Since(f, g, window) for g in parts for window in FEW_WINDOWS)


DEPTH_1 = tuple(one_level((P, Q)))
DEPTH_2 = tuple(few_operators((P, Q, *few_operators((P, Q)))))


def traces(ticks: int, hold: int, values: Sequence[int] = (0, 1, 2)) -> Iterator[Trace]:
    """Every trace of two atoms over `ticks` ticks, its last values held for `hold` more."""
    for p, q in product(product(values, repeat=ticks), repeat=2):
        yield {P: p + p[-1:] * hold, Q: q + q[-1:] * hold}


def changes_of(trace: Trace, initial: Mapping[Atom, int]) -> dict[int, dict[Atom, Truth]]:
    """What changes at which tick, as a log would tell it."""
    changes: dict[int, dict[Atom, Truth]] = {}
    for atom, values in trace.items():
        before = initial.get(atom, 1)
        for tick, value in enumerate(values):
            if value != before:
                changes.setdefault(tick, {})[atom] = TRUTHS[value]
            before = value
    return changes


def monitored(
    formulas: Sequence[Formula],
    trace: Trace,
    initial: Mapping[Atom, int] | None = None,
    monitors: type[Monitors[int]] = Monitors,
) -> list[list[int]]:
    """The truth of each formula at each tick by the monitor, whose runs must tile the trace and be maximal."""
    end = len(next(iter(trace.values()))) - 1
    start_values = {atom: TRUTHS[value] for atom, value in (initial or {}).items()}
    watch = monitors(dict(enumerate(formulas)), 0, start_values)
    runs = []
    for tick, changes in sorted(changes_of(trace, initial or {}).items()):
        runs += watch.advance(tick, changes)
    found: list[list[int]] = [[] for _ in formulas]
    for key, run in runs + watch.finish(end):
        values = found[key]
        if run.lo != len(values) or run.hi <= run.lo or (values and values[-1] == run.truth):
            raise AssertionError(f"runs do not tile the trace: {run} after {values}")
        values += [int(run.truth)] * (run.hi - run.lo)
    return found


def mismatches(
    formulas: Sequence[Formula],
    scope: Iterable[Trace],
    initial: Mapping[Atom, int] | None = None,
    monitors: type[Monitors[int]] = Monitors,
) -> Iterator[str]:
    """Say for which formula and trace the monitor departs from the definitions."""
    for trace in scope:
        naive = Naive(trace, outside=initial)
        ticks = range(len(next(iter(trace.values()))))
        for formula, found in zip(formulas, monitored(formulas, trace, initial, monitors), strict=True):
            wanted = [naive.at(formula, tick) for tick in ticks]
            if found != wanted:
                yield f"{formula} on {trace}: the monitor says {found}, the definition {wanted}"
