"""Seeded spans of requests, as OpenTelemetry's collector writes them: ten spans a request, a batch of a service a line.

The requests are those of examples/requests: browser, Next.js, Hono, HAProxy, PgBouncer, PostgreSQL. Each instance of a
service exports what it has once a second, so the spans of one request stand far apart.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

START_NS = 1_795_375_486_000_000_000  # 2026-11-22 19:24:46 UTC
PER_S = 1_000
US = 1_000
_SERVER, _CLIENT = 2, 3
_BATCH_NS = 1_000_000_000


class Span(NamedTuple):
    """A span: its request, who has it, whether it is a call, and from when to when (ns)."""

    trace: str
    id: str
    parent: str
    service: str
    instance: str
    kind: int
    start: int
    end: int


# Which service has a span of which kind, from the first to the last that is called.
_WAY: Sequence[tuple[str, int]] = (
    ("browser", _CLIENT),
    ("next", _SERVER),
    ("next", _CLIENT),
    ("hono", _SERVER),
    ("hono", _CLIENT),
    ("haproxy", _SERVER),
    ("haproxy", _CLIENT),
    ("pgbouncer", _SERVER),
    ("pgbouncer", _CLIENT),
    ("postgres", _SERVER),
)
_INSTANCES: Mapping[str, Sequence[str]] = {
    "next": ("next-1", "next-2"),
    "hono": ("hono-1", "hono-2", "hono-3"),
    "pgbouncer": ("pgb1", "pgb2", "pgb3"),
}


def request(number: int, fault: str = "") -> list[Span]:
    """Return the spans of one request, as they end: the innermost first."""
    rng = random.Random(f"{number} of 11")
    trace = f"{rng.getrandbits(128):032x}"
    begin = START_NS + number * (1_000_000_000 // PER_S) + rng.randrange(900) * US
    who = {service: rng.choice(each) for service, each in _INSTANCES.items()}
    spans: list[Span] = []
    lo, hi = begin, begin + rng.randrange(9_000, 30_000) * US
    for service, kind in _WAY:
        parent = spans[-1].id if spans else ""
        spans.append(Span(trace, _id(rng), parent, service, who.get(service, f"{service}-1"), kind, lo, hi))
        lo, hi = lo + rng.randrange(50, 400) * US, hi - rng.randrange(50, 400) * US
    return _FAULTS[fault](spans, rng)[::-1] if fault else spans[::-1]


def _id(rng: random.Random) -> str:
    return f"{rng.getrandbits(64):016x}"


def _skipped(spans: list[Span], _: random.Random) -> list[Span]:
    """Hono asks the database itself."""
    return [span for span in spans if span.service not in ("haproxy", "pgbouncer")]


def _early(spans: list[Span], _: random.Random) -> list[Span]:
    """Hono answers before it has the answer of the database."""
    return [s._replace(end=spans[4].start + 10 * US) if s is spans[3] else s for s in spans]


def _second_pooler(spans: list[Span], rng: random.Random) -> list[Span]:
    """HAProxy tries another PgBouncer first."""
    other = next(name for name in _INSTANCES["pgbouncer"] if name != spans[7].instance)
    tried = spans[7]._replace(id=_id(rng), instance=other, start=spans[6].start + 10 * US, end=spans[6].start + 40 * US)
    return [*spans[:7], tried, *spans[7:]]


def _second_query(spans: list[Span], rng: random.Random) -> list[Span]:
    """The database is asked twice."""
    last = spans[9]
    return [*spans[:9], last._replace(end=last.start + 20 * US), last._replace(id=_id(rng), start=last.start + 30 * US)]


def _no_answer(spans: list[Span], _: random.Random) -> list[Span]:
    """Hono's call is never heard of: its span is not exported."""
    return [span for n, span in enumerate(spans) if n != 4]


_FAULTS: Mapping[str, Callable[[list[Span], random.Random], list[Span]]] = {
    "skipped hop": _skipped,
    "early answer": _early,
    "second pooler": _second_pooler,
    "second query": _second_query,
    "span lost": _no_answer,
}
FAULTS = tuple(_FAULTS)


def requests(count: int, faults: Mapping[int, str] | None = None) -> Iterator[list[Span]]:
    """Yield so many requests, those of some numbers with a fault."""
    given = faults or {}
    return (request(number, given.get(number, "")) for number in range(count))


def every(count: int, step: int) -> dict[int, str]:
    """Return faults for one of so many requests, in turn, well away from both ends."""
    return {n: FAULTS[i % len(FAULTS)] for i, n in enumerate(range(count // 5, count * 4 // 5, step))}


def exported(requests: Iterable[Sequence[Span]]) -> Iterator[str]:
    """Yield the lines of the file: every second of the requests' time each instance exports what it has."""
    waiting: dict[tuple[str, str], list[Span]] = {}
    until = START_NS + _BATCH_NS
    for spans in requests:
        if spans[-1].start >= until:
            yield from _flushed(waiting)
            until += _BATCH_NS
        for span in spans:
            waiting.setdefault((span.service, span.instance), []).append(span)
    yield from _flushed(waiting)


def _flushed(waiting: dict[tuple[str, str], list[Span]]) -> Iterator[str]:
    for (service, instance), spans in waiting.items():
        yield line(service, instance, spans)
    waiting.clear()


def line(service: str, instance: str, spans: Iterable[Span]) -> str:
    """Return one export."""
    resource = {"service.name": service, "service.instance.id": instance, "host.name": f"{service}-host"}
    scope = {
        "scope": {"name": "http" if service in ("browser", "next", "hono") else "sql"},
        "spans": list(map(_span, spans)),
    }
    whole = {"resourceSpans": [{"resource": {"attributes": _attributes(resource)}, "scopeSpans": [scope]}]}
    return json.dumps(whole, separators=(",", ":")) + "\n"


def _span(span: Span) -> dict[str, object]:
    return {
        "traceId": span.trace,
        "spanId": span.id,
        "parentSpanId": span.parent,
        "name": "GET /api/users" if span.service in ("browser", "next", "hono") else "SELECT",
        "kind": span.kind,
        "startTimeUnixNano": str(span.start),
        "endTimeUnixNano": str(span.end),
        "attributes": _attributes({"server.address": "192.168.1.100", "network.protocol.name": "http"}),
        "status": {},
    }


def _attributes(given: Mapping[str, str]) -> list[dict[str, object]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in given.items()]


def write_spans(path: Path, count: int, faults: Mapping[int, str] | None = None) -> Path:
    """Write the spans of so many requests."""
    with path.open("w") as file:
        file.writelines(exported(requests(count, faults)))
    return path
