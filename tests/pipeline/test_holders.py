"""One holder of the virtual address: small logs and captures, each with one thing that a naive reading gets wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.model.outcome import PropertyOutcome
from tests.pipeline.logs import Keepalived
from tests.pipeline.running import HOLDER, HOLDS, INCONCLUSIVE, NOT_EXERCISED, VIOLATED, holder, of, run, with_verdict
from tests.pipeline.wires import ADDRESSES, MACS, Wire

HANDOVER = 0.1


def talking(lo: float = 0, hi: float = 40, hosts: tuple[str, ...] = ("hap1", "hap2")) -> Wire:
    """What passes at the switch anyway: checks of the hosts, and the adverts of a router of another address."""
    wire = Wire()
    for host in hosts:
        wire.talk(lo, hi, host)
    for at in range(round(lo), round(hi)):
        wire.advert(at + 0.5, "hap3", 90, "192.168.1.200", 52)
    return wire


def logs(folder: Path, first: Keepalived, second: Keepalived) -> list[Path]:
    return [first.write(folder), second.write(folder)]


def pair() -> tuple[Keepalived, Keepalived]:
    one, two = Keepalived(host="hap1"), Keepalived(host="hap2")
    one.initial(0)
    two.initial(0.2)
    return one, two


def handed_over(folder: Path, gives: float, takes: float) -> list[Path]:
    """hap1 holds the address until `gives`, hap2 from `takes` on; both logs and the capture tell it."""
    one, two = pair()
    one.master(5)
    one.backup(gives)
    two.master(takes)
    wire = talking()
    wire.acquire(5, gives, "hap1")
    wire.acquire(takes, 40, "hap2", 102)
    alive(one, two)
    return [*logs(folder, one, two), wire.write(folder)]


def alive(*both: Keepalived, at: float = 39) -> None:
    """A late line that says nothing of the address, but that keepalived is there."""
    for log in both:
        log.say(at, "(VI_1) Changing effective priority from 100 to 102")


def incident(found: PropertyOutcome) -> tuple[float, float]:
    """When the one violation that was told began, and how long it lasted, in seconds."""
    (finding,) = (i.finding for i in with_verdict(found, VIOLATED) if i.finding)
    return finding.time.lo / 1e9, (finding.time.hi - finding.time.lo) / 1e9


@pytest.mark.parametrize(
    ("overlap", "verdict"),
    [
        (-0.6, HOLDS),
        (-0.0002, HOLDS),  # the loser is stamped before the winner
        (0.0002, HOLDS),  # and the other way round
        (0.05, HOLDS),
        (0.09, HOLDS),
        (0.12, VIOLATED),
        (2.0, VIOLATED),
        (12.0, VIOLATED),
    ],
)
def test_an_overlap_counts_from_the_handover_on(tmp_path, overlap, verdict):
    paths = handed_over(tmp_path, 20, 20 - overlap)
    found = holder(*paths)
    assert found.verdict is verdict
    if verdict is VIOLATED:
        _, lasted = incident(found)
        assert lasted == pytest.approx(overlap, abs=0.01)
        assert found.violations == 1


def test_how_long_a_handover_takes_can_be_set(tmp_path):
    paths = handed_over(tmp_path, 20, 19.5)
    assert holder(*paths).verdict is VIOLATED
    assert holder(*paths, settings=("vip.handover=1s",)).verdict is HOLDS
    assert holder(*paths, settings=("vip.handover=0.4s",)).verdict is VIOLATED


def test_two_incidents_are_told_each_once(tmp_path):
    one, two = pair()
    one.master(5)
    for at in (10, 20):
        two.master(at)
        two.backup(at + 3)
    alive(one, two)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    wire.acquire(10, 13, "hap2", 102)
    wire.acquire(20, 23, "hap2", 102)
    found = holder(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.violations == 2
    begins = sorted(i.finding.time.lo / 1e9 for i in with_verdict(found, VIOLATED) if i.finding)
    assert begins[1] - begins[0] == pytest.approx(10, abs=0.01)


def test_a_master_that_resigns_with_priority_0(tmp_path):
    one, two = pair()
    one.master(5)
    one.stop(20)
    two.say(20.0002, "(VI_1) Backup received priority 0 advertisement")
    two.master(20.6)
    alive(two)
    wire = talking()
    wire.acquire(5, 20, "hap1")
    wire.advert(20.0001, "hap1", 0)
    wire.acquire(20.6, 40, "hap2", 102)
    paths = [*logs(tmp_path, one, two), wire.write(tmp_path)]
    assert holder(*paths).verdict is HOLDS
    assert holder(paths[2]).violations == 0


def test_two_adverts_of_two_tenures_are_not_bridged(tmp_path):
    # hap1 loses the address at once to a higher priority, which resigns, and has it again a second after its advert.
    wire = talking()
    wire.adverts(5, 20.5, "hap1")
    wire.advert(20.1, "hap2", 110)
    wire.advert(20.35, "hap2", 110)
    wire.advert(20.4, "hap2", 0)
    wire.acquire(21.0, 40, "hap1")
    assert holder(wire.write(tmp_path)).violations == 0


def test_an_advert_out_of_the_rhythm_may_begin_a_new_tenure(tmp_path):
    wire = talking()
    wire.adverts(5, 20.5, "hap1")
    wire.advert(20.1, "hap2", 110)
    wire.advert(20.6, "hap2", 110)
    wire.acquire(20.75, 40, "hap1")
    assert holder(wire.write(tmp_path)).violations == 0


def test_adverts_in_the_rhythm_of_two_masters_do_overlap(tmp_path):
    wire = talking()
    wire.adverts(5, 40, "hap1")
    wire.adverts(20.3, 24, "hap2", 102)
    _begins, lasted = incident(holder(wire.write(tmp_path)))
    assert lasted == pytest.approx(3.0, abs=0.05)


def test_a_fault_gives_the_address_up(tmp_path):
    one, two = pair()
    one.master(5)
    one.fault(20)
    one.say(39, "VRRP_Script(chk_haproxy) failed (exited with status 1)")
    two.say(20.0002, "(VI_1) Backup received priority 0 advertisement")
    two.master(20.6)
    alive(two)
    wire = talking()
    wire.acquire(5, 20, "hap1")
    wire.advert(20.0001, "hap1", 0)
    wire.acquire(20.6, 40, "hap2", 102)
    paths = [*logs(tmp_path, one, two), wire.write(tmp_path)]
    assert holder(*paths).verdict is HOLDS
    assert holder(*paths[:2]).violations == 0


def crash(folder: Path, silent: bool = True) -> list[Path]:
    """hap1 says and sends nothing any more from 20 on (or goes on talking, with keepalived killed)."""
    one, two = pair()
    one.master(5)
    two.master(23.2)
    alive(two)
    wire = talking(hosts=("hap2",))
    wire.talk(0, 20 if silent else 40, "hap1")
    wire.acquire(5, 20, "hap1")
    wire.acquire(23.2, 40, "hap2", 102)
    return [*logs(folder, one, two), wire.write(folder)]


def test_a_host_that_crashed_holds_nothing(tmp_path):
    assert holder(*crash(tmp_path)).verdict is HOLDS


def test_without_a_capture_a_crash_cannot_be_told_from_two_holders(tmp_path):
    one, two, _ = crash(tmp_path)
    found = holder(one, two)
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)
    assert "capture" in found.scope.missing
    assert "capture" in found.settles


def test_a_host_that_talks_on_without_keepalived_may_have_kept_the_address(tmp_path):
    found = holder(*crash(tmp_path, silent=False))
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)


def test_the_wire_alone_shows_two_masters(tmp_path):
    wire = talking()
    wire.acquire(5, 30, "hap1")
    wire.acquire(10, 30, "hap2", 102)
    found = holder(wire.write(tmp_path))
    assert found.verdict is VIOLATED
    assert {i.subject for i in with_verdict(found, VIOLATED)} == {"hap1", "hap2"}
    assert set(found.scope.missing) == {"keepalived@hap1", "keepalived@hap2"}


def test_the_log_of_one_host_shows_no_split_brain_and_does_not_pass_either(tmp_path):
    one, _ = pair()
    one.master(5)
    alive(one)
    outcome = run(one.write(tmp_path))
    found = of(outcome, HOLDER)
    assert found.verdict is INCONCLUSIVE
    assert outcome.exit_status == 3
    assert {"capture", "keepalived@hap2"} <= set(found.scope.missing)


def test_a_third_host_that_nobody_expected(tmp_path):
    wire = talking(hosts=("hap1", "hap2", "hap3"))
    wire.acquire(5, 40, "hap1")
    wire.acquire(15, 25, "hap3", 90)
    found = holder(wire.write(tmp_path))
    assert found.verdict is VIOLATED
    assert {i.subject for i in with_verdict(found, VIOLATED)} == {"hap1", ADDRESSES["hap3"]}


def test_one_announcement_of_a_third_host_shows_no_duration(tmp_path):
    wire = talking()
    wire.acquire(5, 40, "hap1")
    wire.announce(15, "hap3", 1)
    found = holder(wire.write(tmp_path))
    assert found.violations == 0
    assert any(i.subject in (MACS["hap3"], ADDRESSES["hap3"]) for i in found.instances)
    assert found.verdict is INCONCLUSIVE


def test_a_master_of_another_router_with_another_address_is_nobodys_rival(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one, two)
    wire = talking(hosts=("hap1", "hap2", "hap3"))
    wire.acquire(5, 40, "hap1")
    for at in range(6, 40):
        wire.advert(at, "hap3", 90, "192.168.1.200", 52)
    wire.announce(6, "hap3", address="192.168.1.200")
    found = holder(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.verdict is HOLDS
    assert {i.subject for i in found.instances} == {"hap1"}


def test_a_name_and_an_address_that_may_be_one_host_are_no_two_holders(tmp_path):
    # The log calls the host lb1, the capture knows 192.168.1.10: nothing says that these are two hosts.
    log = Keepalived(host="lb1")
    log.initial(0)
    log.master(5)
    for at in range(6, 40):
        log.say(at, "(VI_1) received an invalid passwd!")  # so that it is known to be on the network
    wire = talking()
    wire.acquire(5, 40, "hap1")
    found = holder(log.write(tmp_path), wire.write(tmp_path))
    assert found.violations == 0


def test_two_hosts_known_only_by_name(tmp_path):
    one, two = pair()
    one.host, two.host = "lb1", "lb2"
    one.lines = [line.replace(" hap1 ", " lb1 ") for line in one.lines]
    two.lines = [line.replace(" hap2 ", " lb2 ") for line in two.lines]
    one.master(5)
    two.master(10)
    one.say(30, "(VI_1) Received advert from 192.168.1.11 with lower priority 102, ours 103, forcing new election")
    two.say(30.0001, "(VI_1) Master received advert from 192.168.1.10 with higher priority 103, ours 102")
    two.backup(30.0002)
    found = holder(*logs(tmp_path, one, two))
    assert found.verdict is INCONCLUSIVE  # both held it from 10 to 30, but nothing shows them on the network


def test_a_name_that_tells_its_address_is_the_host_with_that_address(tmp_path):
    log = Keepalived(host="lb1")
    log.initial(0)
    log.say(0.02, "Assigned address 192.168.1.10 for interface eth0")
    log.master(5)
    for at in range(6, 40):
        log.say(at, "(VI_1) received an invalid passwd!")
    wire = talking()
    wire.acquire(5, 40, "hap1")
    _, other = pair()
    alive(other)
    found = holder(log.write(tmp_path), other.write(tmp_path), wire.write(tmp_path))
    assert found.verdict is HOLDS
    assert {i.subject for i in found.instances} == {"hap1"}


@pytest.mark.parametrize("form", ["iso", "traditional"])
def test_a_log_that_ends_as_its_host_becomes_master_is_exercised(tmp_path, form):
    one, two = Keepalived(host="hap1", form=form), Keepalived(host="hap2", form=form)
    one.initial(0)
    two.initial(0)
    one.master(5)
    two.master(10)
    two.say(39, "(VI_1) Changing effective priority from 100 to 102")
    found = holder(*logs(tmp_path, one, two), talking().write(tmp_path))
    assert {i.subject for i in found.instances} == {"hap1", "hap2"}
    assert (found.verdict, found.violations) == (INCONCLUSIVE, 0)


def test_nobody_holding_the_address_is_not_exercised(tmp_path):
    one, two = pair()
    found = holder(*logs(tmp_path, one, two))
    assert found.verdict is NOT_EXERCISED


def test_unsure_clocks_leave_a_short_overlap_open_and_not_a_long_one(tmp_path):
    def told(overlap: float, clock: str) -> PropertyOutcome:
        one, two = pair()
        one.master(5)
        one.backup(20)
        two.master(20 - overlap)
        alive(one, two)
        wire = talking()  # presence only: what the hosts say of the address is in their logs
        return holder(*logs(tmp_path, one, two), wire.write(tmp_path), clocks=(clock,))

    assert told(0.15, "hap2=±1ms").verdict is VIOLATED
    assert told(0.15, "hap2=±200ms").verdict is INCONCLUSIVE
    assert told(3.0, "hap2=±200ms").verdict is VIOLATED
    assert told(0.01, "hap2=±20ms").verdict is HOLDS


def test_a_clock_that_is_set_right_moves_one_host_against_the_other(tmp_path):
    one, two = pair()
    one.master(5)
    one.backup(20)
    two.master(17)  # by a clock that is 3 s behind
    alive(one, two, at=30)
    paths = [*logs(tmp_path, one, two), talking().write(tmp_path)]
    assert holder(*paths).verdict is VIOLATED
    assert holder(*paths, clocks=("hap2=+3s",)).verdict is HOLDS
    assert holder(*paths, clocks=("hap1=-3s",)).verdict is HOLDS


def test_whole_seconds_leave_a_handover_open_only_where_the_order_matters(tmp_path):
    def told(overlap: float) -> PropertyOutcome:
        one, two = pair()
        one.form = two.form = "traditional"
        one.lines, two.lines = [], []
        one.initial(0)
        two.initial(0)
        one.master(5)
        one.backup(20)
        two.master(20 - overlap)
        alive(one, two)
        return holder(*logs(tmp_path, one, two), talking().write(tmp_path))

    assert told(5).verdict is VIOLATED
    assert told(-5).verdict is HOLDS
    assert told(0.0002).verdict is INCONCLUSIVE


def test_lines_lost_on_one_host_leave_it_open(tmp_path):
    one, two = pair()
    one.master(5)
    two.master(30)
    one.backup(30.0002)
    alive(one, two)
    paths = logs(tmp_path, one, two)
    gap = "hap2=2026-11-21T19:00:10Z/2026-11-21T19:00:20Z"
    wire = talking().write(tmp_path)
    assert holder(*paths, wire).verdict is HOLDS
    assert holder(*paths, wire, gaps=(gap,)).verdict is INCONCLUSIVE
