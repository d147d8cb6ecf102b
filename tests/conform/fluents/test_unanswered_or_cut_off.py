"""Silence: a fault of the server, or of a load balancer that is cut off itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.time import Interval
from checker.conform.evidence import Heard, Loss
from checker.conform.inertia import Lost
from checker.model.event import Source
from tests.conform.fluents.test_unanswered import (
    CAPTURE,
    CLIENT,
    FALSE,
    HEARD,
    MINE,
    NAMED,
    OTHER,
    OTHERS,
    TIMEOUT,
    TRUE,
    UNKNOWN,
    at,
    attempt,
    believed,
    check,
    passed,
    truths,
)
from tests.conform.makers import HAPROXY, S, event

SILENT = [check(12, "2/3 UP", TIMEOUT), check(16, "1/3 UP", TIMEOUT), check(20, "0/2 DOWN", TIMEOUT)]
HOST = {"hap1": "aa", "hap2": "bb", "pgb": "cc"}
ADDRESS = {"hap1": MINE, "hap2": OTHERS, "pgb": "192.168.1.5"}
LATER = passed(60)
OTHERS_TOO = [passed(1, source=OTHER), *(check(t, "2/3 UP", TIMEOUT, OTHER) for t in (11, 16, 21))]


def on_another(event_):
    """The same line about another server."""
    return replace(event_, args={**event_.args, "server": "b/pgb1"})


def session(at: float, server: str = "b/pgb3", host: str = "hap1", connected: bool = True):
    args = {"server": server, "connected": connected, "retries": 0, "termination": "--" if connected else "SC"}
    return event("session_tried", round(at * S), source=Source(host, "haproxy", "31"), line=round(at * 10), **args)


def frames(host: str, since: float, until: float, file: str = "x.pcap"):
    args = {"mac": HOST[host], "addresses": ADDRESS[host], "unused_ns": "0", "largest_gap_ns": 0, "frames": 500}
    args |= {"answers": 0, "slowest_answer_ns": 0, "unanswered_ns": -1}
    return event("presence", round(since * S), round(until * S), source=CAPTURE, file=file, **args)


def captured(file: str = "x.pcap"):
    return event("captured", 0, 100 * S, source=CAPTURE, file=file, packets=1000, link="ethernet")


def often(make, *args, **more):
    return [make(t, *args, **more) for t in range(8, 24)]


ADVERTS = [event("advert_received", t * S, line=t, sender=OTHERS, own_state="BACKUP") for t in range(8, 24)]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ((), UNKNOWN),
        (often(session), TRUE),
        (often(session, connected=False), UNKNOWN),
        (often(session, host="hap2"), UNKNOWN),
        ([session(8), session(23)], UNKNOWN),  # at both ends it was there, and maybe not in between
        (often(attempt, port=6434), TRUE),
        (often(attempt, "refused", port=6434), TRUE),  # what refuses is reached
        (often(attempt, "silent", port=6434), UNKNOWN),
        (often(attempt, port=6434, client=OTHERS), UNKNOWN),
        (often(attempt, port=9999), UNKNOWN),  # nobody knows that one
        (ADVERTS, TRUE),
        ([captured(), frames("hap1", 0, 90), frames("pgb", 0, 90)], TRUE),
        ([captured(), frames("hap1", 0, 90)], UNKNOWN),  # a capture on the host itself
        ([captured(), frames("hap1", 0, 90), captured("y.pcap"), frames("pgb", 0, 90, "y.pcap")], UNKNOWN),
        ([captured(), frames("hap1", 0, 9.5), frames("pgb", 0, 90), frames("hap1", 50, 90)], FALSE),
        ([attempt(t, "silent", OTHERS) for t in range(9, 24)], UNKNOWN),  # both may be cut off
        (
            [passed(1, source=OTHER), check(11, "2/3 UP", TIMEOUT, OTHER), check(19, "0/2 DOWN", TIMEOUT, OTHER)],
            UNKNOWN,
        ),
        # The other load balancer reaches all but this server.
        ([*OTHERS_TOO, *often(attempt, port=6434, client=OTHERS)], TRUE),
    ],
)
def test_silence_is_the_servers_where_something_shows_that_the_load_balancer_was_not_cut_off(shown, expected):
    assert at(believed(NAMED, *SILENT, *shown), 14) is expected
    assert at(believed(NAMED, *SILENT, *shown), 18) is expected


def test_it_says_what_would_tell_and_that_the_attempt_was_not_answered():
    belief = believed(NAMED, *SILENT)
    (stretch,) = belief.between(14 * S, 14 * S)
    assert "cut off itself" in stretch.why
    assert "capture at the switch" in stretch.settles
    assert truths(belief, 10.001, 10.1) == [TRUE, UNKNOWN]


def test_checks_of_others_that_would_be_told_to_fail_pass():
    others = on_another(passed(1.2))
    assert at(believed(NAMED, *SILENT, others, LATER), 14) is TRUE
    short = (Heard(HAPROXY, Interval(0, 22 * S), "a.log"),)
    assert at(believed(NAMED, *SILENT, others, heard=short), 14) is UNKNOWN  # not heard long enough after that
    failing = on_another(check(13, "2/3 UP", TIMEOUT))
    assert at(believed(NAMED, *SILENT, others, failing, LATER), 14) is UNKNOWN
    elsewhere = on_another(passed(1.2, source=OTHER))
    assert at(believed(NAMED, *SILENT, elsewhere, LATER), 14) is UNKNOWN
    lost = [Loss("hap1", "haproxy", Lost(Interval(13 * S, 14 * S), "lost", "the lines"))]
    assert at(believed(NAMED, *SILENT, others, LATER, losses=lost), 11) is UNKNOWN


def test_what_shows_it_wins_over_a_host_that_a_capture_did_not_hear():
    unheard = [captured(), frames("hap1", 0, 9.5), frames("pgb", 0, 90)]
    assert at(believed(NAMED, *SILENT, *unheard), 14) is FALSE
    assert at(believed(NAMED, *SILENT, *unheard, *often(session)), 14) is TRUE


def test_between_refusals_it_was_reached_and_before_them_perhaps_not():
    mixed = [check(12, "2/3 UP", TIMEOUT), check(16, "1/3 UP"), check(18, "0/2 DOWN")]
    assert truths(believed(NAMED, *mixed), 14, 16.5, 17.9) == [UNKNOWN, TRUE, TRUE]
    refused = [check(12, "2/3 UP"), check(14, "1/3 UP"), check(18, "0/2 DOWN", TIMEOUT)]
    assert truths(believed(NAMED, *refused, heard=HEARD), 13, 15.5) == [TRUE, UNKNOWN]


def test_a_server_that_says_something_wrong_was_reached():
    wrong = [check(t, s, "Layer7 timeout, check duration: 2000ms") for t, s in ((12, "2/3 UP"), (16, "1/3 UP"))]
    assert at(believed(NAMED, *wrong), 12) is TRUE


def test_a_client_that_is_not_answered_says_nothing_of_a_load_balancer():
    assert believed(NAMED, attempt(10, "silent", CLIENT), attempt(12, "silent", CLIENT)) is None
