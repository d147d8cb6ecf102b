"""Clients: they ask all the time; who is not answered tries again at an interval, until somebody answers.

A client is interrupted from the last answer on, which is as long as nobody can answer, and then up to its next try. So
its longest interruption is the longest time without service and one interval of its tries. Connections that are open
when a holder dies take longer: they wait for their retransmissions (RFC 6298), and are not modelled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.prove.machines.machine import ELAPSED, Action, Clock, Deadline, Machine, Shown, Switch, Variable, variables
from checker.prove.machines.terms import FALSE, TRUE, AtMost, Plus, Ref, Term, Time, every, implies, negation, some
from checker.prove.questions.question import Measure
from checker.prove.roles.balancer import ended, works
from checker.prove.roles.host import plugged, up
from checker.prove.roles.naming import named
from checker.prove.roles.vrrp import ASSUMPTIONS as VRRP_ASSUMPTIONS
from checker.prove.roles.vrrp import Group, Peer, after_crash
from checker.prove.roles.vrrp.assumptions import LIVES
from checker.prove.roles.vrrp.words import Words

ASSUMPTIONS: Mapping[str, str] = {LIVES: VRRP_ASSUMPTIONS[LIVES]}


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: its name, the hosts that may hold the address it asks, and the time between its tries in nanoseconds.

    `scope` and `vip` are those of the VRRP group.
    """

    hosts: Sequence[str]
    name: str = "client"
    vip: str = "vip"
    retry: int = NS_PER_S
    scope: str = ""


def client(given: Client) -> Machine:
    """Return a client of the hosts of a VRRP group; the group and its load balancers are other parts.

    Raises ValueError if it has no time between its tries.
    """
    if given.retry <= 0:
        raise ValueError("a client waits for some time between its tries")
    waits, tried = waiting(given), Ref(named("tried", given.name))
    served, due = serves(given), every(waits, tried.since(given.retry))
    missed = {_missed(given, host).variable: negation(up(host)) for host in given.hosts}
    again: Mapping[str, Term] = {tried.variable: Time(0), **missed}
    return Machine(
        variables=variables(
            Variable(waits.variable, Switch(), FALSE),
            Variable(tried.variable, Clock(), Time(0)),
            *(Variable(name, Switch(), FALSE) for name in missed),
        ),
        actions=(
            _asks(
                "ask_fails", given, every(negation(waits), negation(served)), {waits.variable: TRUE, **again}, lost=True
            ),
            _asks("retry_fails", given, every(due, negation(served)), again, lost=True),
            _asks("retry", given, every(due, served), {waits.variable: FALSE, **dict.fromkeys(missed, FALSE)}),
            *(Action(named("stop", host), under={LIVES: FALSE}) for host in given.hosts),
            *(Action(named("boot", host), updates={_missed(given, host).variable: FALSE}) for host in given.hosts),
        ),
        deadlines=(Deadline(implies(waits, tried.within(given.retry))),),
        fluents={
            ("asking", (given.name,)): Words(given.scope).claimed(given.vip),
            ("interrupted", (given.name,)): interrupted(given),
        },
        sorts={"observer": (given.name,)},
        hints=(
            *(implies(up(host), works(host)) for host in given.hosts),
            *(negation(ended(host)) for host in given.hosts),
            *(some(up(host), plugged(host)) for host in given.hosts),
            *(implies(_missed(given, host), negation(up(host))) for host in given.hosts),
            implies(waits, AtMost(tried, ELAPSED)),
            implies(every(negation(served), waits), AtMost(tried, Plus(ELAPSED, Time(given.retry)))),
        ),
    )


def interruption(given: Client, peers: Sequence[Peer], group: Group, under: Collection[str]) -> Measure:
    """Return how long a client is interrupted by a crash of the best peer: a takeover, and up to one of its intervals.

    Raises ValueError where there is only one peer.
    """
    best, takeover = after_crash(peers, group)
    return Measure(
        name="client_interruption_s",
        says=f"{given.name} without an answer after a crash of {best}",
        during=every(some(negation(serves(given)), _missed(given, best)), negation(up(best))),
        ends=("answered", (given.name,)),
        under=tuple(under),
        rule="RFC 3768 section 6.1: a takeover after a crash; then up to one interval of the client's tries",
        expected=Interval(takeover.lo, takeover.hi + given.retry),
    )


def hints_of_interruption(given: Client, peers: Sequence[Peer], group: Group) -> tuple[Term, ...]:
    """Return candidates for lemmas: how long ago the best peer crashed, while a client waits or is answered again.

    Raises ValueError where there is only one peer.
    """
    best, takeover = after_crash(peers, group)
    words, missed = Words(given.scope), every(_missed(given, best), negation(up(best)))
    others = [each.name for each in peers if each.name != best]
    late = dict.fromkeys((takeover.hi, takeover.hi + group.delay))
    tried = Ref(named("tried", given.name))
    return (
        implies(every(missed, serves(given)), AtMost(Time(takeover.lo), ELAPSED)),
        *(implies(every(missed, waiting(given)), AtMost(ELAPSED, Plus(tried, Time(ns)))) for ns in late),
        *(
            implies(every(words.pending(best, each), negation(up(best))), AtMost(ELAPSED, words.sent(best)))
            for each in others
        ),
    )


def waiting(given: Client) -> Ref:
    """Say that a client asked in vain, and has had no answer since."""
    return Ref(named("waiting", given.name))


def _missed(given: Client, host: str) -> Ref:
    """Say that the last try in vain was made while this host was down."""
    return Ref(named("missed", given.name, host))


def serves(given: Client) -> Term:
    """Say that a client that asks now is answered: a host that works holds the address, and so does its HAProxy."""
    words = Words(given.scope)
    return some(*(every(words.shows(host), works(host)) for host in given.hosts))


def interrupted(given: Client) -> Term:
    """Say that a client has had no answer since the last one that it could have had."""
    return some(negation(serves(given)), waiting(given))


def _asks(what: str, given: Client, guard: Term, updates: Mapping[str, Term], *, lost: bool = False) -> Action:
    return Action(
        name=named(what, given.name),
        guard=guard,
        updates=updates,
        events=() if lost else (("answered", (given.name,)),),
        shown=(Shown(given.name, given.vip, "Query", lost),),
        rule="a SYN that is not answered is sent again",
    )
