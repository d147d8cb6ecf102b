"""HAProxy's statistics against its log: the checks that they count, and the state that they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conform.agreement.altered import copy, disagreements, edited, without_lines

HOST = "hap1"


@pytest.fixture
def kill(tmp_path: Path) -> Path:
    """The run in which pgb2 is killed, without the capture, which would tell of lost lines too."""
    trace = copy("pgbouncer-ha/pgb2_kill", tmp_path)
    (trace / "bridge.pcap.gz").unlink()
    return trace


@pytest.mark.parametrize("status", ["2/3 UP", "1/3 UP", "0/2 DOWN"])
def test_a_failed_check_that_the_log_lacks_is_counted(kill: Path, status: str):
    assert without_lines(kill, f"{HOST}/haproxy*.log", ["failed", status]) >= 2
    (found,) = disagreements(kill)
    counted, logged = (int(word) for word in found.message.split() if word.isdigit())
    assert f"the statistics of haproxy@{HOST} count" in found.message and counted == logged + 1
    assert found.where is not None and found.where.file.endswith(".csv")


def test_counters_that_were_cleared_are_no_disagreement(kill: Path):
    cleared = 0
    for path in sorted(kill.glob("stats/hap1/*.csv"))[9:]:
        rows = [line.split(",") for line in path.read_text().splitlines()]
        column = rows[0].index("chkfail")
        for row in rows[1:]:
            if len(row) > column and row[column].isdigit():
                cleared += row[column] != "0"
                row[column] = "0"
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    assert cleared > 5
    assert disagreements(kill) == []


def test_without_a_line_of_any_check_none_is_missed(kill: Path):
    assert without_lines(kill, "hap*/haproxy*.log", ["Health check for"]) >= 20
    assert disagreements(kill) == []


def test_a_log_that_lacks_the_recovery(kill: Path):
    without_lines(kill, f"{HOST}/haproxy*.log", ["pgb2 is UP"])
    without_lines(kill, f"{HOST}/haproxy*.log", ["pgb2 succeeded", "3/3 UP", "19:18:46"])
    (found,) = disagreements(kill)
    assert "log of haproxy@hap1 has pgbouncer_back/pgb2 DOWN" in found.message and "say UP" in found.message
    assert found.message.endswith("(3 snapshots in that time)")


def test_statistics_that_show_another_state(kill: Path):
    def show_up(line: str) -> str:
        return line.replace(",DOWN,", ",UP,") if line.startswith("pgbouncer_back,pgb2,") else line

    assert edited(kill, "stats/hap2/20261121T19184[0-2]*.csv", show_up) == 2
    (found,) = disagreements(kill)
    assert (
        "log of haproxy@hap2 has pgbouncer_back/pgb2 DOWN" in found.message and "say UP (2 snapshots" in found.message
    )


def test_a_restart_that_nobody_logged_explains_it(kill: Path):
    """A new process takes every server for UP, counts no DOWN, and its states changed when it started."""

    def restarted(line: str) -> str:
        cells = line.split(",")
        if not line.startswith("pgbouncer_back,pgb2,"):
            return line
        names = columns
        cells[names.index("status")] = "UP"
        cells[names.index("chkfail")] = cells[names.index("chkdown")] = "0"
        cells[names.index("lastchg")] = "1"
        return ",".join(cells)

    columns = next(kill.glob("stats/hap2/*.csv")).read_text().splitlines()[0][2:].split(",")
    assert edited(kill, "stats/hap2/20261121T19184*.csv", restarted) == 5
    assert edited(kill, "stats/hap2/20261121T19185*.csv", restarted) == 3
    assert disagreements(kill) == []


def test_a_logger_that_stamps_late_is_no_disagreement(kill: Path):
    """The log's own sessions show by how much: they bear the load balancer's clock as well."""

    def late(line: str) -> str:
        stamp, _, rest = line.partition("+00:00")
        head, _, seconds = stamp.rpartition(":")
        minutes = int(head[-2:]) + int((float(seconds) + 4) // 60)
        return f"{head[:-2]}{minutes:02d}:{(float(seconds) + 4) % 60:09.6f}+00:00{rest}"

    (kill / "hap1" / "haproxy.log").unlink()
    assert edited(kill, "hap1/haproxy.iso.log", late) > 100
    assert disagreements(kill / "hap1", kill / "stats") == []
