"""The samples of a declared format, read as its lines are: each must come out as the file says."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.base.time import NS_PER_S, Interval, show_instant
from checker.base.yaml_places import Problems
from checker.model.event import Event
from checker.readers.declared_rules import Expected, Sample, tell_all
from checker.readers.declared_times import ISO, Clock, layout
from checker.readers.declared_values import as_text, shown
from checker.readers.reader import Context, Tally, Wanted

if TYPE_CHECKING:
    from checker.readers.declared import DeclaredReader

# Samples are read as if they lay in a directory of this name, in UTC, and stamps without a year in this one.
SAMPLE_HOST = "directory"
_MIDYEAR_2026_NS = 1_782_864_000 * NS_PER_S
_CONTEXT = Context("sample", SAMPLE_HOST, _MIDYEAR_2026_NS)
_ALWAYS = Wanted(windows=(Interval(-(1 << 63), 1 << 63),))


def check_samples(reader: DeclaredReader) -> None:
    """Raise InputError with every sample that does not come out, and every rule that no sample shows."""
    problems = Problems()
    used = set()
    for sample in reader.format.samples:
        if complaint := _complaint(reader, sample):
            problems.add(complaint, sample.place)
        told = tell_all(reader.format, sample.line.encode(), _CONTEXT)
        used |= {hit.rule.place for each in told for hit in each.hits}
    for rule in reader.format.rules:
        if rule.place not in used:
            problems.add("no sample shows this rule", rule.place, "add a line that it applies to")
    problems.raise_any()


def _complaint(reader: DeclaredReader, sample: Sample) -> str:
    data = f"{sample.line}\n".encode()
    if "\n" in sample.line:
        return "a sample is one line"
    if not reader.recognises(data):
        return "`recognise` does not know this sample"
    tally = Tally()
    events = list(reader.read(io.BytesIO(data), _CONTEXT, _ALWAYS, tally))
    wanted = " and ".join(_told(each) for each in sample.expected) or "nothing"
    if tally.unread:
        return f"this sample is unread: {tally.unread[0].why}; wanted: {wanted}"
    if len(events) != len(sample.expected):
        return f"this sample gives {_given(events)}; wanted: {wanted}"
    for event, expected in zip(events, sample.expected, strict=True):
        if difference := _difference(event, expected):
            return f"this sample gives {_given([event])}; wanted: {difference}"
    return ""


def _given(events: Sequence[Event]) -> str:
    return " and ".join(f"{e.kind} ({shown(e.args)})" for e in events) or "nothing"


def _told(expected: Expected) -> str:
    args = ", ".join(f"{name}={text!r}" for name, text in expected.args.items())
    return f"{expected.kind} ({args})" if args else expected.kind


def _difference(event: Event, expected: Expected) -> str:
    """Return what was wanted and did not come, or ''."""
    if event.kind != expected.kind:
        return expected.kind
    for name, text in expected.args.items():
        if as_text(event.args[name]) != text:
            return f"{name}={text!r}"
    if expected.host and event.source.host != expected.host:
        return f"host {expected.host!r} (found {event.source.host!r})"
    if expected.time:
        time = Clock((layout(ISO),), 0).read(expected.time, _CONTEXT)
        if time is None or not time.lo <= event.time.lo <= time.hi:
            return f"the time {expected.time} (found {show_instant(event.time.lo, 9)})"
    return ""
