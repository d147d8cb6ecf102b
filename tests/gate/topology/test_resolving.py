"""Who takes what is asked for: by name, by address, by localhost; and what is said where that is not known."""

from __future__ import annotations

from checker.gate.topology.resolving import Resolving
from checker.gate.topology.scene import Asking, Listening
from checker.model.graph import Edge, Node


def asked(name: str, port: int, *listening: Listening, home: str = "", **more):
    found = list(
        Resolving(listening, more.pop("addresses", {}), **more).resolved(Asking("me", name, port, ("x",), home))
    )
    return [(each.target, *each.lines[1:], each.open) for each in found if isinstance(each, Edge)], [
        each.lines for each in found if isinstance(each, Node)
    ]


def test_by_name_and_port():
    here = Listening("web", frozenset({"web", "www"}), 80)
    assert asked("www", 80, here) == ([("web", False)], [])
    assert asked("db", 80, here) == ([("stranger0", True)], [("db:80", "not in these files")])


def test_a_name_without_the_port_is_told():
    known = (Listening("web", frozenset({"web"}), 80), Listening("web", frozenset({"web"}), -1))
    assert asked("web", 81, *known) == ([("web", "nothing listens at port 81", True)], [])


def test_localhost_is_the_same_machine_only():
    here = Listening("own", frozenset(), 80, home="n")
    assert asked("127.0.0.1", 80, here, home="n") == ([("own", False)], [])
    assert asked("127.0.0.1", 80, here, home="m")[0] == [("stranger0", True)]
    assert asked("127.0.0.1", 80, here)[0] == [("stranger0", True)]


def test_a_published_port_is_a_guess_that_is_told():
    ports = [Listening(name, frozenset(), 80, published=True) for name in ("a", "b")]
    assert asked("10.0.0.1", 80, ports[0]) == ([("a", "if 10.0.0.1 is its host", True)], [])
    assert asked("10.0.0.1", 80, *ports)[0] == [
        (each, "if 10.0.0.1 is its host", "one of 2", True) for each in ("a", "b")
    ]
    assert asked("elsewhere", 80, ports[0])[0] == [("stranger0", True)]


def test_a_host_of_the_contract_has_what_listens_on_all_addresses():
    front = Listening("front", frozenset(), 80, floating=True)
    assert asked("10.0.0.9", 80, front, machines=frozenset({"10.0.0.9"}))[0] == [("front", False)]
    assert asked("10.0.0.9", 80, front)[0] == [("stranger0", True)]


def test_a_virtual_address_stands_between():
    front = Listening("front", frozenset(), 80, floating=True)
    other = Listening("other", frozenset({"10.0.0.7"}), 81, floating=True)
    assert asked("10.0.0.1", 80, front, addresses={"10.0.0.1": "vip"})[0] == [("vip", "port 80", False)]
    edges = list(Resolving((front, other), {"10.0.0.1": "vip"}).entrances())
    assert [(each.source, each.target, each.lines) for each in edges] == [("vip", "front", ("port 80",))]
