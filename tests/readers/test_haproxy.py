"""The HAProxy log: every form of its lines, and one answer whatever cuts, orders or wraps them."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from checker.readers import haproxy
from checker.readers.clocks import RECEIPT_DELAY_NS
from checker.readers.haproxy import READER, HaproxyReader
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import open_input

DATA = Path(__file__).parent / "haproxy_data"
STAMP = int(datetime(2026, 11, 21, 19, 18, 36, tzinfo=UTC).timestamp()) * NS_PER_S
ACCEPTED = STAMP - 2620 * NS_PER_MS  # 19:18:33.380
CONTEXT = Context("log", host="ctx", reference_ns=STAMP)
EVER = (Interval(0, 1 << 62),)
HOUR = 3600 * NS_PER_S
SECOND = Interval(STAMP - RECEIPT_DELAY_NS, STAMP + NS_PER_S - 1)

WRAPPERS = {
    "Nov 21 19:18:36 hap1 haproxy[31]: ": ("hap1", "31"),
    "<134>Nov 21 19:18:36 localhost haproxy[31]: ": ("ctx", "31"),
    "2026-11-21T19:18:36+00:00 hap1 haproxy[31]: ": ("hap1", "31"),
    "2026-11-21T20:18:36+01:00 hap1 haproxy: ": ("hap1", ""),
    "<133>1 2026-11-21T19:18:36Z hap1 haproxy 31 - -  ": ("hap1", "31"),
    '<133>1 2026-11-21T19:18:36Z hap1 haproxy 31 - [m@1 a="\\]"] ': ("hap1", "31"),
    "Nov 21 19:18:36 hap1 haproxy[31]: [WARNING]  (31) : ": ("hap1", "31"),
    "Nov 21 19:18:36 hap1 haproxy[29]: [NOTICE] 324/191836 (31) : ": ("hap1", "31"),
    "Nov 21 19:18:36 hap1 haproxy[31]: message repeated 1 times: [ ": ("hap1", "31"),
}


def table(name):
    """Entries of a table: a line that starts at the margin, and the indented lines below it."""
    entries = []
    for text in (DATA / name).read_text().splitlines():
        if text.startswith("  "):
            entries[-1][1].append(text.strip())
        elif text and not text.startswith("#"):
            entries.append((text, []))
    return entries


def read(data, wanted=None, context=CONTEXT, reader=READER):
    tally = Tally()
    wanted = wanted or Wanted(windows=EVER)
    data = data if isinstance(data, bytes) else data.encode()
    events = list(reader.read(io.BytesIO(data), context, wanted, tally))
    assert tally.events == len(events)
    for event in events:
        assert set(event.args) == set(VOCABULARY[event.kind].args)
    return events, tally


def plain(events):
    """Events without their places, in an order that does not depend on the lines'."""
    return sorted((e.kind, e.time, e.source, sorted(e.args.items()), e.text) for e in events)


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize(("message", "wanted"), table("messages.txt"), ids=[m[:50] for m, _ in table("messages.txt")])
def test_what_a_message_says(message, wanted, wrapper):
    end = "]" if "repeated" in wrapper else ""
    events, tally = read(wrapper + message + end)
    if any(w.startswith("unread") for w in wanted):
        console = wrapper.rstrip().endswith(":") and "(31)" in wrapper
        why = [w.removeprefix("unread ") for w in wanted]
        assert [u.why for u in tally.unread] == ([] if console else why)
        assert (events, tally.lines) == ([], 1)
        return
    assert (tally.unread, tally.lines, len(events)) == ([], 1, len(wanted))
    for event, said in zip(events, wanted, strict=True):
        kind, rest = said.split(" ", 1)
        args, _, pid = rest.partition("} #")
        host, speaker = WRAPPERS[wrapper]
        assert (event.kind, event.args) == (kind, json.loads(args.removesuffix("}") + "}"))
        assert (event.time, event.source) == (SECOND, Source(host, "haproxy", pid or speaker))
        assert event.text == wrapper + message + end
        assert [str(place) for place in event.places] == ["log:1"]


@pytest.mark.parametrize("wrapper", [w for w in WRAPPERS if "(31)" not in w] + ["", "hap1  | "])
@pytest.mark.parametrize(("line", "wanted"), table("sessions.txt"), ids=[m[27:80] for m, _ in table("sessions.txt")])
def test_where_a_session_was_routed(line, wanted, wrapper):
    # the stamp is the end of the session: let it be, for the zone is derived from it
    events, tally = read(wrapper + line + ("]" if "repeated" in wrapper else ""))
    assert (tally.unread, tally.bulk, len(events)) == ([], 1, len(wanted))
    for event, said in zip(events, wanted, strict=True):
        after, args = said.split(" ", 1)
        args = json.loads(args)
        for name in {"ended", "written"} & args.keys():
            after_accept = args.pop(name)
            args[f"{name}_ns"] = -1 if after_accept is None else ACCEPTED + after_accept * NS_PER_MS
        start = ACCEPTED + int(after) * NS_PER_MS
        assert (event.kind, event.time) == ("assigned", Interval(start, start + NS_PER_MS - 1))
        assert event.args["accepted_ns"] == ACCEPTED
        assert args.items() <= dict(event.args).items()


SESSION = "192.168.1.50:39382 [21/Nov/2026:{}:18:33.380] f b/s 1/0/2620 412 -- 4/4/3/0/0 0/0"


@pytest.mark.parametrize(
    ("stamp", "hour", "zone_ns"),
    [
        ("2026-11-21T19:18:36.000417+00:00", 19, 5 * HOUR),  # the stamp's zone wins over the context's
        ("2026-11-21T19:18:36.000417+00:00", 21, 0),  # logger in UTC, HAProxy two hours east
        ("2026-11-21T14:18:36+00:00", 19, 0),  # ... five hours east, whole seconds
        ("2026-11-21T20:18:36.000417+01:00", 20, 0),
        ("Nov 21 21:18:36", 21, 2 * HOUR),
    ],
)
def test_the_zone_of_the_accept_date(stamp, hour, zone_ns):
    context = replace(CONTEXT, zone_ns=zone_ns)
    shift = 5 * HOUR if stamp.startswith("2026-11-21T14") else 0
    at = ACCEPTED + NS_PER_MS - shift
    line = f"{stamp} hap1 haproxy[31]: {SESSION.format(hour)}\n"
    for windows in (EVER, (Interval(at, at),)):
        events, _ = read(line * 2, Wanted(windows=windows), context)
        assert [e.time for e in events] == [Interval(at, at + NS_PER_MS - 1)] * 2


def test_lines_without_any_time_are_told_of_as_unread():
    data = "[NOTICE]   (29) : New worker (31) forked\n[WARNING]  (31) : Server b/s is UP.\n[NOTICE] (29) : Loading.\n"
    events, tally = read(data)
    assert (events, [(u.line, u.why) for u in tally.unread]) == (
        [],
        [(1, "no time in the line"), (2, "no time in the line")],
    )


def test_old_console_lines_carry_the_day_of_the_year():
    events, _ = read("[WARNING] 324/191836 (31) : Server b/s is UP.\n")
    assert events[0].time == Interval(STAMP, STAMP + NS_PER_S - 1)
    assert events[0].source == Source("ctx", "haproxy", "31")


def test_the_logs_own_dates_say_the_year_better_than_the_file_does():
    data = (
        f"Nov 21 19:18:36 hap1 haproxy[31]: Server b/s is UP.\nNov 21 19:18:36 hap1 haproxy[31]: {SESSION.format(19)}\n"
    )
    for years in (0, 1, -3):
        events, _ = read(data, Wanted(), replace(CONTEXT, reference_ns=STAMP + years * 366 * 24 * HOUR))
        assert events[0].time == SECOND


@pytest.mark.parametrize(
    ("message", "process", "count"),
    [
        ("rsyslogd: imuxsock lost 30 messages from pid 31 due to rate-limiting", "31", 30),
        ("systemd-journald[4]: Suppressed 123 messages from haproxy.service", "", 123),
        ("last message repeated 3 times", "", 3),
        ("haproxy[31]: message repeated 4 times: [ Loading success.]", "31", 3),
    ],
)
def test_lost_lines_are_events_of_the_log_that_lost_them(message, process, count):
    events, tally = read(f"Nov 21 19:18:36 hap1 {message}\n")
    assert [(e.kind, e.time, e.source, e.args["count"]) for e in events] == [
        ("lines_lost", SECOND, Source("hap1", "haproxy", process), count)
    ]
    assert not tally.unread


def test_other_programs_are_counted_and_do_not_disturb():
    other = (
        "Nov 21 19:18:36 hap1 sshd[9]: Accepted publickey for root\nNov 21 19:18:36 hap1 kernel: eth0 up\ngarbage\n\n"
    )
    data = other + "Nov 21 19:18:36 hap1 haproxy[31]: Server b/s is UP.\n"
    events, tally = read(data)
    assert [e.places[0].line for e in events] == [5]
    assert [(u.line, u.why) for u in tally.unread] == [(n, "not a haproxy line") for n in (1, 2, 3)]
    assert READER.recognises(data.encode()) > 0
    assert READER.recognises(b"\x16garbage\n" + data.encode()) > 0


@pytest.mark.parametrize("name", READER.samples)
def test_samples_are_recognised_wherever_they_are_cut(name):
    sample = READER.samples[name]
    assert READER.recognises(sample) > 0.9
    assert READER.recognises(sample.replace(b"\n", b"\r\n")) > 0.9
    assert READER.recognises(sample * 3 + sample[:40]) > 0.9


OTHERS = {
    "haproxy.cfg": "global\n  log /dev/log local0\nbackend b\n  server s 10.0.0.1:6432 check inter 2s\n",
    "keepalived": "Nov 21 19:18:36 hap1 Keepalived_vrrp[30]: (VI_1) Entering MASTER STATE\n",
    "pcap": "\xd4\xc3\xb2\xa1\x02\x00Server b/s is UP.\n\0",
    "pgbouncer": "2026-11-21 19:13:36.047 UTC [34] LOG C-0x5: app/app@192.168.1.10:5 login attempt: db=app\n",
    "stats": "# pxname,svname,qcur,status,\nb,s,0,UP,\n",
    "access": '10.0.0.1 - - [21/Nov/2026:19:18:33 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"\n',
    "access of tomcat": '10.0.0.1 - - [21/Nov/2026:19:18:33 +0000] "POST /auth HTTP/1.0" 302 -\n',
    "prose": "The Server b/s is DOWN, says the log.\n",
    "empty": "",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_not_recognised(name):
    assert READER.recognises(OTHERS[name].encode("latin-1")) == 0


# --- one answer whatever orders, cuts or wraps the lines


def lines_of_a_log(seed, count=60):
    """Lines of every kind around a few seconds, with sessions that waited long before they were routed."""
    rng = random.Random(seed)
    messages = [m for m, _ in table("messages.txt")]
    sessions = [m for m, _ in table("sessions.txt")]
    heads = [
        *WRAPPERS,
        "",
        "garbage haproxy[31]: ",
        "Nov 20 03:00:00 hap2 haproxy[99]: ",
        "2026-11-22T19:18:36Z h lb[2]: ",
    ]
    for _ in range(count):
        head = rng.choice(heads) if rng.random() < 0.3 else "Nov 21 19:18:36 hap1 haproxy[31]: "
        if rng.random() < 0.2:
            yield head + rng.choice(messages)
            continue
        text = rng.choice(sessions)
        wait = rng.choice([0, 1, 999, 1000, 1001, 1999, 5_000, 3_600_000, 90_000_000])
        hour, minute, second = rng.choice([18, 19, 20]), rng.choice([3, 17, 18, 19, 33]), rng.randrange(60)
        text = text.replace("19:18:33", f"{hour}:{minute:02d}:{second:02d}")
        yield head + text.replace(" 1/", f" {wait}/", 1).replace(" 10/5/", f" {rng.choice([0, 999])}/{wait}/", 1)


def moments(events):
    return [e.time for e in events if e.kind == "assigned"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 32), st.data())
def test_order_blocks_and_line_ends_do_not_matter(seed, data):
    lines = list(lines_of_a_log(seed))
    events, tally = read("\n".join(lines))
    shuffled = data.draw(st.permutations(lines))
    size = data.draw(st.sampled_from([1, 7, 100, 1000, 1 << 20]))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    again, other = read(end.join(shuffled) + end, reader=HaproxyReader(block_bytes=size))
    assert plain(again) == plain(events)
    assert (other.lines, other.bulk, other.coverage) == (tally.lines, tally.bulk, tally.coverage)
    assert sorted(u.why for u in other.unread) == sorted(u.why for u in tally.unread)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(0, 3), st.data())
def test_windows_give_exactly_what_lies_in_them(seed, zone_hours, data):
    """The search by date against the plain way: read every line by itself, keep what lies in a window."""
    context = replace(CONTEXT, zone_ns=zone_hours * HOUR)
    lines = list(lines_of_a_log(seed))
    if data.draw(st.booleans()):  # only stamps without a zone: the search is narrower
        lines = ["Nov 21 19:18:36 hap1 haproxy[31]: " + line.rpartition("]: ")[2] for line in lines]
    everything = [e for line in lines for e in read(line, Wanted(False, EVER), context)[0]]
    start = data.draw(st.integers(-4 * 3600, 100_000).map(lambda s: STAMP + s * NS_PER_S))
    near = data.draw(st.sampled_from(moments(everything) or [SECOND]))
    edge = data.draw(st.integers(-3, 3))
    length = data.draw(st.sampled_from([0, NS_PER_MS, 30 * NS_PER_S, 1000 * NS_PER_S, 3 * HOUR, 80 * HOUR]))
    windows = sorted({Interval(near.lo + edge, near.lo + edge), Interval(start, start + length)})
    windows = windows[:1] if windows[0].hi >= windows[-1].lo else windows
    found, tally = read("\n".join(lines), Wanted(False, tuple(windows)), context, HaproxyReader(block_bytes=1000))
    wanted = [e for e in everything if any(e.time.overlaps(w) for w in windows)]
    assert plain(found) == plain(wanted)
    assert tally.bulk == len(found)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1 << 32))
def test_the_fast_path_is_the_slow_path(seed):
    data = "\n".join(lines_of_a_log(seed, 120))
    fast, fast_tally = read(data, Wanted())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(haproxy, "SESSION_LINES", haproxy.re.compile(rb"(?!)"))
        slow, slow_tally = read(data, Wanted())
    assert slow == fast
    assert slow_tally == fast_tally


def test_a_request_that_waited_for_hours_is_found_in_the_window_of_its_routing():
    line = "Nov 21 23:18:36 hap1 haproxy[31]: " + SESSION.format(19).replace(" 1/0/2620", " 14400000/0/14402620") + "\n"
    others = "".join(f"Nov 21 19:18:36 hap1 haproxy[31]: {SESSION.format(19)}\n" for _ in range(50))
    at = ACCEPTED + 14_400_000 * NS_PER_MS
    for data in (
        others + line + others,
        line + others,
        line.replace("Nov 21 23", "2026-11-21T23").replace("36 h", "36Z h") + others,
    ):
        events, _ = read(data, Wanted(False, (Interval(at, at),)))
        assert moments(events) == [Interval(at, at + NS_PER_MS - 1)]


@pytest.mark.parametrize(
    "stamp", ["Nov 21 19:18:{:02d}", "2026-11-21T19:18:{:02d}.5+00:00", "<13>1 2026-11-21T19:18:{:02d}Z"]
)
@pytest.mark.parametrize("hosts", [1, 3])
def test_coverage_is_exact_in_small_inputs_and_by_blocks_in_large_ones(stamp, hosts):
    rng, lines = random.Random(4), []
    for second in range(10, 50):
        tag = f"hap{second % hosts}" + (" haproxy 31 - - " if stamp.startswith("<") else " haproxy[31]: ")
        lines.append(f"{stamp.format(second)} {tag}{SESSION.format(19)}")
    rng.shuffle(lines)
    _, exact = read("\n".join(lines), Wanted())
    single = Tally()
    for line in lines:
        for source, time_heard in read(line, Wanted())[1].coverage.items():
            single.cover(source, time_heard)
    assert exact.coverage == single.coverage
    assert len(exact.coverage) == hosts
    _, rough = read("\n".join(sorted(lines)), Wanted(), reader=HaproxyReader(exact_bytes=0))
    assert hosts > 1 or rough.coverage == exact.coverage


def test_bare_sessions_are_covered_by_their_ends():
    _, tally = read(SESSION.format(19))
    assert tally.coverage == {Source("ctx", "haproxy"): Interval(STAMP, STAMP + NS_PER_MS - 1)}


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_packed_logs_give_the_same_and_a_cut_one_says_so(tmp_path, pack):
    data = "\n".join(lines_of_a_log(5, 2000)).encode()
    whole, _ = read(data)
    path = tmp_path / "log"
    for cut in (0, 10):
        packed = pack(data)
        path.write_bytes(packed[: len(packed) - cut])
        tally = Tally()
        with open_input(str(path)) as stream:
            events = list(READER.read(stream, CONTEXT, Wanted(windows=EVER), tally))
        reasons = [u.why for u in tally.unread]
        assert ("compressed data ends early" in reasons) == bool(cut)
        assert cut or plain(events) == plain(whole)


@given(st.binary(max_size=300), st.sampled_from([1, 13, 1 << 20]))
def test_no_bytes_make_it_raise(data, size):
    reader = HaproxyReader(block_bytes=size)
    for head in (b"", *(w.encode() for w in WRAPPERS)):
        tally = Tally()
        list(reader.read(io.BytesIO(head + data), Context("log"), Wanted(windows=EVER), tally))
    assert 0 <= reader.recognises(data) <= 1


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(0, 1 << 20))
def test_a_log_cut_anywhere_loses_only_its_last_line(seed, cut):
    data = "\n".join(lines_of_a_log(seed, 10)).encode()
    data = data[: cut % len(data)]
    whole = data[: data.rfind(b"\n") + 1]
    assert set(map(str, plain(read(whole)[0]))) <= set(map(str, plain(read(data)[0])))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "[",
        "1/",
        " ",
        "] ",
        "a ",
        "[21/Nov/2026:19:18:33.380] ",
        "Server a/",
        "reason: ",
        ". 1 active and ",
        "0",
        "(",
        "message repeated 1 times: [",
    ],
)
def test_hostile_lines_are_read_at_once(piece):
    begun = time.perf_counter()
    for start in (
        "",
        "Server b/s is DOWN",
        "Health check for server b/s failed, reason: ",
        "1.2.3.4:5 [21/Nov/2026:19:18:33.380] f b/s ",
    ):
        line = "Nov 21 19:18:36 hap1 haproxy[31]: " + start + piece * (60_000 // len(piece))
        read(line + "\n" + line)
    assert time.perf_counter() - begun < 3


def busy(host: str, seconds: Iterable[int]) -> list[str]:
    """Session lines of a host, one a second."""
    start = datetime(2026, 11, 21, 10, tzinfo=UTC)
    at = ((start + timedelta(seconds=s)).strftime("%b %d %H:%M:%S") for s in seconds)
    session = "192.168.1.50:39382 [21/Nov/2026:10:00:00.000] f b/s 1/0/5 512 -- 2/2/1/0/0 0/0"
    return [f"{stamp} {host} haproxy[31]: {session}\n" for stamp in at]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("hole", [0, 4000])
def test_a_silence_in_a_busy_log_is_noted(large, hole):
    lines = busy("hap1", [*range(3000), *range(3000 + hole, 6000 + hole)])
    # of a large log, where a block ends
    reader = HaproxyReader(block_bytes=100 * len(lines[0]), exact_bytes=0) if large else READER
    _, tally = read("".join(lines), reader=reader)
    silences = [(host, round((s.hi - s.lo) / NS_PER_S)) for host, s in tally.silences]
    assert silences == ([("hap1", 4000)] if hole else [])


def test_a_silence_between_two_lines_of_one_run_in_any_order():
    lines = busy("hap1", [*range(5000, 7000), *range(2000)])
    _, tally = read("".join(lines))
    assert [host for host, _ in tally.silences] == ["hap1"]


@pytest.mark.parametrize("reader", [READER, HaproxyReader(block_bytes=4096, exact_bytes=8192)], ids=["small", "large"])
def test_a_host_that_is_rarely_heard_is_covered_from_its_first_to_its_last_line(reader):
    lines = busy("hap1", range(5000))
    for n in (1700, 2900, 4100):
        lines[n] = busy("hap2", [n])[0].replace("haproxy[31]", f"haproxy[{n}]")
    _, tally = read("".join(lines), reader=reader)
    assert {(s.host, s.process) for s in tally.coverage} == {
        ("hap1", "31"),
        *(("hap2", str(n)) for n in (1700, 2900, 4100)),
    }


def test_a_large_log_with_rare_lines_of_another_source_in_every_block():
    large = HaproxyReader(block_bytes=4096, exact_bytes=0)
    lines = busy("hap1", range(5000))
    lines[7::13] = [line.replace("hap1", "hap2") for line in lines[7::13]]
    lines[3::50] = [f"Nov 21 10:00:00 hap1 CRON[{n}]: (root) CMD (true)\n" for n in range(len(lines[3::50]))]
    _, tally = read("".join(lines), reader=large)
    _, exact = read("".join(lines))
    assert tally.coverage == exact.coverage
    assert tally.silences == exact.silences == []
