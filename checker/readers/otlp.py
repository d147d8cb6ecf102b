"""Spans of OpenTelemetry in OTLP's JSON encoding, each as the fields that a declared format refers to.

An `ExportTraceServiceRequest` (opentelemetry-proto, trace/v1) is one JSON object: the collector's file exporter writes
one a line; one that is indented over many lines is read as well. Field names are those of the JSON encoding of Protocol
Buffers (lowerCamelCase, 64-bit integers as texts).
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

# One request is read whole; a larger one is passed over.
LONGEST_BYTES = 64 << 20
NAMELESS = "a span without a service.name, so it is not known whose it is"
_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
_STATUSES = ("UNSET", "OK", "ERROR")
_DEEPEST = 16
_TRACE_DIGITS, _SPAN_DIGITS = 32, 16
_NONE = "not a request of OTLP"
_LONG = f"a request of OTLP of more than {LONGEST_BYTES >> 20} MB"
_ENDLESS = "a request of OTLP that does not end"
# What is the same under another name; a span without one of them has no field of that name.
PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "trace": "traceId",
        "span": "spanId",
        "parent": "parentSpanId",
        "name": "name",
        "start": "startTimeUnixNano",
        "end": "endTimeUnixNano",
        "kind": "kind",
    }
)
# Fields that all spans of a group share.
OF_GROUP = frozenset({"service", "host", "scope", "resource"})
_KEY = "resourceSpans"
_BEGIN = re.compile(rb'\s*\{\s*"resourceSpans"\s*:')
# requests of logs and metrics may stand among them
_BEGINS = re.compile(rb'\{\s*"resource(?:Spans|Logs|Metrics)"\s*:')
_GOES_ON = (b"{", b"[", b",", b":")
_TEXT = re.compile(rb'"(?>(?:[^"\\]|\\.)*)"?')
_DECODER = json.JSONDecoder(parse_float=str)


class Record(NamedTuple):
    """A span as fields, or (`fields` None) why nothing could be read; `line` is where its request begins."""

    line: int
    fields: Mapping[str, object] | None
    why: str = ""


class Group(NamedTuple):
    """Spans of one resource and scope, as they stand."""

    resource: Mapping[str, object]
    scope: object
    spans: list[Mapping[str, object]]


class Request(NamedTuple):
    """A request with its spans, or (`groups` None) why nothing could be read; `line` is where it begins."""

    line: int
    groups: list[Group] | None
    why: str = ""


def is_request(head: bytes) -> bool:
    """Say whether an input that starts with `head` is such a request, or the first of several."""
    return _BEGIN.match(head) is not None


def records(stream: BinaryIO) -> Iterator[tuple[int, list[Record]]]:
    """Yield the spans of each request, and with them up to which line the input has been read; never raise."""
    for number, found in requests(stream):
        yield number, [record for each in found for record in _records(each)]


def _records(each: Request) -> list[Record]:
    if each.groups is None:
        return [Record(each.line, None, each.why)]
    return [Record(each.line, fields_of(span, group)) for group in each.groups for span in group.spans]


def requests(stream: BinaryIO) -> Iterator[tuple[int, list[Request]]]:
    """Yield the requests as they stand, and with them up to which line the input has been read; never raise.

    One that stands on several lines is put together until its brackets balance, and decoded once.
    """
    pending, number = _Pending(), 0
    while line := stream.readline(LONGEST_BYTES):
        number += 1
        found: list[Request] = []
        if pending.begun and pending.is_broken_by(line):
            found.append(Request(pending.begun, None, _NONE))
            pending = _Pending()
        if not pending.begun and (whole := _request(line)) is not None:
            found.append(Request(number, _groups(whole)))
        elif pending.begun or line.strip():
            pending.add(line, number)
            if not pending.is_open():
                found.append(pending.request())
                pending = _Pending()
        yield number, found
    if pending.begun:
        yield number, [Request(pending.begun, None, _ENDLESS)]


class _Pending:
    """Lines of a request that has not ended, from line `begun` on (0: there are none)."""

    def __init__(self) -> None:
        self.begun = 0
        self._lines: list[bytes] = []
        self._size = 0
        self._depth = 0
        self._starts = self._is_indented = self._is_long = False

    def add(self, line: bytes, number: int) -> None:
        """Add a line; of what is too long only the depth is kept."""
        if not self.begun:
            # where a line of an indented object ends, more is to come
            self.begun, self._starts = number, line.lstrip()[:1] == b"{" and line.rstrip().endswith(_GOES_ON)
        elif number == self.begun + 1:
            self._is_indented = line[:1].isspace()
        self._size += len(line)
        self._is_long = self._is_long or self._size > LONGEST_BYTES
        self._lines = [] if self._is_long else self._lines
        if not self._is_long:
            self._lines.append(line)
        # texts end on their lines
        bare = _TEXT.sub(b"", line)
        self._depth += bare.count(b"{") + bare.count(b"[") - bare.count(b"}") - bare.count(b"]")

    def is_open(self) -> bool:
        """Say whether more lines may complete a request."""
        return self._starts and self._depth > 0

    def is_broken_by(self, line: bytes) -> bool:
        """Say whether another request begins with a line, so that what is here has lost its end."""
        return line.startswith(b"{") and (self._is_indented or _BEGINS.match(line) is not None)

    def request(self) -> Request:
        """Return the request, or why there is none."""
        whole = None if self._is_long else _request(b"".join(self._lines))
        why = _LONG if self._is_long else _NONE
        return Request(self.begun, None, why) if whole is None else Request(self.begun, _groups(whole))


def _request(data: bytes) -> Mapping[str, object] | None:
    """Return a whole request. Only where a line ends in a brace can it be one; looking is cheap then."""
    if not data.rstrip().endswith(b"}"):
        return None
    # A request is a hundred thousand objects without a cycle: looking for cycles meanwhile takes a fifth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = _DECODER.decode(data.decode("utf-8", "replace").strip())
    except (ValueError, RecursionError):
        return None
    finally:
        if collecting:
            gc.enable()
    return found if isinstance(found, dict) and _KEY in found else None


def _groups(request: Mapping[str, object]) -> list[Group]:
    found = []
    for group in _objects(request.get(_KEY)):
        resource = _attributes(_object(group.get("resource")).get("attributes"))
        for scope in _objects(group.get("scopeSpans") or group.get("instrumentationLibrarySpans")):
            name = _object(scope.get("scope")).get("name")
            found.append(Group(resource, name, [_in_lower_case(span) for span in _objects(scope.get("spans"))]))
    return found


def _in_lower_case(span: dict[str, object]) -> dict[str, object]:
    """Return a span whose ids, if they are in hexadecimal, are in lower case: OTLP does not tell the cases apart."""
    trace, own, parent = span.get("traceId"), span.get("spanId"), span.get("parentSpanId")
    if type(trace) is type(own) is str and (trace + own).islower():
        return span  # as nearly all are; who writes these so does the same with that of the parent
    ids = {"traceId": (trace, _TRACE_DIGITS), "spanId": (own, _SPAN_DIGITS), "parentSpanId": (parent, _SPAN_DIGITS)}
    lower = {n: value.lower() for n, (value, digits) in ids.items() if isinstance(value, str) and len(value) == digits}
    return {**span, **lower}


def fields_of(span: Mapping[str, object], group: Group) -> Mapping[str, object]:
    """Return a span under short names; what it has not is absent."""
    resource = group.resource
    status = _object(span.get("status"))
    fields = {
        "trace": span.get("traceId"),
        "span": span.get("spanId"),
        "parent": span.get("parentSpanId") or None,
        "name": span.get("name"),
        "kind": _named(span.get("kind", 0), _KINDS, "SPAN_KIND_"),
        "start": _stamp(span.get("startTimeUnixNano")),
        "end": _stamp(span.get("endTimeUnixNano")),
        "status": _named(status.get("code", 0), _STATUSES, "STATUS_CODE_"),
        "message": status.get("message"),
        "attributes": _attributes(span.get("attributes")),
        "resource": resource,
        "service": resource.get("service.name"),
        "host": resource.get("host.name"),
        "scope": group.scope,
    }
    return {name: value for name, value in fields.items() if value is not None}


def is_nameless(fields: Mapping[str, object]) -> bool:
    """Say whether nobody said of which service a span is: SDKs then call it `unknown_service`, or leave that out."""
    service = str(fields.get("service") or "")
    return not service or service.partition(":")[0] == "unknown_service"


def _stamp(value: object) -> object:
    """Return when something was, or None: 0 is what proto3 writes where nothing was set, as in a span that goes on."""
    return None if value in (0, "0", "") else value


def _named(value: object, names: tuple[str, ...], prefix: str) -> str:
    """Return the name of an enumerated value, which may be written as its number or as its name."""
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return str(value).removeprefix(prefix)


def _attributes(value: object) -> dict[str, object]:
    return {str(each.get("key")): _any(each.get("value"), 0) for each in _objects(value)}


def _any(value: object, depth: int) -> object:
    """Return what an `AnyValue` holds; lists and nested attributes as such."""
    for kind, held in _object(value).items():
        if depth > _DEEPEST:
            return None
        if kind == "arrayValue":
            return [_any(each, depth + 1) for each in _objects(_object(held).get("values"))]
        if kind == "kvlistValue":
            pairs = _objects(_object(held).get("values"))
            return {str(each.get("key")): _any(each.get("value"), depth + 1) for each in pairs}
        return held
    return None


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[dict[str, object]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
