"""A timeline in words: every band and happening as a row of a table, for those who do not see it."""

from __future__ import annotations

from checker.base.time import Interval
from checker.model.timeline import Band, Happening, Known, Timeline
from checker.report.html.markup import NOTHING, Html, folded, table, tag, text
from checker.report.html.places import Places
from checker.report.instants import Calendar
from checker.report.words import counted, times

KNOWN: dict[Known, str] = {"true": "yes", "false": "no", "changing": "changes in here", "unknown": "unknown"}
# More of them are counted.
_MOST_CHANGES = 1_000


def changes(drawn: Timeline, places: Places, calendar: Calendar) -> Html:
    """Return every band and happening in words, in the order of time."""
    bands = [(band, lane) for lane in drawn.lanes for band in lane.bands]
    told: list[tuple[int, int, Band | Happening, str]] = [
        *((band.lo, number, band, lane.label) for number, (band, lane) in enumerate(bands)),
        *((each.time.lo, number, each, each.label) for number, each in enumerate(drawn.happenings)),
    ]
    told.sort(key=lambda row: row[:2])
    rows = [_change(each, label, places, calendar) for _, _, each, label in told[:_MOST_CHANGES]]
    left = len(told) - len(rows)
    rest = tag("p", text(f"... and {left:,} more, which are in the timeline")) if left > 0 else NOTHING
    head = ("when", "what", "known", "why", "lines")
    caption = f"What changed in {drawn.system}, in the order of time"
    return folded(text(f"the timeline in words: {counted(len(told), 'row')}"), table(caption, head, rows), rest)


def _change(each: Band | Happening, label: str, places: Places, calendar: Calendar) -> Html:
    match each:
        case Band(lo, hi, known, why, where, settles):
            words, time = KNOWN[known], Interval(lo, max(lo, hi))
            reason = "; ".join(filter(None, (why, f"settled by: {settles}" if settles else "")))
        case Happening(time=time, places=where, times=often):
            words, reason = "happened" if often == 1 else f"happened {times(often)}", ""
    cells = [text(calendar.stretch(time)), text(label), text(words), text(reason), places.several(where)]
    return tag("tr", *(tag("td", cell) for cell in cells))
