"""Timelines are made only where they are asked for, and bulk events are read once more only where the check did not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.generate import haproxy_log, rare_outages, write
from checker.base.progress import SilentProgress
from checker.conform.timelines.bins import MOST_BINS
from checker.model.outcome import Outcome
from checker.pipeline import CheckRequest, check
from checker.pipeline.fetching import Fetch
from checker.pipeline.timelines import Drawing
from tests.captures.drawing import as_json, drawn
from tests.pipeline.logs import Haproxy
from tests.pipeline.running import run

ROOT = Path(__file__).parents[2]
CAPTURE = ROOT / "traces" / "pgbouncer-ha" / "pgb2_kill"
SECOND = 1_000_000_000
_LOADED = """
import sys
from checker.base.progress import SilentProgress
from checker.pipeline import CheckRequest, check
check(CheckRequest((sys.argv[1],), timelines=sys.argv[2] == "yes"), SilentProgress())
print(sorted(m for m in sys.modules if "timeline" in m or "counting" in m and "haproxy" in m))
"""


def log(tmp_path: Path, lines: int = 3000, **options) -> Path:
    return write(tmp_path / "haproxy.log", haproxy_log(lines, rare_outages(90_000), **options))


def totals(outcome: Outcome) -> Counter:
    found: Counter = Counter()
    for timeline in outcome.timelines:
        for each in timeline.densities:
            found[each.observer, each.subject, each.failed] += sum(each.counts)
    return found


def told_by(path: Path) -> Counter:
    """How many sessions the lines of a generated log tell, by server."""
    lines = (line for line in path.read_text().splitlines() if " pgbouncer_back/" in line and " -- " in line)
    return Counter(("haproxy@hap1", line.split("pgbouncer_back/")[1].split(" ")[0], False) for line in lines)


def test_nothing_is_drawn_that_nobody_asked_for():
    assert run(CAPTURE).timelines == ()


@pytest.mark.parametrize("asked", ["yes", "no"])
def test_nothing_is_loaded_that_nobody_asked_for(tmp_path, asked):
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED, log(tmp_path), asked], capture_output=True, cwd=ROOT, check=True
    )
    loaded = ran.stdout.decode()
    assert ("checker.pipeline.timelines" in loaded) == (asked == "yes")
    assert ("checker.readers.haproxy_counting" in loaded) == (asked == "yes")
    assert ("checker.conform.timelines" in loaded) == (asked == "yes")


def test_a_check_finds_the_same_whether_it_draws_or_not():
    plain, drawing = run(CAPTURE), run(CAPTURE, timelines=True)
    assert drawing.timelines
    assert replace(drawing, timelines=(), seconds=0) == replace(plain, seconds=0)


def test_what_is_drawn_beside_a_check_is_what_is_drawn_alone():
    assert as_json(run(CAPTURE, timelines=True).timelines) == as_json(drawn([CAPTURE]))
    assert json.loads(as_json(drawn([CAPTURE])))[0]["system"] == "pgbouncer-ha"


def test_selected_properties_draw_all_lanes():
    few = run(CAPTURE, timelines=True, select=("single-vip-holder",))
    assert few.timelines == run(CAPTURE, timelines=True).timelines


@pytest.mark.parametrize("iso", [False, True])
def test_all_requests_are_counted(tmp_path, iso):
    path = log(tmp_path, 40_000, iso=iso)
    outcome = run(path, timelines=True)
    (timeline,) = outcome.timelines
    (note,) = timeline.notes
    early = int(note.split()[2])
    assert note == f"not drawn: {early} of the requests, which came in at other times"
    assert sum(totals(outcome).values()) + early == sum(told_by(path).values())
    assert 0 < early < 40_000 // 100  # those that came in before the first line of the log was written
    assert all(len(each.counts) <= MOST_BINS for each in timeline.densities)


def test_a_copy_of_a_log_counts_nothing_twice(tmp_path):
    path, copy = log(tmp_path), write(tmp_path / "copy.log", haproxy_log(3000, rare_outages(90_000), iso=True))
    assert totals(run(path, copy, timelines=True)) == totals(run(copy, timelines=True))


def test_rotated_logs_are_counted_one_after_the_other(tmp_path, monkeypatch):
    """Their edges may share a second; no request is remembered for that."""
    lines = list(haproxy_log(3000, ()))
    first, second = write(tmp_path / "haproxy.log.1", lines[:1750]), write(tmp_path / "haproxy.log", lines[1750:])
    monkeypatch.setattr("checker.pipeline.once.Once.new", lambda *_: pytest.fail("nothing is told twice here"))
    assert totals(run(first, second, timelines=True)) == totals(run(write(tmp_path / "all.log", lines), timelines=True))


def test_a_clock_that_is_off_moves_what_is_counted(tmp_path):
    path = log(tmp_path)
    (plain,), (moved,) = (run(path, timelines=True, clocks=c).timelines for c in ((), ("hap1=+3600s",)))
    assert [d.counts for d in plain.densities] == [d.counts for d in moved.densities]
    assert moved.densities[0].start - plain.densities[0].start == 3600 * SECOND
    assert moved.span.lo - plain.span.lo == 3600 * SECOND


def test_a_line_with_a_wrong_year_flattens_nothing(tmp_path):
    written = Haproxy()
    for second in range(60):
        written.session(second, "pgb1")
    wrong = [*written.lines, written.lines[5].replace("2026", "2021")]
    path = tmp_path / "haproxy.log"
    path.write_text("".join(f"{line}\n" for line in wrong))
    (timeline,) = run(path, timelines=True).timelines
    assert timeline.span.hi - timeline.span.lo < 100 * SECOND
    assert timeline.notes[0].startswith("not drawn: 1 line at 2021-11-21T19:00:05Z, far away")
    assert timeline.notes[1:] == ("not drawn: 1 of the requests, which came in at other times",)
    assert sum(sum(each.counts) for each in timeline.densities) == 60


def test_logs_of_two_days_are_two_timelines(tmp_path):
    days = []
    for day in (0, 3):
        written = Haproxy()
        for second in range(30):
            written.session(day * 86_400 + second, "pgb1")
        days.append(written.write(tmp_path, f"hap1/haproxy.log.{day}"))
    first, second = run(*days, timelines=True).timelines
    assert first.span.hi < second.span.lo
    assert [sum(sum(d.counts) for d in t.densities) for t in (first, second)] == [30, 30]


def test_nothing_was_heard(tmp_path):
    empty = tmp_path / "empty.log"
    empty.write_text("")
    assert run(empty, timelines=True).timelines == ()


def test_what_the_check_reads_in_full_is_not_read_again(monkeypatch):
    """Queries are read for the interruptions of clients; what is drawn of them is counted on the way."""
    read: Counter = Counter()
    plain, others, once = Fetch.__call__, Fetch.everything, []

    def spy(self, kind, windows):
        read[kind] += any(w.hi - w.lo > 1 << 100 for ws in windows.values() for w in ws)
        return plain(self, kind, windows)

    monkeypatch.setattr(Fetch, "__call__", spy)
    monkeypatch.setattr(Fetch, "everything", lambda self, kinds: once.append(kinds) or others(self, kinds))
    run(CAPTURE)
    without = dict(read)
    read.clear()
    run(CAPTURE, timelines=True)
    assert without["query"] == 1
    assert read == without
    assert once == [{"http_exchange"}]


def test_two_lines_alike_are_two_requests(tmp_path):
    """An access log has whole seconds: the same client may well ask twice for the same within one."""
    line = '10.77.0.2 - - [21/Nov/2026:19:49:04 +0000] "GET /live/a.m3u8 HTTP/1.1" {} 134 "-" "curl" 0.000\n'
    path = tmp_path / "nginx" / "access.log"
    path.parent.mkdir()
    path.write_text("".join(line.format(status) for status in [200] * 7 + [404] * 2 + [502] * 3))
    found = totals(run(path, timelines=True))
    assert found == {("access-log@NGINX", "", False): 9, ("access-log@NGINX", "", True): 3}


def test_what_is_not_read_to_its_end_is_not_counted(tmp_path):
    """A check that stops in the middle of its requests leaves no half of them behind."""
    drawing, kinds = _drawing(CAPTURE)
    everything = {"": kinds, "any": kinds}
    next(iter(drawing("query", everything)))
    half = list(drawing("query", everything))
    assert len(half) == 297
    assert not drawing._counts.keys


def _drawing(path: Path):
    from checker.base.time import Interval
    from checker.logic.signal import BEGINNING, END
    from checker.pipeline.contracts import contracts_of
    from checker.pipeline.gathering import gather, one_name
    from checker.pipeline.inputs_spec import find_with

    contracts = contracts_of(CheckRequest((str(path),)))
    trace = gather(find_with((str(path),), None, None, contracts), [], one_name(contracts), SilentProgress())
    return Drawing(trace, Fetch(trace)), (Interval(BEGINNING, END),)


def test_memory_stays_flat(tmp_path):
    """Ten times as many requests are drawn in as much memory: only counts are kept."""
    sizes = []
    for lines in (20_000, 200_000):
        path = write(tmp_path / f"{lines}.log", haproxy_log(lines, ()))
        timelines = check(CheckRequest((str(path),), timelines=True), SilentProgress()).timelines
        sizes.append(len(as_json(timelines)))
    assert sizes[1] < 3 * sizes[0]
