"""What is read in bulk is what is read one by one, and what cannot be read is listed either way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.model.vocabulary import VOCABULARY, EventKind
from checker.readers.collecting import FIRST_TIME, LINE, OUTLINE, REQUEST, Outline, Row
from checker.readers.declared import DeclaredReader, load
from checker.readers.reader import Context, Tally, Wanted

KINDS = {
    "began": EventKind({"id": "the request", "what": "what", "n": "a number"}, "it begins", bulk=True),
    "ended": EventKind({"id": "the request", "what": "what"}, "it ends", bulk=True),
    "switched": EventKind({"state": "a state"}, "no request"),
}
RULES = """
rules:
  - {when: {kind: BULK}, event: began, with: &with {id: ID, what: WHAT, n: {from: NUM, type: integer, default: 0}}}
  - {when: {kind: BULK}, event: ended, time: END, with: {id: ID, what: WHAT}}
  - {when: {kind: STATE}, event: switched, with: {state: WHAT}}
  - {when: {kind: NOTHING}}
"""
OTLP = """
name: toy
description: a toy
form: otlp
recognise: {service: [web, db]}
time: {from: $start, layout: epoch-ns}
source: {program: $service, process: "${resource.pod}"}
"""
JSON = """
name: toy
description: a toy
form: json
recognise: {keys: [kind]}
time: {from: $start, layout: [iso, epoch-ns]}
source: {program: $service, process: $pod}
"""
CSV = """
name: toy
description: a toy
form: csv
columns: [service, pod, kind, id, what, num, start, end]
recognise: {line: 'web,|db,'}
time: {from: $start, layout: '%Y-%m-%d %H:%M:%S.%f', zone: UTC}
source: {program: $service, process: $pod}
"""
Record = Mapping[str, object]
T = 1_795_375_486_000_000_000


def span(record: Record) -> str:
    named = {"start": "startTimeUnixNano", "end": "endTimeUnixNano", "id": "traceId", "what": "name", "kind": "kind"}
    own = {named[key]: value for key, value in record.items() if key in named and value is not None}
    attributes = [{"key": "num", "value": {"intValue": record["num"]}}] if record["num"] is not None else []
    resource = [
        {"key": k, "value": {"stringValue": record[n]}} for k, n in (("service.name", "service"), ("pod", "pod"))
    ]
    scope = {"spans": [own | {"attributes": attributes}]}
    return json.dumps({"resourceSpans": [{"resource": {"attributes": resource}, "scopeSpans": [scope]}]})


def as_json(record: Record) -> str:
    return json.dumps({key: value for key, value in record.items() if value is not None})


def as_csv(record: Record) -> str:
    keys = ("service", "pod", "kind", "id", "what", "num", "start", "end")
    return ",".join("" if record[key] is None else str(record[key]) for key in keys)


def stamp_ns(n: int) -> str:
    return str(T + n * 1_000)


def stamp_iso(n: int) -> str:
    return f"2026-11-22T19:24:{46 + n % 10}.{n % 1000:03d}Z"


def stamp_text(n: int) -> str:
    return f"2026-11-22 19:24:{46 + n % 10}.{n % 1000:03d}"


class Form:
    """A format, how its records are written, and what stands for what in its rules."""

    def __init__(
        self,
        name: str,
        head: str,
        write: Callable[[Record], str],
        stamp: Callable[[int], str],
        words: Mapping[str, str],
    ) -> None:
        self.name, self.write, self.stamp = name, write, stamp
        rules = RULES
        for old, new in words.items():
            rules = rules.replace(old, new)
        self.text = head + rules
        self.kinds = {key: words.get(key, key) for key in ("BULK", "STATE", "NOTHING")}

    def sample(self, kind: object) -> Record:
        return {
            **{"service": "web", "pod": "p1", "kind": kind, "id": "r1", "what": "ask", "num": 1},
            **{"start": self.stamp(1), "end": self.stamp(2)},
        }


FORMS = {
    form.name: form
    for form in (
        Form(
            "otlp",
            OTLP,
            span,
            stamp_ns,
            {"BULK": "SERVER", "STATE": "CLIENT", "NOTHING": "INTERNAL", "ID": "$trace", "WHAT": "$name", "END": "$end"}
            | {"NUM": '"${attributes.num}"'},
        ),
        *(
            Form(name, head, write, stamp, {"ID": "$id", "WHAT": "$what", "END": "$end", "NUM": "$num"})
            for name, head, write, stamp in (("json", JSON, as_json, stamp_iso), ("csv", CSV, as_csv, stamp_text))
        ),
    )
}


class Taking:
    """A collector that keeps all rows."""

    by: Mapping[str, str] = {"began": "id", "ended": "id"}
    telling: Mapping[str, frozenset[str]] = {"began": frozenset({"what", "n"}), "ended": frozenset({"what"})}

    def __init__(self) -> None:
        self.outlines: list[Outline] = []
        self.rows: list[Row] = []
        self.lost_between: list[tuple[int | None, int | None]] = []

    def outline(self, outline: Outline) -> int:
        self.outlines.append(outline)
        return len(self.outlines) - 1

    def take(self, rows: Sequence[Row]) -> None:
        self.rows += rows

    def lost(self, before: int | None, after: int | None) -> None:
        self.lost_between.append((before, after))

    def events(self) -> list[tuple[object, ...]]:
        found = []
        for row in self.rows:
            outline = self.outlines[row[OUTLINE]]
            for event, width, time in zip(outline.events, outline.widths, row[FIRST_TIME:], strict=True):
                told = {name: event.args[name] for name in self.telling[event.kind]}
                about = (event.kind, event.source, row[REQUEST], row[LINE], time, time + width)
                found.append((*about, tuple(sorted(told.items()))))
        return sorted(found, key=repr)


@pytest.fixture(scope="module")
def reader_of(tmp_path_factory) -> Callable[[str], DeclaredReader]:
    known: dict[str, DeclaredReader] = {}
    for form in FORMS.values():
        samples = ["samples:"]
        events = {"BULK": "event: began", "STATE": "event: switched", "NOTHING": "ignored: true"}
        for key, said in events.items():
            kind: object = form.kinds[key]
            if form.name == "otlp":
                kind = {"BULK": 2, "STATE": 3, "NOTHING": 1}[key]
            line = form.write(form.sample(kind))
            told = "events: [{event: began}, {event: ended}]" if key == "BULK" else said
            samples.append(f"  - {{line: '{line}', {told}}}")
        path = tmp_path_factory.mktemp(form.name) / "toy.yaml"
        path.write_text(form.text + "\n".join(samples) + "\n")
        known[form.name] = load(path, {**VOCABULARY, **KINDS})
    return known.__getitem__


def records(form: Form, seed: int, count: int) -> list[str]:
    """Lines of records, one in some of them wrong in some way."""
    random, lines = Random(seed), []
    kinds: list[object] = [2, 2, 2, 3, 1, 7, "SPAN_KIND_SERVER", True] if form.name == "otlp" else []
    kinds = kinds or [*form.kinds.values(), form.kinds["BULK"], "other"]
    for n in range(count):
        record: dict[str, object] = {
            "service": random.choice(["web", "db"]),
            "pod": random.choice(["p1", "p2"]),
            "kind": random.choice(kinds),
            "id": f"r{random.randrange(5)}",
            "what": random.choice(["ask", "tell"]),
            "num": random.choice([1, 2, None]),
            "start": form.stamp(n),
            "end": form.stamp(n + random.randrange(-3, 50)),
        }
        if random.random() < 0.3:
            odd = ["", "x", None, "1", 5, "٣" * 19, "1" * 18, " " + form.stamp(3)]
            record[random.choice(["id", "start", "end", "num", "what", "kind"])] = random.choice(odd)
        line = form.write(record)
        lines.append(line if random.random() < 0.95 else line[: random.randrange(len(line))])
    return lines


def read(reader: DeclaredReader, data: bytes, wanted: Wanted) -> tuple[list[object], Tally]:
    tally = Tally()
    return list(reader.read(io.BytesIO(data), Context("log", "h"), wanted, tally)), tally


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), count=st.integers(0, 60))
def test_in_bulk_or_one_by_one(reader_of, name, seed, count):
    reader, lines = reader_of(name), records(FORMS[name], seed, count)
    data = "".join(f"{line}\n" for line in lines).encode()
    every = (Interval(0, 1 << 62),)
    single, _ = read(reader, data, Wanted(control=False, windows=every))
    control, alone = read(reader, data, Wanted(control=True))
    taking = Taking()
    others, tally = read(reader, data, Wanted(control=True, collectors=(taking,)))
    told = []
    for e in single:
        args = tuple(sorted((n, v) for n, v in e.args.items() if n in Taking.telling[e.kind]))
        if e.args["id"] != "":
            told.append((e.kind, e.source, e.args["id"], e.places[0].line, e.time.lo, e.time.hi, args))
    assert taking.events() == sorted(((*t[:2], str(t[2]), *t[3:]) for t in told), key=repr)
    assert others == control
    # each line that tells nothing is listed, with why; beside the others, those of no request
    unread = {(u.line, u.why) for u in tally.unread if "of no request" not in u.why}
    one_by_one = Tally()
    list(reader.read(io.BytesIO(data), Context("log", "h"), Wanted(True, every), one_by_one))
    assert unread == {(u.line, u.why) for u in one_by_one.unread}
    assert tally.coverage == alone.coverage
    assert bool(taking.lost_between) <= bool(tally.unread_total)


def test_what_is_lost_lies_between_what_was_read(reader_of):
    form = FORMS["otlp"]
    lines = [form.write(form.sample(2) | {"start": form.stamp(n), "end": form.stamp(n + 1)}) for n in (1, 5, 9)]
    taking = Taking()
    data = "\n".join(["{broken", lines[0], lines[1], "{broken", "{broken", lines[2], "{broken"]) + "\n"
    read(reader_of("otlp"), data.encode(), Wanted(collectors=(taking,)))
    at = [T + n * 1_000 for n in range(12)]
    assert taking.lost_between == [(None, at[1]), (at[6], at[9]), (at[10], None)]
