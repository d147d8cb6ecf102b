"""Events and who takes part in them, by the names of the contract."""

from __future__ import annotations

import pytest

from checker.conform.hosts import identify
from checker.conform.scenarios.actors import Actor, Actors
from checker.model.event import Source
from checker.model.parts import PARTS
from checker.model.vocabulary import VOCABULARY
from tests.conform.makers import contract, event

CAPTURE, POOLER = Source("", "capture"), Source("pgb/pgb2", "pgbouncer", "7")
ADVERT = event("advert", 1, source=CAPTURE, sender="192.168.1.11", mac="02:00:00:00:01:11")
ACTORS = Actors(contract(), identify([ADVERT], contract()))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("pgbouncer_back/pgb2", "pgb2"),
        ("pgb/pgb2", "pgb2"),
        ("back/web9", "web9"),
        ("HAProxy1", "hap1"),
        ("192.168.1.10", "hap1"),
        ("192.168.1.10:39636", "hap1"),
        ("192.168.1.5:6434", "pgb3"),
        ("192.168.1.100:5432", "vip"),
        ("192.168.1.77:5432", "192.168.1.77:5432"),
        ("02:00:00:00:01:11", "hap2"),
        ("02:00:00:00:01:77", "02:00:00:00:01:77"),
    ],
)
def test_a_component_has_one_name(said, name):
    assert ACTORS.component(said) == name


@pytest.mark.parametrize(
    ("happened", "doer", "other"),
    [
        (event("check", 1, server="b/pgb2", passed=True), ("load-balancer", "hap1"), ("server", "pgb2")),
        (ADVERT, ("vrrp-peer", "hap2"), ("vrrp-peer", "")),
        (event("arp_announced", 1, source=CAPTURE, mac="02:00:00:00:01:11", address="192.168.1.100"),
         ("vrrp-peer", "hap2"), ("virtual-address", "vip")),
        (event("connect", 1, source=CAPTURE, client="192.168.1.11:4", server="192.168.1.5:6432"),
         ("load-balancer", "hap2"), ("server", "pgb1")),
        (event("connect", 1, source=CAPTURE, client="192.168.1.50:4", server="192.168.1.100:5432"),
         ("client", "192.168.1.50:4"), ("virtual-address", "vip")),
        (event("poll", 1, source=Source("mon", "monitor"), node="hap2"), ("monitor", ""), ("load-balancer", "hap2")),
        (event("process_started", 1, source=POOLER), ("server", "pgb2"), None),
        (event("server_state", 1, server="b/pgb2"), ("load-balancer", "hap1"), None),
    ],
)  # fmt: skip
def test_an_event_has_actors(happened, doer, other):
    assert ACTORS.doer(happened) == Actor(*doer)
    assert ACTORS.other(happened) == (Actor(*other) if other else None)


def test_lifelines_stand_for_actors():
    second, third = ["HAProxy", "PGB1", "PGB2", "Monitor"], ["HAProxy1", "HAProxy2", "PGB"]
    assert ACTORS.lifelines(Actor("server", "pgb2"), second) == ["PGB2"]
    assert ACTORS.lifelines(Actor("load-balancer", "hap2"), second) == ["HAProxy"]
    assert ACTORS.lifelines(Actor("load-balancer", "hap2"), third) == ["HAProxy2"]
    assert ACTORS.lifelines(Actor("load-balancer", "hap9"), third) == []
    assert ACTORS.lifelines(Actor("monitor"), second) == ["Monitor"]


def test_the_parts_speak_of_the_vocabulary():
    for kind, parts in PARTS.items():
        named = {part.arg for part in parts if part and part.arg}
        assert named <= VOCABULARY[kind].args.keys()
