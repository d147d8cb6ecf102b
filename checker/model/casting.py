"""Who stands where: the lifelines of one of the team's diagrams, and those that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.diagram.tree import Message
from checker.model.contract import Contract, Lifeline
from checker.model.contract_diagrams import Drawn
from checker.model.observed import Column


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """Who takes part: a role of the contract, and the host or server it is on ('' for a role with one bearer).

    The name may also be the id of a lifeline, for a role of which a diagram draws several and says no more.
    """

    role: str
    name: str = ""


# What a lifeline is called that no diagram has.
_NAMES: Mapping[str, str] = {
    "load-balancer": "HAProxy",
    "vrrp-peer": "keepalived",
    "virtual-address": "Virtual IP",
    "monitor": "Monitor",
    "client": "Client",
    "alert-sink": "Alerts",
    "database": "Database",
    "heartbeat": "Heartbeat",
    "media-server": "Media server",
}
# Beside whom a lifeline is added where none has its role; a client stands first, all others last.
_BEHIND: Mapping[str, tuple[str, ...]] = {"virtual-address": ("client", "application")}
# Nobody misses these where the team did not draw them.
_OPTIONAL = ("file",)


@dataclass(slots=True)
class Cast:
    """The lifelines of a diagram for the parties of what happened; those that it lacks are added when first needed.

    `active` is the host whose load balancer is meant where a diagram draws one without saying which.
    """

    contract: Contract
    drawn: Drawn
    active: str
    _used: set[str] = field(default_factory=set)
    _added: dict[Party, Column] = field(default_factory=dict)

    def drawn_for(self, party: Party) -> str | None:
        """Return the lifeline that stands for exactly this party in the diagram, or None."""
        fits = [line for line in self._lines() if line.role == party.role]
        if party.role == "load-balancer":
            named = [line for line in fits if line.host == party.name]
            meant = [line for line in fits if not line.host] if party.name == self.active else []
            return next((line.id for line in [*named, *meant]), None)
        if party.role == "client":
            fits = [line for line in fits if line.id in self._askers()]
        if party.role in ("vrrp-peer", "server"):
            fits = [line for line in fits if party.name in (line.host, line.server)]
        elif party.name in self.contract.lifelines:
            fits = [line for line in fits if line.id == party.name]
        return next((line.id for line in fits), None)

    def id_of(self, party: Party) -> str | None:
        """Return the lifeline on which a party is drawn; None where the diagram has none and nobody misses it."""
        found = self.drawn_for(party)
        if found is not None:
            self._used.add(found)
            return found
        if party.role in _OPTIONAL:
            return None
        if party.role == "vrrp-peer":
            # a diagram without VRRP means the whole machine by its load balancer
            return self.id_of(Party("load-balancer", party.name))
        instead = self._instead(party)
        if instead is None and party not in self._added:
            self._added[party] = self._column(party)
        return instead or self._added[party].id

    def columns(self) -> tuple[Column, ...]:
        """Return all lifelines: the diagram's in its order, each added one behind the last of its kind."""
        columns = [Column(p.id, p.label, self._who(p.id)) for p in self.drawn.diagram.participants]
        roles = [line.role if (line := self._line(c.id)) else "" for c in columns]
        for party, column in self._added.items():
            kind = (party.role, *_BEHIND.get(party.role, ()))
            last = 0 if party.role == "client" else len(columns)
            behind = max((n + 1 for n, role in enumerate(roles) if role in kind), default=last)
            columns.insert(behind, column)
            roles.insert(behind, party.role)
        return tuple(columns)

    def _instead(self, party: Party) -> str | None:
        """Return the lifeline that takes a party's place: the pool a server's, the application its user's."""
        role = {"server": "pool", "client": "application"}.get(party.role)
        fits = (line.id for line in self._lines() if line.role == role)
        return next((id for id in fits if role == "pool" or id in self._askers()), None)

    def _askers(self) -> set[str]:
        """Return the lifelines that send something to the address or to a load balancer."""
        asked = {line.id for line in self._lines() if line.role in ("virtual-address", "load-balancer")}
        messages = (node for node in self.drawn.diagram.walk() if isinstance(node, Message))
        return {message.sender for message in messages if message.receiver in asked}

    def _who(self, id: str) -> str:
        line = self._line(id)
        unnamed = line is not None and line.role == "load-balancer" and not line.host
        return self.active if unnamed and id in self._used else ""

    def _lines(self) -> Iterable[Lifeline]:
        return (line for p in self.drawn.diagram.participants if (line := self._line(p.id)))

    def _line(self, id: str) -> Lifeline | None:
        return self.contract.lifeline(id, self.drawn.title)

    def _column(self, party: Party) -> Column:
        label = _NAMES.get(party.role, party.name if party.role == "server" else party.role)
        if party.name and party.role != "server":
            label = f"{label}@{party.name}"
        wanted = re.sub(r"[^0-9A-Za-z]+", "_", label).strip("_") or "X"
        taken = {p.id for p in self.drawn.diagram.participants} | {c.id for c in self._added.values()}
        free = (
            wanted if wanted not in taken else next(n for i in range(2, 10**6) if (n := f"{wanted}_{i}") not in taken)
        )
        return Column(free, label, added=True)


def best_cast(contract: Contract, ends: Sequence[Party], active: str, diagrams: Sequence[Drawn]) -> tuple[int, Cast]:
    """Return the cast of the diagram that has the most of these parties, with how many; of equals the first.

    Raises ValueError without a diagram.
    """
    scored = [(_score(cast, ends), cast) for cast in (Cast(contract, drawn, active) for drawn in diagrams)]
    return max(scored, key=lambda pair: pair[0])


def _score(cast: Cast, ends: Sequence[Party]) -> int:
    known = {party: cast.drawn_for(party) is not None for party in set(ends)}
    return sum(known[end] for end in ends)
