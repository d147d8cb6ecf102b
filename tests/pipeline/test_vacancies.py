"""The virtual address is always held: small logs and captures, each with one thing that a naive reading gets wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.model.outcome import PropertyOutcome
from tests.pipeline.logs import Keepalived
from tests.pipeline.running import HOLDS, INCONCLUSIVE, NOT_EXERCISED, VIOLATED, of, run, with_verdict
from tests.pipeline.test_holders import alive, logs, pair, talking
from tests.pipeline.wires import Wire


def vacancy(*paths: Path, **options) -> PropertyOutcome:
    return of(run(*paths, select=("vip-always-held",), **options), "vip-always-held")


def failed(folder: Path, gap: float | None, end: float = 40) -> list[Path]:
    """hap1 fails at 20 and says so; hap2 takes over after the gap, or never."""
    one, two = pair()
    one.master(5)
    one.fault(20)
    wire = talking(hi=end)
    wire.acquire(5, 20, "hap1")
    wire.advert(20.0001, "hap1", 0)
    if gap is not None:
        two.master(20 + gap)
        wire.acquire(20 + gap, end, "hap2", 102)
    alive(one, two, at=end - 0.1)
    return [*logs(folder, one, two), wire.write(folder)]


def crashed(folder: Path, gap: float, asked: float | None = 0.05, end: float = 40) -> list[Path]:
    """hap1 is served until it is gone at 20 without a word (its last frame is at 19.95), asked once more after that."""
    one, two = pair()
    one.master(5)
    two.master(20 + gap)
    alive(two, at=end - 1)
    wire = talking(hosts=("hap2",), hi=end)
    wire.talk(0, 20, "hap1")
    wire.serve(6.05, 20.05, "hap1")
    wire.adverts(5.0001, 20, "hap1")
    if asked is not None:
        wire.ask(20 + asked, "hap1", None)
    wire.acquire(20 + gap, end, "hap2", 102)
    return [*logs(folder, one, two), wire.write(folder)]


def bounds(found: PropertyOutcome) -> tuple[float, float]:
    """At least and at most how long, in seconds, as the message says."""
    least, most = re.search(r"between ([\d.]+)(m?s) and ([\d.]+)s", found.why).group(1, 3)
    return float(least), float(most)


@pytest.mark.parametrize(
    ("gap", "verdict"),
    [
        (-0.0002, HOLDS),
        (0.0002, HOLDS),
        (0.6, HOLDS),
        (2.99, HOLDS),
        (3.0004, INCONCLUSIVE),  # a logger stamps a moment after the event
        (3.02, VIOLATED),
        (12, VIOLATED),
    ],
)
def test_a_vacancy_counts_from_the_bound_on(tmp_path, gap, verdict):
    found = vacancy(*failed(tmp_path, gap))
    assert found.verdict is verdict
    assert found.exercised == 1
    if verdict is VIOLATED:
        (finding,) = (i.finding for i in with_verdict(found, VIOLATED))
        assert finding.time.hi / 1e9 - finding.time.lo / 1e9 == pytest.approx(gap, abs=0.01)


def test_the_bound_can_be_set(tmp_path):
    paths = failed(tmp_path, 3.5)
    assert vacancy(*paths).verdict is VIOLATED
    assert vacancy(*paths, settings=("vip.takeover=3.6s",)).verdict is HOLDS


def test_each_vacancy_is_told(tmp_path):
    one, two = pair()
    for at in (5, 15, 30):
        one.master(at)
        one.fault(at + 4)
    one.master(38)
    alive(one, two)
    wire = talking()
    found = vacancy(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.violations == 3


@pytest.mark.parametrize(("gap", "verdict"), [(2.9, HOLDS), (3.02, INCONCLUSIVE), (3.2, VIOLATED), (6, VIOLATED)])
def test_packets_bound_a_crash_from_both_sides(tmp_path, gap, verdict):
    found = vacancy(*crashed(tmp_path, gap))
    assert found.verdict is verdict
    if verdict is not HOLDS:
        # it was there at its last frame (19.951), and gone when it left a SYN unanswered (20.05, and 1 ms to answer)
        assert bounds(found) == pytest.approx((gap - 0.051, gap + 0.049), abs=0.003)


def test_what_the_packets_straddle_is_open_with_both_bounds_and_a_longer_bound_holds(tmp_path):
    paths = crashed(tmp_path, 3.02)
    found = vacancy(*paths)
    assert "between 2.9" in found.why
    assert "and 3.0" in found.why
    assert found.settles
    assert vacancy(*paths, settings=("vip.takeover=3.91s",)).verdict is HOLDS


def test_a_host_that_nobody_asked_was_gone_within_its_usual_silence(tmp_path):
    found = vacancy(*crashed(tmp_path, 3.02, asked=None))
    least, most = bounds(found)
    assert found.verdict is INCONCLUSIVE
    assert 2.5 < least < 3.02 < most


@pytest.mark.parametrize(("end", "verdict"), [(22, INCONCLUSIVE), (22.9, INCONCLUSIVE), (24, VIOLATED)])
def test_a_vacancy_at_the_end_is_open_until_its_deadline_is_past(tmp_path, end, verdict):
    found = vacancy(*failed(tmp_path, None, end))
    assert found.verdict is verdict
    if verdict is INCONCLUSIVE:
        assert "nobody held the address when the sources ended" in found.why
        assert "go on" in found.settles


def test_not_to_know_who_holds_it_after_the_sources_ended_opens_no_deadline(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one, at=39)
    alive(two, at=300)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    assert vacancy(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is HOLDS


def test_a_capture_that_goes_on_without_any_master_is_no_pass(tmp_path):
    one, two = pair()
    one.master(5)
    alive(two, at=39)
    wire = talking()
    wire.acquire(5, 15, "hap1")  # its keepalived is killed; the host goes on
    found = vacancy(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.verdict is INCONCLUSIVE
    assert found.settles


def test_an_address_that_was_never_acquired_is_a_violation(tmp_path):
    one, two = pair()
    alive(one, two)
    paths = [*logs(tmp_path, one, two), talking().write(tmp_path)]
    assert vacancy(*paths).verdict is VIOLATED
    assert vacancy(*paths[:2]).verdict is VIOLATED


@pytest.mark.parametrize(("ends", "verdict"), [(3.3, NOT_EXERCISED), (5.5, NOT_EXERCISED), (6.5, VIOLATED)])
def test_a_start_is_granted_a_takeover_before_the_bound_counts(tmp_path, ends, verdict):
    one, two = pair()
    alive(one, two, at=ends)
    assert vacancy(*logs(tmp_path, one, two)).verdict is verdict


def test_a_candidate_that_nobody_watched_may_have_had_it(tmp_path):
    one, _ = pair()
    alive(one)
    assert vacancy(one.write(tmp_path), talking(hosts=("hap1",)).write(tmp_path)).verdict is NOT_EXERCISED


def test_a_late_first_acquisition_is_no_vacancy(tmp_path):
    one, two = pair()
    one.master(25)
    alive(one, two)
    wire = talking()
    wire.acquire(25, 40, "hap1")
    assert vacancy(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is HOLDS


def test_logs_alone_do_not_show_whether_the_holder_was_there(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one, two)
    found = vacancy(*logs(tmp_path, one, two))
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)
    assert "capture" in found.settles


def test_logs_alone_do_show_that_both_gave_it_up(tmp_path):
    paths = failed(tmp_path, 8)
    assert vacancy(*paths[:2]).verdict is VIOLATED


def test_a_capture_alone_shows_a_holder_and_no_vacancy(tmp_path):
    assert vacancy(failed(tmp_path / "a", 0.6)[2]).verdict is HOLDS
    found = vacancy(crashed(tmp_path / "b", 6)[2])
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)
    assert "keepalived's log" in found.settles


def test_the_log_of_the_one_that_takes_over_and_a_capture_are_enough(tmp_path):
    _, two, wire = crashed(tmp_path, 6)
    assert vacancy(two, wire).verdict is VIOLATED


def test_the_log_of_the_one_that_crashed_says_nothing(tmp_path):
    one, _, _ = crashed(tmp_path, 6)
    assert vacancy(one).verdict is INCONCLUSIVE


def test_lines_that_were_lost_may_have_told_of_a_holder(tmp_path):
    paths = failed(tmp_path, 8)
    assert vacancy(*paths).verdict is VIOLATED
    lost = vacancy(*paths[:2], gaps=("hap2=2026-11-21T19:00:21Z/2026-11-21T19:00:26Z",))
    assert (lost.verdict, lost.violations) == (INCONCLUSIVE, 0)


def test_unsure_clocks_leave_a_vacancy_near_the_bound_open(tmp_path):
    for name, gap, verdict in (("a", 3.1, INCONCLUSIVE), ("b", 3.5, VIOLATED), ("c", 2.7, HOLDS)):
        one, two = pair()
        one.master(5)
        one.fault(20)
        two.master(20 + gap)
        alive(one, two)
        paths = [*logs(tmp_path / name, one, two), talking().write(tmp_path / name)]
        assert vacancy(*paths, clocks=("hap2=±200ms",)).verdict is verdict
        assert vacancy(*paths, clocks=("hap2=±1ms",)).verdict is (HOLDS if gap < 3 else VIOLATED)


def test_whole_seconds_leave_a_vacancy_near_the_bound_open(tmp_path):
    for name, gap, verdict in (("a", 3.0, INCONCLUSIVE), ("b", 5.5, VIOLATED), ("c", 1.2, HOLDS)):
        one, two = (Keepalived(host=h, form="traditional") for h in ("hap1", "hap2"))
        one.initial(0)
        two.initial(0)
        one.master(5)
        one.fault(20)
        two.master(20 + gap)
        alive(one, two)
        assert vacancy(*logs(tmp_path / name, one, two), talking().write(tmp_path / name)).verdict is verdict


def test_whoever_holds_it_holds_it(tmp_path):
    one, two = pair()
    one.master(5)
    one.fault(20)
    alive(one, two)
    wire = talking(hosts=("hap1", "hap2", "hap3"))
    wire.acquire(5, 20, "hap1")
    wire.advert(20.0001, "hap1", 0)
    wire.acquire(20.6, 40, "hap3", 90)  # nobody expected it
    assert vacancy(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is HOLDS


def test_two_holders_are_no_vacancy(tmp_path):
    one, two = pair()
    one.master(5)
    two.master(10)
    two.backup(25)
    alive(one, two)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    wire.acquire(10, 25, "hap2", 102)
    assert vacancy(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is HOLDS


def test_a_holder_that_is_cut_off_holds_it_for_nobody(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one, two)  # its log goes on: it never lost the address
    wire = Wire(talking(hosts=("hap2",)).packets)
    mine = talking(hosts=("hap1",))
    mine.acquire(5, 40, "hap1")
    mine.serve(6.05, 38, "hap1")
    mine.ask(20.06, "hap1", None)
    # from 20 to 30 nothing of it reaches the switch
    wire.packets += [p for p in mine.packets if not 20 <= p[0] < 30]
    found = vacancy(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.verdict is VIOLATED


def never_started(folder: Path, *before: str) -> list[Path]:
    """The checks of both hosts fail from the start: keepalived says no state for 60 s; lines of hap1 stand `before`."""
    both = Keepalived(host="hap1"), Keepalived(host="hap2")
    for n, text in enumerate(before):
        both[0].say(n - 9, text)
    for log in both:
        log.say(0, "Starting Keepalived v2.2.7 (01/16,2022)", 31, "Keepalived")
        log.say(0.5, "VRRP_Script(chk_haproxy) failed (exited with status 1)")
        log.say(60, "Script `chk_haproxy` now returning 2")
    return logs(folder, *both)


def test_two_that_start_and_never_say_a_state_leave_the_address_vacant(tmp_path):
    found = vacancy(*never_started(tmp_path))
    assert found.verdict is VIOLATED
    assert vacancy(*never_started(tmp_path), settings=("vip.takeover=31s",)).verdict is NOT_EXERCISED


def test_an_address_may_have_been_left_behind_by_a_keepalived_that_was_killed(tmp_path):
    killed = "(VI_1) Entering MASTER STATE", "Sending gratuitous ARP on eth0 for 192.168.1.100"
    assert vacancy(*never_started(tmp_path, *killed)).verdict is INCONCLUSIVE
    assert vacancy(*never_started(tmp_path, "a line of an earlier life that says nothing")).verdict is not VIOLATED


def test_an_address_that_is_in_use_while_no_log_says_so_is_not_vacant(tmp_path):
    wire = talking(hi=60)
    wire.acquire(5, 60, "hap1")
    assert vacancy(*never_started(tmp_path), wire.write(tmp_path)).verdict is not VIOLATED


def twice(folder: Path, apart: bool, second: tuple[str, ...] = ("hap1", "hap2")) -> list[Path]:
    """Two runs of one system, in files of their own (or not): from 0 to 20 and, of some hosts only, from 60 to 90."""
    both, later = pair(), tuple(Keepalived(host=host) for host in ("hap1", "hap2"))
    both[0].master(3.6)
    alive(*both, at=20)
    for log in later:
        if log.host in second:
            log.initial(60)
        else:
            log.say(60, "(VI_1) Entering BACKUP STATE")
    later[0].master(64)
    alive(*later, at=90)
    if apart:
        return [*logs(folder / "a", *both), *logs(folder / "b", *later)]
    for log, then in zip(both, later, strict=True):
        log.lines += then.lines
    return logs(folder, *both)


def test_what_was_started_anew_while_nothing_was_heard_had_promised_nothing(tmp_path):
    assert vacancy(*twice(tmp_path / "apart", apart=True)).verdict is INCONCLUSIVE
    assert vacancy(*twice(tmp_path / "one", apart=False)).verdict is VIOLATED


def test_who_goes_on_behind_a_hole_owes_what_was_promised_before(tmp_path):
    assert vacancy(*twice(tmp_path, apart=True, second=("hap2",))).verdict is VIOLATED
