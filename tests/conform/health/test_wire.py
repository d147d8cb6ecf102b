"""Checks on the wire, counted back from a change of state by their rhythm."""

from __future__ import annotations

import pytest

from checker.conform.health.counts import judge
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.health.test_counts import HEARD, PASSED, REFUSED, state
from tests.conform.makers import S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
TIMEOUT = "Layer4 timeout, check duration: 2000ms"
CAPTURE = Source("", "capture", "")
MINE, OTHERS = "192.168.1.10", "192.168.1.11"


def attempt(at: float, outcome: str = "accepted", data: bool = False, client: str = MINE):
    args = {"client": f"{client}:{round(at * 10)}", "server": "192.168.1.5:6433", "outcome": outcome}
    return event("connect", round(at * S), source=CAPTURE, line=round(at * 100), **args, data=data, retransmits=0)


def attempts(*times: float, outcome: str = "accepted"):
    return [attempt(at, outcome) for at in times]


def judged(*events, down: bool = True):
    return [(j.truth, j.counted) for j in judge(evidence(*events, heard=HEARD), down)]


GOOD = attempts(2, 4.001, 6.001, 8.002)
DOWN = state(14, "DOWN", reason=REFUSED)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (attempts(10, 12, 14, outcome="refused"), (TRUE, "3 failed checks")),
        (attempts(12, 14, outcome="refused"), (UNKNOWN, "an unknown number of checks")),  # none at 10
        ([*attempts(10), *attempts(12, 14, outcome="refused")], (FALSE, "2 failed checks")),
        # refused sessions stand between the checks, and accepted ones have payload
        ([*attempts(10, 11.3, 12, 12.9, 14, outcome="refused")], (TRUE, "3 failed checks")),
        ([attempt(12.01, data=True), *attempts(10, 12, 14, outcome="refused")], (TRUE, "3 failed checks")),
        # one that may have been a check, in either way
        ([*attempts(12.01), *attempts(10, 12, 14, outcome="refused")], (UNKNOWN, "an unknown number of checks")),
        # those of another host are not its own
        ([attempt(t, "refused", client=OTHERS) for t in (10, 12, 14)], (UNKNOWN, "an unknown number of checks")),
    ],
)
def test_refused_checks_are_counted_back_to_one_that_passed(events, found):
    assert judged(*GOOD, *events, DOWN) == [found]


def test_checks_that_time_out_are_further_apart():
    late = state(20, "DOWN", reason=TIMEOUT)
    assert judged(*GOOD, *attempts(10, 14, 18, outcome="silent"), late) == [(TRUE, "3 failed checks")]
    assert judged(*GOOD, *attempts(10), *attempts(12, 16, outcome="silent"), state(18, "DOWN", reason=TIMEOUT)) == [
        (FALSE, "2 failed checks")
    ]


def test_checks_that_pass_are_counted_back_to_one_that_failed():
    up = state(22, "UP", reason=PASSED)
    failed = attempts(10, 12, 14, 16, 18, outcome="refused")
    assert judged(*GOOD, *failed, *attempts(20, 22, 24, 26), up, down=False) == [(TRUE, "2 successful checks")]
    assert judged(*GOOD, *failed[:-1], *attempts(18, 20, 22, 24), up, down=False) == [(FALSE, "3 successful checks")]


@pytest.mark.parametrize(
    "events",
    [
        [*attempts(2), *attempts(10, 12, 14, outcome="refused"), DOWN],  # no rhythm
        [*attempts(2, 3.3, 5.9, 8.002), *attempts(10, 12, 14, outcome="refused"), DOWN],
        [*GOOD, *attempts(10, 12, 14, outcome="refused"), state(14, "DOWN")],  # no word of how long the last one took
        [*GOOD, *attempts(10, 12, 14, outcome="refused"), state(14, "DOWN", reason=REFUSED.replace("4", "7"))],
        [*GOOD, *attempts(10, 12, 13.8, outcome="refused"), DOWN],  # the last one is not at the change
    ],
)
def test_without_a_rhythm_nothing_is_counted(events):
    assert [truth for truth, _ in judged(*events)] == [UNKNOWN]
