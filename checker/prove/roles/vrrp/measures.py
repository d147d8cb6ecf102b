"""How long the address is without a holder, or stays with a host whose HAProxy is dead: what the formulas say.

The formulas are those of RFC 3768 section 6.1 (RFC 5798 section 6.1 for version 3), and leave out what an advert takes
on the wire; so do the measures, which assume `adverts-at-once`. Otherwise the longest is longer by up to `vrrp.delay`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from checker.base.time import Interval
from checker.prove.machines.machine import ELAPSED
from checker.prove.machines.terms import AtMost, Plus, Term, Time, every, implies, negation, some
from checker.prove.questions.question import Measure
from checker.prove.roles.balancer import works
from checker.prove.roles.host import on_network, plugged, up
from checker.prove.roles.vrrp.assumptions import LIVES
from checker.prove.roles.vrrp.parameters import Group, Peer, master_down, preempts, skew, weighted
from checker.prove.roles.vrrp.script import failing, hints_of_noticing, idle_script, noticed
from checker.prove.roles.vrrp.words import BACKUP, MASTER, STOPPED, Words

_CRASH = "RFC 3768 section 6.1: master-down interval, of which the last advert had used up to one interval"
_STOP = "RFC 3768 section 6.4.2: skew time after an advert of priority 0"


def measures(peers: Sequence[Peer], group: Group, under: Collection[str]) -> tuple[Measure, ...]:
    """Return how long the best of the others takes to take over from the best peer, after each kind of failure.

    `under` are the assumptions to make. A single host has nobody to take over.
    """
    if len(peers) < 2:
        return ()
    return tuple(_Handover(tuple(peers), group, tuple(under)).measures())


def after_crash(peers: Sequence[Peer], group: Group) -> tuple[str, Interval]:
    """Return the best peer, and how long nobody holds the address after it crashed. Raises ValueError for one peer."""
    if len(peers) < 2:
        raise ValueError("nobody can take over from a single host")
    hand = _Handover(tuple(peers), group, ())
    return hand.best.name, hand.after_crash


def hints_of_measures(peers: Sequence[Peer], group: Group) -> tuple[Term, ...]:
    """Return candidates for lemmas about how long the address is without a holder after a failure of the best peer."""
    words, names = Words(group.scope), [each.name for each in peers]
    vacant = every(words.claimed(group.vip), negation(words.held(names)))
    found = [some(plugged(name), negation(words.is_(name, STOPPED))) for name in names]
    found += [implies(every(vacant, words.is_(name, BACKUP)), on_network(name)) for name in names]
    if group.track == "fault" and len(peers) > 1:
        found += _Handover(tuple(peers), group, ()).hints_of_script()
    return tuple(found)


class _Handover:
    """From the best peer to the best of the others."""

    def __init__(self, peers: tuple[Peer, ...], group: Group, under: tuple[str, ...]) -> None:
        self.best, self.next = sorted(peers, key=lambda each: -each.priority)[:2]
        self.group, self.under, self.words = group, under, Words(group.scope)
        self.vacant = every(self.words.claimed(group.vip), negation(self.words.held([each.name for each in peers])))

    @property
    def priority(self) -> int:
        """The priority of the peer that takes over, whose script succeeds."""
        return weighted(self.next.priority, self.group, False)

    @property
    def after_crash(self) -> Interval:
        """How long nobody holds the address after its holder crashed."""
        longest = master_down(self.priority, self.group)
        return Interval(longest - self.group.advert, longest)

    def measures(self) -> Iterator[Measure]:
        """Yield the measures."""
        best, words = self.best.name, self.words
        crashed = every(self.vacant, negation(up(best)))
        yield self._measure(
            "takeover_after_crash_s", f"no holder after a crash of {best}", crashed, self.after_crash, _CRASH
        )
        stopped = every(self.vacant, on_network(best), words.is_(best, STOPPED, BACKUP))
        wait = skew(self.priority, self.group)
        text = f"no holder after a clean stop of keepalived on {best}"
        yield self._measure("takeover_after_graceful_stop_s", text, stopped, Interval(wait, wait), _STOP)
        if (waits := self._after_script()) is not None:
            self.under = tuple(name for name in self.under if name != LIVES)
            text = f"no HAProxy behind the address after the one on {best} died"
            yield self._measure(
                "takeover_after_process_death_s", text, self.unserved, waits, "keepalived.conf(5): track_script"
            )

    @property
    def unserved(self) -> Term:
        """HAProxy is dead on the best host, and nobody else has the address yet."""
        best = self.best.name
        return every(negation(works(best)), up(best), some(self.words.shows(best), self.vacant))

    def hints_of_script(self) -> Iterator[Term]:
        """Yield candidates for lemmas: one host works in every respect, and the other one's script takes its time."""
        words, group, best, following = self.words, self.group, self.best.name, self.next.name
        for name in (best, following):
            yield implies(failing(name, group), negation(words.is_(name, BACKUP, MASTER)))
            alone = every(plugged(name), negation(words.is_(name, STOPPED)), words.claimed(group.vip))
            yield implies(every(up(name), negation(works(name))), alone)
        yield some(*(every(words.works(each), works(each), idle_script(each, group)) for each in (best, following)))
        waits_on = every(up(best), negation(works(best)), words.is_(best, BACKUP))
        yield implies(waits_on, words.shows(following))
        lately = Plus(words.sent(following), Time(group.advert + group.delay))
        yield implies(every(waits_on, words.pending(following, best)), AtMost(words.silence(best), lately))
        yield from hints_of_noticing(best, group, every(self.unserved, words.shows(best)))
        waits, wait = noticed(group), Time(group.down_adverts * group.advert)
        given_up, pending = every(self.unserved, self.vacant), words.pending(best, following)
        silence, sent = words.silence(following), words.sent(best)
        told, heard = every(given_up, pending), every(given_up, negation(pending))
        yield implies(given_up, words.resigned(best))
        yield implies(told, AtMost(ELAPSED, Plus(sent, Time(waits.hi))))
        yield implies(told, AtMost(Plus(sent, Time(waits.lo)), ELAPSED))
        yield implies(heard, AtMost(Plus(ELAPSED, wait), Plus(silence, Time(waits.hi))))
        yield implies(heard, AtMost(Plus(silence, Time(waits.lo)), Plus(ELAPSED, wait)))

    def _after_script(self) -> Interval | None:
        """How long until another host holds the address, after HAProxy died; None where that is never."""
        group, seen = self.group, noticed(self.group)
        match group.track:
            case "fault":
                wait = skew(self.priority, group)
                return seen.shift(wait)
            case "weight":
                falls_below = weighted(self.best.priority, group, True) < self.priority
                if not (falls_below and preempts(self.next, group)):
                    return None
                waits = self.after_crash
                return Interval(seen.lo + waits.lo, seen.hi + waits.hi)
            case _:
                return None

    def _measure(self, name: str, says: str, during: Term, expected: Interval, rule: str) -> Measure:
        ends = ("acquired", (self.next.name, self.group.vip))
        return Measure(name, says, during, ends, self.under, rule, expected)
