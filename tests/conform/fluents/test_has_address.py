"""Whether a host has the virtual address, by each line of keepalived, by adverts, and by silences."""

from __future__ import annotations

import itertools

import pytest

from checker.base.time import Interval
from checker.conform.belief import Belief
from checker.conform.evidence import Heard
from checker.conform.fluents.has_address import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Event, Source
from tests.conform.makers import KEEPALIVED, S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
VIP = "192.168.1.100"
CAPTURE = Source("", "capture", "")
HEARD = (Heard(KEEPALIVED, Interval(0, 100 * S), "k.log"),)


def said(kind: str, at: float, **args) -> Event:
    return event(kind, round(at * S), source=KEEPALIVED, line=round(at * 10) + 1, **args)


def enters(at: float, state: str) -> Event:
    return said("vrrp_state", at, instance="VI_1", state=state, initial=False)


def hears(at: float, own: str) -> Event:
    args = {"instance": "VI_1", "sender": "192.168.1.11", "own_state": own, "priority": 100, "accepted": True}
    return said("advert_received", at, **args)


def garp(at: float, address: str = VIP) -> Event:
    return said("garp_sent", at, address=address, interface="eth0")


def advert(at: float, priority: int = 103, sender: str = "192.168.1.10", vip: str = VIP) -> Event:
    args = {"mac": f"mac of {sender}", "vrid": 51, "version": 2, "interval_ns": S, "addresses": vip}
    place = {"line": round(at * 10) + 1, "file": "x.pcap", "source": CAPTURE}
    return event("advert", round(at * S), sender=sender, priority=priority, **args, **place)


def captured(lo: float, hi: float) -> Event:
    return event("captured", round(lo * S), round(hi * S), CAPTURE, 900, "x.pcap", packets=9, link="ethernet")


def believed(*events: Event, heard=HEARD) -> Belief:
    return FLUENT.estimate(evidence(*events, heard=heard))["hap1", VIP]


def at(belief: Belief, *seconds: float) -> list[Truth]:
    return [next(belief.between(round(t * S), round(t * S))).truth for t in seconds]


@pytest.mark.parametrize(
    ("events", "before", "after"),
    [
        ([enters(10, "MASTER")], FALSE, TRUE),
        ([enters(10, "BACKUP")], UNKNOWN, FALSE),
        ([enters(10, "FAULT")], UNKNOWN, FALSE),
        ([said("vips_removed", 10, instance="VI_1")], UNKNOWN, FALSE),
        ([said("resigned", 10, instance="VI_1")], UNKNOWN, FALSE),
        ([said("process_stopped", 10, detail="Stopping")], UNKNOWN, FALSE),
        ([garp(10)], UNKNOWN, TRUE),
        ([hears(10, "MASTER")], TRUE, TRUE),
        ([hears(10, "BACKUP")], FALSE, FALSE),
        ([enters(1, "BACKUP"), garp(10, "192.168.1.200")], FALSE, FALSE),
    ],
)
def test_what_a_line_says_about_the_time_before_and_after_it(events, before, after):
    assert at(believed(*events), 5, 15) == [before, after]


def test_a_second_master_shows_that_the_end_of_the_first_is_missing():
    belief = believed(enters(10, "MASTER"), enters(30, "MASTER"))
    assert at(belief, 5, 20, 40) == [FALSE, UNKNOWN, TRUE]


def test_a_killed_process_may_have_left_the_address_until_its_next_life_acts():
    start = said("process_started", 30, detail="Starting Keepalived")
    belief = believed(enters(10, "MASTER"), start, said("vips_removed", 30.1, instance="VI_1"))
    assert at(belief, 9, 20, 31) == [FALSE, UNKNOWN, FALSE]


def test_a_process_that_said_that_it_stops_left_nothing():
    stop = said("process_stopped", 20, detail="Stopping")
    belief = believed(enters(10, "MASTER"), stop, said("process_started", 30, detail="Starting Keepalived"))
    assert at(belief, 15, 25, 35) == [TRUE, FALSE, FALSE]


def test_where_the_log_ends_so_does_what_it_says():
    belief = believed(enters(10, "MASTER"), heard=(Heard(KEEPALIVED, Interval(0, 50 * S), "k.log"),))
    assert at(belief, 45, 55) == [TRUE, UNKNOWN]


def frames(lo: float, hi: float) -> Event:
    args = {
        "mac": "mac of 192.168.1.10",
        "addresses": "192.168.1.10",
        "unused_ns": "0",
        "frames": 100,
        "largest_gap_ns": S // 2,
    }
    args |= {"answers": 0, "slowest_answer_ns": 0, "unanswered_ns": -1}
    return event("presence", round(lo * S), round(hi * S), CAPTURE, 901, "x.pcap", **args)


def test_a_capture_that_hears_it_shows_that_a_silent_backup_did_not_become_master():
    heard = (Heard(KEEPALIVED, Interval(0, 20 * S), "k.log"),)
    backup = enters(10, "BACKUP")
    other = [advert(t, 100, "192.168.1.11") for t in range(60)]
    quiet = believed(backup, captured(0, 60), frames(0, 60), *other, heard=heard)
    assert at(quiet, 15, 40, 61) == [FALSE, FALSE, UNKNOWN]
    assert at(believed(backup, heard=heard), 15, 40) == [FALSE, UNKNOWN]
    claims = [advert(t) for t in range(40, 50)]
    later = believed(backup, captured(0, 60), frames(0, 60), *other, *claims, heard=heard)
    assert at(later, 30, 45, 55) == [FALSE, TRUE, UNKNOWN]


def test_adverts_in_their_rhythm_show_a_master_and_a_resignation_its_end():
    belief = believed(*(advert(t) for t in range(10, 15)), advert(14.5, 0), captured(0, 60), heard=())
    assert at(belief, 9, 10.5, 13.9, 14.2, 14.5, 16) == [UNKNOWN, TRUE, TRUE, TRUE, FALSE, UNKNOWN]


@pytest.mark.parametrize(("pause", "between"), [(0.3, TRUE), (0.75, UNKNOWN), (1.0, TRUE), (1.4, TRUE), (1.6, UNKNOWN)])
def test_two_adverts_are_bridged_by_the_rhythm_of_a_master(pause, between):
    belief = believed(advert(10), advert(10 + pause), captured(0, 60), heard=())
    assert at(belief, 10 + pause / 2) == [between]


def test_adverts_of_other_addresses_and_other_hosts_show_nothing_of_this_one():
    other = [advert(t, vip="192.168.1.200") for t in (10, 11, 12)] + [advert(t, 100, "192.168.1.11") for t in (20, 21)]
    beliefs = FLUENT.estimate(evidence(*other, captured(0, 60)))
    assert set(beliefs) == {("hap2", VIP)}


def test_stretches_adjoin_however_a_log_ends():
    for last in (5, 10, 10.5, 60):
        heard = (Heard(KEEPALIVED, Interval(0, round(last * S)), "k.log"),)
        stretches = believed(enters(10, "MASTER"), captured(0, 60), advert(10.1), heard=heard).stretches
        assert all(a.hi == b.lo for a, b in itertools.pairwise(stretches)), last


def test_who_gave_the_address_up_is_without_it_until_it_claims_it_anew_where_a_capture_hears_it():
    given_up, again = advert(10, 0), advert(20)
    listening = (event("captured", 0, 40 * S, CAPTURE, 900, "x.pcap", packets=9, link="ethernet"), frames(1, 40))
    belief = believed(advert(9), given_up, again, *listening)
    assert at(belief, 9.5, 10, 15, 19.9, 20) == [TRUE, FALSE, FALSE, FALSE, TRUE]
    deaf = believed(advert(9), given_up, again)
    assert at(deaf, 10, 15) == [FALSE, UNKNOWN]


@pytest.mark.parametrize("claims", [True, False])
def test_a_host_that_was_silent_and_claims_the_address_before_keepalived_starts_anew_had_not_rebooted(claims):
    adverts = [advert(t) for t in (20, 21, 22)] if claims else []
    there = (captured(0, 60), frames(0, 10), frames(19, 40))
    belief = believed(enters(5, "MASTER"), said("process_started", 35), *adverts, *there)
    assert at(belief, 15, 25) == ([UNKNOWN, UNKNOWN] if claims else [FALSE, FALSE])
