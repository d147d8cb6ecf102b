"""Candidates for lemmas: how long ago a replica must have changed, as often as the checks of a service have said so."""

from __future__ import annotations

from collections.abc import Iterator

from checker.prove.machines.machine import ELAPSED
from checker.prove.machines.terms import AtMost, Plus, Ref, Term, Time, every, implies, negation, some
from checker.prove.roles.heartbeat.replicas import steady
from checker.prove.roles.heartbeat.watching import DUE, Watch, due, waits_for
from checker.prove.roles.naming import named
from checker.prove.roles.server import HUNG, REFUSING, SILENT, lives


def hints_of_view(it: Watch) -> Iterator[Term]:
    """Yield what may be a lemma about a view; which of them are depends on the assumptions that are made."""
    yield due(it)
    yield from _counts(it)
    yield from _anew(it)
    state, beats, down = Ref(named("server", it.replica)), it.beats, it.marked
    for status, lasting in ((REFUSING, 0), (SILENT, beats.timeout), (HUNG, beats.timeout)):
        struck = every(it.working, state.is_(status))
        yield from _least(it, every(struck, negation(down)), lasting, beats.fall)
        yield from _most(it, every(struck, negation(down)), lasting, 0, beats.fall, clock=steady(it.replica))
        yield from (implies(every(struck, negation(down)), each) for each in _as_long(it))
    back = every(it.working, lives(it.replica))
    yield from _least(it, every(back, down), 0, beats.rise)
    # A check that waited when the replica came back may still fail, and so may those of another one that is silent now.
    for slack in (0, beats.timeout):
        yield from _most(it, every(back, down), slack, slack, beats.rise, clock=steady(it.replica))
    yield from (implies(every(back, down), each) for each in _as_long(it))
    yield implies(it.unanswered, _older(it, ELAPSED, 0))
    yield from _deaf(it)
    unnoticed = every(it.unanswered, negation(down))
    yield from _most(it, unnoticed, beats.timeout, 0, beats.fall, clock=ELAPSED)


def hints_of_pair(one: Watch, other: Watch) -> Iterator[Term]:
    """Yield for how long two services can have differed at most about a replica that changed so long ago."""
    state, beats = Ref(named("server", one.replica)), one.beats
    differ = every(one.down, other.working, negation(other.marked))
    yield implies(differ, _older(one, ELAPSED, 0))
    for status, lasting in ((REFUSING, 0), (SILENT, beats.timeout), (HUNG, beats.timeout)):
        yield implies(every(differ, state.is_(status)), _older(one, ELAPSED, beats.failed(beats.fall, lasting)[0]))
    yield implies(every(differ, lives(one.replica)), _older(one, ELAPSED, beats.failed(beats.rise, 0)[0]))


def _counts(it: Watch) -> Iterator[Term]:
    """Yield how the count goes together with those beside it, and that nothing counts against a view that is right."""
    against, down, beats = it.ref("against"), it.marked, it.beats
    yield implies(negation(down), against.at_most(beats.fall - 1))
    yield implies(down, against.at_most(beats.rise - 1))
    yield implies(negation(down), against.equals(it.ref("fails")))
    yield implies(down, against.equals(it.ref("passes")))
    yield implies(every(it.working, lives(it.replica), negation(down)), against.equals(0))
    yield implies(every(it.working, it.connected, lives(it.replica), negation(down)), against.equals(0))
    yield implies(every(it.working, negation(lives(it.replica)), down), against.equals(0))
    yield negation(it.waiting)
    yield implies(it.waiting, negation(it.refused))
    mute = every(negation(it.answered), negation(it.refused))
    yield implies(every(it.working, it.waiting), some(mute, down))


def _anew(it: Watch) -> Iterator[Term]:
    """Yield that a new process knows nothing yet, and that nobody ever has the replica DOWN in which it lives."""
    yield implies(it.cursor.is_(DUE), every(negation(it.marked), it.ref("against").equals(0)))
    if it.service.home == it.replica:
        yield negation(it.marked)


def _deaf(it: Watch) -> Iterator[Term]:
    """Yield for how long at most a service has heard nobody that has a replica UP: its own host is cut off."""
    home = it.service.home
    if home and home != it.replica:
        deaf = every(it.working, negation(it.connected), negation(it.marked))
        yield from _most(it, deaf, it.beats.timeout, 0, it.beats.fall, clock=steady(home))


def _as_long(it: Watch) -> tuple[Term, Term]:
    """Say that what is measured lasts since the replica's last change."""
    return AtMost(steady(it.replica), ELAPSED), AtMost(ELAPSED, steady(it.replica))


def _most(it: Watch, case: Term, lasting: int, slack: int, threshold: int, *, clock: Ref) -> Iterator[Term]:
    """Yield the greatest time that a clock shows, beyond that since the round's end or the check's beginning."""
    before = _before(it)
    for count in range(threshold):
        counted = every(case, it.ref("against").equals(count))
        most = slack + (it.beats.failed(count, lasting)[1] if count else 0)
        after = most + it.beats.interval + slack
        yield implies(every(counted, negation(before)), AtMost(clock, Plus(it.timer, Time(most))))
        yield implies(every(counted, before), AtMost(clock, Plus(it.timer, Time(after))))


def _least(it: Watch, case: Term, lasting: int, threshold: int) -> Iterator[Term]:
    """Yield the least time since a change, beyond that since the round's end or the check's beginning."""
    before = _before(it)
    yield implies(every(case, it.waiting), _older(it, it.timer, 0))
    for count in range(1, threshold):
        counted = every(case, it.ref("against").equals(count))
        least = it.beats.failed(count, lasting)[0]
        yield implies(counted, _older(it, it.timer, least))
        yield implies(every(counted, before), _older(it, it.timer, least + it.beats.interval))


def _before(it: Watch) -> Term:
    """Say that this round has not yet come to a result of this replica."""
    order = list(it.replicas)
    to_come = order[: order.index(it.replica) + 1]
    return some(*(some(it.cursor.is_(each), it.cursor.is_(waits_for(each))) for each in to_come))


def _older(it: Watch, clock: Ref, ns: int) -> Term:
    """Say that the replica changed at least so many nanoseconds before that clock began."""
    return AtMost(Plus(clock, Time(ns)), steady(it.replica))
