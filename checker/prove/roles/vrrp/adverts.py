"""Advertisements: who sends one, how long it is on its way, and what it does to who hears it.

The last advert of a sender is on its way to each receiver or it is not; when it was sent, the sender's clock says.
One that is sent while another is still on its way takes its place. The reactions are those of RFC 3768 sections 6.4.2
and 6.4.3, but where keepalived differs: a `nopreempt` backup accepts the advert of any master, and a master that
hears a lower priority answers with an advert at once ("forcing new election"), where the RFC discards it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from checker.prove.machines.machine import Action, Deadline, Machine, Shown
from checker.prove.machines.terms import FALSE, Choose, Name, Term, Time, every, implies, negation, some
from checker.prove.roles.host import on_network
from checker.prove.roles.vrrp.assumptions import ARRIVE, AT_ONCE, IN_TIME
from checker.prove.roles.vrrp.members import Members
from checker.prove.roles.vrrp.parameters import Group, Peer
from checker.prove.roles.vrrp.ranking import accepts, outranks
from checker.prove.roles.vrrp.words import BACKUP, MASTER, Words, by_itself

_HEARS = "RFC 3768 section 6.4.2: the master-down timer starts anew"
_RESIGNED = "RFC 3768 section 6.4.2: after priority 0 a backup waits for the skew time only"
_YIELDS = "RFC 3768 section 6.4.3: a master gives way to a higher priority, or to a greater address"
_ANSWERS = "keepalived, vrrp_state_master_rx: a master answers a lower priority, or priority 0, with an advert"


def adverts(peers: Sequence[Peer], group: Group) -> Machine:
    """Return what happens to the adverts that peers send each other."""
    found = [_Way(tuple(peers), group, *pair) for pair in permutations(peers, 2)]
    return Machine(
        actions=tuple(action for way in found for action in way.actions()),
        deadlines=tuple(deadline for way in found for deadline in way.deadlines()),
    )


def sending(sender: str, peers: Sequence[Peer], words: Words) -> Mapping[str, Term]:
    """Return what it changes that a host sends an advert: it is on its way to all who can hear it."""
    return {words.sent(sender).variable: Time(0), **_under_way(sender, peers, words)}


def silenced(peer: str, peers: Sequence[Peer], words: Words) -> Mapping[str, Term]:
    """Return what it changes that a host hears nothing more: no advert is on its way to it."""
    return {words.pending(each.name, peer).variable: FALSE for each in peers if each.name != peer}


@dataclass(frozen=True, slots=True)
class _Way(Members):
    """From one peer to another."""

    sender: Peer
    receiver: Peer

    @property
    def pending(self) -> Term:
        return self.words.pending(self.sender.name, self.receiver.name)

    def actions(self) -> Iterator[Action]:
        words, receiver = self.words, self.receiver.name
        silence, master = words.silence(receiver), words.is_(receiver, MASTER)
        resigned = words.resigned(self.sender.name)
        above = outranks(self.sender, self.receiver, self.peers, self.group)
        waits = every(words.is_(receiver, BACKUP), accepts(self.sender, self.receiver, self.group))
        anew = {silence.variable: Choose(waits, Time(0), silence)}
        skewed = Choose(words.is_(receiver, BACKUP), Time(self.group.down_adverts * self.group.advert), silence)
        yes, no = every(negation(master), negation(resigned)), every(negation(master), resigned)
        yield self._act("hear", yes, anew, _HEARS)
        yield self._act("hear_resigned", no, {silence.variable: skewed}, _RESIGNED, priority="0")
        if above != FALSE:
            down: dict[str, Term] = {
                words.state(receiver).variable: Name(BACKUP),
                words.holds(receiver).variable: FALSE,
            }
            guard = every(master, negation(resigned), above)
            yield self._act(
                "yield", guard, {**down, silence.variable: Time(0)}, _YIELDS, then="Gracefully becomes BACKUP"
            )
        guard = every(master, some(resigned, negation(above)))
        yield self._act("answer", guard, self._answer(), _ANSWERS)
        yield self._act("lose", negation(FALSE), {}, "the network", lost=True)

    def deadlines(self) -> Iterator[Deadline]:
        sent = self.words.sent(self.sender.name)
        yield Deadline(implies(self.pending, sent.within(self.group.delay)), IN_TIME)
        yield Deadline(implies(self.pending, sent.within(0)), AT_ONCE)

    def _answer(self) -> Mapping[str, Term]:
        """Where its last advert is still on the wire, the answer arrives with it, or sooner than it otherwise might."""
        words, me = self.words, self.receiver.name
        sent, others = words.sent(me), [each.name for each in self.peers if each.name != me]
        still = some(*(words.pending(me, other) for other in others))
        return {sent.variable: Choose(still, sent, Time(0)), **_under_way(me, self.peers, words)}

    def _act(
        self,
        what: str,
        guard: Term,
        updates: Mapping[str, Term],
        rule: str,
        *,
        then: str = "",
        priority: str = "",
        lost: bool = False,
    ) -> Action:
        to, by = self.receiver.name, self.sender.name
        text = f"VRRP advertisement (priority {priority or self.sender.priority})"
        after = by_itself(to, then) if then else ()
        return Action(
            name=self.words.named(what, to, by),
            guard=every(self.pending, guard),
            updates={**updates, self.words.pending(by, to).variable: FALSE},
            under={ARRIVE: FALSE} if lost else {},
            shown=(Shown(f"vrrp@{by}", f"vrrp@{to}", text, lost), *after),
            rule=rule,
        )


def _under_way(sender: str, peers: Sequence[Peer], words: Words) -> Mapping[str, Term]:
    others = [each.name for each in peers if each.name != sender]
    return {words.pending(sender, other).variable: _reaches(sender, other, words) for other in others}


def _reaches(sender: str, receiver: str, words: Words) -> Term:
    return every(on_network(sender), on_network(receiver), negation(words.cut(sender, receiver)))
