"""The cells of a timeline: what a row shows over the whole span, as one small picture with a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from checker.base.time import NS_PER_S, show_duration
from checker.model.timeline import Band, Density, Known, Lane
from checker.report.html.changes import KNOWN
from checker.report.html.entries import SIGNS, Entry
from checker.report.html.markup import NOTHING, Html, join, link, tag, text
from checker.report.html.rows import Marks, Row, Ticks
from checker.report.html.strips import HEIGHT, WIDTH, Scale, band_paths, density_path, rates, tick_path, ticks
from checker.report.words import counted

_ALARM = (False, True)
# Of the axis, and lines of the grid.
LABELS = 5
# Of two marks that can be told apart, in per cent of the row.
_APART = 1.5


def strip(row: Row, scale: Scale) -> Html:
    """Return what a row shows."""
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
            about = f"{row.label}: {counted(sum(row.shows.counts), 'event')}, {most(row.shows)}"
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
    """Yield a link a finding; one, to the gravest, for those that cannot be told apart."""
    for _, near in groupby(
        ((_share(entry, scale), entry) for entry in entries), key=lambda pair: int(pair[0] / _APART)
    ):
        some = list(near)
        x, first = min(99.0, max(1.0, some[0][0])), min((entry for _, entry in some), key=lambda entry: entry.number)
        more = f" and {len(some) - 1} more" if len(some) > 1 else ""
        label = f"finding {first.number}{more}: {first.kind}"
        sign = Html(f'<text x="{x:.2f}%" y="13">{text(SIGNS.get(first.kind, "!"))}</text>')
        parts = (tag("title", text(label)), _extent(first, scale), sign)
        yield link(first.id, *parts, class_=f"mark {first.kind.replace(' ', '-')}", aria_label=label)


def _share(entry: Entry, scale: Scale) -> float:
    """Return where a finding begins, in per cent of the row."""
    return scale.at(entry.finding.time.lo) * 100 / WIDTH if entry.finding.time else 0.0


def _extent(entry: Entry, scale: Scale) -> Html:
    """Return a line as long as a finding lasted, where that can be seen."""
    time = entry.finding.time
    lo, hi = (max(0.0, min(100.0, scale.at(ns) * 100 / WIDTH)) for ns in ((time.lo, time.hi) if time else (0, 0)))
    shape = f'<rect class="extent" x="{lo:.2f}%" y="14" width="{hi - lo:.2f}%" height="2"/>'
    return Html(shape) if hi - lo > _APART else NOTHING


def _grid(scale: Scale) -> Html:
    return _path("grid", "".join(f"M{round(scale.at(ns))} 0V{HEIGHT}" for ns in ticks(scale.span, LABELS)))


def most(density: Density) -> str:
    """Return how much there was at most, in which time."""
    return f"{max(density.counts, default=0):,} in {_rough(density.step)} at most"
