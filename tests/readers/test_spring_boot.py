"""Logs of Spring Boot: every default layout, what single messages mean, whose process it is, and any bytes at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from checker.readers.clocks import printed
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.spring_boot import READER
from checker.readers.spring_boot_lines import meaning

# 2026-11-21T19:23:35.546Z
AT = 1_795_289_015 * NS_PER_S + 546 * NS_PER_MS
ZONE_NS = 19_800 * NS_PER_S
PRIMARY = "http://spring-boot-app-primary:8080/health"
OK = f"Health check OK for {PRIMARY}"
LOGGER = "c.s.f.service.HeartbeatService          "
COLOURED = (
    "\x1b[2m2026-11-21T19:23:35.546Z\x1b[0;39m \x1b[32m INFO\x1b[0;39m \x1b[35m20453\x1b[0;39m \x1b[2m--- [app] "
    "[           main] \x1b[0;39m\x1b[36mc.s.f.service.HeartbeatService          \x1b[0;39m \x1b[2m:\x1b[0;39m "
)
LAYOUTS = {
    "2.7": f"2026-11-21 19:23:35.546  INFO 20453 --- [   scheduling-1] {LOGGER} : ",
    "3.0": f"2026-11-21T19:23:35.546Z DEBUG 20453 --- [   scheduling-1] {LOGGER} : ",
    "3.2": f"2026-11-21T19:23:35.546Z DEBUG 20453 --- [app] [   scheduling-1] {LOGGER} : ",
    "3.2 with a correlation": f"2026-11-21T19:23:35.546Z DEBUG 20453 --- [app] [nio-8080-exec-1] [5f-1] {LOGGER} : ",
    "3.5": f"2026-11-22T00:53:35.546+05:30  WARN 20453 --- [app] [group] [   scheduling-1] {LOGGER} : ",
    "3.5, zone without a colon": f"2026-11-22T00:53:35.546+0530  WARN 20453 --- [app] [group] [x] {LOGGER} : ",
    "file": "2026-11-21T19:23:35.546Z DEBUG 20453 --- [app] [scheduling-1] c.s.f.service.HeartbeatService : ",
    "terminal": COLOURED,
}


def read(text: str | bytes, context: Context = Context("run/app.log", host="hs1"), wanted: Wanted = Wanted()):  # noqa: B008
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), context, wanted, tally)), tally


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout(name: str):
    (event,), tally = read(f"{LAYOUTS[name]}{OK}\n")
    assert (event.kind, event.time) == ("check", printed(AT, NS_PER_MS))
    assert event.source == Source("hs1", "heartbeat", "20453")
    assert (event.args["server"], event.args["passed"]) == ("spring-boot-app-primary:8080", True)
    assert (tally.lines, tally.events, tally.unread_total) == (1, 1, 0)
    assert READER.recognises(f"{LAYOUTS[name]}{OK}\n".encode()) == 1.0


def test_a_stamp_without_a_zone_is_in_that_of_its_host():
    (event,), _ = read(f"{LAYOUTS['2.7']}{OK}\n", Context("a.log", host="hs1", zone_ns=ZONE_NS))
    assert event.time == printed(AT - ZONE_NS, NS_PER_MS)


@pytest.mark.parametrize(
    ("wrapper", "host"),
    [
        ("heartbeat-1  | ", "heartbeat-1"),
        ("Nov 21 19:23:35 node7 java[812]: ", "hs1"),
        ("2026-11-21T19:23:35Z ", "hs1"),
    ],
)
def test_what_stands_before_a_line(wrapper: str, host: str):
    (event,), _ = read(f"{wrapper}{LAYOUTS['3.5']}{OK}\n")
    assert (event.source.host, event.time) == (host, printed(AT, NS_PER_MS))


MEANINGS = {
    OK: ("check", {"passed": True, "reason": "", "state": ""}),
    f'Health check failed for {PRIMARY}: I/O error on GET request for "{PRIMARY}": Connection refused': (
        "check",
        {"passed": False, "reason": "Connection refused"},
    ),
    f'Health check failed for {PRIMARY}: 503 : "{{status: down}}"': ("check", {"passed": False}),
    f"Replica {PRIMARY} failed health check (attempt 1/3 threshold)": ("failure_counted", {"count": 1, "of": 3}),
    f"FAULT DETECTED: Replica {PRIMARY} has failed 3 consecutive health checks - marking as DOWN": (
        "server_state",
        {
            "server": "spring-boot-app-primary:8080",
            "before": "UP",
            "after": "DOWN",
            "reason": "3 consecutive as printed",
        },
    ),
    f"RECOVERY DETECTED: Replica {PRIMARY} has recovered after 2 consecutive successful checks - marking as UP": (
        "server_state",
        {"before": "DOWN", "after": "UP"},
    ),
    f"FAILOVER EXECUTED: Primary replica switched from {PRIMARY} (index 0) to http://b:8081/health (index 1)": (
        "primary_switched",
        {"before": "spring-boot-app-primary:8080", "after": "b:8081"},
    ),
    "Starting heartbeat check for 2 replicas": ("checks_began", {"servers": 2}),
    "Heartbeat check completed. System operational: true, Healthy replicas: 1": ("checks_ended", {}),
    "Stream start authorised for user alice -> 302 Location: stream_alice": (
        "publish_answered",
        {"user": "alice", "call": "publish", "status": 302, "location": "stream_alice"},
    ),
    "Stream start refused: unknown key -> 403": ("publish_answered", {"user": "", "call": "publish", "status": 403}),
    "Stream stop for user alice -> 200": ("publish_answered", {"user": "alice", "call": "publish_done", "status": 200}),
}


@pytest.mark.parametrize("message", MEANINGS)
def test_what_messages_mean(message: str):
    kind, args = MEANINGS[message]
    found = meaning(message)
    assert found.kind == kind
    assert found.args.items() >= args.items()
    assert set(found.args) == set(VOCABULARY[kind].args)


@pytest.mark.parametrize(
    "message", ["", "HikariPool-1 - Start completed.", "Health check", "Stream", "FAULT DETECTED: "]
)
def test_what_tells_nothing(message: str):
    assert meaning(message) is None


def test_a_process_is_what_it_says():
    start = f"{LAYOUTS['3.5']}Starting App using Java 17.0.15 with PID 20453 (/app started by root in /app)\n"
    both = [*MEANINGS]
    heartbeat, _ = read(start + f"{LAYOUTS['3.5']}{OK}\n")
    assert [(e.kind, e.source.program) for e in heartbeat] == [("check", "heartbeat"), ("process_started", "heartbeat")]
    replica, _ = read(start + f"{LAYOUTS['3.5']}{both[-1]}\n")
    assert [e.source.program for e in replica] == ["replica", "replica"]
    shared, tally = read(start + "".join(f"{LAYOUTS['3.5']}{m}\n" for m in (OK, both[-1])))
    assert [e.source.program for e in shared] == ["heartbeat", "replica", "heartbeat", "replica"]
    assert {s.program for s in tally.coverage} == {"heartbeat", "replica"}
    nobody, tally = read(start)
    assert [e.source.program for e in nobody] == [s.program for s in tally.coverage] == ["spring-boot"]


def test_what_goes_on_with_a_message_is_read_and_what_is_strange_is_listed():
    text = (
        f"{LAYOUTS['3.5']}{OK}\nHibernate: select 1\njava.net.ConnectException: refused\n\tat java.base/x\n"
        "Caused by: y\nwhat is this\n2026-13-41T19:23:35.546Z  INFO 1 --- [x] a.B : Stream\n"
    )
    _, tally = read(text)
    assert [(u.line, u.why) for u in tally.unread] == [
        (6, "not a line of spring-boot"),
        (7, "no time stamp that can be read"),
    ]


def test_a_pass_over_windows_gives_no_control_events_again():
    assert read(f"{LAYOUTS['3.5']}{OK}\n", wanted=Wanted(control=False))[0] == []


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes(data: bytes):
    events, tally = read(data)
    assert tally.events == len(events)
    assert 0.0 <= READER.recognises(data) <= 1.0


@given(st.sampled_from([*MEANINGS]), st.sampled_from([*LAYOUTS.values()]), st.data())
@settings(max_examples=300)
def test_broken_lines(message: str, layout: str, data: st.DataObject):
    line = layout + message
    at = data.draw(st.integers(0, len(line)))
    events, tally = read(line[:at] + data.draw(st.text(max_size=5)) + line[at + data.draw(st.integers(0, 3)) :])
    assert tally.events == len(events)
    assert all(set(e.args) == set(VOCABULARY[e.kind].args) for e in events)
