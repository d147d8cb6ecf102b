"""Each change between two polls gives exactly one accepted alert: rows for each clause, random monitors."""

from __future__ import annotations

import random

import pytest

from checker.model.event import Source
from tests.conform.makers import S
from tests.conform.watchers import (
    MONITOR,
    REFUSED,
    TIMED_OUT,
    began,
    judged,
    lost,
    noticed,
    poll,
    received,
    sent,
    verdicts,
)

NAME = "alert-per-state-change"
DOWN, UP = "pgb1=UP pgb2=DOWN", "pgb1=UP pgb2=UP"
BEFORE = [poll(0), poll(10)]
AFTER = [poll(30, DOWN), poll(40, DOWN)]
FELL = [*BEFORE, poll(20, DOWN)]
# an alert of something else shows that this monitor logs its alerts
TELLS = sent(-5, "pgb1 is DOWN")
HEARD = [received(-20, "pgb1 is UP"), received(60, "pgb1 is UP")]


def told(*events, losses=(), settings=()) -> str:
    return "".join(v[0] for v in verdicts(judged(NAME, events, losses, settings)))


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([*BEFORE, poll(20)], ""),
        ([*FELL, sent(20.01), *AFTER], "h"),
        ([*FELL, sent(20.01, why=REFUSED), *AFTER], "v"),
        ([*FELL, sent(20.01, status=500), *AFTER], "v"),
        ([*FELL, sent(20.01, why=REFUSED), sent(21), *AFTER], "h"),
        ([*FELL, sent(20.01, why=REFUSED), sent(22.5), *AFTER], "v"),
        ([*FELL, sent(23), *AFTER], "v"),
        ([*FELL, sent(20.01), sent(20.5), *AFTER], "v"),
        ([*FELL, sent(20.01), sent(25), *AFTER], "h"),
        ([*FELL, *AFTER, TELLS], "v"),
        ([*FELL, *AFTER], "i"),
        ([*FELL, sent(20.01, why=TIMED_OUT), *AFTER], "i"),
        ([*FELL, sent(20.01, why=TIMED_OUT), *AFTER, *HEARD], "v"),
        ([*FELL, sent(20.01, why=TIMED_OUT), *AFTER, received(20.005), *HEARD], "h"),
        ([*FELL, sent(20.01, why=REFUSED), *AFTER, received(20.005)], "i"),
        ([*FELL, *AFTER, received(20.005), *HEARD], "h"),
        ([*FELL, *AFTER, received(20.005), received(21), *HEARD], "v"),
        ([*FELL, *AFTER, received(20.005, status=500), *HEARD], "v"),
        ([*FELL, sent(20.01), *AFTER, received(20.005, status=500)], "i"),
        ([*FELL, sent(20.01), *AFTER, received(20.005, status=500), *HEARD], "i"),
        ([*FELL, sent(20.01), *AFTER, received(20.005), *HEARD], "h"),
        ([*FELL, sent(20.01, status=500), sent(21), *AFTER, received(20.005, status=500), received(20.995)], "h"),
        ([*FELL, sent(20.01), sent(20.5), *AFTER, received(20.005), received(20.495, status=500), *HEARD], "i"),
        ([*FELL, sent(23), *AFTER, received(22.995, status=500), *HEARD], "v"),
        ([*FELL, *AFTER, *HEARD], "v"),
        ([*FELL, *AFTER, received(25), received(60)], "i"),
        ([*FELL, sent(20.01)], "i"),
        ([*FELL, TELLS], "i"),
        ([*FELL, sent(20.01, "pgb1 is DOWN"), *AFTER], "v"),
        ([*FELL, sent(20.01, "the pool is degraded"), *AFTER], "i"),
        ([*FELL, sent(20.01), sent(20.02, "the pool is degraded"), *AFTER], "h"),
        ([*FELL, sent(20.01, "pgb2 is slow"), *AFTER], "i"),
        ([*BEFORE, poll(20, why=REFUSED), poll(30, DOWN), sent(30.01), poll(40, DOWN)], "h"),
        ([*BEFORE, poll(20, why=TIMED_OUT), poll(30, DOWN), poll(40, DOWN), TELLS], "v"),
        ([*BEFORE, began(12), poll(20, DOWN), *AFTER, TELLS], ""),
        ([*BEFORE, began(12), poll(20, DOWN), noticed(20), sent(20.01), *AFTER], "h"),
        ([*BEFORE, began(12), poll(20, DOWN), noticed(20), *AFTER, TELLS], "v"),
        ([*BEFORE, began(12), poll(20, DOWN), noticed(20.02), sent(20.01), *AFTER], "h"),
        ([*BEFORE, began(12), poll(20), poll(30, DOWN), noticed(30), sent(30.01), poll(40, DOWN)], "h"),
        ([*BEFORE, began(12), poll(20), noticed(20), *AFTER, sent(30.01)], "h"),
        ([*FELL, noticed(20), sent(20.01), *AFTER], "h"),
        ([poll(20, DOWN), noticed(20), sent(20.01), *AFTER], "h"),
        (
            [
                *BEFORE,
                began(12),
                poll(20, node="hap2"),
                noticed(20, "vip", "hap1", "hap2"),
                poll(30, node="hap2"),
                TELLS,
            ],
            "v",
        ),
        ([*FELL, sent(20.01), poll(30), sent(30.01, "pgb2 is back UP"), poll(40)], "hh"),
        ([*FELL, sent(20.01), poll(30), poll(40, DOWN), sent(40.01), poll(50, DOWN)], "hvh"),
        ([*BEFORE, poll(20, node="hap2"), sent(20.01, "VIP migrated to hap2 (was hap1)"), poll(30, node="hap2")], "h"),
        ([*BEFORE, poll(20, node="haproxy1"), poll(30), TELLS], ""),
        ([*BEFORE, poll(20, node=""), poll(30), TELLS], ""),
        ([poll(0, UP + " new=DOWN"), poll(10), poll(20, UP + " new=UP"), TELLS], ""),
    ],
)
def test_each_change_has_its_alert(events, wanted: str):
    assert told(*events) == wanted
    assert told(*events[::-1]) == wanted


def test_two_changes_of_one_poll_have_an_alert_each():
    both = [*BEFORE, poll(20, "pgb1=DOWN pgb2=DOWN"), poll(30, "pgb1=DOWN pgb2=DOWN")]
    assert told(*both, sent(20.01, "pgb2 is DOWN")) == "vh"
    assert told(*both, sent(20.01, "pgb1, pgb2 are DOWN")) == "hh"


def test_missing_lines_leave_it_open():
    assert told(*FELL, *AFTER, TELLS, losses=[lost(MONITOR, 20.1, 29)]) == "i"
    # between the polls: another one may have seen it, or a restart begun anew
    whole = [*BEFORE, poll(40, DOWN), poll(50, DOWN), *HEARD]
    assert told(*whole) == "v"
    assert told(*whole, losses=[lost(MONITOR, 10.5, 39)]) == "i"
    assert told(*whole, received(40.01), losses=[lost(MONITOR, 10.5, 39)]) == "i"
    restarted = [*BEFORE, began(30), poll(31, DOWN), poll(40, DOWN), poll(50, DOWN), *HEARD]
    assert told(*restarted, losses=[lost(MONITOR, 10.5, 29)]) == ""
    # the log itself shows where: it goes on in its rhythm no more
    assert told(*BEFORE, poll(20), poll(30), poll(60, DOWN), poll(70, DOWN), TELLS) == "i"
    assert told(*BEFORE, poll(20), poll(30), poll(60, DOWN), sent(60.01), poll(70, DOWN)) == "h"


def test_whole_seconds_are_whole_seconds():
    fell = [poll(t, width=S) for t in (0, 10)] + [poll(t, DOWN, width=S) for t in (20, 30, 40)]
    assert told(*fell, sent(20.4, width=S)) == "h"
    assert told(*fell, sent(22.1, width=S)) == "i"
    assert told(*fell, sent(24, width=S)) == "v"
    assert told(*fell, sent(20.4, width=S), settings=["alert.within=100ms"]) == "i"


def test_alerts_of_several_monitors_are_not_mixed():
    other = Source("ops2", "monitor")
    ours, theirs = [*FELL, *AFTER], [poll(t, DOWN if t > 13 else UP, source=other) for t in (3, 13, 23, 33)]
    assert told(*ours, *theirs, received(20.01), received(23.01), *HEARD) == "ii"
    assert told(*ours, *theirs, sent(20.01)) == "hi"


def test_the_finding_shows_the_polls_and_the_attempt_that_failed():
    found = judged(NAME, [*FELL, sent(20.01, why=REFUSED), *AFTER])
    (finding,) = [i.finding for i in found.instances]
    change = "pgb2 UP->DOWN at 1970-01-01T00:00:20.000Z"
    assert finding.message == f"monitor@ops saw {change}, but no alert of it was accepted within 2s"
    assert (finding.where.line, [r.place.line for r in finding.related]) == (20000, [10000, 20010])


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ([sent(23)], "but no alert of it was accepted within 2s"),
        ([sent(20.01), sent(20.5)], "but 2 alerts of it were accepted within 2s"),
        ([sent(20.01), sent(20.5), sent(21), sent(24)], "but 3 alerts of it were accepted within 2s"),
        ([sent(20.01, "pgb2 is slow")], "its text leaves it open"),
        ([sent(19.5)], "came before the poll"),
    ],
)
def test_the_message_says_how_many_and_leaves_open_what_is_open(alerts, said: str):
    (finding,) = [i.finding for i in judged(NAME, [*FELL, *alerts, *AFTER]).instances]
    assert "saw pgb2 UP->DOWN at 1970-01-01T00:00:20.000Z" in finding.message
    assert said in finding.message
    assert ("text leaves it open" in finding.message) == ("text" in said)


def test_random_monitors_are_never_judged_against_the_truth_nor_by_a_part_against_the_whole():
    seen = {"holds": 0, "violated": 0, "inconclusive": 0}
    for seed in range(200):
        chance = random.Random(seed)
        log, hook, true = _story(chance)
        whole = _by_subject(judged(NAME, [*log, *hook]))
        for part in (
            [*log, *hook],
            log,
            [e for e in log if e.kind == "poll"] + hook,
            log[: chance.randint(2, len(log))],
        ):
            for subject, verdict in _by_subject(judged(NAME, part)).items():
                seen[verdict] += 1
                if verdict != "inconclusive":
                    assert verdict == true.get(subject, verdict), (seed, subject)
                    assert whole[subject] in (verdict, "inconclusive"), (seed, subject)
    assert min(seen.values()) > 100, seen


def _by_subject(found) -> dict[str, str]:
    return {i.subject: i.verdict.value for i in found.instances}


def _story(chance: random.Random):
    """Polls with jitter; alerts at once, late, refused, unanswered or doubled; the truth by change."""
    states, at, log, hook, true = ["UP", "UP"], 100.0, [], [], {}
    for _ in range(chance.randint(8, 20)):
        alerts = []
        for n in (0, 1):
            if chance.random() < 0.25 and log:
                before, states[n] = states[n], "DOWN" if states[n] == "UP" else "UP"
                alerts.append((f"pgb{n + 1}", before, states[n]))
        now = poll(at, f"pgb1={states[0]} pgb2={states[1]}")
        log.append(now)
        stamp = f"1970-01-01T00:{round(at * 1000) // 60000:02}:{round(at * 1000) % 60000 / 1000:06.3f}Z"
        for name, before, after in alerts:
            at += chance.uniform(0.005, 0.02)
            how = chance.choice(("once", "once", "once", "late", "refused", "lost", "arrived", "twice"))
            _post(how, at, f"{name} is {'DOWN' if after == 'DOWN' else 'back UP'}", log, hook)
            true[f"{name} {before}->{after} at {stamp}"] = "holds" if how in ("once", "arrived") else "violated"
        at = max(at + 6, round(at / 10) * 10 + 10 + chance.uniform(0, 0.3))
    log.append(poll(at, f"pgb1={states[0]} pgb2={states[1]}"))
    return sorted(log, key=lambda e: e.time), hook, true


def _post(how: str, at: float, message: str, log: list, hook: list) -> None:
    delay = 4 if how == "late" else 0
    why = {"refused": REFUSED, "lost": TIMED_OUT, "arrived": TIMED_OUT}.get(how, "")
    for n in range(2 if how == "twice" else 1):
        log.append(sent(at + delay + n / 4 + 0.002, message, why))
        if how not in ("refused", "lost"):
            hook.append(received(at + delay + n / 4 + 0.001, message))
