"""The variables of a VRRP group by name, what is often said of them, and how keepalived is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.prove.machines.machine import Shown
from checker.prove.machines.terms import Ref, Term, every, some
from checker.prove.roles.host import on_network, up
from checker.prove.roles.naming import named

# What keepalived does on a host: nothing, wait, hold, resign as its script fails, or hang (SIGSTOP) as it was.
STOPPED, BACKUP, MASTER, FAULT, HUNG = "stopped", "backup", "master", "fault", "hung"


@dataclass(frozen=True, slots=True)
class Words:
    """The names in a group: `scope` is added where a system has several."""

    scope: str = ""

    def named(self, what: str, *whose: str) -> str:
        """Return the name of a variable or an action of these hosts in this group."""
        return named(what, *whose, *((self.scope,) if self.scope else ()))

    def state(self, peer: str) -> Ref:
        """Return what keepalived does on a host."""
        return Ref(self.named("vrrp", peer))

    def holds(self, peer: str) -> Ref:
        """Say that the address is on the host's interface, whoever left it there."""
        return Ref(self.named("holds", peer))

    def sent(self, peer: str) -> Ref:
        """Return the time since a host sent its last advert."""
        return Ref(self.named("sent", peer))

    def silence(self, peer: str) -> Ref:
        """Return the time since a backup heard an advert that it accepts."""
        return Ref(self.named("silence", peer))

    def pending(self, sender: str, receiver: str) -> Ref:
        """Say that the last advert of a sender is on its way to a receiver."""
        return Ref(self.named("pending", sender, receiver))

    def resigned(self, peer: str) -> Ref:
        """Say that the last advert of a host had priority 0."""
        return Ref(self.named("resigned", peer))

    def gave_up(self, peer: str) -> Ref:
        """Say that a host let go of the address itself, or fell silent, after it was the master."""
        return Ref(self.named("gave_up", peer))

    def cut(self, one: str, other: str) -> Ref:
        """Say that two hosts do not hear each other, while both are on the network."""
        return Ref(self.named("cut", *sorted((one, other))))

    def claimed(self, vip: str) -> Ref:
        """Say that somebody has held the address by now."""
        return Ref(named("claimed", vip))

    def had(self, peer: str) -> Ref:
        """Say that a host has held the address by now."""
        return Ref(self.named("had", peer))

    def standby(self, peer: str) -> Ref:
        """Say that a host was back without the address that it had had, while another one held it."""
        return Ref(self.named("standby", peer))

    def is_(self, peer: str, *states: str) -> Term:
        """Say that keepalived does one of these things on a host."""
        return some(*(self.state(peer).is_(each) for each in states))

    def shows(self, peer: str) -> Term:
        """Say that a host holds the address for all the network."""
        return every(self.holds(peer), on_network(peer))

    def held(self, peers: Sequence[str]) -> Term:
        """Say that somebody holds the address for all the network."""
        return some(*(self.shows(each) for each in peers))

    def works(self, peer: str) -> Term:
        """Say that a host is on the network, and keepalived runs on it, as it should."""
        return every(on_network(peer), self.is_(peer, BACKUP, MASTER))

    def runs(self, peer: str) -> Term:
        """Say that keepalived runs on a host that works."""
        return every(up(peer), self.is_(peer, BACKUP, MASTER))


def by_itself(peer: str, text: str) -> tuple[Shown, ...]:
    """Return how it is drawn what keepalived does on a host by itself."""
    return (Shown(f"vrrp@{peer}", f"vrrp@{peer}", text),)
