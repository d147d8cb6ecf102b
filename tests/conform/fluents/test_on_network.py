"""Who was on the network, from frames, their silences, and what logs prove."""

from __future__ import annotations

import pytest

from checker.conform.belief import Belief
from checker.conform.fluents.on_network import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
CAPTURE = Source("", "capture", "")
KEEPALIVED = Source("hap1", "keepalived", "34")


def frames(lo: float, hi: float, count: int = 50, largest: float = 0.5, answers: int = 0, slowest=0.0, unanswered=-1.0):
    args = {
        "mac": "m1",
        "addresses": "192.168.1.10",
        "unused_ns": "0",
        "frames": count,
        "largest_gap_ns": round(largest * S),
    }
    args |= {"answers": answers, "slowest_answer_ns": round(slowest * S)}
    args |= {"unanswered_ns": round(unanswered * S) if unanswered >= 0 else -1}
    return event("presence", round(lo * S), round(hi * S), CAPTURE, round(lo * 10) + 1, "x.pcap", **args)


def captured(lo: float, hi: float):
    return event("captured", round(lo * S), round(hi * S), CAPTURE, 900, "x.pcap", packets=9, link="ethernet")


def heard(at: float, sender: str = "192.168.1.11"):
    args = {"instance": "VI_1", "sender": sender, "own_state": "", "priority": 100, "accepted": False}
    return event("advert_received", round(at * S), source=KEEPALIVED, line=round(at * 10), **args)


def believed(*events, host: str = "hap1") -> Belief:
    return FLUENT.estimate(evidence(*events))[(host,)]


def at(belief: Belief, second: float) -> Truth:
    (found,) = belief.between(round(second * S), round(second * S))
    return found.truth


def test_frames_show_presence_and_nothing_is_known_outside_of_the_capture():
    belief = believed(frames(1, 29), captured(0, 30))
    assert [at(belief, t) for t in (0.5, 1, 15, 29, 40)] == [UNKNOWN, TRUE, TRUE, TRUE, UNKNOWN]


def test_a_long_silence_of_a_host_that_talks_is_absence_but_not_right_from_the_last_frame():
    belief = believed(frames(1, 10), frames(20, 29), captured(0, 30))
    assert [at(belief, t) for t in (9.9, 10.2, 15, 19.8, 20)] == [TRUE, UNKNOWN, FALSE, UNKNOWN, TRUE]


def test_a_silence_at_the_end_of_the_capture_is_absence():
    belief = believed(frames(1, 10), captured(0, 30))
    assert [at(belief, t) for t in (10.2, 15, 29.9, 31)] == [UNKNOWN, FALSE, FALSE, UNKNOWN]


def test_a_short_silence_is_none():
    belief = believed(frames(1, 10), frames(11.5, 29), captured(0, 30))
    assert at(belief, 10.7) is TRUE


@pytest.mark.parametrize(("count", "largest"), [(5, 0.5), (50, 4)])
def test_a_silence_of_a_host_that_says_little_anyway_shows_nothing(count, largest):
    belief = believed(frames(1, 10, count // 2, largest), frames(20, 29, count // 2, largest), captured(0, 30))
    assert at(belief, 15) is UNKNOWN


def test_adverts_close_together_show_both_ends_present_in_between():
    mine = believed(heard(10), heard(12), heard(20))
    theirs = believed(heard(10), heard(12), heard(20), host="hap2")
    for belief in (mine, theirs):
        assert [at(belief, t) for t in (9, 10, 11, 12, 15, 20, 21)] == [
            *(UNKNOWN, TRUE, TRUE, TRUE),
            *(UNKNOWN, TRUE, UNKNOWN),
        ]


def test_of_the_last_advert_a_stamp_of_whole_seconds_tells_that_it_came_in_one_of_its_instants():
    coarse = [e.moved(e.time.widen(0, S - 1)) for e in (heard(10), heard(12))]
    belief = believed(*coarse)
    assert [at(belief, t) for t in (10.5, 11.5, 12, 12.5)] == [UNKNOWN, TRUE, TRUE, UNKNOWN]


def test_an_advert_without_a_sender_shows_the_one_who_logged_it_only():
    assert set(FLUENT.estimate(evidence(heard(10, "")))) == {("hap1",)}


@pytest.mark.parametrize(
    ("answers", "slowest", "unanswered", "gone"),
    [
        (0, 0, -1, 0.5),  # nobody asked: within its usual silence
        (50, 0.005, 0.1, 0.105),  # it would have answered within 5 ms, as it always did
        (50, 0.3, 0.1, 0.4),  # it takes its time
        (50, 0.9, 0.1, 0.5),  # longer than it is silent anyway
        (3, 0.005, 0.1, 0.2),  # three answers tell nothing of the slowest
    ],
)
@pytest.mark.parametrize("back", [True, False])
def test_what_a_host_left_unanswered_shows_by_when_it_was_gone(answers, slowest, unanswered, gone, back):
    after = (frames(20, 29),) if back else ()
    belief = believed(frames(1, 10, 50, 0.5, answers, slowest, unanswered), *after, captured(0, 30))
    assert [at(belief, 10 + t) for t in (0.05, gone - 0.01, gone + 0.01)] == [UNKNOWN, UNKNOWN, FALSE]


def test_what_is_unanswered_in_a_silence_that_is_no_absence_shows_nothing():
    belief = believed(frames(1, 10, 50, 0.5, 50, 0.005, 0.1), frames(11.5, 29), captured(0, 30))
    assert at(belief, 11) is TRUE


def test_an_answer_after_a_long_pause_is_an_answer():
    late = frames(1, 5, 50, 0.5, 50, 0.005, 0.1)  # asked at 5.1, the next frame at 5.8
    belief = believed(late, frames(5.8, 10, 50, 0.5, 50, 0.005, 0.1), captured(0, 30))
    assert [at(belief, 10 + t) for t in (0.7, 0.9)] == [UNKNOWN, FALSE]


def test_of_two_captures_the_one_that_heard_more_says_what_was_left_unanswered():
    short = frames(1, 9, 50, 0.5, 50, 0.005, 0.01)
    belief = believed(short, frames(2, 10, 50, 0.5, 50, 0.005, 0.3), captured(0, 30))
    assert [at(belief, 10 + t) for t in (-0.5, 0.29, 0.31)] == [TRUE, UNKNOWN, FALSE]
