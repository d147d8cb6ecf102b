"""Which change an alert is of, by its text alone."""

from __future__ import annotations

import pytest

from checker.conform.alerts.changes import Change
from checker.conform.alerts.texts import announces, names_in
from checker.logic.truth import Truth
from tests.conform.makers import evidence
from tests.conform.watchers import poll, sent

FROM, TO = poll(0, "pgb1=UP pgb2=UP db/odd.one=UP"), poll(10, "pgb1=UP pgb2=DOWN db/odd.one=UP", "hap2")
DOWN = Change("m", "server", "pgb2", "UP", "DOWN", FROM, TO)
BACK = Change("m", "server", "pgb2", "DOWN", "UP", FROM, TO)
MAINT = Change("m", "server", "pgb2", "UP", "MAINT", FROM, TO)
MOVED = Change("m", "node", "hap2", "hap1", "hap2", FROM, TO)
Y, N, O = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN  # noqa: E741


def said(change: Change, message: str, title: str = "") -> Truth:
    return announces(sent(10, message, title=title), change, names_in(evidence(FROM, TO)))


@pytest.mark.parametrize(
    ("message", "down", "back"),
    [
        ("pgb2 is DOWN", Y, N),
        ("pgb2 is back UP", N, Y),
        ("PGB2 recovered after 12s", N, Y),
        ("pgb2: UP -> DOWN", Y, N),
        ("pgb2: DOWN → UP", N, Y),
        ("pgb2 is DOWN (was UP)", Y, N),
        ("pgb2 changed from UP to DOWN", Y, N),
        ("pgb2 is DOWN. 2 of 3 servers are UP", Y, O),
        ("pgb1 and pgb2 are DOWN", Y, N),
        ("pgb2, pgb1 are DOWN", Y, N),
        ("pgb1 is UP, pgb2 is DOWN", Y, N),
        ("pgb2 is UP, pgb1 is DOWN", N, Y),
        ("DOWN: pgb2", Y, N),
        ("pgb2 is no longer DOWN", O, O),
        ("pgb2 is slow", O, O),
        ("pgb1 is DOWN", N, N),
        ("pgb22 is DOWN", O, O),
        ("xpgb2 is DOWN", O, O),
        ("VIP migrated to hap2", N, N),
        ("odd.one is DOWN", N, N),
        ("stats reachable again", O, O),
        ("", O, O),
    ],
)
def test_a_server_is_named_with_its_state(message: str, down: Truth, back: Truth):
    assert (said(DOWN, message), said(BACK, message)) == (down, back)


def test_what_the_message_leaves_out_the_title_may_say():
    assert said(DOWN, "pgb2", "Server DOWN") is Y
    assert said(DOWN, "is DOWN", "pgb2") is Y
    assert said(DOWN, "pgb2 is DOWN", "Recovery of pgb1") is Y


def test_other_states_go_by_their_own_name():
    assert said(MAINT, "pgb2 is in maintenance") is Y
    assert said(MAINT, "pgb2 is DOWN") is O
    assert said(MAINT, "pgb2 is UP") is N


@pytest.mark.parametrize(
    ("message", "moved"),
    [
        ("VIP migrated to hap2 (was hap1)", Y),
        ("VIP migrated to hap1 (was hap2)", N),
        ("VIP migrated to HAProxy2\nHAProxy1 is DOWN", Y),
        ("VIP moved from hap1 to hap2", Y),
        ("hap1 -> hap2", Y),
        ("failover: now on 192.168.1.11", Y),
        ("VIP: hap2", Y),
        ("hap2 is DOWN", N),
        ("hap1 is DOWN", N),
        ("hap1, hap2", O),
        ("hap2", O),
        ("VIP migrated", O),
        ("pgb2 is DOWN", N),
    ],
)
def test_a_move_is_told_by_where_to(message: str, moved: Truth):
    assert said(MOVED, message) is moved
