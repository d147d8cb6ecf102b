"""What is drawn of real captures is what truly happened; and with a source less nothing more is claimed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from checker.model.timeline import Timeline
from tests.captures.drawing import as_json, at, drawn, known, lane
from tests.captures.truths import NAMES, folder, truth

SECOND = 1_000_000_000
KILL = "pgbouncer-ha/pgb2_kill"
VIP = "192.168.1.100"
STATE = re.compile(r"(\S+) hap\d haproxy\[(\d+)\]: Server pgbouncer_back/(\w+) is (UP|DOWN)[.,]")
SESSION = re.compile(r"(\S+) \[(\S+)\] pgsql_front pgbouncer_back/(\S+) (-?\d+)/(-?\d+)/\+?\d+ \+?\d+ (\w\w|--) ")


@cache
def timeline(name: str) -> Timeline:
    (one,) = drawn([folder(name)])
    return one


def fine_logs(name: str) -> list[Path]:
    return sorted(folder(name).glob("hap?/haproxy.iso.log"))


def changes(log: Path) -> Iterator[tuple[float, str, str, str]]:
    """When a process marked which server as what: the lines, read by nothing but an expression."""
    for line in log.read_text().splitlines():
        if told := STATE.match(line):
            yield datetime.fromisoformat(told[1]).timestamp(), told[2], told[3], told[4]


@pytest.mark.parametrize("name", NAMES)
def test_a_servers_lane_changes_where_a_line_says_so(name):
    """Whatever else is known, in the milliseconds around a state line the lane has the states before and after it."""
    for log in fine_logs(name):
        told = list(changes(log))
        for when, process, server, state in told:
            host = log.parent.name
            lanes = [each for each in timeline(name).lanes if each.observer == f"haproxy@{host}"]
            (view,) = (
                each
                for each in lanes
                if each.group == "down"
                and each.subject == server
                and (
                    "process" not in each.label or f"(process {process})" in each.label or f"[{process}]" in each.label
                )
            )
            others = [w for w, p, s, _ in told if (p, s) == (process, server) and 0 < abs(w - when) < 0.02]
            if not others:
                before, after = at(view, when - 0.003), at(view, when + 0.003)
                assert after == ("true" if state == "DOWN" else "false"), (view.label, when)
                assert before in ("false" if state == "DOWN" else "true", "unknown"), (view.label, when)
                changing = [
                    b for b in view.bands if b.lo <= (when + 0.003) * SECOND and b.hi >= (when - 0.003) * SECOND
                ]
                assert any(str(p).startswith(str(log)) for band in changing for p in band.places)


@pytest.mark.parametrize("name", NAMES)
def test_two_hosts_have_the_address_when_truly_both_had_it(name):
    """By what the hosts' own monitors saw; a moment of a planned handover is too short to be told."""
    twice = next((each for each in timeline(name).lanes if each.label == f"two hosts on the network have {VIP}"), None)
    truly = truth(name).overlaps
    for lo, hi in truly:
        assert twice and at(twice, (lo + hi) / 2) != "false"
    for band in twice.bands if twice else ():
        if band.known == "true" and band.hi - band.lo > SECOND // 2:
            assert any(lo - 1.1 <= band.lo / SECOND and band.hi / SECOND <= hi + 1.1 for lo, hi in truly)


@pytest.mark.parametrize("name", NAMES)
def test_requests_are_counted_once_however_many_copies_there_are(name):
    """By host, server and outcome; of the copies of each line in the log that has whole seconds, and of the capture."""
    drawn_ = Counter()
    for each in timeline(name).densities:
        if each.group == "requests":
            drawn_[each.observer, each.subject, each.failed] += sum(each.counts)
    told = Counter()
    for log in fine_logs(name):
        for session in SESSION.finditer(log.read_text()):
            failed = session[6][0] in "Ss" or int(session[5]) < 0
            server = "" if session[3].startswith("<") else session[3]
            told[f"haproxy@{log.parent.name}", server, failed] += 1
    lost = "udp" in name  # of datagrams each copy has lost others
    assert sum(drawn_.values()) > 0
    assert (drawn_ | told == drawn_) if lost else (drawn_ == told)


def test_queries_are_counted_as_their_client_tells():
    name = KILL
    lines = (folder(name) / "client" / "client.jsonl").read_text().splitlines()
    told = Counter((each.get("served_by") or "", not each["ok"]) for each in map(json.loads, lines) if "q" in each)
    queries = [each for each in timeline(name).densities if each.group == "queries"]
    assert {(each.subject, each.failed): sum(each.counts) for each in queries} == told


def test_the_story_of_a_killed_pooler():
    """pgb2 is killed at 19:18:30.700 and started at 19:18:44.708 (truth.json); three checks and two tell of it."""
    told = json.loads((folder(KILL) / "truth.json").read_text())
    killed, started = (
        next(a["t"] for a in told["injected_actions"] if a["action"].startswith(what))
        for what in ("SIGKILL pgb2", "start pgb2")
    )
    one = timeline(KILL)
    for host in ("hap1", "hap2"):
        view = lane(one, f"pgb2 is DOWN for haproxy@{host}")
        assert [at(view, t) for t in (killed, killed + 6, started, started + 3)] == ["false", "true", "true", "false"]
        assert {b.known for b in lane(one, f"pgb1 is DOWN for haproxy@{host}").bands} == {"unknown", "false"}
    refused = [d for d in one.densities if d.group == "connections on the wire" and d.failed]
    (density,) = refused
    assert density.subject == "pgb2"
    busy = [density.start + n * density.step for n, often in enumerate(density.counts) if often]
    assert killed - 0.2 <= min(busy) / SECOND and max(busy) / SECOND <= started + 0.2
    labels = [h.label for h in one.happenings]
    assert labels.count("marks pgb2 as DOWN (2 servers left)") == 2
    assert "alert: pgb2 is DOWN (accepted, 200)" in labels
    assert not one.notes


def test_the_story_of_two_heartbeat_services():
    (one,) = drawn([Path("traces/rtmp-failover/seed_story")])
    for service in ("HS1", "HS2"):
        log = Path(f"traces/rtmp-failover/seed_story/heartbeat-{service.lower()}.log").read_text()
        when = re.search(r"(\S+)  WARN .*marking as DOWN", log)
        down = datetime.fromisoformat(when[1]).timestamp()
        view = lane(one, f"primary is DOWN for heartbeat@{service}")
        assert (at(view, down - 0.01), at(view, down + 0.01)) == ("false", "true")
        assert at(lane(one, f"secondary is DOWN for heartbeat@{service}"), down) == "false"
        assert at(lane(one, f"heartbeat@{service} is at work"), down) == "true"
    wire = {d.label: sum(d.counts) for d in one.densities if d.group == "HTTP requests on the wire"}
    assert wire["failed requests to primary"] == 2 and wire["requests to secondary"] == 60


def parts(name: str) -> dict[str, list[Path]]:
    """The sources of a capture without one host, kind of source, or the packets."""
    files = [f for f in sorted(folder(name).rglob("*")) if f.is_file() and f.name != "truth.json"]
    groups = {f.relative_to(folder(name)).parts[0] for f in files}
    return {g: [f for f in files if f.relative_to(folder(name)).parts[0] != g] for g in sorted(groups)}


SOME = (KILL, "pgbouncer-ha/split_brain", "pgbouncer-ha/crash_nopreempt", "lab/reload_while_down")
# What a source may put in doubt that another one tells, for some milliseconds: that is what it is for.
DOUBTS = ("two sources contradict each other", "its host may have been started anew", "not known of every host")


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n == KILL else pytest.mark.slow) for n in SOME])
def test_with_a_source_less_no_lane_claims_more(name):
    """What is known without it is known with it, too."""
    for gone, rest in parts(name).items():
        for one in drawn(rest):
            for view in one.lanes:
                whole = lane(timeline(name), view.label)
                for band in known(view):
                    for other in whole.bands:
                        lo, hi = max(band.lo, other.lo), min(band.hi, other.hi)
                        doubted = hi - lo < SECOND // 100 and any(doubt in other.why for doubt in DOUBTS)
                        assert lo >= hi or other.known == band.known or doubted, (gone, view.label, band, other)


def test_the_order_of_the_inputs_does_not_matter():
    files = parts(KILL)["stats"]
    assert as_json(drawn(files)) == as_json(drawn(files[::-1]))
