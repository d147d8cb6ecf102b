"""A media server that asks one fixed replica about every publish; another one only when an operator says so.

nginx-rtmp has one `on_publish` URL, whose name is resolved when the configuration is loaded (nginx-rtmp, notify and
netcall modules): no heartbeat service can switch it. What an operator edits and reloads counts for new publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.machines.machine import Action, Atom, Machine, Shown, Variable, enumeration, variables
from checker.prove.machines.terms import Name, Ref, Term, every, negation
from checker.prove.roles.naming import named

ALL_VIEWS = "every service"

# The view of each observer: which replica it has DOWN.
Views = Mapping[str, Mapping[str, Term]]


@dataclass(frozen=True, slots=True)
class Target:
    """A media server and the replicas that it may be set to ask; the first one at the start.

    `views` are the observers whose DOWN counts.
    """

    router: str
    replicas: Sequence[str]
    views: Views

    @property
    def ref(self) -> Ref:
        """The replica that new publishes are asked of."""
        return Ref(named("target", self.router))

    def assigned(self, replica: str) -> tuple[Atom, ...]:
        """Return the event that a request was assigned to a replica, as each view judges it."""
        return tuple(("assigned", (observer, replica)) for observer in self.views)


def counted(views: Views, which: str) -> Views:
    """Return the views that count: of `any` observer, of `all` together, or of the one of this name.

    Raises ValueError where there is no observer of this name.
    """
    if which == "any":
        return views
    if which == "all":
        replicas = dict.fromkeys(replica for view in views.values() for replica in view)
        return {ALL_VIEWS: {each: every(*(view[each] for view in views.values())) for each in replicas}}
    if which not in views:
        raise ValueError(f"nobody called {which} has a view; there are {', '.join(views)}")
    return {which: views[which]}


def router(target: Target) -> Machine:
    """Return the setting of a media server, and the operator who changes it."""
    fluents: dict[Atom, Term] = {
        ("down", (o, replica)): term for o, view in target.views.items() for replica, term in view.items()
    }
    return Machine(
        variables=variables(Variable(target.ref.variable, enumeration(*target.replicas), Name(target.replicas[0]))),
        actions=tuple(_switches(target)),
        fluents=fluents,
        sorts={"router": (target.router,), "observer": tuple(target.views), "server": tuple(target.replicas)},
    )


def _switches(target: Target) -> Iterator[Action]:
    for replica in target.replicas:
        yield Action(
            name=named("switch", target.router, replica),
            guard=negation(target.ref.is_(replica)),
            updates={target.ref.variable: Name(replica)},
            shown=(Shown(target.router, target.router, f"an operator sets on_publish to {replica}, and reloads"),),
            rule="nginx-rtmp, on_publish: one URL, read when the configuration is loaded",
        )
