"""When a host may have been started anew, and what is then in doubt."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.inertia import Lost
from checker.conform.reboots import doubted, reboots
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.fluents.test_on_network import captured, frames
from tests.conform.makers import HAPROXY, KEEPALIVED, S, event, evidence


def said(kind: str, at: float, source: Source = KEEPALIVED, detail: str = "Starting Keepalived v2.2.7"):
    return event(kind, round(at * S), source=source, line=round(at * 10), detail=detail)


@pytest.mark.parametrize(
    ("log", "found"),
    [
        ([said("vrrp_state", 5), said("process_started", 20)], [(5 * S, 20 * S)]),
        ([said("process_started", 2), said("process_started", 20)], [(BEGINNING, 20 * S)]),
        ([said("vrrp_state", 5), said("process_stopped", 15), said("process_started", 20)], []),
        ([said("process_stopped", 15), said("vrrp_state", 16), said("process_started", 20)], []),
        ([said("vrrp_state", 5), said("process_started", 20, detail="VRRP child process(9) died: Respawning")], []),
        ([said("vrrp_state", 5), said("process_started", 20, Source("hap2", "keepalived", "34"))], []),
        ([said("vrrp_state", 5), said("process_started", 20, Source("hap1", "pgbouncer", "34"))], []),
        ([frames(0, 10), frames(20, 30), captured(0, 30)], [(10 * S + 1, 20 * S)]),
        ([frames(0, 10), captured(0, 30)], []),
        (
            [frames(0, 10), frames(20, 30), captured(0, 30), said("vrrp_state", 5), said("process_started", 21)],
            [(10 * S + 1, 20 * S)],
        ),
    ],
)
def test_a_start_without_a_stop_and_an_absence_show_that_it_may_have(log, found):
    seen = reboots(evidence(*log), ["hap1"])["hap1"]
    assert [(r.time.lo, r.time.hi) for r in seen] == found


BEFORE, AFTER = event("server_state", 1 * S, source=HAPROXY), event("server_state", 30 * S, source=HAPROXY)


@pytest.mark.parametrize(
    ("truth", "hi", "because", "expected"),
    [
        (Truth.TRUE, END, (BEFORE,), [(1, Truth.TRUE), (10, Truth.UNKNOWN)]),
        (Truth.TRUE, 30 * S, (BEFORE,), [(1, Truth.TRUE), (10, Truth.UNKNOWN)]),
        (Truth.TRUE, 30 * S, (BEFORE, AFTER), [(1, Truth.TRUE)]),
        (Truth.FALSE, END, (BEFORE,), [(1, Truth.FALSE)]),
        (Truth.TRUE, 10 * S, (BEFORE,), [(1, Truth.TRUE)]),
    ],
)
def test_what_no_later_line_confirms_is_in_doubt_from_a_restart_on(truth, hi, because, expected):
    stretch = Stretch(1 * S, hi, truth, Ground.KNOWN, because)
    found = list(doubted([stretch], [Lost(Interval(10 * S, 12 * S), "why", "settles")]))
    assert [(s.lo // S, s.truth) for s in found] == expected
    assert found[-1].hi == hi
