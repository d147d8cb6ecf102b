"""Polls, the changes they saw, and what became of the alerts."""

from __future__ import annotations

from checker.conform.observed.draft import MONITOR, SINK, VIP
from checker.conform.observed.monitoring import idle_polls, monitor_drafts
from checker.conform.observed.servers import server_drafts
from tests.conform.makers import MS, S, evidence
from tests.conform.observed.telling import change, poll, received, sent, state, texts


def drafts(*events, changes=()):
    return sorted(monitor_drafts(evidence(*events), changes), key=lambda d: d.order)


def test_a_poll_and_what_it_saw_are_one_step():
    (told,) = drafts(poll(0), poll(2 * S), change(2 * S, "pgb2", "UP", "DOWN"))
    assert (told.text, told.ends, len(told.places)) == ("poll, answered by hap1: pgb2 DOWN, was UP", (VIP, MONITOR), 2)


def test_polls_without_a_change_are_idle():
    known = evidence(poll(0), poll(2 * S), poll(4 * S, ok=False), change(2 * S, "pgb2", "UP", "DOWN"))
    assert [e.time.lo // S for e in idle_polls(known)] == [1000]


def test_a_change_without_its_poll_is_told():
    assert texts(drafts(change(0, "vip", "hap1", "hap2"))) == ["vip hap2, was hap1"]


def test_a_failed_poll_is_a_lost_answer():
    (told,) = drafts(poll(0, ok=False))
    assert (told.shape, told.text) == ("lost", "poll failed: timed out")


def test_an_alert_and_its_receipt_are_one_step():
    (told,) = drafts(sent(0), received(3 * MS))
    assert (told.shape, told.text, told.ends) == ("message", "alert: pgb2 is DOWN (accepted, 200)", (MONITOR, SINK))
    assert {p.file for p in told.places} == {"a.log", "w.jsonl"}


def test_each_receipt_belongs_to_one_alert():
    told = drafts(sent(0), sent(S), received(S))
    assert sorted(len({p.file for p in d.places}) for d in told) == [1, 2]
    assert len({p.file for p in told[1].places}) == 2


def test_the_same_words_much_later_are_another_alert():
    assert texts(drafts(sent(0), received(30 * S))) == [
        "alert: pgb2 is DOWN (accepted, 200)",
        "alert: pgb2 is DOWN (received, 200)",
    ]


def test_an_alert_that_was_not_accepted_is_lost():
    (told,) = drafts(sent(0, accepted=False, detail="<urlopen error [Errno 111] Connection refused>"))
    assert (told.shape, told.text) == ("lost", "alert not accepted: pgb2 is DOWN (Connection refused)")
    (told,) = drafts(received(0, status=503))
    assert (told.shape, told.text) == ("lost", "alert not accepted: pgb2 is DOWN (received, 503)")


def test_a_poll_stands_behind_the_change_that_it_saw_where_their_stamps_overlap():
    down = state(0, "DOWN", width=S)
    changes = server_drafts(evidence(down), lambda host: True)
    told = drafts(poll(100 * MS), change(100 * MS, "pgb2", "UP", "DOWN"), changes=changes)
    assert sorted([*told, *changes], key=lambda d: d.order)[0].text.startswith("marks pgb2")
    other = drafts(poll(100 * MS), change(100 * MS, "pgb1", "UP", "DOWN"), changes=changes)
    assert other[0].at < changes[0].at


def test_what_a_change_causes_comes_after_it_at_equal_stamps():
    told = drafts(sent(0), change(0, "pgb2", "UP", "DOWN"), poll(0))
    assert texts(told) == ["poll, answered by hap1: pgb2 DOWN, was UP", "alert: pgb2 is DOWN (accepted, 200)"]
