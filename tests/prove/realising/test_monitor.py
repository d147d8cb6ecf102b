"""The monitor's steps of the failover diagram against the model: what it is told, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from checker.prove.systems.building.poller import ROLE as POLLER
from checker.prove.systems.building.pool import ROLE as POOL
from checker.prove.systems.system import System, system_of
from tests.prove.realising.made import blamed, contracts, told, with_lines

SEED = contracts()["pgbouncer-ha"]
FAILOVER, LOOP = 1, 3


def line(number: int) -> str:
    return SEED.documents[0].lines[number - 1]


@cache
def system() -> System:
    return system_of(SEED, (POOL, POLLER))


def parts(lines: Mapping[int, str], number: int = FAILOVER) -> Mapping[str, list[set[int]]]:
    found = told(with_lines(SEED, lines), system(), number)
    return {each.part: blamed([each]) for each in found}


def test_the_monitor_of_the_seed_can_do_all_that_is_drawn():
    assert parts({}) == {"pool": [], "monitor": []}
    assert parts({}, LOOP) == {"monitor": []}


def test_every_step_of_the_monitor_that_the_contract_maps_is_held_against_the_model():
    (it,) = [each for each in told(SEED, system(), FAILOVER) if each.part == "monitor"]
    assert {deed.place.line for deed in it.plan.deeds} == {109, *range(112, 117), 145, *range(148, 153)}
    (it,) = [each for each in told(SEED, system(), LOOP) if each.part == "monitor"]
    assert {267, 272, 275, 278, 289, 291, 294, 297} == {deed.place.line for deed in it.plan.deeds}


# The recovery is not drawn, so that runs are short.
SHORT = dict.fromkeys(range(134, 153), "") | {136: "    rect rgb(1, 1, 1)", 146: "    end"}
WRONG: Mapping[str, tuple[Mapping[int, str], set[int]]] = {
    "it is UP in the statistics after the mark": ({114: line(114).replace("DOWN", "UP")}, {109, 114}),
    "it is DOWN in the statistics before the mark": (
        {99: line(114), 114: "    HAProxy-->>VIP: Stats response"},
        {99, 109},
    ),
    "it is told to be back": ({116: line(152)}, {109, 116}),
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WRONG)
def test_what_the_monitor_cannot_be_told_or_tell_is_blamed(name: str):
    lines, wanted = WRONG[name]
    found = parts({**SHORT, **lines})
    assert found["pool"] == []
    assert any(core <= wanted | {112, 113, 115} for core in found["monitor"]), found


def test_an_alert_of_another_server_says_nothing_about_this_one():
    assert parts({**SHORT, 116: line(116).replace("pgb2", "pgb3")})["monitor"] == []
