"""Candidates for lemmas about a VRRP group: what holds in every state that its faults leave reachable.

Each is only ever used where the engines find it inductive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from checker.prove.machines.machine import ELAPSED
from checker.prove.machines.terms import FALSE, AtMost, Plus, Term, Time, every, implies, negation, some
from checker.prove.roles.host import on_network, up
from checker.prove.roles.vrrp.parameters import Group, Peer, skew
from checker.prove.roles.vrrp.ranking import outranks
from checker.prove.roles.vrrp.words import BACKUP, FAULT, HUNG, MASTER, Words


def lemmas(peers: Sequence[Peer], group: Group) -> Iterator[Term]:
    """Yield candidates."""
    words, names = Words(group.scope), [each.name for each in peers]
    yield from _alone(names, group, words)
    yield from _vacant(names, group, words)
    for high, low in permutations(peers, 2):
        if outranks(high, low, peers, group) != FALSE:
            yield from _two_masters(high.name, low.name, group, words)
    for one, other in permutations(peers, 2):
        yield from _standing(one, other, group, words)
    if len(peers) > 1:
        best, following = (each.name for each in sorted(peers, key=lambda each: -each.priority)[:2])
        vacant = every(words.claimed(group.vip), negation(words.held(names)))
        yield from _crashed(following, best, group, words, vacant)
        if len(peers) == 2:
            yield from _stopped(following, best, group, words, vacant)


def _alone(names: Sequence[str], group: Group, words: Words) -> Iterator[Term]:
    """What is true of each peer, and of what it sends."""
    for name in names:
        master, holds, backup = words.is_(name, MASTER), words.holds(name), words.is_(name, BACKUP)
        yield implies(master, every(holds, up(name), negation(words.resigned(name)), negation(words.gave_up(name))))
        yield implies(holds, up(name))
        yield implies(holds, master)
        yield implies(holds, every(words.claimed(group.vip), words.had(name)))
        yield implies(words.had(name), words.claimed(group.vip))
        yield implies(words.is_(name, BACKUP, FAULT, HUNG), up(name))
        yield implies(words.is_(name, BACKUP, FAULT), negation(holds))
        yield negation(words.is_(name, HUNG))
        yield implies(negation(words.gave_up(name)), every(words.claimed(group.vip), up(name), some(backup, master)))
        yield some(words.claimed(group.vip), words.works(name))
        for other in names:
            if other != name:
                yield implies(words.pending(other, name), on_network(name))


def _vacant(names: Sequence[str], group: Group, words: Words) -> Iterator[Term]:
    """One host at most does not work; all others count the silence for as long as nobody has had the address."""
    vacant = every(words.claimed(group.vip), negation(words.held(names)))

    def counts(name: str, late: int) -> Term:
        silence = Plus(words.silence(name), Time(late)) if late else words.silence(name)
        return every(on_network(name), words.is_(name, BACKUP), AtMost(ELAPSED, silence))

    for one, other in combinations(names, 2):
        yield some(words.works(one), words.works(other))
        for late in dict.fromkeys((0, group.delay)):
            yield implies(vacant, some(counts(one, late), counts(other, late)))
    for sender, receiver in permutations(names, 2):
        yield implies(every(vacant, words.pending(sender, receiver)), AtMost(ELAPSED, words.sent(sender)))


def _two_masters(high: str, low: str, group: Group, words: Words) -> Iterator[Term]:
    """Where two hold the address, one of them is about to hear of the other."""
    both, heard = every(words.shows(high), words.shows(low)), words.pending(high, low)
    yield implies(both, some(heard, words.pending(low, high)))
    yield implies(every(both, heard), AtMost(ELAPSED, Plus(words.sent(high), Time(group.delay))))
    yield implies(every(both, negation(heard)), AtMost(ELAPSED, words.sent(low)))
    yield implies(every(heard, on_network(high)), some(words.is_(high, MASTER), words.resigned(high)))


def _standing(me: Peer, other: Peer, group: Group, words: Words) -> Iterator[Term]:
    """Who stands by hears of the other one long before its own timer fires; when it takes over, the other is gone."""
    one, its = me.name, other.name
    silence, sent, pending = words.silence(one), words.sent(its), words.pending(its, one)
    there = every(on_network(one), on_network(its))
    hears = every(words.is_(one, BACKUP), there, words.is_(its, MASTER))
    longest = max(group.advert, *(skew(each.priority, group) + group.delay for each in (me, other)))
    yield implies(words.standby(one), words.had(one))
    yield implies(every(hears, negation(pending)), AtMost(silence, sent))
    for either in (one, its):
        yield implies(every(hears, words.standby(either), pending), AtMost(silence, Plus(sent, Time(longest))))
    stays = every(words.standby(one), there, negation(words.gave_up(its)))
    yield implies(stays, every(negation(words.holds(one)), words.is_(its, MASTER)))


def _crashed(one: str, its: str, group: Group, words: Words, vacant: Term) -> Iterator[Term]:
    """The other has crashed; this one counts from what it heard last, unless that is still on its way."""
    crashed = every(vacant, words.is_(one, BACKUP), on_network(one), negation(up(its)))
    silence, pending = words.silence(one), words.pending(its, one)
    yield implies(crashed, negation(every(pending, words.resigned(its))))
    yield implies(crashed, AtMost(silence, Plus(ELAPSED, Time(group.advert + group.delay))))
    yield implies(crashed, some(pending, AtMost(silence, Plus(ELAPSED, Time(group.advert)))))
    yield implies(every(crashed, pending), AtMost(ELAPSED, words.sent(its)))
    for late in dict.fromkeys((0, group.delay)):
        yield implies(crashed, AtMost(ELAPSED, Plus(silence, Time(late)) if late else silence))


def _stopped(one: str, its: str, group: Group, words: Words, vacant: Term) -> Iterator[Term]:
    """Of two on the network of which none holds the address, one resigned, and the other waits for the skew time."""
    most = Time(group.down_adverts * group.advert)

    def resigned(me: str, other: str, late: int) -> Term:
        silence, its = words.silence(other), words.silence(me)
        anew = some(negation(words.is_(me, BACKUP)), AtMost(its, ELAPSED))
        told = every(words.pending(me, other), AtMost(ELAPSED, words.sent(me)))
        heard = Plus(silence, Time(late)) if late else silence
        knows = every(AtMost(Plus(ELAPSED, most), heard), AtMost(silence, Plus(ELAPSED, most)))
        alone = negation(every(words.pending(other, me), words.resigned(other)))
        return every(words.is_(other, BACKUP), words.resigned(me), alone, anew, some(told, knows))

    def behind(me: str, other: str, late: int) -> Term:
        silence, its = words.silence(other), words.silence(me)
        anew, pending = negation(words.is_(me, BACKUP)), words.pending(me, other)
        heard = Plus(silence, Time(late)) if late else silence
        told = every(pending, some(anew, AtMost(its, words.sent(me))))
        knows = every(negation(pending), AtMost(most, heard), some(anew, AtMost(Plus(its, most), heard)))
        alone = negation(every(words.pending(other, me), words.resigned(other)))
        return every(words.is_(other, BACKUP), words.resigned(me), alone, some(told, knows))

    both = every(vacant, on_network(one), on_network(its))
    for late in dict.fromkeys((0, group.delay)):
        for left in (resigned, behind):
            yield implies(both, some(left(one, its, late), left(its, one, late)))
