"""One holder of the virtual address: where silence, the edge of a capture or the end of a log must not be knowledge."""

from __future__ import annotations

from pathlib import Path

from tests.pipeline.logs import Keepalived
from tests.pipeline.running import HOLDS, INCONCLUSIVE, NOT_EXERCISED, VIOLATED, holder
from tests.pipeline.test_holders import alive, logs, pair, talking
from tests.pipeline.wires import Wire


def split(folder: Path, wire: Wire | None = None) -> list[Path]:
    """Both logs say master from the twentieth second on, to their end."""
    one, two = pair()
    one.master(5)
    two.master(20)
    alive(one, two, at=30)
    return [*logs(folder, one, two), *([wire.write(folder)] if wire else [])]


def test_a_capture_that_ends_before_the_incident_decides_nothing_about_it(tmp_path):
    early = talking(0, 15)
    early.acquire(5, 15, "hap1")
    assert holder(*split(tmp_path)).verdict is INCONCLUSIVE
    assert holder(*split(tmp_path, early)).verdict is INCONCLUSIVE
    whole = talking()
    whole.acquire(5, 40, "hap1")
    whole.acquire(20, 40, "hap2", 102)
    assert holder(*split(tmp_path, whole)).verdict is VIOLATED


def test_an_overlap_that_is_open_where_the_logs_end_is_undecided(tmp_path):
    one, two = pair()
    one.master(5)
    two.master(30)
    assert holder(*logs(tmp_path, one, two)).verdict is INCONCLUSIVE


def test_a_capture_that_shows_no_advert_is_no_witness_that_none_was_sent(tmp_path):
    one, two = pair()
    one.master(5)
    alive(one)
    filtered = Wire()
    for host in ("hap1", "hap2"):
        filtered.talk(0, 40, host)
    assert holder(*logs(tmp_path, one, two), filtered.write(tmp_path)).verdict is INCONCLUSIVE
    seen = talking()
    seen.acquire(5, 40, "hap1")
    assert holder(*logs(tmp_path, one, two), seen.write(tmp_path)).verdict is HOLDS


def test_a_host_whose_log_goes_on_while_the_capture_does_not_hear_it_may_be_elsewhere(tmp_path):
    one, two = pair()
    one.master(5)
    two.master(20)
    alive(one, two)
    side = talking(hosts=("hap1",))
    side.talk(0, 10, "hap2")
    side.acquire(5, 40, "hap1")
    assert holder(*logs(tmp_path, one, two), side.write(tmp_path)).verdict is INCONCLUSIVE


def of_two_instances(folder: Path, announce: bool) -> list[Path]:
    """hap1 is master of VI_1, hap2 of VI_2, which has another address."""
    paths = []
    for host, instance, address in (("hap1", "VI_1", "192.168.1.100"), ("hap2", "VI_2", "192.168.1.200")):
        log = Keepalived(host=host)
        for name in ("VI_1", "VI_2"):
            log.say(0, f"({name}) Entering BACKUP STATE (init)")
        log.say(5, f"({instance}) Entering MASTER STATE")
        if announce:
            log.say(5.1, f"({instance}) Sending/queueing gratuitous ARPs on eth0 for {address}")
        alive(log)
        paths.append(log.write(folder))
    wire = talking()
    wire.acquire(5, 40, "hap1")
    for at in range(5, 40):
        wire.advert(at, "hap2", 102, "192.168.1.200", 52)
    return [*paths, wire.write(folder)]


def test_the_master_of_another_address_is_no_second_holder(tmp_path):
    assert holder(*of_two_instances(tmp_path, announce=True)).verdict is HOLDS
    assert holder(*of_two_instances(tmp_path, announce=False)).verdict in (INCONCLUSIVE, NOT_EXERCISED)


def test_packets_out_of_order_and_captures_of_both_sides_are_read(tmp_path):
    wire = talking()
    wire.acquire(5, 40, "hap1")
    wire.packets = [*wire.packets[1::2], *wire.packets[::2]]
    one, two = pair()
    one.master(5)
    alive(one, two)
    paths = logs(tmp_path, one, two)
    assert holder(*paths, wire.write(tmp_path)).verdict in (HOLDS, INCONCLUSIVE)


def test_every_overlap_of_one_tenure_is_told(tmp_path):
    one, two = pair()
    one.master(5)
    for at in (12, 24):
        two.master(at)
        two.backup(at + 4)
    alive(one, two)
    wire = talking()
    wire.acquire(5, 40, "hap1")
    for at in (12, 24):
        wire.acquire(at, at + 4, "hap2", 102)
    found = holder(*logs(tmp_path, one, two), wire.write(tmp_path))
    assert found.verdict is VIOLATED
    assert found.violations == 2


def test_a_master_that_says_so_many_times_in_one_second_is_a_holder(tmp_path):
    one, two = Keepalived(host="hap1", form="traditional"), Keepalived(host="hap2", form="traditional")
    for log in (one, two):
        log.initial(0)
    one.master(3)
    for at in (3, 3, 3, 3, 8, 8, 8, 8, 8):
        one.say(at, "Sending gratuitous ARP on eth0 for 192.168.1.100")
    found = holder(*logs(tmp_path, one, two))
    assert found.verdict is INCONCLUSIVE
    assert found.exercised
