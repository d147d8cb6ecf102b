"""Declared formats: what a file may say, what is wrong with one, the shipped ones on recorded logs, and any bytes."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY, EventKind
from checker.readers import formats
from checker.readers.clocks import received
from checker.readers.declared import DeclaredReader, files_in, load, load_folder
from checker.readers.reader import Context, Reader, Tally, Wanted
from checker.readers.registry import own_readers, readers, recognise

TRACES = Path(__file__).parents[2] / "traces" / "pgbouncer-ha"
AT = 1_795_288_416 * NS_PER_S  # 2026-11-21T19:13:36Z
ALL = Wanted(windows=(Interval(0, 1 << 62),))
SHIPPED = {path.stem: load(path) for path in files_in(formats.__path__)}

LINES = """\
name: mine
description: ours
recognise: {line: '\\S+ mine: '}
prefix: '(?P<time>\\S+) mine: '
time: {from: $time, layout: iso}
source: {program: mine}
rules:
  - match: 'up (?P<what>\\w+)(?: by (?P<who>\\w+))?$'
    event: process_started
    with: {detail: $what by $who}
samples:
  - {line: '2026-11-21T19:13:36Z mine: up a by b', event: process_started, with: {detail: a by b}}
"""
JSON = """\
name: mine
description: ours
form: json
recognise: {keys: [mine]}
time: {from: $at.0, layout: epoch}
source: {program: $mine, host: $who.host, process: $who.p.id}
rules:
  - when: {kind: [in, out], error: }
    event: alert_sent
    with:
      title: $who.host/$kind for $$5
      message: {from: $kind, translate: {in: came}, default: went}
      accepted: $ok
      status: {from: $n, type: integer}
      detail: {from: $nothing, default: none}
  - when: {kind: slow}
    event: query
    with:
      ok: {from: $ok}
      started_ns: {from: $t, type: s}
      worker: ''
      client: ''
      served_by: ''
      detail: {from: $n, type: text}
samples:
  - line: '{"mine": "m", "at": [1795288416.5], "who": {"host": "h", "p.id": 7}, "kind": "in", "ok": true, "n": 3}'
    event: alert_sent
    host: h
    with: {title: h/in for $5, message: came, accepted: true, status: 3, detail: none}
  - line: '{"mine": "m", "at": [1795288416], "kind": "out", "ok": "no"}'
    event: alert_sent
    with: {title: /out for $5, message: went, accepted: false, status: -1}
  - line: '{"mine": "m", "at": [1795288416], "kind": "slow", "ok": 1, "t": "0.25", "n": 5}'
    event: query
    with: {ok: true, started_ns: 250000000, detail: '5'}
"""
SYSLOG = """\
name: mine
description: ours
form: syslog
recognise: {program: mined}
source: {program: $program}
rules:
  - match: 'up'
    event: process_started
    with: {detail: '$text of $pid'}
samples:
  - {line: 'Nov 21 19:13:36 db1 mined[7]: up now', host: db1, event: process_started, with: {detail: up now of 7}}
"""


def loaded(tmp_path, text, name="mine.yaml", **more):
    path = tmp_path / name
    path.write_text(text)
    return load(path, shown=name, **more)


def read(reader, text, context=Context("m.log", host="here", reference_ns=AT), wanted=ALL):  # noqa: B008
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(reader.read(io.BytesIO(data), context, wanted, tally)), tally


def test_lines(tmp_path):
    reader: Reader = loaded(tmp_path, LINES)
    assert (reader.name, list(reader.samples)) == ("mine", ["line 12"])
    text = (
        "2026-11-21T19:13:36Z mine: up a\n\nother\n2026-11-21T19:13:36Z mine: down\n2026-11-99T19:13:36Z mine: up b\n"
    )
    (event,), tally = read(reader, text)
    assert (event.kind, event.args, event.source) == (
        "process_started",
        {"detail": "a by "},
        Source("here", "mine", ""),
    )
    assert event.time == Interval(AT, AT + NS_PER_S - 1)
    assert event.places == (Place("m.log", 1),)
    assert event.text == "2026-11-21T19:13:36Z mine: up a"
    assert tally.coverage == {event.source: event.time}
    assert (tally.lines, tally.events) == (5, 1)
    assert [(u.line, u.why) for u in tally.unread] == [
        (3, "it does not begin as lines of this format do"),
        (4, "no rule of the format explains it"),
        (5, "no time stamp that can be read"),
    ]


def test_json(tmp_path):
    reader = loaded(tmp_path, JSON)
    lines = [
        '{"mine": "m", "at": [1795288416.25], "who": {"host": "h", "p": {"id": 8}}, "kind": "in", "ok": false}',
        '{"mine": "m", "at": [1795288416], "kind": "in", "error": "x"}',
        '{"mine": "m", "at": [1795288416], "kind": "in", "ok": "maybe"}',
        '{"mine": "m", "at": [1795288416], "kind": "in"}',
        '{"mine": "m", "at": [1795288416], "kind": "in", "ok": true, "n": "many"}',
        '{"mine": "m", "at": "now", "kind": "in", "ok": true}',
        '["mine"]',
    ]
    (event,), tally = read(reader, "\n".join(lines))
    assert event.source == Source("h", "m", "8")
    assert event.time == Interval(AT + 250 * NS_PER_MS, AT + 260 * NS_PER_MS - 1)
    assert [(u.line, u.why) for u in tally.unread] == [
        (2, "no rule of the format explains it"),
        (3, "'accepted' must be true or false, found 'maybe'"),
        (4, "'accepted' is not there, and it must be true or false"),
        (5, "'status' must be a whole number, found 'many'"),
        (6, "no time stamp that can be read"),
        (7, "not a JSON object"),
    ]


def test_syslog(tmp_path):
    reader = loaded(tmp_path, SYSLOG)
    (event,), tally = read(reader, "Nov 21 19:13:36 db1 mined[7]: up\nNov 21 19:13:36 db1 other[7]: up\n")
    assert event.time == received(AT, NS_PER_S)
    assert event.source == Source("db1", "mined", "7")
    assert [u.why for u in tally.unread] == ["not written by mined"]


def test_a_line_may_give_several_events(tmp_path):
    text = LINES.replace("rules:\n", "rules:\n  - {match: 'up', event: ready, with: {detail: x}}\n").replace(
        "event: process_started, with: {detail: a by b}}",
        "events: [{event: ready}, {event: process_started, with: {detail: a by b}}]}",
    )
    events, _ = read(loaded(tmp_path, text), "2026-11-21T19:13:36Z mine: up a\n")
    assert [event.kind for event in events] == ["ready", "process_started"]


def test_bulk_comes_within_windows_only(tmp_path):
    reader = loaded(tmp_path, JSON)
    line = '{"mine": "m", "at": [1795288416], "kind": "slow", "ok": 1, "t": 1}\n'
    events, tally = read(reader, line, wanted=Wanted())
    assert (events, tally.bulk) == ([], 1)
    events, tally = read(reader, line, wanted=Wanted(control=False, windows=(Interval(AT, AT),)))
    assert ([e.kind for e in events], tally.bulk) == (["query"], 0)
    assert read(reader, line, wanted=Wanted(control=False, windows=(Interval(0, AT - 1),)))[0] == []


def test_a_teams_own_events(tmp_path):
    own = {"lever_pulled": EventKind({"by": "who"}, "somebody pulled the lever")}
    text = LINES.replace("process_started", "lever_pulled").replace("detail: $what by $who", "by: $who")
    text = text.replace("with: {detail: a by b}", "with: {by: b}")
    (event,), _ = read(loaded(tmp_path, text, vocabulary=own), "2026-11-21T19:13:36Z mine: up a by c\n")
    assert (event.kind, event.args) == ("lever_pulled", {"by": "c"})


ERRORS = {
    "a key": ("recognise:", "recognize:", "mine.yaml:3:1: unknown key 'recognize'; did you mean 'recognise'?"),
    "no samples": ("samples:", "samples: []\nx:", "mine.yaml:11:10: a format needs samples"),
    "an event": ("event: process_started\n", "event: process_stated\n", "did you mean 'process_started'?"),
    "an argument": ("{detail: $what by $who}", "{}", "mine.yaml:8:5: the event 'process_started' lacks 'detail'"),
    "a reference": ("$what by", "$wat by", "mine.yaml:10:20: no pattern has a group 'wat'; did you mean 'what'?"),
    "a pattern": ("(?P<what>\\w+)", "(?P<what>\\w+", "mine.yaml:8:12: not a regular expression: missing )"),
    "a slow one": ("(?P<what>\\w+)", "(?P<what>(\\w+)+)", "mine.yaml:8:12: a line could keep this pattern busy"),
    "a layout": ("layout: iso", "layout: '%H'", "mine.yaml:5:29: a layout must give month"),
    "a zone": ("layout: iso", "layout: iso, zone: CST", "'zone' under time must be local, UTC, or an offset"),
    "a form": ("prefix:", "form: line\nprefix:", "unknown form 'line'; did you mean 'lines'?"),
    "no time": ("time: {from: $time, layout: iso}\n", "", "this event has no time"),
    "a name": ("name: mine", "name: Mine", "'name' must be small letters, digits and hyphens, found 'Mine'"),
    "recognition": ("{line: '\\S+ mine: '}", "{}", "mine.yaml:3:12: 'recognise' needs line"),
    "a file": ("name: mine", "name: other", "mine.yaml:1:1: the format 'other' stands in a file of another name"),
    "two ways": ("event: process_started, with: {detail: a by b}}", "ignored: true, event: ready}",
                 "mine.yaml:12:5: a sample needs one of event, events or ignored: true"),
    "not its own": ("mine: up a by b", "mine; up a by b", "mine.yaml:12:12: `recognise` does not know this sample"),
    "unread": ("up a by b", "up a by", "this sample is unread: no rule of the format explains it; wanted: "
               "process_started (detail='a by b')"),
    "another": ("detail: a by b}", "detail: a}",
                "this sample gives process_started (detail='a by b'); wanted: detail='a'"),
    "another event": ("event: process_started, with: {detail: a by b}", "event: ready",
                      "this sample gives process_started (detail='a by b'); wanted: ready"),
    "no event": ("event: process_started, with: {detail: a by b}", "ignored: true",
                 "this sample gives process_started (detail='a by b'); wanted: nothing"),
    "another time": ("event: process_started, with: {detail: a by b}",
                     "event: process_started, time: 2026-11-21T19:13:37Z",
                     "wanted: the time 2026-11-21T19:13:37Z (found 2026-11-21T19:13:36.000000000Z)"),
    "another host": ("event: process_started, with: {detail: a by b}", "event: process_started, host: db1",
                     "wanted: host 'db1' (found 'directory')"),
    "an idle rule": ("samples:", "  - match: 'never'\nsamples:", "mine.yaml:11:5: no sample shows this rule"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_what_is_wrong_is_told_with_its_place(tmp_path, name):
    old, new, message = ERRORS[name]
    assert LINES.count(old) >= 1
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, LINES.replace(old, new, 1))
    assert message in str(caught.value)
    assert str(caught.value).startswith("mine.yaml:")


JSON_ERRORS = {
    "a prefix": ("recognise:", "prefix: x\nrecognise:", "'prefix' has no meaning here: the lines are JSON objects"),
    "a match": ("  - when: {kind: slow}", "  - match: x\n    when: {kind: slow}", "'match' has no meaning here"),
    "a type": ("type: integer", "type: number", "unknown type 'number'"),
    "a truth": ("accepted: $ok", "accepted: 5", "'accepted' under with under rules must be true or false, found '5'"),
    "a truth's type": ("ok: {from: $ok}", "ok: {from: $ok, type: text}", "must be boolean, as the event says"),
    "a list": ("[in, out]", "[in, [out]]", "must be a text or a list of texts"),
}


@pytest.mark.parametrize("name", JSON_ERRORS)
def test_what_is_wrong_with_json(tmp_path, name):
    old, new, message = JSON_ERRORS[name]
    assert JSON.count(old) >= 1
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, JSON.replace(old, new, 1))
    assert message in str(caught.value)


def test_formats_that_take_each_others_lines(tmp_path):
    (tmp_path / "mine.yaml").write_text(LINES)
    (tmp_path / "other.yaml").write_text(LINES.replace("name: mine", "name: other"))
    with pytest.raises(InputError, match=r"other\.yaml:12:12: this sample is taken for mine, too \(share 1\.00\)"):
        load_folder(tmp_path, readers())
    (tmp_path / "other.yaml").unlink()
    (tmp_path / "mine.yaml").unlink()
    (tmp_path / "webhook.yaml").write_text(LINES.replace("name: mine", "name: webhook"))
    with pytest.raises(InputError, match="there is a format 'webhook' already"):
        load_folder(tmp_path, readers())
    (tmp_path / "webhook.yaml").unlink()
    (tmp_path / "mine.yaml").write_text(LINES.replace(r"{line: '\S+ mine: '}", "{line: '.*'}"))
    with pytest.raises(InputError, match="'mine' takes a sample of haproxy"):
        load_folder(tmp_path, readers())


def test_a_broken_file_stops_the_program(tmp_path):
    (tmp_path / "mine.yaml").write_text("name: [")
    with pytest.raises(InputError, match="not YAML"):
        own_readers(tmp_path)


def test_what_editors_leave_beside_a_file_is_no_format_and_either_ending_is(tmp_path):
    (tmp_path / "._mine.yaml").write_bytes(b"\0")
    (tmp_path / ".mine.yaml.swp").write_bytes(b"\0")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "mine.yml").write_text(LINES)
    assert [reader.name for reader in own_readers(tmp_path)] == ["mine"]
    (tmp_path / "mine.yaml").write_text(LINES)
    with pytest.raises(InputError, match="there is a format 'mine' already"):
        own_readers(tmp_path)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_formats_are_found_and_told_apart(name):
    assert name in [reader.name for reader in readers()]
    for sample in SHIPPED[name].samples.values():
        assert recognise(sample, readers()).name == name
        for cut in range(1, len(sample)):  # an input's head may be cut anywhere
            SHIPPED[name].recognises(sample + sample[:cut])


RECORDED = {
    "state-monitor": "*/monitor/monitor.log",
    "state-file": "*/monitor/pgbouncer_states.txt",
    "webhook": "*/monitor/webhook.jsonl",
    "queries": "*/client/client.jsonl",
}
FILES = [
    (name, path) for name, pattern in RECORDED.items() for path in sorted(TRACES.glob(pattern)) if path.stat().st_size
]


@pytest.mark.parametrize(("name", "path"), FILES, ids=lambda p: "/".join(p.parts[-3:]) if isinstance(p, Path) else p)
def test_every_recorded_log(name, path):
    data = path.read_bytes()
    reader = recognise(data, readers())
    assert reader.name == name
    events, tally = read(reader, data, Context(str(path), host=path.parent.name))
    assert tally.unread_total == 0
    assert tally.lines == data.count(b"\n")
    assert all(set(event.args) == set(VOCABULARY[event.kind].args) for event in events)
    if name in ("webhook", "queries"):
        assert len(events) == tally.lines


def test_every_file_of_a_trace_is_known():
    """Configurations are the gate's; everything else of these folders is some reader's, and read to its last line."""
    for folder in ("pgb", "monitor", "client", "stats"):
        for path in sorted(TRACES.glob(f"*/{folder}/**/*")):
            if not path.is_file() or path.suffix == ".ini" or not path.stat().st_size:
                continue
            reader = recognise(path.read_bytes()[: 1 << 16], readers())
            assert reader is not None, path
            _, tally = read(reader, path.read_bytes(), Context(str(path), host=path.parent.name))
            assert tally.unread_total == 0, path


def test_the_lost_alert():
    path = TRACES / "monitor_missed" / "monitor" / "monitor.log"
    events, _ = read(SHIPPED["state-monitor"], path.read_bytes())
    lost, sent = (e for e in events if e.kind == "alert_sent")
    assert (lost.args["accepted"], lost.args["message"], lost.args["status"]) == (False, "pgb2 is DOWN", -1)
    assert (sent.args["accepted"], sent.args["message"], sent.args["status"]) == (True, "pgb2 is back UP", 200)


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    return [*SHIPPED.values(), *(loaded(folder, text) for text in (LINES, JSON, SYSLOG))]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(engines, data):
    reader: DeclaredReader = data.draw(st.sampled_from(engines))
    text = b"".join(reader.samples.values())
    at, noise = data.draw(st.integers(0, len(text))), data.draw(st.binary(max_size=200))
    mixed = text[:at] + noise + text[at + data.draw(st.integers(0, 20)) :]
    _, tally = read(reader, mixed)
    if b"\0" not in mixed:  # such a file may be text of two bytes a character
        assert tally.lines == mixed.count(b"\n") + (not mixed.endswith(b"\n") and bool(mixed))
    reader.recognises(mixed)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_lines_means_nothing(engines, data):
    reader: DeclaredReader = data.draw(st.sampled_from(engines))
    lines = list(reader.samples.values())

    def essence(parts):
        events, tally = read(reader, b"".join(parts))
        return sorted((e.kind, e.time, e.source, repr(e.args)) for e in events), tally.coverage

    assert essence(data.draw(st.permutations(lines))) == essence(lines)


@pytest.mark.parametrize("form", ["[" * 60_000, '{"a":' * 12_000, '{"ts": ' + "9" * 10_000 + "}", "{" + "x" * 100_000])
def test_hostile_json_is_unread(form):
    for name in ("queries", "webhook"):
        _, tally = read(SHIPPED[name], form + "\n")
        assert tally.unread_total == 1


def test_only_the_beginning_of_a_line_is_looked_at(tmp_path):
    reader = loaded(tmp_path, LINES)
    (event,), _ = read(reader, "2026-11-21T19:13:36Z mine: up " + "a" * 50_000 + "\n")
    assert len(event.text) == 4096


COLUMNS = """\
name: mine
description: ours
form: csv
columns: [at, host, what, note]
separator: ';'
recognise: {line: '\\d{4}-\\d\\d-\\d\\dT[^;]+;'}
time: {from: $at, layout: iso, zone: UTC}
source: {program: mine, host: $host}
rules:
  - {when: {what: up}, event: process_started, with: {detail: $note}}
  - {when: {what: down}, event: process_stopped, with: {detail: $note}}
samples:
  - {line: '2026-11-21T19:13:36Z;a;up;"by ; hand"', event: process_started, host: a, with: {detail: 'by ; hand'}}
  - {line: '2026-11-21T19:13:36Z;a;down;', event: process_stopped, with: {detail: ''}}
  - {line: 'at;host;what;note', ignored: true}
"""


def columns(tmp_path, text=COLUMNS):
    (tmp_path / "mine.yaml").write_text(text)
    return load(tmp_path / "mine.yaml")


def test_columns_are_read_by_their_names(tmp_path):
    reader = columns(tmp_path, COLUMNS.replace("  - {line: 'at;host;what;note', ignored: true}\n", ""))
    data = b'at;host;what;note\n2026-11-21T19:13:36Z;a;up;x\n2026-11-21T19:13:37Z;b;down;"y""z"\nshort;line\n'
    tally = Tally()
    events = list(reader.read(io.BytesIO(data), Context("f"), ALL, tally))
    assert [(e.kind, e.source.host, e.args["detail"]) for e in events] == [
        ("process_started", "a", "x"),
        ("process_stopped", "b", 'y"z'),
    ]
    assert [(u.line, u.why) for u in tally.unread] == [(4, "it has 2 columns; 4 are declared")]
    assert 0 < reader.recognises(data) < 1


def test_a_sample_of_columns_must_be_known_by_its_line(tmp_path):
    with pytest.raises(InputError, match="`recognise` does not know this sample"):
        columns(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("columns: [at, host, what, note]\n", "", "missing key 'columns'"),
        ("separator: ';'", "separator: ';;'", "'separator' must be one character, or the word tab"),
        ("when: {what: up}", "when: {wat: up}", "'wat'; did you mean 'what'?"),
        ("form: csv\n", "", "'columns' has no meaning here: only lines of the form csv have columns"),
        ("rules:\n", "prefix: x\nrules:\n", "'prefix' has no meaning here: the lines are columns"),
    ],
)
def test_what_is_wrong_with_columns_is_told(tmp_path, old, new, said):
    text = COLUMNS.replace("  - {line: 'at;host;what;note', ignored: true}\n", "")
    assert old in text
    with pytest.raises(InputError) as raised:
        columns(tmp_path, text.replace(old, new, 1))
    assert said in str(raised.value)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_columns_without_harm(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("columns")
    reader = columns(folder, COLUMNS.replace("  - {line: 'at;host;what;note', ignored: true}\n", ""))
    tally = Tally()
    list(reader.read(io.BytesIO(data), Context("f"), ALL, tally))
    # a NUL parts two messages on one line
    assert tally.unread_total <= data.count(b"\n") + data.count(b"\0") + 1
