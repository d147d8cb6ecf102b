"""Every wrapper of a logged message: who, when (as an interval), and what the logger lost."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, Interval, show_instant
from checker.readers.clocks import RECEIPT_DELAY_NS, ZONES_NS, civil_ns, dated_near, zone_between
from checker.readers.reader import Context
from checker.readers.syslog import Line, loss, repeated, unwrap, zone_offset

REFERENCE = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp()) * NS_PER_S
CONTEXT = Context("log", host="ctx", reference_ns=REFERENCE)
HOUR = 3600 * NS_PER_S

# wrapper -> stamp (UTC, None: no time), resolution in ns, host, program, pid, names its zone
S, US, NS = NS_PER_S, 1000, 1
WRAPPERS = {
    "Nov 21 19:18:36 hap1 haproxy[31]: ": ("2026-11-21T19:18:36.000000000Z", S, "hap1", "haproxy", "31", False),
    "Nov  1 19:18:36 hap1 haproxy[31]: ": ("2026-11-01T19:18:36.000000000Z", S, "hap1", "haproxy", "31", False),
    "Nov 1 19:18:36 hap1 haproxy[31]: ": ("2026-11-01T19:18:36.000000000Z", S, "hap1", "haproxy", "31", False),
    "<134>Nov 21 19:18:36 hap1 haproxy[31]: ": ("2026-11-21T19:18:36.000000000Z", S, "hap1", "haproxy", "31", False),
    "<134>Nov 21 19:18:36 haproxy[31]: ": ("2026-11-21T19:18:36.000000000Z", S, "ctx", "haproxy", "31", False),
    "Nov 21 19:18:36 localhost haproxy[31]: ": ("2026-11-21T19:18:36.000000000Z", S, "ctx", "haproxy", "31", False),
    "Nov 21 19:18:36 10.0.0.1 haproxy: ": ("2026-11-21T19:18:36.000000000Z", S, "10.0.0.1", "haproxy", "", False),
    "Nov 21 2025 19:18:36 hap1 haproxy[31]: ": ("2025-11-21T19:18:36.000000000Z", S, "hap1", "haproxy", "31", False),
    "Sat Nov 21 19:29:03 2026: ": ("2026-11-21T19:29:03.000000000Z", S, "ctx", "", "", False),
    "Nov 21 19:18:36.123456 hap1 haproxy[31]: ": ("2026-11-21T19:18:36.123456000Z", US, "hap1", "haproxy", "31", False),
    "2026-11-21T19:24:27.756407+00:00 hap1 haproxy[31]: ": (
        *("2026-11-21T19:24:27.756407000Z", US, "hap1", "haproxy", "31", True),
    ),
    "2026-11-21T19:24:27+01:00 localhost haproxy[31]: ": (
        *("2026-11-21T18:24:27.000000000Z", S, "ctx", "haproxy", "31", True),
    ),
    "2026-11-21T19:24:27.5-0330 hap1 haproxy[31]: ": (
        *("2026-11-21T22:54:27.500000000Z", NS_PER_S // 10, "hap1", "haproxy", "31", True),
    ),
    "<133>1 2026-11-21T19:13:30.582622+00:00 hap1 haproxy 31 - -  ": (
        *("2026-11-21T19:13:30.582622000Z", US, "hap1", "haproxy", "31", True),
    ),
    '155 <133>1 2026-11-21T19:13:30Z hap1 haproxy - ID47 [a@1 x="\\]\\"]" y="1"][b] \ufeff': (
        *("2026-11-21T19:13:30.000000000Z", S, "hap1", "haproxy", "", True),
    ),
    "<133>1 - - haproxy 31 - - ": (None, 0, "ctx", "haproxy", "31", False),
    "1 2026-11-21T19:13:30Z - haproxy 31 - - ": ("2026-11-21T19:13:30.000000000Z", S, "ctx", "haproxy", "31", True),
    "2026-11-21T19:18:36+0000 hap1 haproxy[31]: ": (
        *("2026-11-21T19:18:36.000000000Z", S, "hap1", "haproxy", "31", True),
    ),
    "Sat 2026-11-21 19:18:36 UTC hap1 haproxy.service[31]: ": (
        *("2026-11-21T19:18:36.000000000Z", S, "hap1", "haproxy.service", "31", True),
    ),
    "Sat 2026-11-21 19:18:36 CEST hap1 haproxy.service[31]: ": (
        *("2026-11-21T19:18:36.000000000Z", S, "hap1", "haproxy.service", "31", False),
    ),
    "1795288716.123456 hap1 haproxy[31]: ": ("2026-11-21T19:18:36.123456000Z", US, "hap1", "haproxy", "31", True),
    "hap1  | 2026-11-21T19:18:36.123456789Z ": ("2026-11-21T19:18:36.123456789Z", NS, "hap1", "", "", True),
    "2026-11-21T19:18:36.123456789Z stderr F ": ("2026-11-21T19:18:36.123456789Z", NS, "ctx", "", "", True),
    "hap1-1  | ": (None, 0, "hap1-1", "", "", False),
    "haproxy[31]: ": (None, 0, "ctx", "haproxy", "31", False),
    "<134>": (None, 0, "ctx", "", "", False),
    "": (None, 0, "ctx", "", "", False),
}
MESSAGES = [
    "Server b/s is DOWN, reason: Layer4 connection problem",
    "[WARNING]  (31) : Health check for server b/s failed",
    "192.168.1.50:39382 [21/Nov/2026:19:18:33.380] f b/s 1/0/3 1 -- 1/1/1/1/0 0/0",
]


@pytest.mark.parametrize("message", MESSAGES, ids=["state", "console", "session"])
@pytest.mark.parametrize("end", ["", "\r"])
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapper_says_who_and_when(wrapper, end, message):
    stamp, resolution, host, program, pid, zoned = WRAPPERS[wrapper]
    line = unwrap((wrapper + message + end).encode(), CONTEXT)
    assert (line.text, line.host, line.program, line.pid, line.zoned) == (message, host, program, pid, zoned)
    if stamp is None:
        assert line.time is None
    else:
        assert show_instant(line.time.lo + RECEIPT_DELAY_NS, 9) == stamp
        assert line.time.hi - line.time.lo == RECEIPT_DELAY_NS + resolution - 1


def test_stamps_without_a_zone_are_local():
    line = unwrap(b"Nov 21 19:18:36 hap1 haproxy[31]: x", Context("log", reference_ns=REFERENCE, zone_ns=2 * HOUR))
    assert show_instant(line.time.hi) == "2026-11-21T17:18:36.999Z"


@pytest.mark.parametrize(
    ("stamp", "reference", "year"),
    [
        ("Dec 31 23:59:59", (2027, 1, 2), 2026),
        ("Jan  1 00:00:01", (2026, 12, 31), 2027),
        ("Feb 29 12:00:00", (2026, 6, 1), 2024),
    ],
)
def test_the_year_is_the_one_nearest_to_the_reference(stamp, reference, year):
    reference_ns = int(datetime(*reference, tzinfo=UTC).timestamp()) * NS_PER_S
    line = unwrap(f"{stamp} hap1 haproxy[31]: x".encode(), Context("log", reference_ns=reference_ns))
    assert show_instant(line.time.hi, 0).startswith(str(year))


@pytest.mark.parametrize(
    "stamp", ["Nov 21 25:18:36", "Nov 31 19:18:36", "Foo 21 19:18:36", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z"]
)
def test_a_date_that_does_not_exist_is_no_stamp(stamp):
    assert unwrap(f"{stamp} hap1 haproxy[31]: x".encode(), CONTEXT).time is None


LOSSES = {
    "rsyslogd[4]: imuxsock lost 30 messages from pid 31 due to rate-limiting": (30, "31", ""),
    "rsyslogd: imuxsock[pid: 31, name: haproxy] from <x:y>: begin to drop messages due to rate-limiting": (
        -1,
        "31",
        "",
    ),
    "rsyslogd: imuxsock[pid: 31, name: haproxy]: 42 messages lost due to rate-limiting (200 allowed)": (42, "31", ""),
    "rsyslogd: imjournal: begin to drop messages due to rate-limiting": (-1, "", ""),
    "rsyslogd: imjournal: 1234 messages lost due to rate-limiting (20000 allowed within 600 seconds)": (1234, "", ""),
    "rsyslogd-2007: action 'action-1-builtin:omfwd' suspended (module 'builtin:omfwd'), next retry": (-1, "", ""),
    "systemd-journald[4]: Suppressed 123 messages from haproxy.service": (123, "", "haproxy.service"),
    "systemd-journald[4]: Forwarding to syslog missed 22 messages.": (22, "", ""),
    "last message repeated 3 times": (3, "", ""),
    "rsyslogd: action 'action-1-builtin:omfwd' resumed (module 'builtin:omfwd')": (-1, "", ""),
    'rsyslogd: [origin software="rsyslogd" swVersion="8.2302.0" x-pid="12" x-info="x"] exiting on signal 15.': (
        -1,
        "",
        "",
    ),
    'rsyslogd: [origin software="rsyslogd" swVersion="8.2302.0" x-pid="13" x-info="x"] start': (-1, "", ""),
    'rsyslogd: [origin software="rsyslogd" swVersion="8.2302.0" x-pid="13" x-info="x"] rsyslogd was HUPed': None,
    "haproxy[31]: exiting on signal 15": None,
    "rsyslogd: start": None,
    "haproxy[31]: imuxsock lost 30 messages from pid 31 due to rate-limiting": None,
    "sshd[9]: Suppressed 123 messages from haproxy.service": None,
}


@pytest.mark.parametrize("message", LOSSES)
def test_only_a_logger_says_what_was_lost(message):
    line = unwrap(f"Nov 21 19:18:36 hap1 {message}".encode(), CONTEXT)
    lost = loss(line)
    assert (lost and (lost.count, lost.process, lost.unit)) == LOSSES[message]
    assert line.host == "hap1"
    assert line.time == Interval(line.time.hi - NS_PER_S - RECEIPT_DELAY_NS + 1, line.time.hi)


def test_a_loss_says_whether_it_begins_or_ends():
    said = {message: loss(unwrap(f"Nov 21 19:18:36 hap1 {message}".encode(), CONTEXT)) for message in LOSSES}
    begins = [message for message, lost in said.items() if lost and lost.detail.startswith("begin: ")]
    ends = [message for message, lost in said.items() if lost and lost.detail.startswith("end: ")]
    assert all(re.search("begin to|suspended|exiting", message) for message in begins)
    assert all(re.search(r"\d messages|resumed|\] start", message) for message in ends)
    assert (len(begins), len(ends)) == (4, 7)


def test_a_repeated_message_carries_its_text():
    line = unwrap(b"Nov 21 19:18:36 hap1 haproxy[31]: message repeated 2 times: [ Server b/s is UP.]", CONTEXT)
    assert repeated(line.text) == (2, "Server b/s is UP.")
    assert repeated("Server b/s is UP.") is None


@pytest.mark.parametrize(
    ("zone", "hours"), [("Z", 0), ("UTC", 0), ("+01:00", 1), ("-0330", -3.5), ("+03", 3), ("CET", None), ("", None)]
)
def test_zones(zone, hours):
    assert zone_offset(zone) == (None if hours is None else int(hours * HOUR))


@given(st.integers(-60, 60), st.integers(-400 * NS_PER_S, 400 * NS_PER_S))
def test_a_zone_is_found_behind_any_small_error(quarters, error):
    zone = quarters * HOUR // 4
    assert zone_between(REFERENCE + zone + error, REFERENCE) == (zone if zone in ZONES_NS else None)


def test_no_zone_explains_stamps_that_are_days_apart():
    assert zone_between(REFERENCE + 40 * HOUR, REFERENCE) is None


@given(st.dates(datetime(1971, 1, 1).date(), datetime(2200, 1, 1).date()), st.integers(-181, 181))
def test_a_date_within_half_a_year_gets_its_year_back(date, days):
    at = civil_ns(date.year, date.month, date.day, 43200)
    assert dated_near(date.month, date.day, 43200, at + days * 24 * HOUR) == at


@given(st.binary(max_size=300))
@example(b"<1>1 - - - - - [")
def test_no_bytes_make_it_raise(data):
    for wrapper in WRAPPERS:
        assert isinstance(unwrap(wrapper.encode() + data, CONTEXT), Line)
    line = unwrap(data, CONTEXT)
    loss(line)
    repeated(line.text)


@pytest.mark.parametrize(
    "piece", ["[", '["', "\\", "<", "1 ", "a ", " ", "[a]", '[a="', ": ", "Nov ", "|", "imuxsock[pid: ", "'"]
)
def test_long_hostile_lines_are_read_at_once(piece):
    begun = time.perf_counter()
    for wrapper in WRAPPERS:
        line = unwrap((wrapper + piece * (60_000 // len(piece))).encode(), CONTEXT)
        loss(Line(line.text, program="rsyslogd"))
        repeated("message repeated 2 times: [" + line.text)
    assert time.perf_counter() - begun < 2


def test_the_receipt_allowance_is_small_against_every_stated_bound():
    assert RECEIPT_DELAY_NS <= 4 * NS_PER_MS
