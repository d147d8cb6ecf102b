"""Who stands by: a host that had the address, is back without it, and another one has held it since.

These variables watch and change nothing. A host stands by from the instant at which it is on the network without the
address that it once had, and another host on the network has it. It stops standing by where it leaves the address
again; who has taken it back still counts as standing by, so that the taking can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.machines.machine import Action, Machine, Switch, Variable, variables
from checker.prove.machines.terms import FALSE, TRUE, Term, every, implies, negation, some
from checker.prove.roles.host import on_network, plugged, up
from checker.prove.roles.naming import named
from checker.prove.roles.vrrp.members import Members
from checker.prove.roles.vrrp.parameters import Group, Peer
from checker.prove.roles.vrrp.ranking import outranks


def standing(peers: Sequence[Peer], group: Group) -> Machine:
    """Return what watches who stands by."""
    watch = _Watch(tuple(peers), group)
    names, words = watch.names, watch.words
    return Machine(
        variables=variables(
            *(Variable(words.had(name).variable, Switch(), None) for name in names),
            *(Variable(words.standby(name).variable, Switch(), FALSE) for name in names),
        ),
        actions=tuple(action for name in names for action in watch.actions(name)),
        fluents={("standby", (name, group.vip)): words.standby(name) for name in names},
        starts=tuple(_alike(words.had(name), words.holds(name)) for name in names),
    )


@dataclass(frozen=True, slots=True)
class _Watch(Members):
    def actions(self, name: str) -> Iterator[Action]:
        """What a host does, or suffers, that makes it or others stand by."""
        words, standby = self.words, self.words.standby(name)
        another = some(*(words.shows(each) for each in self.names if each != name))
        back = every(words.had(name), on_network(name), another)
        yield Action(named("boot", name), updates={standby.variable: every(words.had(name), plugged(name), another)})
        yield Action(
            named("replug", name),
            updates={
                standby.variable: some(standby, every(words.had(name), negation(words.holds(name)), up(name), another)),
                **self._for_others(name, every(words.holds(name), up(name))),
            },
        )
        yield Action(
            words.named("promote", name),
            updates={words.had(name).variable: TRUE, **self._for_others(name, on_network(name))},
        )
        yield Action(words.named("start_keepalived", name), updates={standby.variable: back})
        for gone in (named("crash", name), words.named("stop_keepalived", name)):
            yield Action(gone, updates={standby.variable: FALSE})
        for left in self._leaving(name):
            yield Action(left, updates={standby.variable: back})

    def _for_others(self, name: str, shows: Term) -> Mapping[str, Term]:
        """The address shows on a host: others that had it stand by from now on."""
        words = self.words
        return {
            words.standby(other).variable: some(
                words.standby(other),
                every(words.had(other), negation(words.holds(other)), on_network(other), shows),
            )
            for other in self.names
            if other != name
        }

    def _leaving(self, name: str) -> Iterator[str]:
        """The actions at which a host lets go of the address and goes on."""
        me = next(each for each in self.peers if each.name == name)
        for other in self.peers:
            if other != me and outranks(other, me, self.peers, self.group) != FALSE:
                yield self.words.named("yield", name, other.name)
        if self.group.track == "fault":
            yield self.words.named("script_down", name)


def _alike(one: Term, other: Term) -> Term:
    return every(implies(one, other), implies(other, one))
