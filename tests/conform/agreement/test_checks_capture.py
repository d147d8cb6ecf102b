"""Checks in HAProxy's log against connection attempts in a capture, with either of them taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conform.agreement.altered import CODE, connection, copy, disagreements, without_lines, without_packets
from tests.pipeline.running import run

HAP1, HAP2, PGB2 = "192.168.1.10", "192.168.1.11", 6433


@pytest.fixture
def kill(tmp_path: Path) -> Path:
    """The run in which pgb2 is killed, without the statistics, which would tell of lost lines too."""
    trace = copy("pgbouncer-ha/pgb2_kill", tmp_path)
    for path in (trace / "stats").rglob("*.csv"):
        path.unlink()
    return trace


@pytest.mark.parametrize(("clock", "line"), [("19:18:31.034", 4), ("19:18:33.035", 5), ("19:18:35.037", 6)])
def test_a_refused_check_that_the_capture_lacks(kill: Path, clock: str, line: int):
    assert without_packets(kill, connection(HAP2, PGB2, clock)) == 2
    (found,) = disagreements(kill)
    assert (
        "haproxy@hap2 says 3 failed checks of pgbouncer_back/pgb2 before it was DOWN at 19:18:35.036" in found.message
    )
    assert "the capture shows 2" in found.message
    assert found.where is not None and found.where.line == line
    assert found.where.file.endswith("hap2/haproxy.iso.log") and "failed" in found.text
    assert {r.place.unit for r in found.related} == {"line", "packet"}


@pytest.mark.parametrize(("unsure", "found"), [("900ms", 1), ("1s", 0)])
def test_clocks_that_may_be_off_by_half_the_time_between_checks_say_nothing_of_one_check(kill, unsure: str, found: int):
    without_packets(kill, connection(HAP2, PGB2, "19:18:31.034"))
    assert len(disagreements(kill, clocks=(f"hap2=0±{unsure}",))) == found


def test_refused_sessions_of_clients_do_not_hide_it(kill: Path):
    assert without_packets(kill, connection(HAP1, PGB2, "19:18:32.796")) == 2
    (found,) = disagreements(kill)
    assert "haproxy@hap1 says 3 failed checks" in found.message and "shows 2" in found.message


def test_where_sessions_are_not_logged_a_refused_attempt_may_be_the_check(kill: Path):
    without_packets(kill, connection(HAP1, PGB2, "19:18:32.796"))
    assert without_lines(kill, "hap1/haproxy*.log", [" pgsql_front "]) > 100
    assert disagreements(kill) == []


def test_a_passed_check_that_the_capture_lacks(kill: Path):
    assert without_packets(kill, connection(HAP1, PGB2, "19:18:46.804")) >= 3
    (found,) = disagreements(kill)
    assert (
        "2 passed checks of pgbouncer_back/pgb2 before it was UP at 19:18:46.803, the capture shows 1" in found.message
    )


def test_stamps_of_whole_seconds_suffice_where_nobody_else_tries(kill: Path):
    for path in kill.glob("hap*/haproxy.iso.log"):
        path.unlink()
    without_packets(kill, connection(HAP2, PGB2, "19:18:33.035"))
    (found,) = disagreements(kill)
    assert "haproxy@hap2 says 3 failed checks" in found.message and "shows 2" in found.message


@pytest.mark.parametrize("host", ["hap1", "hap2"])
@pytest.mark.parametrize("status", ["2/3 UP", "1/3 UP"])
def test_a_refused_check_that_the_log_lacks(kill: Path, host: str, status: str):
    assert without_lines(kill, f"{host}/haproxy*.log", ["failed", status]) >= 2
    (found,) = disagreements(kill)
    assert f"haproxy@{host} says 2 failed checks" in found.message and "the capture shows 3" in found.message
    assert found.where is not None and found.where.unit == "packet"


def test_a_line_that_one_of_two_copies_lacks_is_not_lost(kill: Path):
    assert without_lines(kill, "hap2/haproxy.log", ["failed", "1/3 UP"]) == 1
    assert disagreements(kill) == []


def test_a_declared_gap_of_the_log_is_none_of_the_capture(kill: Path):
    without_lines(kill, "hap2/haproxy*.log", ["failed", "1/3 UP"])
    assert disagreements(kill, gaps=("hap2=2026-11-21T19:18:32Z/2026-11-21T19:18:34Z",)) == []


def test_a_capture_that_hears_none_of_these_checks_lacks_none(kill: Path):
    assert without_packets(kill, lambda p: p.between(HAP2, PGB2)) >= 50
    assert disagreements(kill) == []


def test_a_capture_that_lost_most_checks_is_no_judge(kill: Path):
    def lost(packet):
        return any(connection(HAP2, PGB2, c)(packet) for c in ("19:18:31.034", "19:18:33.035", "19:18:35.037"))

    assert without_packets(kill, lost) == 6
    assert disagreements(kill) == []


def test_the_command_tells_it_and_no_verdict_changes(kill: Path):
    before = run(kill)
    without_packets(kill, connection(HAP2, PGB2, "19:18:33.035"))
    after = run(kill)
    assert (before.verdict, before.exit_status) == (after.verdict, after.exit_status)
    assert [(p.id, p.verdict) for p in before.properties] == [(p.id, p.verdict) for p in after.properties]
    assert [n for n in before.notes if n.code == CODE] == []
    assert [n.message for n in after.notes if n.code == CODE] == [f.message for f in disagreements(kill)]
