"""Who had the address, is back without it, and has to leave it to another one."""

from __future__ import annotations

from checker.conform.fluents.standby import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Event
from tests.conform.fluents.test_claimed import enters
from tests.conform.fluents.test_has_address import VIP
from tests.conform.makers import S, evidence

FALSE, UNKNOWN, TRUE = Truth


def at(seconds: list[float], *events: Event, host: str = "hap1") -> list[Truth]:
    belief = FLUENT.estimate(evidence(*events))[host, VIP]
    return [next(belief.between(round(t * S), round(t * S))).truth for t in seconds]


OTHER = (enters(1, "BACKUP", "hap2"), enters(20.5, "MASTER", "hap2"), enters(60, "BACKUP", "hap2"))


def test_it_counts_from_where_another_one_has_it_to_the_end_of_what_is_told():
    mine = (enters(5, "MASTER"), enters(20, "BACKUP"), enters(50, "BACKUP"))
    assert at([4, 10, 20.2, 21, 49, 51], *mine, *OTHER) == [FALSE, FALSE, FALSE, TRUE, TRUE, FALSE]


def test_it_goes_on_for_a_handover_into_the_next_tenure():
    mine = (enters(5, "MASTER"), enters(20, "BACKUP"), enters(40, "MASTER"), enters(55, "BACKUP"))
    assert at([39, 40.05, 40.2, 50], *mine, *OTHER) == [TRUE, TRUE, FALSE, FALSE]


def test_who_never_had_it_is_no_standby():
    assert at([21, 40], enters(5, "BACKUP"), enters(50, "BACKUP"), *OTHER) == [FALSE, FALSE]


def test_of_the_other_one_it_is_taken_to_hold_it_where_nobody_watched():
    mine = (enters(5, "MASTER"), enters(20, "BACKUP"), enters(50, "BACKUP"))
    assert at([10, 21], *mine) == [FALSE, TRUE]


def test_where_the_other_one_did_not_have_it_either_there_is_nobody_to_stand_by():
    mine = (enters(5, "MASTER"), enters(20, "BACKUP"), enters(50, "BACKUP"))
    assert at([21, 49], *mine, enters(1, "BACKUP", "hap2"), enters(60, "BACKUP", "hap2")) == [FALSE, FALSE]
