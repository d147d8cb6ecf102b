"""Formats that are data: a YAML file says how lines are known, when they were written, and which events they mean.

docs/formats.md is the language. A file is read when a format is asked for; its samples are read with it at once, and
one that does not come out as it says stops the program: a format never loads half.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from checker.base.errors import InputError
from checker.base.time import Interval
from checker.model.event import Event
from checker.model.vocabulary import VOCABULARY, EventKind
from checker.readers.declared_rules import (
    Format,
    Hit,
    Row,
    Told,
    ValueProblemError,
    is_own,
    spans,
    taken_apart,
    tell,
    tell_record,
    tell_row,
)
from checker.readers.otlp import Group, Record, fields_of, is_nameless, is_request, requests
from checker.readers.reader import Context, Reader, Tally, Wanted
from checker.readers.streams import blocks

if TYPE_CHECKING:
    from checker.readers.declared_bulk import Bulk
    from checker.readers.declared_plans import Plans

_JUDGED_LINES = 100
# Spans of which nobody says of which service they are may be anybody's: a format that reads spans tells that.
_NAMELESS = 0.1
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class DeclaredReader:
    """The reader of one declared format."""

    format: Format

    @property
    def name(self) -> str:
        """The name that the file gives."""
        return self.format.name

    @property
    def bulk(self) -> frozenset[str]:
        """The kinds of events that its rules give in bulk."""
        return frozenset(rule.kind for rule in self.format.rules if rule.bulk)

    @property
    def by_file(self) -> bool:
        """Whether its logs are told apart by their names."""
        return self.format.by_file

    @property
    def samples(self) -> Mapping[str, bytes]:
        """The samples of the file, by the line that they stand on."""
        return MappingProxyType({f"line {s.place.line}": f"{s.line}\n".encode() for s in self.format.samples})

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are of the format."""
        if b"\0" in head:
            return 0.0
        if self.format.form == "otlp":
            return self._share_of_spans(head)
        lines = [line for line in head.split(b"\n")[: _JUDGED_LINES + 1] if line.strip()]
        whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
        return sum(is_own(self.format, raw) for raw in whole) / len(whole) if whole else 0.0

    def _share_of_spans(self, head: bytes) -> float:
        """Nearly sure of what it cannot see whole: a request may be longer than what is shown of it."""
        if not is_request(head):
            return 0.0
        whole = head[: head.rfind(b"\n") + 1] or head
        services: tuple[object, ...] = self.format.recognition.services
        known = [record.fields for record in spans(whole) if record.fields is not None]
        if named := [fields for fields in known if not is_nameless(fields)]:
            return sum(not services or fields.get("service") in services for fields in named) / len(named)
        if known or b'"service.name"' not in head:
            return _NAMELESS
        shown = any(f'"{name}"'.encode() in head for name in services)
        return 0.5 if shown or not services else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of an input; those in bulk only within the windows."""
        work = _Pass(self.format, context, wanted, tally)
        yield from work.requests(stream) if self.format.form == "otlp" else work.lines(stream)
        work.close()


class _Pass:
    """One pass over one input."""

    def __init__(self, form: Format, context: Context, wanted: Wanted, tally: Tally) -> None:
        self._format = form
        self._context = context
        self._wanted = wanted
        self._tally = tally
        self._starts = [window.lo for window in wanted.windows]
        self._bulk: Bulk | None = None
        self._plans: Plans
        if taken := [c for c in wanted.collectors if any(rule.kind in c.by for rule in form.rules)]:
            from checker.readers.declared_plans import planned  # few contracts speak of requests

            self._bulk, self._plans = planned(form, context, taken, tally)

    def lines(self, stream: BinaryIO) -> Iterator[Event]:
        """Yield the events of all lines that are asked for."""
        read = self._by_plan if self._bulk and self._format.form in ("json", "csv") else self._line
        for block in blocks(stream):
            self._tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                if raw.strip():
                    yield from read(raw, number)

    def _line(self, raw: bytes, number: int) -> list[Event]:
        return self._told(tell(self._format, raw, self._context), number)

    def _by_plan(self, raw: bytes, number: int) -> list[Event]:
        row = taken_apart(self._format, raw, self._context)
        if isinstance(row, Row):
            plans, key = self._plans.of(), self._plans.key(row.fields)
            if (plan := plans.get(key)) is not None and self._bulk and self._bulk.follow(plan, row.fields, number):
                return []
        told = tell_row(self._format, row, self._context, raw)
        if isinstance(row, Row) and plan is None:
            self._plans.add(plans, key, told)
        return self._told(told, number)

    def requests(self, stream: BinaryIO) -> Iterator[Event]:
        """Yield the events of the spans in requests, which may each be as long as a file."""
        for last_line, found in requests(stream):
            self._tally.lines = last_line
            for each in found:
                if each.groups is None:
                    yield from self._told(Told(each.why), each.line)
                for group in each.groups or ():
                    yield from self._spans(group, each.line)

    def _spans(self, group: Group, line: int) -> Iterator[Event]:
        if self._bulk is None:
            for span in group.spans:
                yield from self._span(span, group, line)
            return
        plans, key_of, follow = self._plans.of(group), self._plans.key, self._bulk.follow
        for span in group.spans:
            key = key_of(span)
            plan = plans.get(key)
            if plan is None:
                plan = self._plans.add(plans, key, self._of_span(span, group, line))
            if plan is None or not follow(plan, span, line):
                yield from self._span(span, group, line)

    def _span(self, span: Mapping[str, object], group: Group, line: int) -> list[Event]:
        return self._told(self._of_span(span, group, line), line)

    def _of_span(self, span: Mapping[str, object], group: Group, line: int) -> Told:
        return tell_record(self._format, Record(line, fields_of(span, group)), self._context)

    def close(self) -> None:
        """Hand on what is left for collectors."""
        if self._bulk:
            self._bulk.close()

    def _told(self, told: Told, number: int) -> list[Event]:
        if told.why:
            self._tally.skip(number, told.why)
            if self._bulk:
                self._bulk.unread()
            return []
        if told.time is None or told.source is None:
            return []
        if self._wanted.control:  # who is heard when the pass over windows need not find out again
            for time in {told.time, *(hit.time for hit in told.hits if hit.time)}:
                self._tally.cover(told.source, time)
        asked = [hit for hit in told.hits if hit.rule.kind and self._asked(hit, hit.time or told.time)]
        events = [event for hit in asked if (event := self._event(told, hit, number)) is not None]
        return self._collected(events, number) if self._bulk else events

    def _collected(self, events: list[Event], number: int) -> list[Event]:
        """Hand on the events that are of requests; return those that are also asked for by themselves."""
        assert self._bulk is not None, "asked only where something is collected"
        for event in events:
            if event.kind in self._bulk.kinds:
                self._bulk.add(event, number)
        bulk = {rule.kind for rule in self._format.rules if rule.bulk}
        return [event for event in events if event.kind not in self._bulk.kinds & bulk]

    def _event(self, told: Told, hit: Hit, number: int) -> Event | None:
        try:
            event = told.event(hit, self._context, number)
        except ValueProblemError as error:
            self._tally.skip(number, str(error))
            if self._bulk:
                self._bulk.unread()
            return None
        self._tally.events += 1
        return event

    def _asked(self, hit: Hit, time: Interval) -> bool:
        if not hit.rule.bulk or (self._bulk and hit.rule.kind in self._bulk.kinds):
            return self._wanted.control
        self._tally.bulk += self._wanted.control
        at = bisect_right(self._starts, time.hi) - 1
        return at >= 0 and self._wanted.windows[at].hi >= time.lo


def load(path: Path, vocabulary: Mapping[str, EventKind] = VOCABULARY, shown: str = "") -> DeclaredReader:
    """Return the reader of a declared format; raise InputError, with its place, for anything wrong in the file.

    `shown` is what messages call the file.
    """
    from checker.readers.declared_document import read_format
    from checker.readers.declared_samples import check_samples

    file = shown or str(path)
    form = read_format(path.read_bytes(), file, vocabulary)
    if form.name != path.stem:
        hint = f"call the file {form.name}{path.suffix}, or the format {path.stem}"
        raise InputError(f"the format '{form.name}' stands in a file of another name", form.place, hint)
    reader = DeclaredReader(form)
    check_samples(reader)
    return reader


@cache
def shipped(path: Path) -> DeclaredReader:
    """Return the reader of a format of this package, whose files do not change while the program runs."""
    return load(path)


def files_in(folders: Iterable[str | Path]) -> list[Path]:
    """Return the files of declared formats in some folders, sorted by name."""
    names = (Path(entry.path) for folder in folders for entry in os.scandir(folder))
    # what editors and other systems leave beside a file begins with a dot
    own = (path for path in names if path.suffix in SUFFIXES and not path.name.startswith("."))
    return sorted(own, key=lambda path: (path.stem, path.name))


def load_folder(
    folder: Path, known: Iterable[Reader], vocabulary: Mapping[str, EventKind] = VOCABULARY
) -> list[DeclaredReader]:
    """Return the readers of a team's own folder; raise InputError where a sample is another format's as well."""
    readers: list[Reader] = list(known)
    found: list[DeclaredReader] = []
    for path in files_in([folder]):
        reader = load(path, vocabulary)
        _tell_apart(reader, [*readers, *found])
        found.append(reader)
    return found


def _tell_apart(reader: DeclaredReader, others: Iterable[Reader]) -> None:
    for other in others:
        if other.name == reader.name:
            raise InputError(f"there is a format '{other.name}' already", reader.format.place, "give it another name")
        for sample in reader.format.samples:
            if (sure := other.recognises(f"{sample.line}\n".encode())) > 0:
                hint = "make `recognise` of one of them narrower" if isinstance(other, DeclaredReader) else ""
                why = f"this sample is taken for {other.name}, too (share {sure:.2f})"
                raise InputError(why, sample.place, hint)
        for name, data in other.samples.items():
            if reader.recognises(data) > 0:
                why = f"'{reader.name}' takes a sample of {other.name} ({name}) for its own"
                raise InputError(why, reader.format.place, "make `recognise` narrower")
