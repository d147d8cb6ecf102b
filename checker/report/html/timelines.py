"""Timelines: a table with a row a state, drawn for the whole span; `page.js` draws any part of it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from checker.base.time import NS_PER_S, Interval, show_duration
from checker.model.timeline import Band, Density, Happening, Known, Lane, Timeline
from checker.report.html.entries import SIGNS, Entry
from checker.report.html.markup import NOTHING, Html, folded, join, link, table, tag, text
from checker.report.html.places import Places
from checker.report.html.rows import FINDINGS, Marks, Row, Ticks
from checker.report.html.strips import HEIGHT, WIDTH, Scale, band_paths, density_path, rates, tick_path, ticks
from checker.report.instants import Calendar
from checker.report.words import counted, times

KNOWN: dict[Known, str] = {"true": "yes", "false": "no", "changing": "changes in here", "unknown": "unknown"}
# A page that nobody scripts shows no more marks and changes than that, and counts the others.
_MOST_MARKS = 60
_MOST_CHANGES = 1_000
_LABELS = 5
# In per cent of the row.
_SEEN = 1.0
_ALARM = (False, True)

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
        aria_label=f"timeline of {drawn.system}",
        aria_describedby=f"{name}-keys",
    )
    return tag(
        "section",
        tag("h3", text(title), id=f"{name}-title"),
        _controls(name),
        frame,
        tag("p", text("Point at a row to read what is known there."), class_="readout", aria_live="polite"),
        *(tag("p", text(note), class_="small") for note in drawn.notes),
        _changes(drawn, places, calendar),
        class_="timeline",
        id=name,
        data_system=drawn.system,
        aria_labelledby=f"{name}-title",
    )


def legend() -> Html:
    """Return what the marks of a row mean."""
    return tag("ul", *(tag("li", sample, text(word)) for sample, word in _samples()), class_="legend")


def patterns() -> Html:
    """Return the hatchings, which every strip of the page uses."""
    return Html(
        '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="hatch-changing" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/>'
        '<rect class="line" width="3" height="6"/></pattern>'
        '<pattern id="hatch-unknown" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(-45)"><rect class="ground" width="5" height="5"/>'
        '<rect class="line" width="1" height="5"/></pattern></defs></svg>'
    )


def _samples() -> Iterator[tuple[Html, str]]:
    for known, word in (("true", "it is so"), ("false", "it is not"), ("changing", "it changes somewhere in here")):
        yield _sample(known), word
    yield _sample("unknown"), "nobody could tell"
    yield _sample("tick"), "something happened"
    yield _sample("alarm"), "something went wrong"
    yield _sample("density"), "how much went on, as a share of the most"


def _sample(kind: str) -> Html:
    top = 12 if kind == "false" else 2
    path = "M0 16V10H8V4H16V12H28V16Z" if kind == "density" else f"M0 {top}H28V14H0Z"
    path = {"tick": "M13 4H15V14H13Z", "alarm": "M13 0H15V16H13Z"}.get(kind, path)
    return Html(f'<svg width="28" height="16" aria-hidden="true"><path class="{kind}" d="{path}"/></svg>')


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
        for ns, x in ((ns, scale.at(ns) * 100 / WIDTH) for ns in ticks(scale.span, _LABELS))
    )
    svg = Html(f'<svg class="axis" width="100%" height="16" aria-hidden="true">{labels}</svg>')
    return tag(
        "thead", tag("tr", tag("th", text("state"), scope="col"), tag("th", svg, scope="col", aria_label="time"))
    )


def _end(x: float) -> str:
    """Return the class of a label that would stand out of the page, by its place in per cent."""
    return ' class="first"' if x < 6 else ' class="last"' if x > 94 else ""


def _grid(scale: Scale) -> Html:
    return _path("grid", "".join(f"M{round(scale.at(ns))} 0V{HEIGHT}" for ns in ticks(scale.span, _LABELS)))


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
            "data_observer": row.observer,
            "data_subject": row.subject,
        }
    )
    return tag(
        "tr",
        tag("th", text(row.label), _beside(row), scope="row"),
        tag("td", _strip(row, scale)),
        id=row.id,
        class_="lane",
        **filters,
    )


def _beside(row: Row) -> Html:
    """Return who tells of a density and how high it is: each has a scale of its own."""
    if not isinstance(row.shows, Density):
        return NOTHING
    teller = f"{row.observer}, " if row.observer else ""
    return tag("span", text(f" {teller}{_most(row.shows)}"), class_="most")


def _most(density: Density) -> str:
    return f"{max(density.counts, default=0):,} in {_rough(density.step)} at most"


def _strip(row: Row, scale: Scale) -> Html:
    match row.shows:
        case Marks(entries):
            shapes = join(_marks(entries, scale))
            return _svg(shapes, counted(len(entries), "finding"), whole=False, role="group")
        case Ticks(happenings):
            calm, alarms = (tick_path((h.time for h in happenings if h.alarm is a), scale, alarm=a) for a in _ALARM)
            shapes = join([_grid(scale), _path("tick", calm), _path("alarm", alarms)])
            return _svg(shapes, f"{row.label}: {counted(len(happenings), 'happening')}")
        case Density():
            values = rates(row.shows, scale)
            about = f"{row.label}: {counted(sum(row.shows.counts), 'event')}, {_most(row.shows)}"
            kind = "density failed" if row.shows.failed else "density"
            return _svg(join([_grid(scale), _path(kind, density_path(values))]), about)
        case Lane():
            paths = band_paths(row.shows.bands, scale).items()
            shapes = join([_grid(scale), *(_path(known, path) for known, path in paths)])
            return _svg(shapes, _about(row.label, row.shows.bands))


def _svg(shapes: Html, about: str, *, whole: bool = True, role: str = "img") -> Html:
    """Return a strip: as wide as its cell, whose units are those of `strips` or, not `whole`, per cent."""
    box = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "preserveAspectRatio": "none"} if whole else {}
    return tag("svg", shapes, class_="strip", width="100%", height=str(HEIGHT), role=role, aria_label=about, **box)


def _path(kind: str, path: str) -> Html:
    return Html(f'<path class="{kind}" d="{path}"/>') if path else NOTHING


def _about(label: str, bands: Iterable[Band]) -> str:
    """Return what a lane shows, in one sentence."""
    lasted: dict[Known, int] = {}
    for band in bands:
        lasted[band.known] = lasted.get(band.known, 0) + band.hi - band.lo
    told = (f"{KNOWN[known]} for {_rough(lasted[known])}" for known in KNOWN if lasted.get(known))
    return f"{label}: {', '.join(told) or 'nothing'}"


def _rough(ns: int) -> str:
    return show_duration(ns) if ns < NS_PER_S else f"{ns / NS_PER_S:.1f}s"


def _marks(entries: Sequence[Entry], scale: Scale) -> Iterator[Html]:
    """Yield a link a finding, or one for several where they are many."""
    share = -(-len(entries) // _MOST_MARKS)
    for first in range(0, len(entries), share):
        some = entries[first : first + share]
        time = some[0].finding.time
        if time is None:
            continue
        x = min(99.0, max(1.0, scale.at(time.lo) * 100 / WIDTH))
        more = f" and {len(some) - 1} more" if len(some) > 1 else ""
        label = f"finding {some[0].number}{more}: {some[0].kind}"
        sign = Html(f'<text x="{x:.2f}%" y="13">{text(SIGNS.get(some[0].kind, "!"))}</text>')
        title = tag("title", text(label))
        yield link(
            some[0].id,
            title,
            _extent(time, scale),
            sign,
            class_=f"mark {some[0].kind.replace(' ', '-')}",
            aria_label=label,
        )


def _extent(time: Interval, scale: Scale) -> Html:
    """Return a line as long as a finding lasted, where that can be seen."""
    lo, hi = (max(0.0, min(100.0, scale.at(ns) * 100 / WIDTH)) for ns in (time.lo, time.hi))
    shape = f'<rect class="extent" x="{lo:.2f}%" y="14" width="{hi - lo:.2f}%" height="2"/>'
    return Html(shape) if hi - lo > _SEEN else NOTHING


def _changes(drawn: Timeline, places: Places, calendar: Calendar) -> Html:
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
