"""From files to evidence: clocks, copies, losses."""

from __future__ import annotations

import pytest

from checker.base.progress import SilentProgress
from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.model.event import Event
from checker.model.vocabulary import VOCABULARY
from checker.pipeline.gathering import evidence_of, gather
from checker.pipeline.inputs import find
from checker.pipeline.request import parse_clocks, parse_gaps
from checker.readers.reader import Tally, Wanted
from tests.conform.makers import S, contract
from tests.pipeline.logs import START, Haproxy, Keepalived, instant
from tests.pipeline.running import INCONCLUSIVE, VIOLATED, routed
from tests.pipeline.wires import Wire

BASE = round(START.timestamp()) * S


def gathered(*paths, clocks=(), gaps=()) -> Evidence:
    inputs = find([str(p) for p in paths], None)
    trace = gather(inputs, parse_clocks(clocks), str, SilentProgress())
    return evidence_of(trace, contract(), parse_gaps(gaps))


def small(host: str = "hap1") -> Haproxy:
    log = Haproxy(host=host)
    log.session(1, "pgb1")
    log.down(10)
    log.up(20)
    return log


def test_an_offset_moves_everything_of_a_host_and_nothing_of_another(tmp_path):
    one, two = small("hap1").write(tmp_path), small("hap2").write(tmp_path)
    plain, moved = gathered(one, two), gathered(one, two, clocks=("hap1=+3s",))
    before = {(e.source.host, e.kind, e.text): e.time for e in plain.events}
    for event in moved.events:
        shift = event.time.lo - before[event.source.host, event.kind, event.text].lo
        assert shift == (3 * S if event.source.host == "hap1" else 0)
    assert moved.heard_by("hap1", "haproxy").lo - plain.heard_by("hap1", "haproxy").lo == 3 * S
    assert moved.heard_by("hap2", "haproxy") == plain.heard_by("hap2", "haproxy")


QUERY = (
    '{"ts": 1795287601.5, "end": 1795287602.25, "worker": "S1", "kind": "short", "q": 1, "ok": true,'
    ' "connected": 1795287601.6, "local": "192.168.1.50:36682", "served_by": "pgb1", "pg_pid": 40}\n'
)


def in_bulk(*paths, clocks=()) -> list[Event]:
    """Every bulk event of the inputs, as properties get them."""
    trace = gather(find([str(p) for p in paths], None), parse_clocks(clocks), str, SilentProgress())
    all_times = Wanted(control=False, windows=(Interval(0, 1 << 62),))
    return [e for i in trace.inputs for reader in i.readers for e in trace.read(i, reader, all_times, Tally())]


@pytest.mark.parametrize("form", ["iso", "traditional", "bare"])
def test_an_offset_moves_every_instant_that_an_event_tells_and_no_other_argument(tmp_path, form):
    log = Haproxy(form="iso" if form == "bare" else form)
    log.session(1, "pgb1")
    path = log.write(tmp_path)
    if form == "bare":  # as on a console: no logger has stamped it
        path.write_text(path.read_text().partition("]: ")[2])
    (tmp_path / "hap1" / "queries.jsonl").write_text(QUERY)
    plain, moved = in_bulk(tmp_path), in_bulk(tmp_path, clocks=("hap1=-3s",))
    assert [e.kind for e in plain] == ["assigned", "query"]
    for before, after in zip(plain, moved, strict=True):
        assert after.time == before.time.shift(-3 * S)
        changed = {name for name, value in before.args.items() if after.args[name] != value}
        assert changed == {n for n in VOCABULARY[before.kind].instants if before.args[n] != -1}
        assert all(int(after.args[n]) - int(before.args[n]) == -3 * S for n in changed)
    assert ("stamped_lo_ns" in {n for n, v in plain[0].args.items() if v == -1}) is (form == "bare")


def test_an_uncertain_clock_widens_what_hosts_tell_each_other_and_not_the_load_balancers_own_view(tmp_path):
    log = Keepalived(host="hap1")
    log.initial(0)
    log.master(5)
    paths = log.write(tmp_path), small("hap1").write(tmp_path)
    plain, unsure = gathered(*paths), gathered(*paths, clocks=("hap1=±50ms",))
    for before, after in zip(plain.events, sorted(unsure.events, key=lambda e: e.text), strict=False):
        assert after.time.hi - after.time.lo >= before.time.hi - before.time.lo or after.source.program == "haproxy"
    widths = {e.source.program: e.time.hi - e.time.lo for e in unsure.events}
    assert widths["keepalived"] > 100_000_000 > widths["haproxy"]
    assert [e.time for e in unsure.stamped] == [e.time for e in plain.events]


def test_copies_of_a_log_are_told_once(tmp_path):
    first = small().write(tmp_path, "hap1/a.log")
    coarse = Haproxy(form="traditional")
    coarse.session(1, "pgb1")
    coarse.down(10)
    coarse.up(20)
    second = coarse.write(tmp_path, "hap1/b.log")
    events = [e for e in gathered(first, second).events if e.kind == "server_state"]
    assert [len(e.places) for e in events] == [2, 2]
    assert all(e.places[0].file == str(first) for e in events)


def test_a_declared_gap_is_a_loss_of_its_host_and_program(tmp_path):
    path = small().write(tmp_path)
    gap = f"{instant(5)}/{instant(8)}"
    assert [x.time.lo - BASE for x in gathered(path, gaps=(f"hap1={gap}",)).lost_by("hap1", "haproxy")] == [5 * S]
    assert gathered(path, gaps=(f"keepalived@hap1={gap}",)).lost_by("hap1", "haproxy") == []
    assert len(gathered(path, gaps=(f"haproxy@hap1={gap}",)).lost_by("hap1", "haproxy")) == 1


def test_an_announced_loss_reaches_back_to_where_dropping_began(tmp_path):
    log = small()
    log.say(30, "imuxsock[pid: 31, name: haproxy]: begin to drop messages due to rate-limiting", 900, "rsyslogd")
    log.say(33, "imuxsock[pid: 31, name: haproxy]: 12 messages lost due to rate-limiting (200 in 5 s)", 900, "rsyslogd")
    lost = gathered(log.write(tmp_path)).lost_by("hap1", "haproxy")
    assert min(x.time.lo for x in lost) >= BASE + 29 * S
    assert max(x.time.hi for x in lost) >= BASE + 33 * S


def test_an_announced_loss_without_a_beginning_reaches_back_by_the_loggers_interval(tmp_path):
    log = small()
    log.say(50, "imuxsock lost 12 messages from pid 31 due to rate-limiting", 900, "rsyslogd")
    (lost,) = gathered(log.write(tmp_path)).lost_by("hap1", "haproxy")
    assert lost.time.lo - BASE == pytest.approx(20 * S, abs=0.1 * S)


def test_captures_and_logs_come_together_on_one_clock(tmp_path):
    wire = Wire()
    wire.talk(0, 30, "hap1")
    known = gathered(small().write(tmp_path), wire.write(tmp_path), clocks=("capture=+5s",))
    (cover,) = known.captures()
    assert cover.lo - BASE == pytest.approx(5 * S, abs=S // 100)


def rotated(folder, pause: float):
    """Two files of one log, ten lines each a second apart, with a pause between them."""
    first, second = Haproxy(), Haproxy()
    for n in range(10):
        first.session(n, "pgb1")
        second.session(9 + pause + n, "pgb1")
    first.down(5)
    number = second.session(9 + pause + 5)
    return routed(first.write(folder, "hap1/haproxy.log.1"), second.write(folder, "hap1/haproxy.log")), number


def test_files_that_follow_each_other_are_one_log_and_others_are_not(tmp_path):
    near, line = rotated(tmp_path / "near", 1)
    assert [i.finding.where.line for i in near.instances if i.verdict is VIOLATED] == [line]
    far, line = rotated(tmp_path / "far", 600)
    assert [i.finding.where.line for i in far.instances if i.verdict is VIOLATED] == []
    assert line in [i.finding.where.line for i in far.instances if i.verdict is INCONCLUSIVE]
