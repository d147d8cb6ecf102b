"""Reads records of a declared format into the rows of collectors: what records alike tell is worked out once.

Which rules apply to a record, and what its events are, depends on few of its fields: its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from checker.base.time import Interval
from checker.model.event import Event, Source
from checker.readers.collecting import Collector, Outline, Row
from checker.readers.declared_rules import Format, Hit, Rule, Told, ValueProblemError
from checker.readers.declared_values import Template, Wanted, as_text
from checker.readers.reader import Context, Tally

# More keys than these are not kept: then something that differs from record to record is among them.
MOST_PLANS = 20_000
# After so many records the account of who was heard is brought up to date.
_WINDOW = 4_096
_STAMP_DIGITS = 19
_NEVER = 1 << 63
_NOTHING = Template("")
_TAKEN_AS_THEY_ARE = ("any", "text")

Raw = Mapping[str, object]


class Part(NamedTuple):
    """What records of one key give one collector: the outline of them, and the names of their values.

    First comes the request, then what else tells records apart, from `stamps` on the stamps, each of its width (ns).
    """

    collector: int
    outline: int
    names: tuple[str, ...]
    stamps: int
    widths: tuple[int, ...]


@dataclass(slots=True)
class Plan:
    """What is done with each record of one key; and when their source was heard, how often.

    One without parts only tells that its source was heard, at the instant of `stamp` (width: ns); or nothing ('').
    `simple` is its only part, where that has two stamps that count nanoseconds.
    """

    parts: tuple[Part, ...]
    source: Source
    stamp: str = ""
    width: int = 0
    simple: Part | None = None
    lo: int = _NEVER
    hi: int = -1
    heard: int = 0


class Bulk:
    """The rows of one input for its collectors.

    `plain` returns the name of a value in a raw record, of what a format refers to, or None where it is not simply one.
    """

    def __init__(
        self,
        form: Format,
        context: Context,
        collectors: Sequence[Collector],
        tally: Tally,
        plain: Callable[[str], str | None],
    ) -> None:
        self.kinds = frozenset(kind for collector in collectors for kind in collector.by)
        self._form = form
        self._context = context
        self._collectors = collectors
        self._tally = tally
        self._plain = plain
        self._counted = form.clock is not None and form.clock.counted
        self._rows: list[list[Row]] = [[] for _ in collectors]
        self._outlines: dict[object, int] = {}
        self._open: list[Plan] = []
        self._count = self._events = 0
        self._lo, self._hi = _NEVER, -1
        self._last: int | None = None
        self._unread = False

    def references(self) -> tuple[str, ...]:
        """Return what the key of a record consists of: all that rules, sources and telling arguments refer to."""
        form = self._form
        found = {condition.reference: None for rule in form.rules for condition in rule.conditions}
        templates = [form.program, form.host, form.process]
        templates += [w.template for rule in form.rules for w in rule.arguments if self._tells(rule.kind, w)]
        for template in templates:
            found |= dict.fromkeys(template.references if template else ())
        found |= dict.fromkeys(["service"] if form.recognition.services else [])
        return tuple(found)

    def _tells(self, kind: str, wanted: Wanted) -> bool:
        """Say whether an argument has to be known to know what an event is, or whether it can be read at all."""
        as_it_is = wanted.type in _TAKEN_AS_THEY_ARE and wanted.translate is None
        return not as_it_is or any(wanted.name in c.telling.get(kind, ()) for c in self._collectors)

    def plan(self, told: Told) -> Plan | None:
        """Return the plan for all records with the key of this one; None where each has to be looked at as a whole."""
        if told.why:
            return None
        form, parts, source = self._form, [], told.source
        rules = [hit.rule for hit in told.hits if hit.rule.kind]
        if source is None:
            return Plan((), Source("", ""))
        stamp = self._plain(form.time.reference) if form.time and form.clock else None
        if not stamp or told.time is None or any(not rule.bulk or rule.kind not in self.kinds for rule in rules):
            return None
        if not rules:
            return Plan((), source, stamp, told.time.hi - told.time.lo)
        for number, collector in enumerate(self._collectors):
            mine = [hit for hit in told.hits if hit.rule.kind in collector.by]
            if not mine:
                continue
            part = self._part(number, told, mine)
            if part is None:
                return None
            parts.append(part)
        simple = parts[0] if self._counted and len(parts) == 1 and len(parts[0].widths) == 2 else None
        return Plan(tuple(parts), source, simple=simple)

    def _part(self, number: int, told: Told, hits: Sequence[Hit]) -> Part | None:
        by, arguments = self._collectors[number].by, [w for hit in hits for w in hit.rule.arguments]
        requests = {_request(hit.rule, by[hit.rule.kind]) for hit in hits}
        if len(requests) > 1:
            return None
        marks = {name for wanted in arguments if wanted.template for name in wanted.template.references}
        stamps = [(hit.rule.time or self._form.time or _NOTHING).reference for hit in hits]
        names = [self._plain(name) for name in (*requests, *sorted(marks - requests), *stamps)]
        known = tuple(name for name in names if name)
        if len(known) < len(names):
            return None
        try:
            events = tuple(told.event(hit, self._context, 0) for hit in hits)
        except ValueProblemError:
            return None
        widths = tuple(event.time.hi - event.time.lo for event in events)
        return Part(number, self._outline(number, events, widths), known, len(known) - len(stamps), widths)

    def follow(self, plan: Plan, raw: Raw, line: int) -> bool:
        """Add the rows of a record; False where it has to be looked at as a whole."""
        if plan.simple is not None and self._follow_simply(plan, plan.simple, raw, line):
            return True
        rows = []
        for part in plan.parts:
            values = tuple(map(raw.get, part.names))
            request, stamps = values[0], part.stamps
            if type(request) is not str or not request:
                return False
            times = _instants(values[stamps:]) if self._counted else self._read(values[stamps:], part.widths)
            if times is None:
                return False
            rows.append((request, part.outline, line, values[1:stamps], *times))
            plan.lo = min(plan.lo, *times)
            plan.hi = max(plan.hi, *(times if self._counted else map(add, times, part.widths)))
            self._events += len(times)
        if not rows and not self._is_silent(plan, raw):
            return False
        for part, row in zip(plan.parts, rows, strict=True):
            self._rows[part.collector].append(row)
        if not plan.heard and plan.hi >= 0:
            self._open.append(plan)
        plan.heard += 1
        self._count += 1
        if self._count >= _WINDOW:
            self.flush()
        return True

    def _follow_simply(self, plan: Plan, part: Part, raw: Raw, line: int) -> bool:
        """Add the row of a record as nearly all are, of two stamps that count nanoseconds: as fast as can be."""
        values = tuple(map(raw.get, part.names))
        request, first, last = values[0], values[-2], values[-1]
        if not (type(request) is type(first) is type(last) is str and request):
            return False
        if not (len(first) == len(last) == _STAMP_DIGITS and (digits := first + last).isdigit() and digits.isascii()):
            return False
        begin, end = int(first), int(last)
        self._rows[part.collector].append((request, part.outline, line, values[1:-2], begin, end))
        lo, hi = (begin, end) if begin < end else (end, begin)
        if not plan.heard:
            self._open.append(plan)
            plan.lo, plan.hi = lo, hi
        elif lo < plan.lo or hi > plan.hi:
            plan.lo, plan.hi = min(plan.lo, lo), max(plan.hi, hi)
        plan.heard += 1
        self._events += 2
        self._count += 1
        if self._count >= _WINDOW:
            self.flush()
        return True

    def _is_silent(self, plan: Plan, raw: Raw) -> bool:
        """Note when the source of a record that tells nothing was heard; False where its stamp cannot be read."""
        if not plan.stamp:
            return True
        stamp = (raw.get(plan.stamp),)
        times = _instants(stamp) if self._counted else self._read(stamp, (plan.width,))
        if times is None:
            return False
        plan.lo = min(plan.lo, *times)
        plan.hi = max(plan.hi, times[0] + plan.width)
        return True

    def _read(self, stamps: Sequence[object], widths: Sequence[int]) -> list[int] | None:
        """Return when stamps of any layout begin; None where one cannot be read, or is not of its width."""
        clock, times = self._form.clock, []
        for stamp, width in zip(stamps, widths, strict=True):
            time = clock.read(as_text(stamp), self._context) if clock else None
            if time is None or time.hi - time.lo != width:
                return None
            times.append(time.lo)
        return times

    def add(self, event: Event, line: int) -> None:
        """Add the row of an event that was read as a whole."""
        for number, collector in enumerate(self._collectors):
            if event.kind not in collector.by:
                continue
            request = as_text(event.args[collector.by[event.kind]])
            if not request:
                self._tally.skip(line, f"a {event.kind} of no request: '{collector.by[event.kind]}' is empty")
                continue
            telling = collector.telling[event.kind]
            marks = tuple(value for name, value in event.args.items() if name not in telling)
            outline = self._outline(number, (event,), (event.time.hi - event.time.lo,))
            self._rows[number].append((request, outline, line, marks, event.time.lo))
        self._lo, self._hi = min(self._lo, event.time.lo), max(self._hi, event.time.hi)
        self._count += 1
        if self._count >= _WINDOW:
            self.flush()

    def _outline(self, number: int, events: tuple[Event, ...], widths: tuple[int, ...]) -> int:
        collector = self._collectors[number]
        told = tuple((e.kind, e.source, *(e.args[a] for a in sorted(collector.telling[e.kind]))) for e in events)
        about = (number, told, widths)
        if about not in self._outlines:
            self._outlines[about] = collector.outline(Outline(events, widths))
        return self._outlines[about]

    def flush(self) -> None:
        """Hand the rows on, and bring the account of who was heard up to date."""
        begin, end = self._lo, self._hi
        for plan in self._open:
            self._tally.cover(plan.source, Interval(plan.lo, plan.hi), plan.heard)
            begin, end = min(begin, plan.lo), max(end, plan.hi)
            plan.lo, plan.hi, plan.heard = _NEVER, -1, 0
        self._open.clear()
        self._tally.bulk += self._events
        self._events = self._count = 0
        self._lo, self._hi = _NEVER, -1
        for collector, rows in zip(self._collectors, self._rows, strict=True):
            if rows:
                collector.take(rows)
                rows.clear()
        if begin != _NEVER:
            self._lost(begin)
        self._last = end if end >= 0 else self._last

    def unread(self) -> None:
        """Note that something here could not be read."""
        self.flush()
        self._unread = True

    def close(self) -> None:
        """Hand on what is left."""
        self.flush()
        self._lost(None)

    def _lost(self, after: int | None) -> None:
        for collector in self._collectors if self._unread else ():
            collector.lost(self._last, after)
        self._unread = False


def _instants(stamps: Sequence[object]) -> list[int] | None:
    """Return the instants (ns) of stamps of 19 digits; None where one is of another kind."""
    times = []
    for text in stamps:
        if type(text) is not str or len(text) != _STAMP_DIGITS or not (text.isdigit() and text.isascii()):
            return None
        times.append(int(text))
    return times


def _request(rule: Rule, argument: str) -> str:
    """Return what the argument that is the request refers to, or '' where it is not simply something of the record."""
    wanted = next(w for w in rule.arguments if w.name == argument)
    as_it_is = wanted.type in _TAKEN_AS_THEY_ARE and wanted.translate is None and wanted.template is not None
    return wanted.template.reference if as_it_is and wanted.template else ""
