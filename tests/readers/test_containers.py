"""Logs in the JSON of Docker and of the journal: read as what they wrap, line for line."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.progress import SilentProgress
from checker.pipeline.gathering import gather, one_name
from checker.pipeline.inputs import find
from checker.readers.containers import Unwrapped, unwrapped, unwrapped_head, wrappings
from checker.readers.registry import log_readers
from tests.pipeline.running import run

STAMP = "2026-11-21T19:24:46.195123456Z"
LOGS = {
    f"{reader.name} {name}": (reader.name, data.decode())
    for reader in log_readers()
    for name, data in reader.samples.items()
    if b"\0" not in data
}


def docker(text: str) -> str:
    return "".join(
        json.dumps({"log": line, "stream": "stdout", "time": STAMP}) + "\n" for line in text.splitlines(True)
    )


def journal(text: str, program: str) -> str:
    rows = [
        {
            "__CURSOR": f"s={n}",
            "__REALTIME_TIMESTAMP": str(1795375486195123 + n),
            "_HOSTNAME": "hap1",
            "SYSLOG_IDENTIFIER": program,
            "_PID": "31",
            "MESSAGE": line,
        }
        for n, line in enumerate(text.splitlines())
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def told(path: Path):
    """The readers of a file, its events without their texts, and its unread lines."""
    (source,) = find([str(path)], None)
    trace = gather([source], (), one_name(()), SilentProgress())
    events = [(e.kind, dict(e.args), e.places[0].line) for e in trace.events]
    tally = trace.tallies[str(path)]
    return [r.name for r in source.readers], events, [u.line for u in tally.unread], tally.lines


@pytest.mark.parametrize("log", LOGS)
def test_a_log_in_docker_json_is_read_as_what_it_wraps(tmp_path, log):
    name, text = LOGS[log]
    (tmp_path / "plain.log").write_text(text)
    (tmp_path / "wrapped.log").write_text(docker(text))
    plain, wrapped = told(tmp_path / "plain.log"), told(tmp_path / "wrapped.log")
    assert wrapped[0] == plain[0] == [name]
    found, known = ({(kind, line) for kind, _, line in each[1]} for each in (wrapped, plain))
    # lines without a stamp tell nothing until the container's stamp dates them
    assert found == known or (" console" in log and known < found)
    assert wrapped[3] == plain[3]


def test_the_journal_names_host_program_and_process(tmp_path):
    line = "Server pgbouncer_back/pgb2 is DOWN, reason: Layer4 timeout. 2 active and 0 backup servers left."
    (tmp_path / "j.json").write_text(journal(f"{line}\n", "haproxy"))
    (source,) = find([str(tmp_path / "j.json")], None)
    (event,) = gather([source], (), one_name(()), SilentProgress()).events
    assert (event.source.host, event.source.program, event.source.process) == ("hap1", "haproxy", "31")
    assert event.time.lo <= 1795375486195123000 <= event.time.hi
    assert event.args["server"] == "pgbouncer_back/pgb2"


def test_a_message_that_is_no_text_or_of_several_lines_is_one_line():
    rows = [
        {"MESSAGE": [104, 105, 255], "__REALTIME_TIMESTAMP": "1795375486195123"},
        {"MESSAGE": "one\ntwo\n", "__REALTIME_TIMESTAMP": "1795375486195124", "_COMM": "a b"},
        {"MESSAGE": None, "__REALTIME_TIMESTAMP": "1795375486195125"},
    ]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    lines = unwrapped_head(data, "journal").decode().splitlines()
    assert lines[0] == "2026-11-22T19:24:46.195123Z localhost unknown: hi\N{REPLACEMENT CHARACTER}"
    assert lines[1].endswith("localhost ab: one two")
    assert lines[2] == json.dumps(rows[2])
    assert unwrapped_head(data, "journal bare").decode().splitlines()[1] == "one two"


def test_packed_and_wrapped_and_broken_in_the_middle(tmp_path):
    name, text = next(pair for key, pair in LOGS.items() if pair[0] == "haproxy")
    lines = docker(text * 20).splitlines(True)
    broken = [*lines, "{not json\n", *lines]
    (tmp_path / "c.log.gz").write_bytes(gzip.compress("".join(broken).encode()))
    readers, events, unread, count = told(tmp_path / "c.log.gz")
    assert readers == [name]
    assert len(lines) + 1 in unread
    assert count == len(broken)
    assert {line for _, _, line in events} & set(range(len(lines) + 2, count + 1))


@pytest.mark.parametrize("head", [b"", b"{", b"[1]\n", b'{"log": 1}\n', b'{"MESSAGE": "x"}\n', b"plain\n", b"{}\n{}\n"])
def test_what_is_not_wrapped_is_left_alone(head):
    assert wrappings(head) == ()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.dictionaries(
                st.sampled_from(["log", "time", "MESSAGE", "__REALTIME_TIMESTAMP", "_HOSTNAME", "_PID"]),
                st.one_of(st.none(), st.integers(), st.text(max_size=20), st.lists(st.integers(-1, 300), max_size=3)),
            ).map(lambda d: json.dumps(d).encode()),
        ),
        max_size=8,
    ),
    st.sampled_from(["docker", "docker bare", "journal", "journal bare"]),
)
def test_any_bytes_give_as_many_lines_and_never_raise(lines, wrapping):
    data = b"".join(line.replace(b"\n", b"").replace(b"\0", b"") + b"\n" for line in lines)
    wrappings(data)
    stream = unwrapped(io.BytesIO(data), wrapping)
    assert stream.read().count(b"\n") == data.count(b"\n")
    stream.seek(0)
    assert stream.read() == b"".join([unwrapped_head(data, wrapping)] if data else [])
    assert isinstance(Unwrapped(io.BytesIO(data), wrapping).damage, str)


RECORDED = Path(__file__).parents[2] / "traces" / "lab" / "reload_while_down" / "hap1" / "haproxy.iso.log"


@pytest.mark.parametrize("kind", ["docker", "journal"])
def test_a_recorded_log_gives_the_same_verdicts_when_it_is_wrapped(tmp_path, kind):
    text = RECORDED.read_text()
    for name, content in (("plain", text), ("wrapped", docker(text) if kind == "docker" else exported(text))):
        (tmp_path / name / "hap1").mkdir(parents=True)
        (tmp_path / name / "hap1" / "haproxy.log").write_text(content)
    plain, wrapped = (run(tmp_path / name) for name in ("plain", "wrapped"))
    assert counts(wrapped) == counts(plain)
    assert sum(count for _, _, count, _, _ in counts(plain)) > 100


STREAMING = Path(__file__).parents[2] / "traces" / "rtmp-failover" / "seed_story"


def test_the_logs_of_a_streaming_system_tell_the_same_when_docker_wraps_them(tmp_path):
    folders = [tmp_path / "plain", tmp_path / "wrapped"]
    for folder in folders:
        folder.mkdir()
        for log in STREAMING.glob("*.log"):
            text = log.read_text()
            (folder / log.name).write_text(docker(text) if folder.name == "wrapped" else text)
    plain, wrapped = map(run, folders)
    assert counts(wrapped) == counts(plain)
    assert accounts(wrapped) == accounts(plain)
    assert sum(events for _, _, events, _ in accounts(plain)) > 400


def accounts(outcome):
    return [(Path(i.path).name, i.format, i.events, i.unread_total) for i in outcome.inputs]


def counts(outcome):
    return [(p.id, p.verdict, p.exercised, p.violations, p.inconclusive) for p in outcome.properties]


def exported(text: str) -> str:
    """What the journal exports of lines `stamp host program[pid]: message`."""
    rows = []
    for line in text.splitlines():
        stamp, host, tag, message = line.split(" ", 3)
        program, _, pid = tag.rstrip(":").rstrip("]").partition("[")
        us = (datetime.fromisoformat(stamp) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        row = {"__REALTIME_TIMESTAMP": str(us), "_HOSTNAME": host, "SYSLOG_IDENTIFIER": program, "MESSAGE": message}
        rows.append(json.dumps({**row, **({"_PID": pid} if pid else {})}) + "\n")
    return "".join(rows)
