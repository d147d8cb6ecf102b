"""Who has to give way to whom: priorities, which a script may change, and addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from checker.prove.machines.terms import Literal, Term, every, negation, some
from checker.prove.roles.vrrp.parameters import Group, Peer, preempts, rank, weighted
from checker.prove.roles.vrrp.script import failing


def outranks(sender: Peer, receiver: Peer, peers: Sequence[Peer], group: Group) -> Term:
    """Say that a master has to give way to a sender: higher priority, or the same and a greater address.

    RFC 3768 section 6.4.3.
    """
    ranks = rank(peers, sender.name), rank(peers, receiver.name)
    return _by_scripts(sender, receiver, group, lambda one, other: (one, ranks[0]) > (other, ranks[1]))


def accepts(sender: Peer, receiver: Peer, group: Group) -> Term:
    """Say that a backup waits anew after an advert: any with `nopreempt`, else one of no lower priority.

    RFC 3768 section 6.4.2; keepalived's vrrp_state_backup. A priority that a script changed while the advert was on
    its way counts as it is now.
    """
    return _by_scripts(sender, receiver, group, lambda one, other: not preempts(receiver, group) or one >= other)


def _by_scripts(sender: Peer, receiver: Peer, group: Group, answer: Callable[[int, int], bool]) -> Term:
    """Return when the answer is yes for the priorities of both, over what their scripts say."""
    if group.track != "weight":
        return Literal(answer(sender.priority, receiver.priority))
    cases = []
    for one, other in product((False, True), repeat=2):
        if answer(weighted(sender.priority, group, one), weighted(receiver.priority, group, other)):
            cases.append(every(_says(sender, group, one), _says(receiver, group, other)))
    return Literal(True) if len(cases) == 4 else some(*cases)


def _says(peer: Peer, group: Group, fails: bool) -> Term:
    return failing(peer.name, group) if fails else negation(failing(peer.name, group))
