"""Only the windows that a property asks for are read in full, and what is read there is not kept."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from benchmarks.generate import haproxy_log, long_outage, rare_outages, seconds, write
from checker.conform.check import NEAR_NS
from checker.pipeline import checking
from checker.pipeline.fetching import Fetch
from checker.readers import haproxy
from tests.pipeline.logs import START, Haproxy
from tests.pipeline.running import HOLDS, VIOLATED, routed, with_verdict

ROOT = Path(__file__).parents[2]
SECOND = 1_000_000_000
BEGAN = int(START.timestamp()) * SECOND


@pytest.fixture
def asked(monkeypatch):
    """The windows that the reader of HAProxy's logs was asked for, in seconds of the log, as if no log were small."""
    monkeypatch.setattr(checking, "Fetch", partial(Fetch, most_kept=0))
    found = []

    def spy(windows, zone):
        found.extend(((w.lo - BEGAN) / SECOND, (w.hi - BEGAN) / SECOND) for w in windows)
        return haproxy_windows(windows, zone)

    haproxy_windows = haproxy.compile_windows
    monkeypatch.setattr(haproxy, "compile_windows", spy)
    return found


def log(*, up: bool = True) -> Haproxy:
    written = Haproxy()
    written.session(5)
    written.down(10)
    written.session(12, "pgb1")
    if up:
        written.up(20)
    written.session(25)
    return written


def test_only_the_outage_is_read(tmp_path, asked):
    routed(log().write(tmp_path))
    (first, last), (lo, hi) = asked  # some sessions around it first, which tell how late the logger stamps
    assert first >= lo - NEAR_NS / SECOND and last <= hi + NEAR_NS / SECOND
    assert 9.9 < lo <= 10
    assert 20 <= hi < 20.1


def test_an_outage_without_an_end_is_read_to_the_end_of_the_log(tmp_path, asked):
    found = routed(log(up=False).write(tmp_path))
    _, (lo, hi) = asked
    assert 9.9 < lo <= 10
    assert 25 < hi <= timedelta(hours=2).total_seconds()
    assert len(with_verdict(found, VIOLATED)) == 1


def test_without_an_outage_nothing_is_read_again(tmp_path, asked):
    written = Haproxy()
    written.session(5)
    written.check(6, "pgb1", passed=False, status="2/3 UP")
    routed(written.write(tmp_path))
    assert asked == []


@pytest.mark.parametrize("outages", [rare_outages, long_outage])
def test_the_generated_logs_conform(tmp_path, outages):
    lines = 90_000
    found = routed(write(tmp_path / "haproxy.log", haproxy_log(lines, outages(lines), iso=True)))
    down = sum(long for _, long in outages(lines))
    assert found.violations == 0
    assert abs(found.exercised / 300 - down) < 5
    assert len(with_verdict(found, HOLDS)) > 0.99 * found.exercised


def test_a_generated_log_can_violate(tmp_path):
    found = routed(write(tmp_path / "haproxy.log", haproxy_log(9_000, [(10, 9)], iso=True, broken=True)))
    assert found.violations == pytest.approx(900, abs=10)
    assert seconds(9_000) == 30


@pytest.mark.slow
@pytest.mark.parametrize("outages", [rare_outages, long_outage])
def test_memory_is_flat(tmp_path, outages):
    peaks = []
    for lines in (200_000, 600_000):
        path = write(tmp_path / "haproxy.log", haproxy_log(lines, outages(lines), iso=True))
        code = (
            "import resource, sys; from checker.cli import main; main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        argv = [sys.executable, "-c", code, "-q", str(path)]
        peaks.append(int(subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout) / 1024)
    assert peaks[1] < peaks[0] + 8
