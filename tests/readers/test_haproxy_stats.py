"""HAProxy's statistics: servers as they were seen, when, by whom, and any bytes at all."""

import io
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from checker.readers.archive import unpack
from checker.readers.haproxy_stats import READER, WRITTEN_WITHIN_NS
from checker.readers.haproxy_stats_time import STEPS_NS
from checker.readers.reader import Context, Reader, Tally, Wanted
from checker.readers.streams import open_input

TRACES = Path(__file__).parents[2] / "traces" / "pgbouncer-ha"
# 2026-11-21T19:24:36Z
AT = 1_795_289_076 * NS_PER_S
NAME = "stats/hap1/20261121T192436.109Z.csv"


def read(data, context=Context(NAME, host="hap1"), wanted=Wanted(), stream=None):  # noqa: B008
    tally = Tally()
    stream = stream or io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(READER.read(stream, context, wanted, tally)), tally


def snapshot(status="UP", check="L4OK", extra=""):
    head = "# pxname,svname,status,chkfail,check_status,type,\nback,FRONTEND,OPEN,,,0,\n"
    return f"{head}back,s1,{status},1,{check},2,\n{extra}\n"


def test_it_is_a_reader():
    reader: Reader = READER
    assert reader.name == "haproxy-stats"


@pytest.mark.parametrize("name", READER.samples)
def test_samples(name):
    assert READER.recognises(READER.samples[name]) == 1.0
    events, tally = read(READER.samples[name])
    assert [e.args["server"] for e in events] == ["pgbouncer_back/pgb2"]
    assert tally.unread_total == 0


@pytest.mark.parametrize(
    ("status", "first"),
    [("UP", "UP"), ("UP 2/3", "UP"), ("DOWN", "DOWN"), ("DOWN 1/2", "DOWN"), ("MAINT", "MAINT"), ("no check", "no"),
     ("MAINT (via back/s2)", "MAINT"), ("DRAIN", "DRAIN"), ("NOLB 1/2", "NOLB")],
)  # fmt: skip
def test_only_the_first_word_is_the_state(status, first):
    (event,), tally = read(snapshot(status, "* L4TOUT"))
    assert event.kind == "server_seen"
    assert set(event.args) == set(VOCABULARY["server_seen"].args)
    assert event.args == {
        "server": "back/s1", "status": first, "status_text": status, "chkfail": 1, "chkdown": -1, "lastchg": -1,
        "check_status": "L4TOUT", "check_rise": -1, "check_fall": -1,
    }  # fmt: skip
    assert event.source == Source("hap1", "haproxy-stats", "")
    assert event.places == (Place(NAME, 3),)
    assert (tally.lines, tally.events, tally.unread_total) == (4, 1, 0)


MS = 1_000_000
TIMES = {
    "20261121T192436.109Z.csv": (109 * MS, MS),
    "20261121T192436Z.csv": (0, NS_PER_S),
    "20261121-192436.csv": (0, NS_PER_S),
    "2026-11-21_19-24-36.csv": (0, NS_PER_S),
    "2026-11-21T19:24:36.csv": (0, NS_PER_S),
    "2026-11-21T20:24:36.5+01:00.csv": (500 * MS, 100 * MS),
    "hap1-20261121192436.csv.gz": (0, NS_PER_S),
    "stats.1795289076.csv": (0, NS_PER_S),
    "1795289076.109.txt": (109 * MS, MS),
    "stats_1795289076109.csv": (109 * MS, MS),
    "20261121_1924.csv": (-36 * NS_PER_S, 60 * NS_PER_S),
}


@pytest.mark.parametrize("name", TIMES)
def test_the_name_says_when(name):
    (event,), tally = read(snapshot(), Context(f"x/{name}", host="hap1"))
    after, width = TIMES[name]
    assert event.time == Interval(AT + after, AT + after + width - 1).widen(STEPS_NS, STEPS_NS)
    assert tally.coverage == {event.source: event.time}


def test_a_name_without_a_zone_is_in_the_zone_of_the_host():
    (event,), _ = read(snapshot(), Context("20261121_192436.csv", zone_ns=3600 * NS_PER_S))
    assert event.time.lo == AT - 3600 * NS_PER_S - STEPS_NS


@pytest.mark.parametrize("name", ["stats.csv", "hap1.csv", "2026-11-21.csv", "20261399T999999Z.csv", "12.csv"])
def test_without_a_time_there_are_no_events_but_a_note(name):
    events, tally = read(snapshot(), Context(name))
    assert events == []
    assert [u.why for u in tally.unread] == [
        "no time in the file's name (such as 20261121T192436.109Z.csv) or in a line before the statistics"
    ]


def test_the_modification_time_is_used_within_a_trace(tmp_path):
    path = tmp_path / "stats.csv"
    path.write_text(snapshot())
    os.utime(path, (AT // NS_PER_S, AT // NS_PER_S))
    with path.open("rb") as stream:
        (event,), tally = read("", Context(str(path), reference_ns=AT), stream=stream)
    assert event.time == Interval(AT - WRITTEN_WITHIN_NS, AT)
    assert "taken as of the minute before it was written, 2026-11-21T19:24:36Z" in tally.unread[0].why
    with path.open("rb") as stream:  # a checkout of last week's trace
        events, _ = read("", Context(str(path), reference_ns=AT - 7 * 86400 * NS_PER_S), stream=stream)
    assert events == []


def test_a_line_before_a_snapshot_says_when():
    text = f"2026-11-21T19:24:36Z\n{snapshot()}=== 2026-11-21 19:24:38 ===\n{snapshot('DOWN')}"
    (first, second), tally = read(text, Context("all.txt", host="hap1"))
    assert first.time.lo == AT - STEPS_NS
    assert second.time.lo == AT + 2 * NS_PER_S - STEPS_NS
    assert tally.unread_total == 0


def test_what_does_not_belong_is_unread():
    _, tally = read(f"hello\n{snapshot()}")
    assert [(u.line, u.why) for u in tally.unread] == [(1, "not a line of HAProxy's statistics")]


def test_without_control_nothing_is_yielded_but_all_is_covered():
    events, tally = read(snapshot(), wanted=Wanted(control=False))
    assert events == []
    assert len(tally.coverage) == 1


@pytest.mark.parametrize("path", sorted(TRACES.glob("*/stats/*/*.csv")), ids=lambda p: "/".join(p.parts[-4:]))
def test_every_recorded_snapshot(path):
    data = path.read_bytes()
    assert READER.recognises(data[:100]) == 1.0
    events, tally = read(data, Context(str(path), host=path.parent.name))
    assert [e.args["server"] for e in events] == [f"pgbouncer_back/pgb{n}" for n in (1, 2, 3)]
    assert {e.args["check_rise"] for e in events} == {2}
    assert tally.unread_total == 0


def test_recorded_snapshots_in_an_archive():
    with open_input(str(TRACES / "monitor_missed" / "stats.tar.gz")) as stream:
        found = unpack("stats.tar.gz", stream)
    for member in found.members:
        with member.part.open() as part:
            events, tally = read(part.read(), Context(member.path, host=Path(member.path).parent.name))
        assert len(events) == 3
        assert tally.unread_total == 0


def test_the_order_of_rows_means_nothing():
    head, *rows = snapshot(extra="back,s2,DOWN,3,L4CON,2,\n").rstrip().split("\n")
    expected = {e.args["server"]: dict(e.args) for e in read("\n".join([head, *rows]))[0]}
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        assert {e.args["server"]: dict(e.args) for e in read("\n".join([head, *rows]))[0]} == expected


@given(st.binary(max_size=300), st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(noise, position):
    data = snapshot().encode() * 2
    data = data[:position] + noise + data[position:]
    _, tally = read(data)
    if b"\0" not in data:  # such a file may be text of two bytes a character
        assert tally.lines == data.count(b"\n") + (not data.endswith(b"\n"))
    READER.recognises(data)


def test_a_cut_at_any_offset_ends():
    data = snapshot("DOWN 1/2").encode()
    for cut in range(len(data)):
        read(data[:cut])
