"""A host that is back stays standby: small logs and captures, each with one thing that a naive reading gets wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.model.outcome import PropertyOutcome
from tests.pipeline.logs import Keepalived
from tests.pipeline.running import HOLDS, INCONCLUSIVE, NOT_EXERCISED, VIOLATED, of, run, with_verdict
from tests.pipeline.test_holders import alive, logs, pair, talking
from tests.pipeline.wires import Wire

DISCARDED = "(VI_1) received lower priority (102) advert from 192.168.1.11 - discarding"
HIGHER = "(VI_1) Master received advert from 192.168.1.10 with higher priority 103, ours 102"


def failback(*paths: Path, **options) -> PropertyOutcome:
    return of(run(*paths, select=("no-failback",), **options), "no-failback")


def verdicts(found: PropertyOutcome) -> dict[str, str]:
    return {i.subject: i.verdict.value for i in found.instances}


def handed_over(wire: Wire, one: Keepalived, two: Keepalived) -> None:
    """hap1 holds it from 5 to 20, is stopped, and is back as a backup from 22 on; hap2 holds it from 20.6 on."""
    one.master(5)
    one.stop(20)
    one.initial(22)
    two.say(20.0002, "(VI_1) Backup received priority 0 advertisement")
    two.master(20.6)
    wire.acquire(5, 20, "hap1")
    wire.advert(20.0001, "hap1", 0)


def story(folder: Path, ends: Callable[[Wire, Keepalived, Keepalived], None], hosts=("hap1", "hap2")) -> list[Path]:
    one, two = pair()
    wire = talking(hosts=hosts)
    handed_over(wire, one, two)
    ends(wire, one, two)
    return [*logs(folder, one, two), wire.write(folder)]


def stays(wire: Wire, one: Keepalived, two: Keepalived) -> None:
    wire.acquire(20.6, 40, "hap2", 102)
    alive(one, two)


def preempts(at: float = 30, overlap: float = 0.0002, told: bool = False):
    def ends(wire: Wire, one: Keepalived, two: Keepalived) -> None:
        if told:
            for n in range(4):
                one.say(at - 3.4 + n, DISCARDED)
        one.master(at)
        if told:
            two.say(at + overlap - 0.00002, HIGHER)
        two.backup(at + overlap)
        wire.acquire(20.6, at + overlap, "hap2", 102)
        wire.acquire(at, 40, "hap1")
        alive(one, two)

    return ends


def resigns(before: float, how: str):
    """hap2 lets go of the address some time before hap1 has it."""

    def ends(wire: Wire, one: Keepalived, two: Keepalived) -> None:
        at = 30 - before
        (two.fault if how == "fault" else two.stop)(at)
        one.master(30)
        wire.acquire(20.6, at, "hap2", 102)
        wire.advert(at + 0.0001, "hap2", 0)
        wire.acquire(30, 40, "hap1")
        alive(one)
        two.say(39, "(VI_1) Changing effective priority from 100 to 102")

    return ends


def test_a_host_that_stays_standby(tmp_path):
    found = failback(*story(tmp_path, stays))
    assert (found.verdict, verdicts(found)) == (HOLDS, {"hap1": "holds"})


@pytest.mark.parametrize("overlap", [-0.0002, 0.0002, 0.05, -0.05])
def test_taking_it_back_is_a_failback_in_whatever_order_the_lines_are_stamped(tmp_path, overlap):
    found = failback(*story(tmp_path, preempts(30, overlap)))
    assert found.verdict is VIOLATED
    assert verdicts(found) == {"hap1": "violated", "hap2": "holds"}
    (finding,) = (i.finding for i in with_verdict(found, VIOLATED))
    assert "hap1 took 192.168.1.100 back at 19:00:30.0" in finding.message.replace("29.999", "30.0")


def test_the_finding_shows_both_hosts(tmp_path):
    (finding,) = (i.finding for i in with_verdict(failback(*story(tmp_path, preempts())), VIOLATED))
    labels = " ".join(r.label for r in finding.related) + finding.text
    assert "hap2" in labels
    assert "MASTER" in labels


@pytest.mark.parametrize("how", ["fault", "stop"])
@pytest.mark.parametrize("before", [0.6, 0.05, 0.008])
def test_taking_over_from_a_holder_that_resigned_is_none(tmp_path, before, how):
    found = failback(*story(tmp_path, resigns(before, how)))
    assert verdicts(found)["hap1"] == "holds"
    assert found.violations == 0


def test_a_resignation_also_counts_within_a_long_handover(tmp_path):
    paths = story(tmp_path, resigns(0.6, "stop"))
    assert failback(*paths, settings=("vip.handover=1s",)).violations == 0
    assert failback(paths[2], settings=("vip.handover=1s",)).violations == 0


def returns_at_once(wire: Wire, one: Keepalived, two: Keepalived) -> None:
    """hap2 resigns at 29.4, and takes the address from hap1 again when that has had it for 50 ms."""
    resigns(0.6, "fault")(wire, one, two)
    two.lines = [line for line in two.lines if "Changing" not in line]
    two.master(30.05)
    wire.acquire(30.05, 40, "hap2", 102)
    alive(two)


def test_who_took_over_did_not_take_back_because_the_other_one_then_does(tmp_path):
    found = failback(*story(tmp_path, returns_at_once))
    assert verdicts(found) == {"hap1": "holds", "hap2": "violated"}


def crashes(wire: Wire, one: Keepalived, two: Keepalived) -> None:
    """hap2 is gone from 26 on."""
    wire.talk(0, 26, "hap2")
    wire.acquire(20.6, 26, "hap2", 102)
    one.master(29.6)
    wire.acquire(29.6, 40, "hap1")
    alive(one)


def test_taking_over_from_a_holder_that_vanished_is_none(tmp_path):
    found = failback(*story(tmp_path, crashes, hosts=("hap1",)))
    assert (found.verdict, found.violations) == (HOLDS, 0)


def killed(wire: Wire, one: Keepalived, two: Keepalived) -> None:
    """hap2 goes on, and with it the address, but nobody there sends adverts from 26 on."""
    wire.acquire(20.6, 26, "hap2", 102)
    wire.serve(21, 39, "hap2")
    one.master(29.6)
    wire.acquire(29.6, 40, "hap1")
    alive(one)


def test_taking_over_from_a_host_whose_keepalived_died_is_none(tmp_path):
    assert failback(*story(tmp_path, killed)).violations == 0


def test_who_never_had_it_does_not_take_it_back(tmp_path):
    one, two = pair()
    two.master(5)
    one.master(20)
    two.backup(20.0002)
    alive(one, two)
    wire = talking()
    wire.acquire(5, 20, "hap2", 102)
    wire.acquire(20, 40, "hap1")
    found = failback(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert verdicts(found) == {"hap2": "holds"}


def test_one_holder_all_along_is_not_exercised(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one, two)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    assert failback(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is NOT_EXERCISED


def healed(folder: Path, again: bool) -> list[Path]:
    """Both hold it from 10 to 22, then hap1 keeps it; hap2 takes it again at 30, or stays standby."""
    one, two = pair()
    one.master(5)
    two.master(10)
    two.backup(22)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    wire.acquire(10, 22, "hap2", 102)
    if again:
        two.master(30)
        wire.acquire(30, 40, "hap2", 102)
    alive(one, two)
    return [*logs(folder, one, two), wire.write(folder)]


def test_who_keeps_it_when_a_split_brain_heals_did_not_take_it_back(tmp_path):
    assert verdicts(failback(*healed(tmp_path, again=False))) == {"hap2": "holds"}


def test_who_lost_it_when_a_split_brain_healed_and_takes_it_again_did(tmp_path):
    found = failback(*healed(tmp_path, again=True))
    assert verdicts(found) == {"hap2": "violated"}


def rebooted(folder: Path, preempts: bool) -> list[Path]:
    """hap1 crashes at 20 and is back at 26."""
    one, two = pair()
    one.master(5)
    one.initial(26)
    two.master(23.2)
    wire = talking(hosts=("hap2",))
    wire.talk(0, 20, "hap1")
    wire.talk(25.9, 40, "hap1")
    wire.acquire(5, 20, "hap1")
    wire.acquire(23.2, 30.0002 if preempts else 40, "hap2", 102)
    if preempts:
        one.master(30)
        two.backup(30.0002)
        wire.acquire(30, 40, "hap1")
    alive(one, two)
    return [*logs(folder, one, two), wire.write(folder)]


@pytest.mark.parametrize(("takes", "verdict"), [(True, VIOLATED), (False, HOLDS)])
def test_a_host_that_crashed_and_is_back(tmp_path, takes, verdict):
    found = failback(*rebooted(tmp_path, takes))
    assert (found.verdict, "hap1" in verdicts(found)) == (verdict, True)


def test_a_host_that_never_comes_back_is_not_exercised(tmp_path):
    one, two = pair()
    one.master(5)
    two.master(23.2)
    alive(two)
    wire = talking(hosts=("hap2",))
    wire.talk(0, 20, "hap1")
    wire.acquire(5, 20, "hap1")
    wire.acquire(23.2, 40, "hap2", 102)
    assert failback(*logs(tmp_path, one, two), wire.write(tmp_path)).verdict is NOT_EXERCISED


@pytest.mark.parametrize("back", [False, True])
def test_a_host_that_was_stopped_and_says_nothing_more_is_not_back(tmp_path, back):
    one, two = pair()
    one.master(5)
    one.stop(20)
    two.say(20.0002, "(VI_1) Backup received priority 0 advertisement")
    two.master(20.6)
    if back:
        one.initial(30)
        alive(one)
    alive(two)
    assert failback(*logs(tmp_path, one, two)).verdict is (HOLDS if back else NOT_EXERCISED)


def test_logs_alone_decide_where_they_show_that_both_were_there(tmp_path):
    told = story(tmp_path / "told", preempts(told=True))
    assert failback(*told[:2]).verdict is VIOLATED
    untold = failback(*story(tmp_path / "untold", preempts())[:2])
    assert (untold.verdict, untold.violations) == (INCONCLUSIVE, 0)
    assert "capture" in untold.settles
    assert failback(*story(tmp_path / "stays", stays)[:2]).verdict is HOLDS


def test_one_log_alone_shows_who_stayed_and_not_from_whom_it_was_taken(tmp_path):
    one, two, _ = story(tmp_path, preempts(told=True))
    assert failback(two).verdict is HOLDS
    taken = failback(one)
    assert (taken.verdict, taken.violations) == (INCONCLUSIVE, 0)
    assert taken.settles


def test_a_capture_alone(tmp_path):
    assert failback(story(tmp_path / "a", stays)[2]).verdict is HOLDS
    taken = failback(story(tmp_path / "b", preempts())[2])
    # the last advert of hap2 was sent 0.4 s before: nobody saw that it still had the address
    assert (taken.verdict, taken.violations) == (INCONCLUSIVE, 0)
    assert failback(story(tmp_path / "c", preempts(at=29.65))[2]).verdict is VIOLATED
    assert failback(story(tmp_path / "d", resigns(0.6, "stop"))[2]).violations == 0


@pytest.mark.parametrize(("clock", "verdict"), [("hap2=±1ms", VIOLATED), ("hap2=±2s", INCONCLUSIVE)])
def test_unsure_clocks_leave_open_who_was_first(tmp_path, clock, verdict):
    one, two = pair()
    wire = talking()
    handed_over(Wire(), one, two)
    one.master(30)
    two.backup(30.0002)
    alive(one, two)
    found = failback(*logs(tmp_path, one, two), wire.write(tmp_path), clocks=(clock,))
    assert found.verdict is verdict


def test_whole_seconds_leave_it_open(tmp_path):
    one, two = (Keepalived(host=h, form="traditional") for h in ("hap1", "hap2"))
    one.initial(0)
    two.initial(0)
    handed_over(Wire(), one, two)
    one.master(30)
    two.backup(30.0002)
    alive(one, two)
    found = failback(*logs(tmp_path, one, two), talking().write(tmp_path))
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)


def test_lines_that_were_lost_may_have_told_of_a_failback(tmp_path):
    paths = story(tmp_path, stays)[:2]
    gap = "hap1=2026-11-21T19:00:25Z/2026-11-21T19:00:30Z"
    found = failback(*paths, gaps=(gap,))
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)


def test_a_master_of_less_than_a_millisecond_is_told_once(tmp_path):
    def flaps(wire: Wire, one: Keepalived, two: Keepalived) -> None:
        one.master(30)
        for n in range(5):
            wire.announce(30.0001 + n * 0.00004, "hap1")
        one.backup(30.0004)
        wire.acquire(20.6, 40, "hap2", 102)
        alive(one, two)

    found = failback(*story(tmp_path, flaps))
    assert (found.verdict, found.violations) == (VIOLATED, 1)
