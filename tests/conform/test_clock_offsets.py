"""Clocks that are off without anybody having said so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from checker.model.outcome import Outcome
from tests.pipeline.logs import START, Keepalived
from tests.pipeline.running import HOLDER, HOLDS, INCONCLUSIVE, VIOLATED, of, run
from tests.pipeline.test_holders import alive, logs, talking

GARP = "Sending gratuitous ARP on eth0 for 192.168.1.100"


def handed_over(folder: Path, ahead: tuple[float, float], takes: float = 20, announced: bool = True) -> list[Path]:
    """hap1 holds the address from 5 to 20, then hap2; the clocks of their logs are `ahead` by so many seconds."""
    one, two = (
        Keepalived(host=host, start=START + timedelta(seconds=by))
        for host, by in zip(("hap1", "hap2"), ahead, strict=True)
    )
    wire = talking()
    for log in (one, two):
        log.initial(0)
    for log, since, until, priority in ((one, 5.0, 20.0, 103), (two, takes, 40.0, 102)):
        log.master(since)
        log.say(since + 5, GARP)
        if announced:
            wire.acquire(since, until, log.host, priority)
        else:
            wire.adverts(since + 0.0001, until, log.host, priority)
    one.backup(20)
    alive(one, two)
    return [*logs(folder, one, two), wire.write(folder)]


def told(found: Outcome) -> list[str]:
    return [f.message for f in found.findings if f.code == "sources-disagree"]


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        ((0, 2), "log of hap2 is 2s ahead of"),
        ((0, -2), "log of hap2 is 2s behind"),
        ((3600, 0), "log of hap1 is 3600s ahead of"),
        ((-7, -7), "clock of the capture is 7s ahead of"),
    ],
)
def test_a_clock_that_is_off_is_told_and_decides_nothing(tmp_path, ahead, says):
    found = run(*handed_over(tmp_path, ahead), select=(HOLDER,))
    (message,) = told(found)
    assert says in message
    assert of(found, HOLDER).verdict is INCONCLUSIVE


def test_a_clock_that_is_somewhat_off_decides_nothing_either(tmp_path):
    found = run(*handed_over(tmp_path, (0.7, 0)), select=(HOLDER,))
    assert told(found) == []
    assert of(found, HOLDER).verdict is INCONCLUSIVE


def test_what_the_finding_says_to_declare_sets_it_right(tmp_path):
    paths = handed_over(tmp_path, (0, 2))
    found = run(*paths, select=(HOLDER,))
    (hint,) = (f.hint for f in found.findings if f.code == "sources-disagree")
    declared = hint.split("--clock ")[1].split(";")[0]
    right = run(*paths, select=(HOLDER,), clocks=(declared,))
    assert told(right) == []
    assert of(right, HOLDER).verdict is HOLDS


@pytest.mark.parametrize("ahead", [(0, 0), (0, 0.4), (-0.4, 0)])
def test_clocks_that_ntp_keeps_are_not_told_of(tmp_path, ahead):
    assert told(run(*handed_over(tmp_path, ahead), select=(HOLDER,))) == []


def test_two_that_hold_it_by_clocks_that_agree_are_told_as_ever(tmp_path):
    found = run(*handed_over(tmp_path, (0, 0), takes=15), select=(HOLDER,))
    assert told(found) == []
    assert of(found, HOLDER).verdict is VIOLATED


def test_a_capture_without_announcements_measures_no_clock(tmp_path):
    paths = handed_over(tmp_path, (0, 2), announced=False)
    assert not any("ahead" in message for message in told(run(*paths, select=(HOLDER,))))
