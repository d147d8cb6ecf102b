"""From when to when to draw: the times at which the sources were heard, apart where they are far apart.

A line with a wrong year, or two captures of different days, would else leave nothing to be seen of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval, show_instant

# A silence is left out if it is longer than this, and than so many times all that was heard.
LONG_NS = 3600 * NS_PER_S
FAR = 20
# Somebody who said one thing was there about so long.
MOMENT_NS = 60 * NS_PER_S
# So many times apart are drawn; where more of them matter, all is drawn as one.
MOST_SPANS = 3
# What has less than this share of all lines is left out.
SHARE = 50
SHORTEST_NS = NS_PER_S


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch in which something was heard, and in how many lines (or packets)."""

    time: Interval
    lines: int


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans to draw, in the order of time, and a note on what was heard far away from all of them."""

    drawn: tuple[Interval, ...]
    notes: tuple[str, ...] = ()


def spans(heard: Iterable[Heard]) -> Spans:
    """Return what to draw: all as one, unless long silences part it."""
    parts = _parts(sorted(heard, key=lambda h: h.time))
    lines = sum(part.lines for part in parts)
    kept = [part for part in parts if part.lines * SHARE >= lines]
    if len(kept) > MOST_SPANS:
        kept = [Heard(Interval(parts[0].time.lo, max(p.time.hi for p in parts)), lines)]
        parts = []
    drawn = tuple(Interval(p.time.lo, max(p.time.hi, p.time.lo + SHORTEST_NS)) for p in kept)
    return Spans(drawn, tuple(_note(part) for part in parts if part not in kept))


def _parts(heard: Sequence[Heard]) -> list[Heard]:
    """Join what no long silence parts."""
    joined = _joined(heard, 0)
    told = sum(max(part.time.hi - part.time.lo, MOMENT_NS) for part in joined)
    return _joined(joined, max(LONG_NS, FAR * told))


def _joined(heard: Sequence[Heard], silence: int) -> list[Heard]:
    joined: list[Heard] = []
    for each in heard:
        if joined and each.time.lo - joined[-1].time.hi <= silence:
            last = joined[-1]
            time = Interval(last.time.lo, max(last.time.hi, each.time.hi))
            joined[-1] = Heard(time, last.lines + each.lines)
        else:
            joined.append(each)
    return joined


def _note(part: Heard) -> str:
    lo, hi = show_instant(part.time.lo, 0), show_instant(part.time.hi, 0)
    when = f"at {lo}" if lo == hi else f"from {lo} to {hi}"
    lines = f"{part.lines:,} line{'s' if part.lines != 1 else ''}"
    return f"not drawn: {lines} {when}, far away from all others (is the year right?)"
