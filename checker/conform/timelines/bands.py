"""A belief as bands to be drawn: cut to a span, with neighbours that say the same as one, and no more than can be seen.

What is drawn never claims more than what is known: what is too close to be told apart is drawn as a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.base.places import Place
from checker.base.time import Interval, show_duration
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.hosts import Hosts
from checker.conform.words import label
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.timeline import Band, Known

# More bands of one lane are not seen, and make a page slow.
MOST_BANDS = 400
# So many lines that tell of a band are kept, and one more that tells of its end.
MOST_PLACES = 3


def bands(belief: Belief, span: Interval, hosts: Hosts) -> tuple[Band, ...]:
    """Return what is known within a span as adjoining bands that cover it."""
    found = (_band(s, span, hosts) for s in belief.between(span.lo, span.hi))
    return tuple(_few(list(_joined(found)), span))


def _band(stretch: Stretch, span: Interval, hosts: Hosts) -> Band:
    lo, hi = max(stretch.lo, span.lo), min(stretch.hi, span.hi + 1)
    known = _known(stretch)
    why = stretch.why if known in ("unknown", "changing") else _told(stretch, hosts)
    return Band(lo, hi, known, why, _places(stretch.because), stretch.settles)


def _known(stretch: Stretch) -> Known:
    match stretch.truth:
        case Truth.TRUE:
            return "true"
        case Truth.FALSE:
            return "false"
        case Truth.UNKNOWN:
            return "changing" if stretch.ground is Ground.TRANSITION else "unknown"


def _told(stretch: Stretch, hosts: Hosts) -> str:
    """Say what tells of a state: the last event before it, or the first after it."""
    before = [event for event in stretch.because if event.time.lo <= stretch.lo]
    told = before[-1:] or stretch.because[:1]
    return label(told[0], hosts) if told else ""


def _places(events: Sequence[Event]) -> tuple[Place, ...]:
    """Return where it is told: one place of each event, the last of them too; copies only where there is room."""
    firsts = list(dict.fromkeys(event.places[0] for event in events))
    kept = dict.fromkeys((*firsts[:MOST_PLACES], *firsts[-1:]))
    copies = (place for event in events[:MOST_PLACES] for place in event.places[1:])
    for place in copies:
        if len(kept) > MOST_PLACES:
            break
        kept[place] = None
    return tuple(kept)


def _joined(found: Iterable[Band]) -> Iterator[Band]:
    """Join neighbours that are the same to whoever looks: known alike, or unknown for one reason."""
    pending: Band | None = None
    for band in found:
        if pending is not None and _alike(pending, band):
            places = dict.fromkeys((*pending.places[:MOST_PLACES], *band.places[-1:]))
            pending = replace(pending, hi=band.hi, places=tuple(places))
            continue
        if pending is not None:
            yield pending
        pending = band
    if pending is not None:
        yield pending


def _alike(a: Band, b: Band) -> bool:
    return a.known == b.known and (a.known in ("true", "false") or a.why == b.why)


def _few(found: list[Band], span: Interval) -> list[Band]:
    """Draw bands that are too narrow to be seen as one change, as far as there are too many."""
    width = max(1, (span.hi + 1 - span.lo) // MOST_BANDS)
    while len(found) > MOST_BANDS:
        found = list(_wider(found, width))
        width *= 2
    return found


def _wider(found: Sequence[Band], width: int) -> Iterator[Band]:
    """Join runs of bands that are all narrower than a width."""
    run: list[Band] = []
    for band in found:
        if band.hi - band.lo < width:
            run.append(band)
            continue
        yield from _as_one(run)
        run = []
        yield band
    yield from _as_one(run)


def _as_one(run: Sequence[Band]) -> Iterator[Band]:
    if len(run) < 2:
        yield from run
        return
    lo, hi = run[0].lo, run[-1].hi
    places = dict.fromkeys(place for band in (*run[:MOST_PLACES], run[-1]) for place in band.places[:1])
    said = {band.known for band in run}
    known: Known = "changing" if "changing" in said or {"true", "false"} <= said else "unknown"
    what = "changes" if known == "changing" else "is not known all the time"
    why = f"it {what} within {show_duration(hi - lo)}: {len(run)} stretches that are too short to be drawn one by one"
    yield Band(lo, hi, known, why, tuple(places))
