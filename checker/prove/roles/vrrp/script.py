"""keepalived's `track_script`: it looks after the HAProxy of its host, and counts as a health check does.

A run starts every interval. One that finds HAProxy at work succeeds at once; another one fails within the timeout.
After `fall` failures in a row the script counts as failing, after `rise` successes no more; one that has not run yet
counts as succeeding (keepalived's vrrp_scheduler.c).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.base.time import Interval
from checker.prove.machines.machine import (
    ELAPSED,
    Action,
    Clock,
    Deadline,
    Machine,
    Range,
    Switch,
    Variable,
    variables,
)
from checker.prove.machines.terms import FALSE, TRUE, AtMost, Number, Plus, Ref, Term, Time, every, implies, negation
from checker.prove.roles.balancer import ended, works
from checker.prove.roles.host import up
from checker.prove.roles.naming import named
from checker.prove.roles.vrrp.parameters import Group
from checker.prove.roles.vrrp.words import HUNG, STOPPED, Words, by_itself

_RULE = "keepalived.conf(5), vrrp_script: interval, timeout, rise, fall"


def script(peer: str, group: Group) -> Machine:
    """Return the script of a host; at `script_down` and `script_up` it changes its mind."""
    given, words = group.script, Words(group.scope)
    health, running, since = (
        _health(peer, words),
        Ref(words.named("script", peer)),
        Ref(words.named("script_since", peer)),
    )
    whole = Number(given.rise + given.fall - 1)
    idle: dict[str, Term] = {running.variable: FALSE, since.variable: Time(0)}
    fresh: dict[str, Term] = {health.variable: whole, **idle}
    lives = negation(words.is_(peer, STOPPED, HUNG))
    due, ends = every(lives, negation(running), since.since(given.interval)), every(lives, running)
    passes, again = every(due, works(peer)), {since.variable: Time(0)}
    found = every(due, negation(works(peer)))

    def act(name: str, guard: Term, updates: Mapping[str, Term], text: str) -> Action:
        return Action(words.named(name, peer), guard, updates, shown=by_itself(peer, text), rule=_RULE)

    def part(name: str, updates: Mapping[str, Term]) -> Action:
        return Action(name, updates=updates)

    return Machine(
        variables=variables(
            Variable(health.variable, Range(0, whole.value), whole),
            Variable(running.variable, Switch(), FALSE),
            Variable(since.variable, Clock(), Time(0)),
        ),
        actions=(
            act("script_starts", found, {running.variable: TRUE, **again}, "track script asks HAProxy"),
            act(
                "script_fails",
                every(ends, health.at_least(given.rise + 1)),
                {health.variable: health.plus(-1), running.variable: FALSE},
                "track script failed",
            ),
            act(
                "script_recounts",
                every(ends, health.at_most(given.rise - 1)),
                {health.variable: Number(0), running.variable: FALSE},
                "track script failed",
            ),
            act(
                "script_down",
                every(ends, health.equals(given.rise)),
                {health.variable: Number(0), running.variable: FALSE},
                "track script counts as failing",
            ),
            act(
                "script_passes",
                every(passes, health.at_least(given.rise)),
                {health.variable: whole, **again},
                "track script succeeded",
            ),
            act(
                "script_up",
                every(passes, health.equals(given.rise - 1)),
                {health.variable: whole, **again},
                "track script counts as succeeding",
            ),
            *(
                (
                    act(
                        "script_counts",
                        every(passes, health.at_most(given.rise - 2)),
                        {health.variable: health.plus(1), **again},
                        "track script succeeded",
                    ),
                )
                if given.rise > 1
                else ()
            ),
            part(named("boot", peer), fresh),
            part(words.named("start_keepalived", peer), fresh),
            part(words.named("resume_keepalived", peer), idle),
        ),
        deadlines=(
            Deadline(implies(every(lives, negation(running)), since.within(given.interval))),
            Deadline(implies(every(lives, running), since.within(given.timeout))),
        ),
        hints=(idle_script(peer, group), implies(up(peer), works(peer)), negation(ended(peer))),
    )


def idle_script(peer: str, group: Group) -> Term:
    """Say that the script of a host does not run, and has counted no failure."""
    words = Words(group.scope)
    whole = group.script.rise + group.script.fall - 1
    return every(negation(Ref(words.named("script", peer))), _health(peer, words).equals(whole))


def failing(peer: str, group: Group) -> Term:
    """Say that the script of a host counts as failing."""
    return _health(peer, Words(group.scope)).at_most(group.script.rise - 1)


def noticed(group: Group) -> Interval:
    """Return how long it takes (ns) until the script of a host counts as failing after its HAProxy died."""
    given = group.script
    return Interval((given.fall - 1) * given.interval, given.fall * given.interval + given.timeout)


def hints_of_noticing(peer: str, group: Group, dead: Term) -> Iterator[Term]:
    """Yield candidates for lemmas: how long HAProxy has been `dead`, after so many failures of its script."""
    words, given = Words(group.scope), group.script
    running, since = Ref(words.named("script", peer)), Ref(words.named("script_since", peer))
    for failures in range(given.fall):
        counted = every(dead, _health(peer, words).equals(given.rise + given.fall - 1 - failures))
        for now, begun in ((running, failures + 1), (negation(running), failures)):
            case = every(counted, now)
            yield implies(case, AtMost(ELAPSED, Plus(since, Time(begun * given.interval))))
            if begun:
                yield implies(case, AtMost(Plus(since, Time((begun - 1) * given.interval)), ELAPSED))


def _health(peer: str, words: Words) -> Ref:
    return Ref(words.named("script_health", peer))
