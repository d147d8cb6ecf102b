"""The reader of keepalived's log: every wrapper, who spoke, coverage, and any bytes at all."""

import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.model.event import Source
from checker.readers.clocks import received
from checker.readers.keepalived import READER
from checker.readers.reader import Context, Reader, Tally, Wanted
from tests.readers.test_keepalived_lines import LINES

# 2026-11-21T19:29:03Z
AT = 1_795_289_343 * NS_PER_S
CONTEXT = Context("k.log", host="hap1", reference_ns=AT)


def read(text: str | bytes, context: Context = CONTEXT, wanted: Wanted = Wanted()):  # noqa: B008
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), context, wanted, tally)), tally


def test_it_is_a_reader():
    reader: Reader = READER
    assert reader.name == "keepalived"


@pytest.mark.parametrize("name", READER.samples)
def test_samples_are_recognised_and_read(name):
    assert READER.recognises(READER.samples[name]) == 1.0
    events, tally = read(READER.samples[name])
    assert events
    assert not tally.unread_total


SECOND = received(AT, NS_PER_S)
FORMS = {
    "Nov 21 19:29:03 hap2 Keepalived_vrrp[34]: ": (SECOND, "hap2", "34"),
    "Nov 21 19:29:03 hap2 Keepalived_vrrp: ": (SECOND, "hap2", ""),
    "<30>Nov 21 19:29:03 hap2 Keepalived_vrrp[34]: ": (SECOND, "hap2", "34"),
    "Nov 21 19:29:03 hap2 Keepalived_vrrp_blue[34]: ": (SECOND, "hap2", "34"),
    "2026-11-21T19:29:03+00:00 localhost Keepalived_vrrp[34]: ": (SECOND, "hap1", "34"),
    "<30>1 2026-11-21T19:29:03Z hap2 Keepalived_vrrp 34 - - ": (SECOND, "hap2", "34"),
    "Sat Nov 21 19:29:03 2026: ": (SECOND, "hap1", ""),
    "hap2  | Sat Nov 21 19:29:03 2026: ": (SECOND, "hap2", ""),
    "Nov 21 19:29:03 node7 vip-container[812]: ": (SECOND, "node7", ""),
    "Nov 21 19:29:03 node7 keepalived[812]: ": (SECOND, "node7", ""),
    "2026-11-21T19:29:03Z ": (SECOND, "hap1", ""),
}


@pytest.mark.parametrize("prefix", FORMS)
def test_every_wrapper(prefix):
    (event,), tally = read(f"{prefix}(VI_1) Entering MASTER STATE\n")
    time, host, process = FORMS[prefix]
    assert (event.kind, event.time) == ("vrrp_state", time)
    assert event.source == Source(host, "keepalived", process)
    assert event.places == (Place("k.log", 1),)
    assert event.text == "(VI_1) Entering MASTER STATE"
    assert tally.coverage == {event.source: event.time}
    assert READER.recognises(f"{prefix}(VI_1) Entering MASTER STATE\n".encode()) == 1.0


def test_a_container_that_stamps_what_is_stamped_already():
    line = "2026-11-21T19:29:03.250Z Sat Nov 21 19:29:03 2026: (VI_1): received an invalid passwd!\n"
    (event,), _ = read(line)
    assert (event.kind, event.text) == ("advert_received", "(VI_1): received an invalid passwd!")
    assert event.time.lo <= AT + 250_000_000 <= event.time.hi


@pytest.mark.parametrize("text", [text for text in LINES if not text.startswith("Stopped something")])
def test_each_message_on_the_console(text):
    events, tally = read(f"Sat Nov 21 19:29:03 2026: {text}\n")
    assert [(event.kind, event.args) for event in events] == ([LINES[text]] if LINES[text] else [])
    assert tally.unread_total == 0


def test_microseconds_are_kept():
    (event,), _ = read("2026-11-21T19:29:03.645451+00:00 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n")
    assert event.time == received(AT + 645_451_000, 1000)


LOG = """\
Nov 21 19:29:03 hap1 Keepalived[31]: Starting Keepalived v2.2.7 (01/16,2022)
Nov 21 19:29:03 hap1 Keepalived[31]: Running on Linux 6.1.0 #1 SMP PREEMPT_DYNAMIC (built for Linux 6.0.0)
Nov 21 19:29:03 hap1 Keepalived[31]: Command line: 'keepalived' '-n' '-D' '-f' '/etc/keepalived/keepalived.conf'
Nov 21 19:29:03 hap1 Keepalived[31]:               '/etc/keepalived/more.conf'
Nov 21 19:29:03 hap1 Keepalived[31]: Starting VRRP child process, pid=34
Nov 21 19:29:03 hap1 Keepalived_vrrp[34]: Assigned address 192.168.1.10 for interface eth0
Nov 21 19:29:03 hap1 Keepalived_vrrp[34]: (VI_1) Entering BACKUP STATE (init)
Nov 21 19:29:04 hap1 Keepalived_healthcheckers[35]: Gained quorum 1+0=1 <= 2 for VS [10.0.0.1]:tcp:80
Nov 21 19:29:05 hap1 haproxy[40]: Server pgbouncer_back/pgb2 is DOWN. 2 active and 0 backup servers left.
Nov 21 19:29:06 hap1 rsyslogd: imuxsock lost 5 messages from pid 34 due to rate-limiting

Nov 21 19:29:07 hap1 Keepalived_vrrp[34]: message repeated 4 times: [ Sending gratuitous ARP on eth0 for 10.0.0.1]
Nov 21 19:29:09 hap1 Keepalived_healthcheckers[35]: Stopped
Nov 21 19:29:09 hap1 Keepalived_vrrp[34]: (VI_1) sent 0 priority
Nov 21 19:29:10 hap1 Keepalived[31]: Stopped Keepalived v2.2.7 (01/16,2022)
"""


def test_a_whole_log():
    events, tally = read(LOG)
    assert [(event.kind, event.source.process, event.places[0].line) for event in events] == [
        ("process_started", "31", 1),
        ("address_seen", "34", 6),
        ("vrrp_state", "34", 7),
        ("lines_lost", "34", 10),
        ("resigned", "34", 14),
        ("process_stopped", "31", 15),
    ]
    assert {event.source.program for event in events} == {"keepalived"}
    assert events[3].args["count"] == 5
    assert (tally.lines, tally.events) == (15, 6)
    assert [(unread.line, unread.why) for unread in tally.unread] == [(9, "not a line of keepalived")]


def test_messages_without_an_event_still_cover():
    _, tally = read(LOG)
    stretches = {"31": (0, 7), "34": (0, 6), "35": (1, 6)}
    for source, time in tally.coverage.items():
        first, last = (received(AT + second * NS_PER_S, NS_PER_S) for second in stretches.pop(source.process))
        assert (time.lo, time.hi) == (first.lo, last.hi)
    assert not stretches


def test_a_line_without_a_stamp_is_unread():
    events, tally = read("(VI_1) Entering MASTER STATE\nKeepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n")
    assert events == []
    assert [unread.why for unread in tally.unread] == ["no time stamp that can be read"] * 2


def test_what_others_say_about_it_is_not_its_word():
    lines = (
        "Nov 21 19:29:03 hap1 keepalived: Node is now MASTER\n"
        "Nov 21 19:29:03 hap1 systemd[1]: Stopped LVS and VRRP High Availability Monitor.\n"
        "Nov 21 19:29:03 hap1 systemd[1]: Stopping\n"
        "Nov 21 19:29:03 hap1 nginx[7]: Stopped\n"
    )
    events, tally = read(lines)
    assert events == []
    assert tally.unread_total == 4
    assert READER.recognises(lines.encode()) == 0.0


def test_without_control_nothing_is_yielded_but_all_is_covered():
    events, tally = read(LOG, wanted=Wanted(control=False))
    assert events == []
    assert (tally.events, len(tally.coverage)) == (0, 3)


def test_recognition_is_the_share_of_lines():
    other = b"Nov 21 19:29:05 hap1 haproxy[40]: Proxy pgsql_front started.\n"
    mine = b"Nov 21 19:29:05 hap1 Keepalived[31]: Startup complete\n"
    assert READER.recognises(other * 3 + mine) == 0.25
    assert READER.recognises(mine + mine[:30]) == 1.0
    assert READER.recognises(b"") == READER.recognises(b"\n\n") == 0.0
    assert READER.recognises(b"\xd4\xc3\xb2\xa1" + bytes(200)) == 0.0


@given(st.permutations(LOG.splitlines(keepends=True)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_lines_means_nothing(lines):
    def essence(events):
        return Counter((event.kind, event.time, event.source, repr(event.args)) for event in events)

    assert essence(read("".join(lines))[0]) == essence(read(LOG)[0])


@given(st.binary(max_size=300), st.integers(0, 1500))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(noise, position):
    data = LOG.encode()
    data = data[:position] + noise + data[position:]
    _, tally = read(data)
    assert tally.lines == data.count(b"\n") + (not data.endswith(b"\n"))
    READER.recognises(data)


def test_a_cut_at_any_offset_keeps_the_whole_lines_before_it():
    data = LOG.encode()
    whole, _ = read(LOG)
    for cut in range(0, len(data), 3):
        events, _ = read(data[:cut])
        lines = data[:cut].count(b"\n")
        expected = [event for event in whole if event.places[0].line <= lines]
        assert events[: len(expected)] == expected
