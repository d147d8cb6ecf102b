"""Callbacks of a media server: lines of rotated logs in order, refused connections paired with their lines."""

from __future__ import annotations

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.hosts import Hosts
from checker.conform.streaming.callbacks import as_written, brought_together
from checker.conform.words import label
from checker.model.event import Event, Source

NGINX, CAPTURE = Source("NGINX", "nginx", "1"), Source("", "capture", "")


def callback(source: Source, lo_ms: int, hi_ms: int, connection: str, call: str, number: int) -> Event:
    args = {"connection": connection, "call": call, "server": "primary", "name": connection and f"key{connection}"}
    args |= {"outcome": "failed", "location": "", "ended_ns": lo_ms * NS_PER_MS}
    unit = "line" if source is NGINX else "packet"
    place = Place("nginx-error.log" if source is NGINX else "net.pcap", number, unit=unit)
    return Event("callback", Interval(lo_ms * NS_PER_MS, hi_ms * NS_PER_MS), source, args, (place,), "")


def test_refused_connections_are_paired_in_the_order_of_the_lines():
    lines = [
        callback(NGINX, 20_000, 21_000, "13", "publish", 1),
        callback(NGINX, 20_000, 21_000, "5", "publish_done", 2),
    ]
    packets = [callback(CAPTURE, 20_450, 20_450, "", "", 7), callback(CAPTURE, 20_800, 20_800, "", "", 9)]
    found = {e.args["connection"]: e.time.lo // NS_PER_MS for e in brought_together(lines, packets)}
    assert found == {"13": 20_450, "5": 20_800}


def test_where_a_packet_may_be_of_several_lines_the_lines_count():
    lines = [callback(NGINX, 20_000, 21_000, c, "publish", n) for n, c in enumerate(("1", "2"), 1)]
    found = list(brought_together(lines, [callback(CAPTURE, 20_450, 20_450, "", "", 7)]))
    assert [(e.args["connection"], e.time.lo // NS_PER_S, e.time.hi // NS_PER_S) for e in found] == [
        ("1", 20, 21),
        ("2", 20, 21),
    ]


def test_a_refused_connection_of_which_no_line_tells_stands_by_itself():
    (found,) = brought_together([], [callback(CAPTURE, 20_450, 20_450, "", "", 7)])
    assert found.args["connection"] == ""


def test_lines_of_the_older_file_of_a_rotated_log_come_first():
    def line(file: str, number: int, second: int) -> Event:
        time = Interval(second * NS_PER_S, (second + 1) * NS_PER_S - 1)
        return Event("rtmp_closed", time, NGINX, {"connection": "1"}, (Place(file, number),), "")

    told = [line("a.log", 1, 8), line("a.log.1", 7, 7), line("a.log.1", 8, 8), line("a.log", 2, 9)]
    assert [(e.places[0].file, e.places[0].line) for e in as_written(told)] == [
        ("a.log.1", 7),
        ("a.log.1", 8),
        ("a.log", 1),
        ("a.log", 2),
    ]


def test_a_failure_that_a_service_counted_has_a_label():
    args = {"server": "primary", "count": 2, "of": 3}
    event = Event("failure_counted", Interval(0, 1), Source("HS1", "heartbeat", "9"), args, (Place("a.log", 1),), "")
    assert label(event, Hosts({}, {}, {}))
