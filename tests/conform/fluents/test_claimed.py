"""From when on, and until when, somebody is expected to hold the virtual address."""

from __future__ import annotations

from checker.base.time import Interval
from checker.conform.evidence import Heard
from checker.conform.fluents.claimed import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Event, Source
from tests.conform.fluents.test_has_address import CAPTURE, VIP, advert, frames
from tests.conform.makers import S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
LISTENING = (event("captured", 0, 60 * S, CAPTURE, 900, "x.pcap", packets=9, link="ethernet"), frames(1, 60))


def enters(at: float, state: str, host: str = "hap1") -> Event:
    source = Source(host, "keepalived", "34")
    args = {"instance": "VI_1", "state": state, "initial": False}
    return event("vrrp_state", round(at * S), round(at * S), source, round(at * 10) + 1, f"{host}.log", **args)


def at(seconds: list[float], *events: Event, ends: float = 0) -> list[Truth]:
    heard = (
        tuple(Heard(Source(h, "keepalived", "34"), Interval(0, round((ends + 1) * S)), h) for h in ("hap1", "hap2"))
        if ends
        else ()
    )
    belief = FLUENT.estimate(evidence(*events, heard=heard))[VIP,]
    return [next(belief.between(round(t * S), round(t * S))).truth for t in seconds]


def test_it_is_from_the_first_acquisition_to_the_last_that_is_told_of_it():
    assert at([4, 6, 59, 61], advert(5), *LISTENING) == [FALSE, TRUE, TRUE, FALSE]


def test_after_a_vacancy_at_the_end_it_stays_open():
    both = (enters(5, "MASTER"), enters(1, "BACKUP", "hap2"), enters(20, "BACKUP"))
    assert at([4, 6, 30, 50], *both, ends=40) == [FALSE, TRUE, TRUE, UNKNOWN]


def test_with_a_holder_at_the_end_it_does_not():
    both = (enters(5, "MASTER"), enters(1, "BACKUP", "hap2"))
    assert at([4, 6, 30, 50], *both, ends=40) == [FALSE, TRUE, TRUE, FALSE]


def test_never_acquired_it_is_from_twice_a_takeover_after_all_were_watched():
    both = (enters(1, "BACKUP"), enters(2, "BACKUP", "hap2"))
    assert at([2.5, 7.9, 8.1, 39, 50], *both, ends=40) == [FALSE, FALSE, TRUE, TRUE, FALSE]


def test_never_acquired_by_the_one_that_was_watched_says_nothing():
    assert at([8.1, 39], enters(1, "BACKUP"), ends=40) == [FALSE, FALSE]


def test_nothing_is_expected_of_an_address_of_which_nothing_is_known():
    assert FLUENT.estimate(evidence()) == {}
