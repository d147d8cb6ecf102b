"""What the script of the page draws from: the timelines as compact numbers, in JSON that is safe inside of HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from checker.base.time import NS_PER_S, Interval
from checker.model.timeline import Band, Density, Happening, Lane
from checker.report.html.places import Places
from checker.report.html.rows import Marks, Row, Ticks
from checker.report.words import times

Json = dict[str, "Json"] | list["Json"] | str | int

# Whole numbers of JavaScript are exact below that.
_EXACT = 2**52


class Words:
    """Texts that occur many times, each written once: a text is told by its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[Json]:
        """Return the texts in the order of their numbers."""
        return list(self._numbers)


def timeline_data(span: Interval, rows: Iterable[Row], places: Places) -> Json:
    """Return a timeline: instants count from its start, in units of `unit` nanoseconds."""
    unit = 1
    while (span.hi - span.lo) // unit > _EXACT:
        unit *= 1000
    clock = _Clock(span, unit)
    words = Words()
    told: dict[str, Json] = {row.id: _row(row, clock, words, places) for row in rows}
    seconds, rest = divmod(span.lo, NS_PER_S)
    return {
        "seconds": seconds,
        "rest": rest,
        "unit": unit,
        "end": clock.at(span.hi),
        "rows": told,
        "words": words.all(),
    }


def in_html(data: Json) -> str:
    """Return JSON that no parser of HTML takes for markup: it has no `<`, and is ASCII."""
    written = json.dumps(data, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Clock:
    def __init__(self, span: Interval, unit: int) -> None:
        self._span, self._unit = span, unit

    def at(self, ns: int) -> int:
        """Return an instant, or the end of the span that it lies beyond."""
        return (min(max(ns, self._span.lo), self._span.hi) - self._span.lo) // self._unit

    def any(self, ns: int) -> int:
        """Return an instant that may lie outside."""
        return (ns - self._span.lo) // self._unit

    def length(self, ns: int) -> int:
        """Return a duration, 1 at least."""
        return max(1, ns // self._unit)


def _row(row: Row, clock: _Clock, words: Words, places: Places) -> Json:
    match row.shows:
        case Lane():
            return _lane(row.shows, clock, words, places)
        case Density():
            return _density(row.shows, clock)
        case Ticks(happenings):
            why: list[Json] = [words.number(_happened(each, places)) for each in happenings]
            alarm = "".join("!" if each.alarm else "." for each in happenings)
            return {"ticks": _ends((each.time for each in happenings), clock), "alarm": alarm, "why": why}
        case Marks(entries):
            times = [entry.finding.time for entry in entries if entry.finding.time is not None]
            kinds: list[Json] = [entry.kind for entry in entries]
            return {"marks": _ends(times, clock), "number": [entry.number for entry in entries], "kind": kinds}


def _lane(lane: Lane, clock: _Clock, words: Words, places: Places) -> Json:
    """Return where each band begins, the first letters of what is known, and why."""
    start: list[Json] = [clock.at(band.lo) for band in lane.bands]
    why: list[Json] = [words.number(_known(band, places)) for band in lane.bands]
    ends = {"end": clock.at(lane.bands[-1].hi)} if lane.bands else {}
    return {"bands": start, "known": "".join(band.known[0] for band in lane.bands), "why": why, **ends}


def _density(density: Density, clock: _Clock) -> Json:
    """Return counts with the empty ones together: a count below zero says how many are 0."""
    packed: list[Json] = []
    for empty, counts in groupby(density.counts, key=lambda count: count == 0):
        told = list(counts)
        packed += [-len(told)] if empty else told
    return {"counts": packed, "start": clock.any(density.start), "step": clock.length(density.step)}


def _ends(times: Iterable[Interval], clock: _Clock) -> list[Json]:
    return [end for time in times for end in (clock.at(time.lo), clock.at(time.hi))]


def _known(band: Band, places: Places) -> str:
    settled = f"; settled by: {band.settles}" if band.settles else ""
    return _told(f"{band.why}{settled}", places.words(band.places))


def _happened(each: Happening, places: Places) -> str:
    often = f", {times(each.times)}" if each.times > 1 else ""
    return _told(f"{each.label}{often}", places.words(each.places))


def _told(text: str, where: str) -> str:
    return " ".join(filter(None, (text, f"({where})" if where else "")))
