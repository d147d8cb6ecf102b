"""State graphs: the numbers of the contract, counters that are one state, what leads anywhere, what is assumed."""

from __future__ import annotations

import pytest

from checker.pipeline.contracts import every_contract
from checker.pipeline.request import ProveRequest
from checker.prove.drawing.states.drawing import state_graphs
from checker.prove.systems.system import system_of


def graphs(*settings: str, without: tuple[str, ...] = (), system: str = "pgbouncer-ha"):
    (found,) = (each for each in every_contract(ProveRequest(settings=settings)) if each.system == system)
    return state_graphs(system_of(found), without)


def path(graph, *deeds: str) -> str:
    """Return the name of the state that deeds lead to from the start, by the first lines of arrows."""
    (here,) = (each.id for each in graph.nodes if each.look == "start")
    for deed in deeds:
        (here,) = {e.target for e in graph.edges if e.source == here and deed in e.lines}
    return next(each.lines for each in graph.nodes if each.id == here)


def test_a_server_goes_down_after_fall_checks_and_up_after_rise():
    graph = graphs()["check@hap1/pgb2"]
    up = ("check passes",)
    assert path(graph, "check fails: mark pgb2 as DOWN")[0] == "DOWN"
    assert path(graph, *up, "check fails")[:2] == ("UP", "1 of 3 checks failed")
    assert path(graph, *up, "check fails", "check fails")[:2] == ("UP", "2 of 3 checks failed")
    down = path(graph, *up, "check fails", "check fails", "check fails: mark pgb2 as DOWN")
    assert down[:3] == ("DOWN", "at most 2s after the last check", "at most 2s without an answer")
    back = ("check fails: mark pgb2 as DOWN", "check passes", "check passes: mark pgb2 as UP")
    assert path(graph, *back) == path(graph, "check passes")


@pytest.mark.parametrize(("interval", "fall"), [("5s", "1"), ("1s", "2"), ("4s", "4")])
def test_the_numbers_are_those_of_the_contract(interval: str, fall: str):
    graph = graphs(f"check.interval={interval}", f"check.fall={fall}", "check.fastinter=1s")["check@hap1/pgb1"]
    text = [line for each in graph.nodes for line in each.lines]
    assert f"at most {interval} after the last check" in text
    assert sum("checks failed" in line for line in text) == int(fall) - 1


def test_many_steps_of_a_counter_are_one_state():
    graph = graphs("check.fall=10")["check@hap1/pgb1"]
    (many,) = (each for each in graph.nodes if "1 to 9 of 10 checks failed" in each.lines)
    (marked,) = (e for e in graph.edges if e.source == many.id and "check fails: mark pgb1 as DOWN" in e.lines)
    assert marked.lines[1].startswith("[9 of 10, ")


def test_what_is_assumed_is_named_and_can_be_drawn():
    plain, more = graphs()["check@hap1/pgb1"], graphs(without=("no-maintenance",))["check@hap1/pgb1"]
    assert "no-maintenance" in plain.notes[0] and "no-maintenance" not in more.notes[0]
    assert not any("MAINT" in each.lines for each in plain.nodes)
    assert any(each.lines == ("any other state but NO PROCESS",) for each in more.nodes)


def test_a_backup_waits_as_long_as_its_priority_says():
    (one, two) = (graphs()[f"vrrp@{host}"] for host in ("hap1", "hap2"))
    assert {"at most 3.605s without an advert"} <= set(one.nodes[0].lines)
    assert {"at most 3.609s without an advert"} <= set(two.nodes[0].lines)
    promoted = {e.lines for e in two.edges if "Promote self to MASTER" in e.lines}
    assert promoted == {("Promote self to MASTER", "[3.609s without an advert]")}
    assert {each.lines[0] for each in one.nodes} == {"BACKUP", "MASTER", "FAULT", "STOPPED", "HOST DOWN"}


def test_every_role_of_both_systems_has_its_words():
    for system in ("pgbouncer-ha", "rtmp-failover"):
        for name, graph in graphs(system=system).items():
            ids = {each.id for each in graph.nodes}
            assert any(each.look == "start" for each in graph.nodes), name
            assert all(e.source in ids and e.target in ids and e.lines and e.source != e.target for e in graph.edges)
            assert not any("{" in line for e in graph.edges for line in e.lines), name
