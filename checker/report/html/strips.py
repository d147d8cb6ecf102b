"""What a row looks like between two instants, as SVG paths: no more shapes than there are pixels, whatever was told.

`page.js` does the same for the stretch that a reader chose; the static page has all of it, `WIDTH` units wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.model.timeline import Band, Density, Known

WIDTH = 1000
HEIGHT = 16
# Densities are drawn in columns of so many units, since single events are no density.
COLUMN = 4
# Top and bottom of each state: what is not so is a thin line, so that no state is told by its colour alone.
_EDGES: Mapping[Known, tuple[int, int]] = {"true": (2, 14), "false": (12, 14), "changing": (2, 14), "unknown": (2, 14)}
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an instant stands: from 0 at the start of a span to `WIDTH` at its end."""

    span: Interval

    def at(self, ns: int) -> float:
        """Return the place of an instant, which may be outside."""
        return (ns - self.span.lo) * WIDTH / self.length

    @property
    def length(self) -> int:
        """The nanoseconds of the span, one at least."""
        return max(1, self.span.hi - self.span.lo)


@dataclass(frozen=True, slots=True)
class Run:
    """A state in the pixels [lo, hi)."""

    lo: int
    hi: int
    known: Known


def runs(bands: Iterable[Band], scale: Scale) -> list[Run]:
    """Return bands in whole pixels; where several fall into one pixel, the value changes in it."""
    drawn: list[Run] = []
    end = 0
    for band in bands:
        lo, hi = max(end, _pixel(scale.at(band.lo))), min(WIDTH, _pixel(scale.at(band.hi)))
        known = band.known
        if hi <= lo:
            if band.hi <= band.lo or lo >= WIDTH or (drawn and drawn[-1].known == "changing" and drawn[-1].hi == lo):
                continue
            hi, known = lo + 1, "changing"
        end = hi
        if drawn and drawn[-1].known == known and drawn[-1].hi == lo:
            drawn[-1] = Run(drawn[-1].lo, hi, known)
        else:
            drawn.append(Run(lo, hi, known))
    return drawn


def _pixel(x: float) -> int:
    return int(max(0.0, min(float(WIDTH), x)))


def band_paths(bands: Iterable[Band], scale: Scale) -> Mapping[Known, str]:
    """Return the path of each state that occurs."""
    paths: dict[Known, str] = {}
    for run in runs(bands, scale):
        top, bottom = _EDGES[run.known]
        paths[run.known] = paths.get(run.known, "") + f"M{run.lo} {top}H{run.hi}V{bottom}H{run.lo}Z"
    return paths


def tick_path(times: Iterable[Interval], scale: Scale, *, alarm: bool = False) -> str:
    """Return the path of happenings in the order of time; those that would touch are one, and alarms are higher."""
    top, bottom = (0, HEIGHT) if alarm else (4, 14)
    return "".join(f"M{lo} {top}H{hi}V{bottom}H{lo}Z" for lo, hi in _joined(times, scale))


def _joined(times: Iterable[Interval], scale: Scale) -> Iterator[tuple[int, int]]:
    lo, hi = -1, -1
    for time in times:
        start = min(_pixel(scale.at(time.lo)), WIDTH - _LEAST)
        stop = max(_pixel(scale.at(time.hi)), start + _LEAST)
        if lo >= 0 and start <= hi:
            hi = max(hi, stop)
            continue
        if lo >= 0:
            yield lo, hi
        lo, hi = start, stop
    if lo >= 0:
        yield lo, hi


def rates(density: Density, scale: Scale) -> Sequence[float]:
    """Return how many events a second there were in each column of the row."""
    columns = WIDTH // COLUMN
    each = scale.length / columns
    found = [0.0] * columns
    for number, count in enumerate(density.counts):
        if not count:
            continue
        lo = (density.start + number * density.step - scale.span.lo) / each
        hi = lo + density.step / each
        for column in range(max(0, int(lo)), min(columns, int(hi) + 1)):
            part = min(hi, column + 1) - max(lo, column)
            found[column] += max(0.0, part) * count / (density.step / NS_PER_S)
    return found


def density_path(values: Sequence[float]) -> str:
    """Return the outline of an area: what is there most is as high as the row, what is there at all is seen."""
    most = max(values, default=0.0)
    if most <= 0:
        return ""
    heights = [HEIGHT - max(1, int(v / most * (HEIGHT - 2) + 0.5)) if v > 0 else HEIGHT for v in values]
    steps = []
    for column, height in enumerate(heights):
        if height != (heights[column - 1] if column else HEIGHT):
            steps.append(f"H{column * COLUMN}V{height}")
    return f"M0 {HEIGHT}{''.join(steps)}H{WIDTH}V{HEIGHT}Z"


def ticks(span: Interval, most: int) -> list[int]:
    """Return instants for an axis, round ones, `most` at most."""
    step = next((each for each in _steps() if (span.hi - span.lo) / each <= most), 0)
    if not step:
        return []
    first = -(-span.lo // step) * step
    return list(range(first, span.hi + 1, step))


def _steps() -> Iterator[int]:
    for power in range(9):
        yield from (10**power, 2 * 10**power, 5 * 10**power)
    seconds = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
    yield from (each * NS_PER_S for each in seconds)
    for power in range(6):
        yield from (factor * 10**power * 86400 * NS_PER_S for factor in (2, 5, 10))
