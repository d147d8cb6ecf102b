"""A declared format as data, and what a line of it tells."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Event, Source, Value
from checker.readers.declared_regex import LINE_CHARACTERS
from checker.readers.declared_times import Clock
from checker.readers.declared_values import (
    Condition,
    Fields,
    Template,
    ValueProblemError,
    Wanted,
    as_text,
)
from checker.readers.otlp import NAMELESS, Record, is_nameless, records
from checker.readers.reader import Context
from checker.readers.syslog import Line, unwrap

FORMS = ("lines", "json", "syslog", "csv", "otlp")
SYSLOG_FIELDS = ("host", "program", "pid", "text")
_DECODER = json.JSONDecoder(parse_float=str)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line says: a pattern and conditions, and the event that it then stands for ('': it tells nothing).

    `time` is when that was, where it is not the time of the line.
    """

    place: Place
    match: re.Pattern[str] | None
    conditions: tuple[Condition, ...]
    kind: str = ""
    arguments: tuple[Wanted, ...] = ()
    bulk: bool = False
    time: Template | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, and what must come out of it: for each event its kind and (some of) its arguments, time and host."""

    line: str
    expected: tuple[Expected, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """An event that a sample must give."""

    kind: str
    args: Mapping[str, str]
    time: str
    host: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """How inputs of the format are known.

    By a pattern at the start of their lines, keys of their objects, a program, or the services that spans are of.
    """

    line: re.Pattern[str] | None = None
    keys: tuple[str, ...] = ()
    program: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format as its file declares it."""

    name: str
    description: str
    form: str
    recognition: Recognition
    prefix: re.Pattern[str] | None
    time: Template | None
    clock: Clock | None
    program: Template
    host: Template | None
    process: Template | None
    rules: tuple[Rule, ...]
    samples: tuple[Sample, ...]
    place: Place
    # its logs are told apart by their names, not by the directories that they lie in
    by_file: bool = False
    # of a form with columns: their names, and what stands between them
    columns: tuple[str, ...] = ()
    separator: str = ","


class Hit(NamedTuple):
    """A rule that applies to a line, with the fields that its pattern found, and when what it says was."""

    rule: Rule
    fields: Fields
    time: Interval | None = None


class Told(NamedTuple):
    """What a line tells: the rules that apply, who says it and when; `why` it is unread, if it is."""

    why: str = ""
    hits: tuple[Hit, ...] = ()
    source: Source | None = None
    time: Interval | None = None
    raw: bytes = b""

    def events(self, context: Context, number: int) -> Iterator[Event]:
        """Yield the events; raise ValueProblemError where a value is not what the format says."""
        assert self.source is not None and self.time is not None, "lines without a time have no hits with events"
        for hit in self.hits:
            if hit.rule.kind:
                yield self.event(hit, context, number)

    def event(self, hit: Hit, context: Context, number: int) -> Event:
        """Return the event of one rule; raise ValueProblemError where a value is not what the format says."""
        time = hit.time or self.time
        assert self.source is not None and time is not None, "lines without a time have no hits with events"
        args: dict[str, Value] = {wanted.name: wanted.value(hit.fields, context) for wanted in hit.rule.arguments}
        text = self.raw.decode("utf-8", "replace").rstrip("\r\n")[:LINE_CHARACTERS]
        return Event(hit.rule.kind, time, self.source, args, (Place(context.path, number),), text)


class Row(NamedTuple):
    """A line taken apart: its fields, what the rules' patterns are matched against, and its wrapper."""

    fields: Fields
    rest: str = ""
    line: Line | None = None


def is_own(form: Format, raw: bytes) -> bool:
    """Say whether a line is of the format, as its recognition says."""
    known = form.recognition
    if form.form == "otlp":
        return any(record.fields is not None and _is_of(form, record.fields) for record in spans(raw))
    if known.keys:
        fields = _object(raw)
        return fields is not None and all(key in fields for key in known.keys)
    if form.form == "syslog":
        line = unwrap(raw, Context(""))
        if known.program:
            return line.program == known.program
        return bool(known.line and known.line.match(line.text[:LINE_CHARACTERS]))
    return bool(known.line and known.line.match(_text(raw)))


def tell(form: Format, raw: bytes, context: Context) -> Told:
    """Return what a line tells, or why it is unread."""
    return tell_row(form, taken_apart(form, raw, context), context, raw)


def tell_row(form: Format, row: Row | str | None, context: Context, raw: bytes) -> Told:
    """Return what a line tells that was taken apart, or why it is unread."""
    if row is None:
        return Told()
    return Told(row) if isinstance(row, str) else _told(form, row, context, raw)


def tell_all(form: Format, raw: bytes, context: Context) -> list[Told]:
    """Return all that a line tells: of one that holds several records, each."""
    if form.form != "otlp":
        return [tell(form, raw, context)]
    return [tell_record(form, record, context) for record in spans(raw)]


def tell_record(form: Format, record: Record, context: Context) -> Told:
    """Return what a span tells, or why it is unread; nothing, where it is of a service that is not the format's."""
    if record.fields is None:
        return Told(record.why)
    if not _is_of(form, record.fields):
        return Told(NAMELESS) if is_nameless(record.fields) else Told()
    shown = f"{record.fields.get('service', '')}: {record.fields.get('name', '')}"
    return _told(form, Row(record.fields), context, shown.encode("utf-8", "replace"))


def spans(raw: bytes) -> list[Record]:
    """Return the spans in the bytes of requests."""
    return [record for _, found in records(io.BytesIO(raw)) for record in found]


def _is_of(form: Format, fields: Fields) -> bool:
    services = form.recognition.services
    return not services or as_text(fields.get("service")) in services


def _told(form: Format, row: Row, context: Context, raw: bytes) -> Told:
    hits = _hits(form, row)
    if not hits:
        return Told("no rule of the format explains it")
    time = row.line.time if row.line and form.time is None else None
    if form.time is not None and form.clock is not None:
        stamp = as_text(form.time.resolve(row.fields))
        time = form.clock.read(stamp, context)
        hits = tuple(_dated(form.clock, hit, context) for hit in hits)
        if any(hit.rule.time is not None and hit.time is None for hit in hits):
            return Told("no time stamp that can be read")
    if time is None and any(hit.rule.kind for hit in hits):
        return Told("no time stamp that can be read")
    return Told("", hits, _source(form, row, context), time, raw)


def _dated(clock: Clock, hit: Hit, context: Context) -> Hit:
    """Return a hit with the time that its rule gives it."""
    if hit.rule.time is None:
        return hit
    return hit._replace(time=clock.read(as_text(hit.rule.time.resolve(hit.fields)), context))


def _text(raw: bytes) -> str:
    return raw[: 4 * LINE_CHARACTERS].decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")[:LINE_CHARACTERS]


def _object(raw: bytes) -> Mapping[str, object] | None:
    """Return the object of a line. Numbers with decimals stay text: a float would round a stamp."""
    if not raw.lstrip().startswith(b"{"):
        return None
    try:
        # what `json.loads` does with UTF-8, without a new decoder for each line
        wide = b"\0" in raw[:4]
        found = json.loads(raw, parse_float=str) if wide else _DECODER.decode(raw.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def taken_apart(form: Format, raw: bytes, context: Context) -> Row | str | None:
    """Return the fields of a line, or why it has none; None for one that tells nothing."""
    if form.form == "json":
        fields = _object(raw)
        return Row(fields) if fields is not None else "not a JSON object"
    if form.form == "csv":
        return _columns(form, _text(raw))
    line = unwrap(raw, context) if form.form == "syslog" else None
    text = line.text[:LINE_CHARACTERS] if line else _text(raw)
    found: dict[str, object] = (
        {"host": line.host, "program": line.program, "pid": line.pid, "text": text} if line else {}
    )
    if line and form.recognition.program not in ("", line.program):
        return f"not written by {form.recognition.program}"
    if form.prefix is None:
        return Row(found, text, line)
    match = form.prefix.match(text)
    if match is None:
        return "it does not begin as lines of this format do"
    return Row(found | match.groupdict(), text[match.end() :], line)


def _columns(form: Format, text: str) -> Row | str | None:
    """Return the columns of a line, or why it has not those that are declared; None for the line with their names."""
    try:
        values = next(csv.reader([text], delimiter=form.separator), [])
    except csv.Error as error:
        return f"not a line of columns: {error}"
    if tuple(values) == form.columns:
        return None
    if len(values) != len(form.columns):
        return f"it has {len(values)} columns; {len(form.columns)} are declared"
    return Row(dict(zip(form.columns, values, strict=True)), text)


def _hits(form: Format, row: Row) -> tuple[Hit, ...]:
    hits = []
    for rule in form.rules:
        fields = row.fields
        if rule.match is not None:
            match = rule.match.match(row.rest)
            if match is None:
                continue
            fields = {**fields, **match.groupdict()} if rule.match.groupindex else fields
        if not rule.conditions or all(condition.holds(fields) for condition in rule.conditions):
            hits.append(Hit(rule, fields))
    return tuple(hits)


def _source(form: Format, row: Row, context: Context) -> Source:
    host = as_text(form.host.resolve(row.fields)) if form.host else row.line.host if row.line else ""
    process = as_text(form.process.resolve(row.fields)) if form.process else row.line.pid if row.line else ""
    return Source(host or context.host, as_text(form.program.resolve(row.fields)), process)


__all__ = ["Format", "Hit", "Recognition", "Rule", "Sample", "Told", "ValueProblemError", "is_own", "tell"]
