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


def garp(at: int, source=ROUTER1, instance=""):
    told = {"address": "192.168.1.100", "interface": "e", "instance": instance}
    return event("garp_sent", START + at, source=source, **told)


def sets(at: int, source=ROUTER1):
    return event("vips_set", START + at, source=source, instance="VI_1")


def removes(at: int, source=ROUTER1):
    return event("vips_removed", START + at, source=source, instance="VI_1")


def captured(lo: int, hi: int):
    return event("captured", START + lo, START + hi, source=CAPTURE, packets=1, link="ethernet")


def present(mac: str, lo: int, hi: int, unanswered: int = 0):
    told = {"mac": mac, "addresses": ADDRESSES[mac], "frames": 500, "largest_gap_ns": 100 * MS}
    answers = {"answers": 0, "slowest_answer_ns": 0, "unused_ns": "0"}
    return event("presence", START + lo, START + hi, source=CAPTURE, unanswered_ns=unanswered, **told, **answers)


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
    told = network(captured(0, 30 * S), *both, *back, *(present(mac, 0, 30 * S) for mac in (MAC1, MAC2)))
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


def test_the_head_of_a_burst_of_announcements_is_none_of_them():
    bursts = [*(garp(n * MS) for n in range(5)), garp(5 * S, instance="VI_1"), *(garp(5 * S + n) for n in range(5))]
    told = routers(sets(0), garp(0, instance="VI_1"), *bursts)
    assert texts(told) == ["takes 192.168.1.100, announced 10 times (gratuitous ARP)"]


def test_where_only_the_head_of_a_burst_is_logged_nobody_says_how_often():
    told = routers(sets(0), garp(0, instance="VI_1"), removes(10 * S), sets(20 * S), garp(90 * S, instance="VI_1"))
    assert [text for text in texts(told) if "gives" not in text] == [
        "takes 192.168.1.100, announced (gratuitous ARP)",
        "takes 192.168.1.100",
        "announces 192.168.1.100 again (gratuitous ARP)",
    ]


def test_announcements_in_a_log_and_in_a_capture_are_the_same_ones():
    """As in traces/lab/flap: both become master at once, and frames come behind the line that gives the address up."""
    first = [sets(0, ROUTER2), *(garp(n, ROUTER2) for n in range(1, 6)), removes(6, ROUTER2)]
    second = [sets(9), *(garp(n) for n in range(10, 15)), *(garp(5 * S + n) for n in range(5))]
    frames = [announced(20 + n, mac) for mac in (MAC2, MAC1) for n in range(5)]
    late = [announced(5 * S + 10 + n, MAC1) for n in range(5)]
    adverts = [advert(20, MAC2, 102), advert(20)]
    told = [(d.ends[0], d.text) for d in routers(*first, *second, *frames, *late, *adverts)]
    assert told == [
        (peer("hap2"), "takes 192.168.1.100, announced 5 times (gratuitous ARP)"),
        (peer("hap2"), "gives up the address"),
        (peer("hap1"), "takes 192.168.1.100, announced 10 times (gratuitous ARP)"),
    ]


def test_announcements_of_which_a_log_or_a_capture_misses_some_are_all_counted():
    logged = [sets(0), *(garp(n) for n in range(5))]
    told = routers(*logged, *(announced(5 * S + n, MAC1) for n in range(5)), advert(0))
    assert texts(told) == ["takes 192.168.1.100, announced 10 times (gratuitous ARP)"]


def test_lines_of_one_log_stand_in_its_order_even_if_their_stamps_overlap():
    def line(number: int, kind: str, **args):
        return event(kind, START, START + S, source=ROUTER2, line=number, instance="VI_1", **args)

    told = routers(
        line(1, "vrrp_state", state="MASTER", initial=False),
        line(2, "vips_set"),
        line(3, "advert_received", sender="", own_state="MASTER", priority=103, accepted=True),
        line(4, "vrrp_state", state="BACKUP", initial=False),
        line(5, "vips_removed"),
    )
    assert texts(told) == [
        "keepalived@hap2 becomes MASTER",
        "takes 192.168.1.100",
        "hears an advert, priority 103",
        "keepalived@hap2 becomes BACKUP",
        "gives up the address",
    ]


def _unplugged(back: int):
    """hap1 cannot be heard for seven seconds, and keeps the address until its first advert makes hap2 give it up."""
    mine = [*(advert(n * S) for n in (0, 1, 2, 3)), *(advert(n * S) for n in range(10, 20))]
    others = [advert(n * S, MAC2, 100) for n in (6, 7, 8, 9)]
    logs = [
        *(router(0, "MASTER"), sets(0), router(6 * S, "MASTER", ROUTER2), sets(6 * S, ROUTER2)),
        *(router(10 * S + MS, "BACKUP", ROUTER2), removes(10 * S + 2 * MS, ROUTER2), garp(19 * S)),
    ]
    there = [present(MAC1, 0, 3 * S, unanswered=1), present(MAC1, back, 20 * S), present(MAC2, 0, 20 * S)]
    told = network(captured(0, 20 * S), *mine, *others, *logs, *there)
    return [d for d in told if d.ends == (VIP,)]


def test_a_host_that_is_off_the_network_holds_the_address_for_nobody():
    told = _unplugged(back=10 * S)
    assert texts(told)[0].startswith("without a holder for")
    sure = [text for text in texts(told) if "both" in text and "may" not in text]
    assert sure == []
    assert all(d.at > START + 9 * S for d in told if "both" in d.text)


def test_two_hosts_on_the_network_hold_it_from_when_both_are_heard_there():
    told = _unplugged(back=9 * S)
    both = [d for d in told if "both" in d.text]
    assert both[0].text.startswith("hap1 and hap2 both hold the address from here on")
    assert both[0].at == START + 9 * S and both[0].alarm
    assert both[-1].text.startswith("hap1 and hap2 both held it for 1.00")


def test_where_nobody_knows_whether_a_killed_daemon_left_the_address_behind_two_may_hold_it():
    logs = [router(0, "MASTER"), sets(0), router(8 * S, "MASTER", ROUTER2), sets(8 * S, ROUTER2)]
    ends = [started(20 * S, ROUTER1), router(20 * S + MS, "BACKUP"), router(30 * S, "MASTER", ROUTER2)]
    there = [present(mac, 0, 40 * S) for mac in (MAC1, MAC2)]
    sent = [advert(n * S) for n in range(5)] + [advert(n * S, MAC2, 100) for n in range(8, 40)]
    told = network(captured(0, 40 * S), *logs, *ends, *there, *sent)
    assert [d.text for d in told if "both" in d.text] == [
        "hap1 and hap2 may both hold the address from here on",
        "hap1 and hap2 may both have held it for up to 12.00 s",
    ]
