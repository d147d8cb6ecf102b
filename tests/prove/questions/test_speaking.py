"""A property speaks of those individuals for which the model has its words."""

from __future__ import annotations

from checker.logic.syntax import parse
from checker.prove.machines.machine import Action, Machine
from checker.prove.machines.terms import TRUE
from checker.prove.questions.speaking import speaking_of

MACHINE = Machine(
    actions=(Action("ask", events=(("asks", ("client",)),)), Action("go", events=(("goes", ("lb", "s1")),))),
    fluents={("down", ("lb", "s1")): TRUE, ("down", ("lb", "s2")): TRUE},
    sorts={"observer": ("lb", "client"), "server": ("s1", "s2", "idle"), "host": ("h",)},
)


def sorts(formula: str) -> dict[str, tuple[str, ...]]:
    return dict(speaking_of(MACHINE, parse(formula)).sorts)


def test_fluents_choose_who_is_meant() -> None:
    told = sorts("forall o: observer, s: server. always (down(o, s) implies down(o, s))")
    assert told == {"observer": ("lb",), "server": ("s1", "s2"), "host": ("h",)}


def test_events_do_so_too_and_all_atoms_count() -> None:
    assert sorts("forall c: observer. always (asks(c) implies asks(c))")["observer"] == ("client",)
    told = sorts(
        "forall o: observer, s: server. always (goes(o, s) and (exists d: server. down(o, d)) implies goes(o, s))"
    )
    assert (told["observer"], told["server"]) == (("lb",), ("s1",))


def test_an_atom_that_nobody_knows_changes_nothing() -> None:
    told = sorts("forall o: observer. always (sings(o) implies sings(o))")
    assert told["observer"] == ("lb", "client")
