"""From events to what is drawn: lifelines, episodes, counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.time import Interval
from checker.conform.evidence import Heard, Loss
from checker.conform.inertia import Lost
from checker.conform.observed.draft import CLIENT, DATABASE, FILE, VIP, balancer, peer, server
from checker.conform.observed.drawing import (
    FIRST_EPISODES,
    FIRST_STEPS,
    LAST_EPISODES,
    LAST_STEPS,
    MOST_STEPS,
    observation,
)
from checker.model.casting import Cast, Party
from tests.conform.makers import S, contract, evidence
from tests.conform.observed.telling import (
    HAP2,
    ROUTER1,
    ROUTER2,
    START,
    assigned,
    change,
    poll,
    query,
    router,
    seen,
    sent,
    state,
    texts,
    three_failures,
)

CRASH = [*three_failures(), poll(5 * S), change(5 * S, "pgb2", "UP", "DOWN"), sent(5 * S)]


def cast(title: str, active: str = "hap1") -> Cast:
    return Cast(contract(), next(d for d in contract().diagrams if title in d.title), active)


def test_a_servers_crash_is_drawn_on_the_diagram_with_the_servers():
    told = seen(CRASH)
    assert "PgBouncer Failover" in told.title
    lines = [(step.shape, step.ends) for step in told.steps()]
    assert lines == [("lost", ("PGB2", "HAProxy"))] * 3 + [
        ("note", ("HAProxy",)),
        ("answer", ("VIP", "Monitor")),
        ("message", ("Monitor", "Slack")),
    ]
    assert next(c.who for c in told.columns if c.id == "HAProxy") == "hap1"


def test_a_move_of_the_address_is_drawn_on_the_diagram_with_the_routers():
    told = seen([router(0, "MASTER"), router(9 * S, "MASTER", ROUTER2)])
    assert "High Availability" in told.title
    assert [step.ends for step in told.steps()][:2] == [("KeepAlive1",), ("KeepAlive2",)]
    # of the first nothing is heard any more: the verdict is open, and the picture says so
    assert texts(told)[2:] == ["hap1 and hap2 may both hold the address from here on"]


def test_a_second_load_balancer_gets_a_lifeline_beside_the_first():
    told = seen([*CRASH, *three_failures(HAP2)], title="PgBouncer Failover")
    ids = [c.id for c in told.columns]
    assert ids.index("HAProxy_hap2") == ids.index("HAProxy") + 1
    assert next(c for c in told.columns if c.added).label == "HAProxy@hap2"


def test_the_active_one_is_the_one_that_served():
    told = seen([*CRASH, *three_failures(HAP2)], [assigned(S, source=HAP2)], title="PgBouncer Failover")
    assert next(c.who for c in told.columns if c.id == "HAProxy") == "hap2"
    assert any(c.id == "HAProxy_hap1" for c in told.columns)


@pytest.mark.parametrize(
    ("title", "party", "id"),
    [
        ("PgBouncer Failover", server("pgb3"), "PGB3"),
        ("High Availability", server("pgb3"), "PGB"),
        ("High Availability", balancer("hap2"), "HAProxy2"),
        ("High Availability", peer("hap2"), "KeepAlive2"),
        ("PgBouncer Failover", peer("hap1"), "HAProxy"),
        ("PgBouncer Failover", peer("hap2"), "HAProxy_hap2"),
        ("PgBouncer Failover", DATABASE, "Database"),
        ("PgBouncer Failover", server("pgb9"), "pgb9"),
        ("Monitoring", FILE, "StateFile"),
        ("PgBouncer Failover", FILE, None),
        ("Monitoring", CLIENT, "Client"),
        ("High Availability", CLIENT, "Client"),
        ("System", CLIENT, "Hono"),
        ("Monitoring", Party("router", "r 1"), "router_r_1"),
    ],
)
def test_every_party_has_its_lifeline(title: str, party: Party, id: str | None):
    assert cast(title).id_of(party) == id


def test_an_added_id_is_free():
    told = cast("Monitoring")
    assert [told.id_of(server("a-b")), told.id_of(server("a_b"))] == ["a_b", "a_b_2"]
    assert len({c.id for c in told.columns()}) == len(told.columns())


def test_a_client_that_is_added_stands_first_and_the_address_beside_it():
    told = cast("Monitoring")
    told.id_of(CLIENT)
    assert told.columns()[0].id == "Client"
    bare = Cast(replace(contract(), lifelines={"Monitor": contract().lifelines["Monitor"]}), told.drawn, "")
    bare.id_of(VIP)
    bare.id_of(CLIENT)
    assert bare.columns()[0].id == "Client"
    again = Cast(bare.contract, told.drawn, "")
    again.id_of(CLIENT)
    again.id_of(VIP)
    assert [c.id for c in again.columns()][:2] == ["Client", "Virtual_IP"]


def test_queries_are_counted_in_the_quiet_and_in_each_phase():
    bulk = [query(-20 * S), query(-10 * S), query(S), query(2 * S, by="pgb3"), query(30 * S)]
    told = seen(three_failures(), bulk)
    assert len(told.episodes) == 1
    assert "queries answered: 2 (pgb1 1, pgb3 1)" in texts(told)
    assert told.after is not None and told.after.counts == ((1, "query"),)
    assert texts(told).index("queries answered: 2 (pgb1 1, pgb3 1)") < texts(told).index(
        "marks pgb2 as DOWN (2 servers left)"
    )


def test_requests_are_counted_by_load_balancer_where_no_client_tells():
    told = seen(three_failures(), [assigned(S), assigned(2 * S, "pgb3"), assigned(3 * S)])
    assert "requests served: 3 (pgb1 2, pgb3 1)" in texts(told)


def test_nothing_is_counted_twice_whatever_the_order():
    bulk = [query(n * S // 2) for n in range(100)]
    forward, backward = seen(CRASH, bulk), seen(CRASH, reversed(bulk))
    assert forward == backward
    counted = sum(int(t.split(": ")[1].split(" ")[0]) for t in texts(forward) if t.startswith("queries answered"))
    quiet = [e.quiet for e in forward.episodes] + [forward.after]
    assert counted + sum(n for q in quiet if q for n, what in q.counts if what in ("query", "queries")) == 100


def test_polls_without_a_change_are_told_together():
    told = seen([*three_failures(), poll(S), poll(3 * S), poll(20 * S), poll(40 * S)])
    assert "polls without a change: 2" in texts(told)
    assert told.after is not None and told.after.counts == ((2, "polls"),)


def test_where_nothing_changed_there_is_only_quiet():
    told = seen([poll(S), poll(3 * S)], [query(S)])
    assert (told.episodes, told.after and told.after.counts) == ((), ((1, "query"), (2, "polls")))


def test_the_middle_of_very_many_episodes_is_left_out():
    many = [state(n * 20 * S, "DOWN" if n % 2 == 0 else "UP") for n in range(MOST_STEPS + 1)]
    told = seen(many, until=9000 * S)
    assert len(told.episodes) == FIRST_EPISODES + LAST_EPISODES
    assert [e.omitted for e in told.episodes if e.omitted] == [MOST_STEPS + 1 - FIRST_EPISODES - LAST_EPISODES]
    assert told.episodes[-1].time.lo == START + MOST_STEPS * 20 * S
    assert len(seen(many[:-1], until=9000 * S).episodes) == MOST_STEPS


def test_the_middle_of_a_very_long_episode_is_left_out():
    many = [state(n * S, "DOWN" if n % 2 == 0 else "UP") for n in range(500)]
    (episode,) = seen(many, until=1000 * S).episodes
    assert len(episode.steps) == FIRST_STEPS + LAST_STEPS + 1
    assert episode.steps[FIRST_STEPS].text == f"{500 - FIRST_STEPS - LAST_STEPS} steps more, not drawn"
    assert len(list(seen(many[:MOST_STEPS], until=1000 * S).steps())) == MOST_STEPS


def test_every_step_keeps_its_places():
    told = seen([*CRASH, router(0, "MASTER", ROUTER1)])
    assert all(step.places for step in told.steps())


def test_where_no_source_was_heard_nothing_is_said_to_have_stayed_as_it_was():
    heard = Heard(HAP2, Interval(START, START + 20 * S), "a.log")
    known = evidence(*three_failures(), heard=(heard,))
    told = observation(known, Interval(START, START + 60 * S), [], contract().diagrams)
    assert told.after is not None and told.after.unheard == 40 * S


def test_lines_that_are_missing_are_told():
    loss = Loss("hap1", "haproxy", Lost(Interval(START, START + 3 * S), "a gap in this log was declared", "the lines"))
    told = observation(evidence(losses=(loss,)), Interval(START, START + 9 * S), [], contract().diagrams)
    assert texts(told) == ["lines of haproxy may be missing for 3.00 s: a gap in this log was declared"]
