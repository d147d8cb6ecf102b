"""What adverts, announcements and frames of a host show of its having the address."""

from __future__ import annotations

from checker.conform.belief import Belief
from checker.conform.claims import claims_of, shown
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import UNOBSERVED, S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
VIP, OWN = "192.168.1.100", "192.168.1.10"
CAPTURE = Source("", "capture", "")


def advert(at: float, priority: int = 103):
    args = {"sender": OWN, "mac": "m1", "vrid": 51, "priority": priority, "version": 2, "interval_ns": S}
    return event("advert", round(at * S), source=CAPTURE, line=round(at * 1000), addresses=VIP, **args)


def frames(lo: float, hi: float, unused: float = 0, addresses: str = f"{OWN},{VIP}"):
    args = {"mac": "m1", "addresses": addresses, "unused_ns": f"0,{round(unused * S)}", "frames": 50}
    args |= {"largest_gap_ns": S // 2, "answers": 0, "slowest_answer_ns": 0, "unanswered_ns": -1}
    return event("presence", round(lo * S), round(hi * S), CAPTURE, round(lo * 1000) + 1, **args)


def at(instants, *events) -> list[Truth]:
    belief = Belief.of(shown(claims_of(evidence(*events), "hap1", VIP), []), UNOBSERVED)
    return [next(belief.between(round(t * S), round(t * S))).truth for t in instants]


def test_a_frame_from_the_address_shows_that_the_host_still_had_it_since_its_last_advert():
    assert at((10.5, 11.5, 11.81), advert(10), advert(11), frames(1, 12, 0.2)) == [TRUE, TRUE, UNKNOWN]


def test_the_last_use_of_the_address_counts_and_not_the_last_frame():
    assert at((11.4, 11.6), advert(10), advert(11), frames(1, 12, 0.5)) == [TRUE, UNKNOWN]


def test_where_the_host_was_not_heard_all_along_a_frame_shows_its_own_instant_only():
    assert at((11.7, 11.8, 11.9), advert(10), advert(11), frames(11.5, 12, 0.2)) == [UNKNOWN, TRUE, UNKNOWN]


def test_frames_in_flight_behind_a_resignation_claim_nothing_and_later_ones_do():
    given_up = advert(11, 0)
    assert at((11.001, 11.005), advert(10), given_up, frames(1, 11.005)) == [UNKNOWN, UNKNOWN]
    assert at((11.005, 11.5), advert(10), given_up, frames(1, 11.5)) == [UNKNOWN, TRUE]


def test_who_only_forwards_from_the_address_does_not_have_it():
    assert claims_of(evidence(frames(1, 12)), "hap1", VIP) == []
    assert claims_of(evidence(advert(10), frames(1, 12, addresses=OWN)), "hap1", VIP)[-1].event.kind == "advert"


def test_beside_a_resignation_nothing_is_held_in_between():
    assert at((10.5, 11, 12), advert(10), advert(11, 0), advert(12)) == [TRUE, FALSE, TRUE]
    assert at((10 + 1 / 1e6,), advert(10)) == [UNKNOWN]
