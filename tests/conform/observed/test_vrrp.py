"""Who holds the virtual address: as the routers' logs tell it, and as the network shows it."""

from __future__ import annotations

from checker.conform.observed.draft import VIP, peer
from checker.conform.observed.network import network_drafts
from checker.conform.observed.processes import process_drafts
from checker.conform.observed.vrrp import router_drafts
from tests.conform.makers import MS, S, event, evidence
from tests.conform.observed.telling import CAPTURE, ROUTER1, ROUTER2, START, router, started, texts

MAC1, MAC2 = "02:00:00:00:01:10", "02:00:00:00:01:11"
ADDRESSES = {MAC1: "192.168.1.10", MAC2: "192.168.1.11"}


def advert(at: int, mac: str = MAC1, priority: int = 101):
    return event(
        "advert",
        START + at,
        source=CAPTURE,
        sender=ADDRESSES[mac],
        mac=mac,
        vrid=51,
        priority=priority,
        version=2,
        interval_ns=S,
        addresses="192.168.1.100",
    )


def announced(at: int, mac: str):
    return event("arp_announced", START + at, source=CAPTURE, mac=mac, address="192.168.1.100")


def garp(at: int, source=ROUTER1):
    return event("garp_sent", START + at, source=source, address="192.168.1.100", interface="e", instance="VI_1")


def sets(at: int, source=ROUTER1):
    return event("vips_set", START + at, source=source, instance="VI_1")


def removes(at: int, source=ROUTER1):
    return event("vips_removed", START + at, source=source, instance="VI_1")


def captured(lo: int, hi: int):
    return event("captured", START + lo, START + hi, source=CAPTURE, packets=1, link="ethernet")


def routers(*events):
    return sorted(router_drafts(evidence(*events)), key=lambda d: d.order)


def test_the_state_that_a_start_brings_along_is_told_with_the_start():
    known = evidence(started(0, ROUTER1), router(10 * MS, "BACKUP"))
    assert texts(process_drafts(known)) == ["keepalived@hap1 starts, as BACKUP"]
    assert router_drafts(known) == []


def test_a_master_is_told_also_as_the_first_state_and_again_after_a_restart():
    told = routers(started(0, ROUTER1), router(S, "MASTER"), started(9 * S, ROUTER1), router(10 * S, "MASTER"))
    assert texts(told) == ["keepalived@hap1 becomes MASTER"] * 2


def test_the_same_state_again_is_no_change():
    assert texts(routers(router(0, "BACKUP"), router(S, "BACKUP"))) == ["keepalived@hap1 becomes BACKUP"]


def test_taking_an_address_and_all_its_announcements_are_one_step_behind_the_state():
    batch = [sets(0), *(garp(n * MS) for n in range(5)), *(garp(5 * S + n) for n in range(5)), announced(1, MAC1)]
    told = routers(router(0, "MASTER"), *batch, advert(0))
    assert texts(told) == ["keepalived@hap1 becomes MASTER", "takes 192.168.1.100, announced 10 times (gratuitous ARP)"]
    assert told[1].ends == (peer("hap1"), VIP)


def test_each_change_of_the_announcer_is_a_taking():
    told = routers(announced(0, MAC1), announced(S, MAC2), announced(2 * S, MAC1), advert(0), advert(S, MAC2))
    assert [d.ends[0] for d in told] == [peer("hap1"), peer("hap2"), peer("hap1")]


def test_an_address_is_given_up_only_by_who_had_it():
    assert texts(routers(removes(0), sets(S), removes(2 * S)))[-1] == "gives up the address"
    assert "gives up the address" not in texts(routers(started(0, ROUTER1), removes(S)))
    assert "gives up the address" not in texts(routers(sets(0), started(S, ROUTER1), removes(2 * S)))


def test_a_priority_is_news_only_later_than_the_start():
    early = event("priority", START + S, source=ROUTER1, instance="VI_1", priority=103)
    late = event("priority", START + 20 * S, source=ROUTER1, instance="VI_1", priority=101)
    assert texts(routers(started(0, ROUTER1), early, late)) == ["priority is 101 now"]


def network(*events):
    return sorted(network_drafts(evidence(*events)), key=lambda d: d.order)


def test_adverts_that_end_while_the_capture_goes_on_are_an_alarm_and_those_of_the_next_a_beginning():
    told = network(
        captured(0, 30 * S), *(advert(n * S) for n in range(10)), *(advert(n * S, MAC2, 100) for n in range(13, 30))
    )
    adverts = [d for d in told if "advert" in d.text]
    assert texts(adverts) == ["last advert of hap1 (priority 101)", "first advert of hap2 (priority 100)"]
    assert [d.alarm for d in adverts] == [True, False]


def test_adverts_up_to_the_end_of_the_capture_end_nothing():
    told = network(captured(0, 12 * S), *(advert(n * S) for n in range(10)))
    assert [t for t in texts(told) if "advert" in t] == []


def test_an_address_between_two_holders_is_without_one_for_an_honest_time():
    told = network(
        captured(0, 30 * S), *(advert(n * S) for n in range(10)), *(advert(n * S, MAC2, 100) for n in range(13, 30))
    )
    (gap,) = [d for d in told if "without a holder" in d.text]
    assert gap.ends == (VIP,) and gap.at == START + 13 * S


def test_two_holders_at_once_are_told_from_when_and_for_how_long():
    both = [*(advert(n * S) for n in range(30)), *(advert(n * S, MAC2, 100) for n in range(10, 21))]
    back = router(20 * S + 10 * MS, "BACKUP", ROUTER2), removes(20 * S + 11 * MS, ROUTER2)
    told = network(captured(0, 30 * S), *both, *back)
    alarms = [d for d in told if "both" in d.text]
    assert alarms[0].text == "hap1 and hap2 both hold the address from here on" and alarms[0].alarm
    assert alarms[0].at == START + 10 * S
    assert alarms[1].text.startswith("hap1 and hap2 both held it for 10.")


def test_an_address_that_its_holder_announces_again_is_not_taken_again():
    told = [router(3 * S, "MASTER"), sets(3 * S), garp(3 * S), garp(63 * S)]
    assert [d.text for d in routers(*told) if d.ends == (peer("hap1"), VIP)] == [
        "takes 192.168.1.100, announced once (gratuitous ARP)",
        "announces 192.168.1.100 again, once (gratuitous ARP)",
    ]


def test_a_holder_that_never_gave_the_address_up_announces_it_again_after_another_took_it():
    told = [sets(3 * S), sets(20 * S, ROUTER2), removes(40 * S, ROUTER2), garp(41 * S)]
    assert [d.text for d in routers(*told) if d.ends == (peer("hap1"), VIP)] == [
        "takes 192.168.1.100",
        "announces 192.168.1.100 again, once (gratuitous ARP)",
    ]


def test_an_address_that_was_given_up_or_lost_with_a_start_is_taken_anew():
    for left in (removes(10 * S), started(10 * S, ROUTER1)):
        told = [d.text for d in routers(sets(3 * S), left, sets(12 * S)) if d.text.startswith(("takes", "has"))]
        assert told == ["takes 192.168.1.100"] * 2


def test_in_a_capture_alone_each_change_of_the_announcing_host_is_a_taking():
    told = routers(announced(1 * S, MAC1), announced(30 * S, MAC2), announced(60 * S, MAC1), announced(90 * S, MAC1))
    assert [d.text.partition(",")[0] for d in told] == [
        *["takes 192.168.1.100"] * 3,
        "announces 192.168.1.100 again",
    ]


def test_a_stop_that_several_lines_tell_is_told_once():
    def stopped(at: int):
        return event("process_stopped", START + at, source=ROUTER1, line=at // MS, detail="Stopping")

    known = evidence(started(0, ROUTER1), stopped(20 * S), stopped(21 * S), started(22 * S, ROUTER1), stopped(23 * S))
    told = sorted(process_drafts(known), key=lambda d: d.order)
    assert [d.text.rpartition(" ")[2] for d in told] == ["starts", "stops", "starts", "stops"]
    assert [len(d.places) for d in told] == [1, 2, 1, 1]
