"""Who let go of the address itself, from logs and from adverts."""

from __future__ import annotations

import pytest

from checker.conform.belief import Belief
from checker.conform.fluents.gave_up import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Event
from tests.conform.fluents.test_has_address import CAPTURE, KEEPALIVED, VIP, advert, frames
from tests.conform.makers import S, event, evidence

FALSE, UNKNOWN, TRUE = Truth


def says(at: float, kind: str, **args) -> Event:
    return event(kind, round(at * S), round(at * S), KEEPALIVED, round(at * 10) + 1, "k.log", **args)


def enters(at: float, state: str) -> Event:
    return says(at, "vrrp_state", instance="VI_1", state=state, initial=False)


def at(seconds: list[float], *events: Event) -> list[Truth]:
    belief: Belief = FLUENT.estimate(evidence(*events))["hap1", VIP]
    return [next(belief.between(round(t * S), round(t * S))).truth for t in seconds]


LISTENING = (event("captured", 0, 60 * S, CAPTURE, 900, "x.pcap", packets=9, link="ethernet"), frames(1, 60))


@pytest.mark.parametrize(
    "end",
    [
        enters(20, "FAULT"),
        says(20, "resigned", instance="VI_1"),
        says(20, "process_stopped", detail="Stopping"),
    ],
    ids=lambda e: e.kind,
)
def test_who_fails_resigns_or_is_stopped_let_go_of_it_until_it_is_master_again(end):
    events = (enters(10, "MASTER"), end, enters(30, "MASTER"), enters(40, "BACKUP"))
    assert at([15, 25, 35, 45], *events) == [FALSE, TRUE, FALSE, FALSE]


def test_from_whom_it_was_taken_did_not_let_go_of_it():
    assert at([15, 25, 100], enters(10, "MASTER"), enters(20, "BACKUP")) == [FALSE, FALSE, FALSE]


def test_a_master_whose_log_ends_may_still_let_go_of_it():
    assert at([15, 25], enters(10, "MASTER"), says(20, "priority", instance="VI_1", priority=1)) == [FALSE, UNKNOWN]


def test_a_process_that_was_killed_may_have_held_it_until_the_next_one_starts():
    events = (enters(10, "MASTER"), says(30, "process_started", detail="Starting"), enters(31, "BACKUP"))
    assert at([9.9, 20, 40], *events) == [UNKNOWN, UNKNOWN, TRUE]


def test_priority_0_on_the_wire_is_a_resignation():
    assert at([9.5, 10.5, 19.9, 20.5], advert(9), advert(10, 0), advert(20), *LISTENING) == [FALSE, TRUE, TRUE, FALSE]


def test_a_master_that_sends_nothing_any_more_has_let_go_of_it_after_three_intervals():
    assert at([9.5, 10.4, 11.9, 13.1], advert(9), *LISTENING) == [FALSE, FALSE, UNKNOWN, TRUE]


def test_where_no_capture_hears_the_host_its_silence_says_nothing():
    assert at([9.5, 13.1], advert(9)) == [UNKNOWN, UNKNOWN]
