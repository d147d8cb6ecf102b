"""Timelines: a table with a row a state, drawn for the whole span; `page.js` draws any part of it anew."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from checker.base.time import Interval
from checker.model.timeline import Density, Lane, Timeline
from checker.report.html.cells import LABELS, most, strip
from checker.report.html.changes import changes
from checker.report.html.entries import own_name
from checker.report.html.markup import NOTHING, Html, tag, text
from checker.report.html.places import Places
from checker.report.html.rows import FINDINGS, Marks, Row, Ticks
from checker.report.html.strips import WIDTH, Scale, ticks
from checker.report.instants import Calendar

_BUTTONS = (
    ("out", "−", "zoom out (key -)"),
    ("in", "+", "zoom in (key +)"),
    ("earlier", "◀", "earlier (arrow left)"),
    ("later", "▶", "later (arrow right)"),
    ("all", "all", "all of the time (key 0)"),
    ("previous", "‹ finding", "previous finding (key p)"),
    ("next", "finding ›", "next finding (key n)"),
)


def timeline(drawn: Timeline, rows: Sequence[Row], name: str, places: Places, calendar: Calendar) -> Html:
    """Return a timeline with its legend, its rows and, in words, all that changes."""
    title = f"{drawn.system}: {calendar.stretch(drawn.span, finest=3)}"
    scale = Scale(drawn.span)
    bodies = [_group(group, list(mine), scale) for group, mine in groupby(rows, key=lambda row: row.group)]
    lanes = tag("table", tag("caption", text(f"{drawn.system} over time")), _axis(scale, calendar), *bodies)
    frame = tag(
        "div",
        lanes,
        class_="lanes",
        tabindex="0",
        role="group",
        aria_roledescription="timeline",
        aria_label=f"timeline of {title}",
        aria_describedby=f"{name}-keys",
    )
    return tag(
        "section",
        tag("h3", text(title), id=f"{name}-title"),
        _controls(name),
        frame,
        tag("p", text("Point at a row to read what is known there."), class_="readout", aria_live="polite"),
        *(tag("p", text(note), class_="small") for note in drawn.notes),
        changes(drawn, places, calendar),
        class_="timeline",
        id=name,
        data_system=drawn.system,
        aria_labelledby=f"{name}-title",
    )


def _controls(name: str) -> Html:
    buttons = (
        tag("button", text(sign), type="button", data_do=do, aria_label=label, title=label)
        for do, sign, label in _BUTTONS
    )
    keys = "Keys: + and - zoom, arrow left and right move, arrow up and down choose a row, 0 shows all, "
    keys += "n and p go to the next and the previous finding. With Ctrl, the wheel zooms; dragging moves."
    return tag(
        "div",
        tag("div", *buttons, class_="buttons", role="group", aria_label="zoom and move"),
        tag("p", text(keys), class_="keys", id=f"{name}-keys"),
        class_="controls",
    )


def _axis(scale: Scale, calendar: Calendar) -> Html:
    labels = "".join(
        f'<text x="{x:.2f}%" y="12"{_end(x)}>{text(_clock(ns, calendar))}</text>'
        for ns, x in ((ns, scale.at(ns) * 100 / WIDTH) for ns in ticks(scale.span, LABELS))
    )
    svg = Html(f'<svg class="axis" width="100%" height="16" aria-hidden="true">{labels}</svg>')
    return tag(
        "thead", tag("tr", tag("th", text("state"), scope="col"), tag("th", svg, scope="col", aria_label="time"))
    )


def _end(x: float) -> str:
    """Return the class of a label that would stand out of the page, by its place in per cent."""
    return ' class="first"' if x < 6 else ' class="last"' if x > 94 else ""


def _clock(ns: int, calendar: Calendar) -> str:
    return calendar.stretch(Interval(ns, ns))


def _group(group: str, rows: Sequence[Row], scale: Scale) -> Html:
    head = tag("tr", tag("th", text(_title(group, rows)), colspan="2", scope="rowgroup"), class_="group")
    shown = [] if group == FINDINGS else [head]
    return tag("tbody", *shown, *(_row(row, scale) for row in rows))


def _title(group: str, rows: Sequence[Row]) -> str:
    """Return what the state means, whoever it is of, or else its name."""
    said = {row.shows.says for row in rows if isinstance(row.shows, Lane)}
    happened = any(isinstance(row.shows, Ticks) for row in rows)
    name = f"what happened: {group}" if happened else group
    return next(iter(said)) if len(said) == 1 and said != {""} else name.replace("_", " ")


def _row(row: Row, scale: Scale) -> Html:
    filters = (
        {}
        if isinstance(row.shows, Marks)
        else {
            "data_group": row.group,
            "data_observer": own_name(row.observer),
            "data_subject": own_name(row.subject),
        }
    )
    return tag(
        "tr",
        tag("th", text(row.label), _beside(row), scope="row"),
        tag("td", strip(row, scale)),
        id=row.id,
        class_="lane",
        **filters,
    )


def _beside(row: Row) -> Html:
    """Return who tells of a density and how high it is: each has a scale of its own."""
    if not isinstance(row.shows, Density):
        return NOTHING
    teller = f"{row.observer}, " if row.observer else ""
    return tag("span", text(f" {teller}{most(row.shows)}"), class_="most")
