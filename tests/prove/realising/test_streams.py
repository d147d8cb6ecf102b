"""The diagram of the streams against the model: no label is mapped, so what is read is read by roles and arrows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checker.prove.machines.interpreter import accepts, value
from checker.prove.questions.question import Proof
from tests.prove.realising.made import blamed, model, rtmp, told, with_lines

# What HS1 draws of the replica in which it lives.
OF_ITSELF = {30, 31, 34, 35, 38, 39, 40, 74}


def line(number: int) -> str:
    return rtmp().documents[0].lines[number - 1]


@pytest.mark.exhaustive
def test_a_service_cannot_find_out_that_the_replica_failed_in_which_it_lives():
    found = told(rtmp(), model())
    assert [each.part for each in found] == ["heartbeat", "heartbeat", "publishing"]
    own, other, publishing = found
    assert set.union(*blamed([own])) == OF_ITSELF
    assert all(isinstance(core.answer, Proof) and len(core.plan.deeds) == 1 for core in own.cores)
    assert blamed([other]) == [{77, 78}]
    assert publishing.cores == ()
    for each in found:
        assert each.run
        assert accepts(each.watched.machine, each.run) == ""
        assert value(each.watched.goal, each.run.steps[-1].after, each.watched.machine.variables)


# Of HS2 and the publishes nothing is drawn here, so that one service is asked alone.
OTHERS = dict.fromkeys((*range(16, 25), *range(48, 52), *range(53, 58), *range(59, 63), *range(76, 79)), "")
# HS1 lives by itself, and sees what is drawn.
SEEN: Mapping[str, Mapping[int, str]] = {
    "as the seed": {},
    "the counts are not drawn": dict.fromkeys((31, 35, 70), ""),
    "the recovery is not drawn": dict.fromkeys(range(68, 75), ""),
    "no fault is told": {27: "", 66: ""},
}
UNSEEN: Mapping[str, tuple[Mapping[int, str], set[int]]] = {
    "DOWN after two failures": ({37: "", 38: ""}, {30, 34, 39}),
    "the second failure first": ({31: line(31).replace("1/3", "2/3")}, {31, 35}),
    "UP after one success": ({72: "", 73: ""}, {69, 74}),
    "it answers while it is down": ({34: "        Primary-->>HS1: 200 OK"}, {27, 34}),
    "it is switched to itself": ({40: line(40).replace("Secondary", "Primary")}, {40}),
}


@pytest.mark.parametrize(
    "name", [n if n == "as the seed" else pytest.param(n, marks=pytest.mark.exhaustive) for n in SEEN]
)
def test_a_service_that_lives_elsewhere_sees_what_is_drawn(name: str):
    assert blamed(told(with_lines(rtmp("HS1"), {**OTHERS, **SEEN[name]}), model("HS1"))) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", UNSEEN)
def test_what_a_service_cannot_see_is_blamed(name: str):
    lines, wanted = UNSEEN[name]
    found = blamed(told(with_lines(rtmp("HS1"), {**OTHERS, **lines}), model("HS1")))
    assert any(wanted >= core or core >= wanted for core in found), found


# No service is drawn here.
CHECKS = dict.fromkeys((*range(29, 41), *range(59, 63), *range(68, 79)), "")
PUBLISHED: Mapping[str, tuple[Mapping[int, str], list[set[int]]]] = {
    "as the seed": ({}, []),
    "the operator comes too late": ({53: "", 58: line(53)}, [{57, 58}, {54, 58}]),
    "nobody says that an operator came": ({53: ""}, []),
    "a replica that is down authorises": (
        {51: "        Primary-->>NGINX: 302 Location: stream_username"},
        [{27, 51, 66}],
    ),
    "segments before anybody was asked": ({15: "    Note over NGINX: HLS segments saved", 23: ""}, []),
}


@pytest.mark.parametrize(
    "name", [n if cores == [] else pytest.param(n, marks=pytest.mark.exhaustive) for n, (_, cores) in PUBLISHED.items()]
)
def test_publishes_are_held_against_the_media_server(name: str):
    lines, cores = PUBLISHED[name]
    found = told(with_lines(rtmp(), {**CHECKS, **lines}), model())
    assert blamed(found) == cores
    assert all(isinstance(core.answer, Proof) for each in found for core in each.cores)
