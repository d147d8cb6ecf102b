"""Inputs with the lines of several programs: each reader reads them, and what none explains is unread."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.model.event import Source
from checker.pipeline.mixed import united
from checker.readers.reader import Tally
from tests.pipeline.logs import Haproxy
from tests.pipeline.running import ROUTED, VIOLATED, of, run

CRON = "Nov 21 19:00:01 hap1 CRON[99]: (root) CMD (true)\n"
MASTER = "Nov 21 19:00:01 hap1 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n"
ODD = "Nov 21 19:00:02 hap1 haproxy[31]: what nobody has ever seen\n"


def haproxy(folder) -> str:
    log = Haproxy()
    log.down(10)
    log.session(15)
    log.write(folder, "made")
    text = (folder / "made").read_text()
    (folder / "made").unlink()
    return text


@pytest.mark.parametrize("order", ["haproxy first", "keepalived first"])
def test_a_syslog_with_both_daemons(tmp_path, order):
    mixed = haproxy(tmp_path) + MASTER if order == "haproxy first" else MASTER + haproxy(tmp_path)
    (tmp_path / "syslog").write_text(CRON + mixed + ODD)
    outcome = run(tmp_path)
    (read,) = outcome.inputs
    assert (read.format, read.lines) == ("haproxy+keepalived", mixed.count("\n") + 2)
    assert dict(read.unread)[1] == "not a line of haproxy or keepalived"
    assert dict(read.unread)[read.lines] == "unknown haproxy line"
    assert read.unread_total == len(read.unread) == 2
    assert of(outcome, ROUTED).verdict is VIOLATED


@pytest.mark.parametrize("first", [CRON, MASTER], ids=["cron", "keepalived"])
def test_lines_that_begin_after_the_head(tmp_path, first):
    head = (first.replace("19:00:01", f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}") for n in range(0, 9000, 3))
    (tmp_path / "syslog").write_text("".join(head) + haproxy(tmp_path))
    outcome = run(tmp_path)
    assert outcome.inputs[0].format == ("haproxy" if first is CRON else "haproxy+keepalived")
    assert outcome.inputs[0].unread_total == (3000 if first is CRON else 0)
    assert of(outcome, ROUTED).verdict is VIOLATED


def test_a_log_of_one_program_is_searched_for_no_other(tmp_path, monkeypatch):
    (tmp_path / "haproxy.log").write_text(haproxy(tmp_path) + ODD)

    def fail(*_):
        raise AssertionError("searched")

    monkeypatch.setattr("checker.pipeline.inputs.found_by_marks", fail)
    assert run(tmp_path).inputs[0].format == "haproxy"


def test_accounts_of_one_input():
    one, two = Tally(lines=9, events=1, bulk=2), Tally(lines=9, events=3)
    for line in (1, 3, 8):
        one.skip(line, "not a line of one")
    for line, why in ((1, "not a line of two"), (2, "not a line of two"), (8, "no time")):
        two.skip(line, why)
    one.cover(Source("h", "one", ""), Interval(1, 2))
    two.cover(Source("h", "two", ""), Interval(3, 4))
    both = united({"two": two, "one": one})
    assert (both.lines, both.events, both.bulk, both.unread_total) == (9, 4, 2, 2)
    assert [(u.line, u.why) for u in both.unread] == [(1, "not a line of one or two"), (8, "no time")]
    assert {s.program for s in both.coverage} == {"one", "two"}
    assert united({"one": one}) is one
    assert united({}).lines == 0


def test_more_unread_lines_than_are_kept_are_counted():
    one, two = Tally(), Tally()
    for line in range(1, 50_000):
        one.skip(line, "not a line of one")
        if line % 2:
            two.skip(line, "not a line of two")
    assert united({"one": one, "two": two}).unread_total == 25_000
