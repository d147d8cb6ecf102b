"""The replicas that heartbeat services watch, and what is assumed of how they fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.prove.machines.machine import Action, Clock, Machine, Variable, compose, variables
from checker.prove.machines.terms import AtMost, Plus, Ref, Term, Time, every, negation, some
from checker.prove.roles.heartbeat.settings import Beats
from checker.prove.roles.naming import named
from checker.prove.roles.server import ASSUMPTIONS as OF_SERVERS
from checker.prove.roles.server import HUNG, SILENT, changes, lives, server

ASSUMPTIONS: Mapping[str, str] = {
    **OF_SERVERS,
    "one-failure-at-a-time": "no replica fails while another one does, or has just come back, and its service with it",
    "no-flapping": "a replica that fails or recovers stays so until a service can have found it out",
}


def replicas(names: Sequence[str], beats: Beats) -> Machine:
    """Return the replicas; each has a clock of how long it has been as it is."""
    return compose(*(server(name) for name in names), *(_restrained(name, names, beats) for name in names))


def steady(name: str) -> Ref:
    """Return the clock of how long a replica has been as it is."""
    return Ref(named("steady", name))


def _restrained(name: str, names: Sequence[str], beats: Beats) -> Machine:
    clock = steady(name)
    return Machine(
        variables=variables(Variable(clock.variable, Clock(), Time(beats.settling))),
        actions=tuple(_changes(name, names, beats)),
        hints=tuple(_hints(name, names, beats)),
    )


def _hints(name: str, names: Sequence[str], beats: Beats) -> Iterator[Term]:
    """Yield which faults there are none of, and that while a replica fails the others live, and did for a while."""
    state = Ref(named("server", name))
    yield from (negation(state.is_(each)) for each in (SILENT, HUNG))
    for other in names:
        if other != name:
            yield some(lives(name), lives(other))
            yield some(lives(name), AtMost(Plus(steady(name), Time(beats.timeout)), steady(other)))


def _changes(name: str, names: Sequence[str], beats: Beats) -> Iterator[Action]:
    """Yield what restrains each change: the others have to be alive, and the last change to be long ago."""
    # A check that waited for a replica when it came back may still last as long as the timeout.
    others = (each for each in names if each != name)
    alone = every(*(every(lives(each), steady(each).since(beats.timeout)) for each in others))
    clock = steady(name)
    for change in changes(name):
        failing = change.partition("(")[0] in ("crash", "drop", "hang")
        under = {"no-flapping": clock.since(beats.settling)} | ({"one-failure-at-a-time": alone} if failing else {})
        yield Action(change, updates={clock.variable: Time(0)}, under=under)
