"""How a load balancer gives requests to its servers: to one that is UP, or to the one that the client is tied to.

Without a tie each request is a decision of its own, also when it is redispatched: any usable server may be the next
(leastconn and round robin choose among them; which, nobody can foresee). With a stick table the client's entry decides
as long as its server is usable, and with `option persist` even when it is DOWN. A request that is not accepted is tried
again; with `option redispatch` the last of its tries goes to another server, and the entry is rewritten.

One client is followed, and one request of it at a time that has not been accepted yet. How long lies between two
tries is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.machines.machine import Action, Machine, Range, Shown, Variable, enumeration, variables
from checker.prove.machines.terms import FALSE, Name, Number, Ref, Term, every, negation, some
from checker.prove.roles.balancer import endings, works
from checker.prove.roles.naming import named
from checker.prove.roles.server import accepts

NOBODY = "nobody"

Updates = Mapping[str, Term]

_CHOICE = "HAProxy, process_sticking_rules in src/stream.c; configuration manual 4.2, balance, stick on, option persist"
_AGAIN = "HAProxy, configuration manual 4.2, retries and option redispatch"
_RULES = {
    "route": _CHOICE,
    "try": _CHOICE,
    **dict.fromkeys(("retry", "retry_fails", "redispatch", "redispatch_fails", "give_up"), _AGAIN),
}


@dataclass(frozen=True, slots=True)
class Routing:
    """What decides where a request goes.

    `sticky`: a stick table or a cookie ties clients to servers. `persist`: even to one that is DOWN. `redispatch`: the
    last of the `retries` goes to another server; without retries there is none (HAProxy arms it on retries only).

    Raises ValueError for a negative number of retries.
    """

    persist: bool = False
    sticky: bool = False
    redispatch: bool = True
    retries: int = 3

    def __post_init__(self) -> None:
        if self.retries < 0:
            raise ValueError(f"there cannot be {self.retries} retries")

    @property
    def elsewhere(self) -> bool:
        """Whether a request that is not accepted goes to another server in the end."""
        return self.redispatch and self.retries > 0


@dataclass(frozen=True, slots=True)
class _Router:
    """An observer's routing over its servers, each with the term that says that it is DOWN."""

    observer: str
    down: Mapping[str, Term]
    routing: Routing

    @property
    def stuck(self) -> Ref:
        return Ref(named("stuck", self.observer))

    @property
    def trying(self) -> Ref:
        return Ref(named("trying", self.observer))

    @property
    def left(self) -> Ref:
        return Ref(named("left", self.observer))

    def usable(self, server: str) -> Term:
        return negation(self.down[server])

    def chosen(self, server: str) -> Term:
        """Say that a new request goes to this server: the client's, else any that is usable."""
        theirs = self.stuck.is_(server)
        kept = theirs if self.routing.persist else every(theirs, self.usable(server))
        lost = (every(self.stuck.is_(other), self.down[other]) for other in self.down if not self.routing.persist)
        return some(kept, every(some(self.stuck.is_(NOBODY), *lost), self.usable(server)))


def router(observer: str, servers: Sequence[str], down: Mapping[str, Term], routing: Routing) -> Machine:
    """Return the routing of an observer; `down` says of each server when the observer does not use it."""
    it = _Router(observer, {server: down[server] for server in servers}, routing)
    sorts = {"observer": (observer,), "server": tuple(servers)}
    if not routing.sticky:
        return Machine(actions=tuple(_balanced(it)), sorts=sorts)
    names = enumeration(NOBODY, *servers)
    return Machine(
        variables=variables(
            Variable(it.stuck.variable, names, Name(NOBODY)),
            Variable(it.trying.variable, names, Name(NOBODY)),
            Variable(it.left.variable, Range(0, routing.retries), Number(0)),
        ),
        actions=(*_first(it), *_again(it), *(_elsewhere(it) if routing.elsewhere else ()), *_forgotten(it)),
        sorts=sorts,
        # Retries are left only of a request that is under way.
        hints=(some(negation(it.trying.is_(NOBODY)), it.left.equals(0)),),
    )


def _balanced(it: _Router) -> Iterator[Action]:
    for server in it.down:
        yield _tried(it, "route", server, it.usable(server), {}, assigned=True)


def _first(it: _Router) -> Iterator[Action]:
    """Yield the first try of a request.

    One that is not accepted, and will be redispatched, counts as assigned only then: HAProxy logs the last server.
    """
    for server in it.down:
        guard, there = every(it.trying.is_(NOBODY), it.chosen(server)), accepts(server)
        kept: Updates = {it.stuck.variable: Name(server)}
        tried: Updates = {it.trying.variable: Name(server), it.left.variable: Number(it.routing.retries)}
        yield _tried(it, "route", server, every(guard, there), kept, assigned=True)
        yield _tried(it, "try", server, every(guard, negation(there)), tried, assigned=not it.routing.elsewhere)


def _again(it: _Router) -> Iterator[Action]:
    """Yield the further tries, at the same server and at the last at another, and the end of a request that failed."""
    done: Updates = {it.trying.variable: Name(NOBODY), it.left.variable: Number(0)}
    for server in it.down:
        guard, there = every(it.trying.is_(server), it.left.at_least(2 if it.routing.elsewhere else 1)), accepts(server)
        kept: Updates = {**done, it.stuck.variable: Name(server)}
        less: Updates = {it.left.variable: it.left.plus(-1)}
        yield _tried(it, "retry", server, every(guard, there), kept)
        yield _tried(it, "retry_fails", server, every(guard, negation(there)), less)
    nowhere = every(it.left.equals(1), *it.down.values()) if it.routing.elsewhere else FALSE
    guard = every(works(it.observer), negation(it.trying.is_(NOBODY)), some(it.left.equals(0), nowhere))
    shown = (Shown(it.observer, "client", "no server accepts: connection closed"),)
    yield Action(named("give_up", it.observer), guard, done, shown=shown, rule=_RULES["give_up"])


def _elsewhere(it: _Router) -> Iterator[Action]:
    """Yield the last try of a request, at any server that is usable."""
    for server in it.down:
        guard = every(negation(it.trying.is_(NOBODY)), it.left.equals(1), it.usable(server))
        kept: Updates = {it.trying.variable: Name(NOBODY), it.stuck.variable: Name(server)}
        tried: Updates = {it.trying.variable: Name(server)}
        none: Updates = {it.left.variable: Number(0)}
        there = accepts(server)
        yield _tried(it, "redispatch", server, every(guard, there), {**kept, **none}, assigned=True)
        yield _tried(it, "redispatch_fails", server, every(guard, negation(there)), {**tried, **none}, assigned=True)


def _forgotten(it: _Router) -> Iterator[Action]:
    """Yield the ends of the process, with which its stick table and its requests end."""
    nothing: Updates = {it.stuck.variable: Name(NOBODY), it.trying.variable: Name(NOBODY), it.left.variable: Number(0)}
    for ending in endings(it.observer):
        yield Action(ending, updates=nothing)


def _tried(it: _Router, name: str, server: str, guard: Term, updates: Updates, *, assigned: bool = False) -> Action:
    """Return a try of a request at a server; `try` and what ends with `_fails` are not accepted."""
    whose = (it.observer, server)
    shown = [Shown(it.observer, server, f"Route to {server}")]
    if name == "try" or name.endswith("_fails"):
        shown.append(Shown(server, it.observer, "Connection refused, or nothing", lost=True))
    return Action(
        name=named(name, *whose),
        guard=every(works(it.observer), guard),
        updates=updates,
        events=(("assigned", whose),) if assigned else (),
        shown=tuple(shown),
        rule=_RULES[name],
    )
