"""Candidates for lemmas about a monitor: what it owes, and how long its work after a poll has lasted so far."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from checker.prove.machines.machine import ELAPSED
from checker.prove.machines.terms import AtMost, Plus, Ref, Term, Time, every, implies, negation, some
from checker.prove.roles.poller.monitor import ASKING, COMPARING, DUE, OFF, WAITING, Monitor, differ
from checker.prove.roles.poller.page import shows


def hints(it: Monitor) -> tuple[Term, ...]:
    """Return them; which of them hold depends on the assumptions that are made."""
    return (*_owed(it), *_in_order(it), *_lengths(it), *_unseen(it))


def _owed(it: Monitor) -> Iterator[Term]:
    """Yield that an alert is due just where what was seen is not what the file says, until it was accepted."""
    idle = some(*(it.phase.is_(each) for each in (WAITING, DUE, ASKING, OFF)))
    yield negation(it.phase.is_(DUE))
    yield negation(it.phase.is_(OFF))
    for each in it.polling.subjects:
        due, saving = it.of("due", each), it.saving(each)
        apart = differ(it.of("seen", each), it.of("file", each))
        yield implies(due, every(apart, negation(saving)))
        yield implies(due, every(negation(idle), some(negation(it.of("tried", each)), it.sending(each))))
        yield implies(apart, some(due, saving))
        yield negation(it.of("twice", each))
        yield implies(some(it.sending(each), saving), every(it.of("tried", each), apart))
        yield implies(idle, negation(apart))
        yield implies(every(apart, it.of("tried", each)), some(it.sending(each), saving))


def _in_order(it: Monitor) -> Iterator[Term]:
    """Yield that nothing was tried yet of those behind the one that is sent, and that those before it are done."""
    subjects = it.polling.subjects
    for earlier, later in pairwise(subjects):
        active = some(it.sending(earlier), it.saving(earlier))
        yield from (implies(active, negation(it.of("tried", each))) for each in subjects[subjects.index(later) :])
    for number, later in enumerate(subjects):
        for earlier in subjects[:number]:
            apart = differ(it.of("seen", earlier), it.of("file", earlier))
            yield implies(it.of("tried", later), negation(apart))


def _lengths(it: Monitor) -> Iterator[Term]:
    """Yield how long ago the poll, and its answer, can have been: an alert of each subject before takes its time."""
    polling, subjects = it.polling, it.polling.subjects
    lengths = tuple(dict.fromkeys((polling.share, polling.alert)))
    yield implies(it.phase.is_(ASKING), every(AtMost(it.clock, it.timer), AtMost(it.timer, it.clock)))
    yield every(AtMost(ELAPSED, it.clock), AtMost(it.clock, ELAPSED))
    for number, subject in enumerate(subjects):
        untried = every(*(negation(it.of("tried", each)) for each in subjects[number:]))
        for length in lengths:
            before = ((every(it.phase.is_(COMPARING), untried), number), (it.sending(subject), number))
            for case, sent in (*before, (it.saving(subject), number + 1)):
                yield implies(case, _within(it.clock, it.timer, polling.page + sent * length))
                owed = (each for each in subjects[number:])
                yield from (
                    implies(every(case, it.of("due", each)), _within(ELAPSED, it.timer, sent * length)) for each in owed
                )
    for length in lengths:
        ended = polling.page + len(subjects) * length
        yield implies(it.phase.is_(COMPARING), _within(it.clock, it.timer, ended))


def _unseen(it: Monitor) -> Iterator[Term]:
    """Yield how long the page can have differed from the file: since the poll before the last one, or the last."""
    for each in it.polling.subjects:
        differs = differ(shows(each), it.of("file", each))
        before = some(it.phase.is_(ASKING), differ(it.of("seen", each), it.of("file", each)))
        yield implies(every(differs, before), _within(ELAPSED, it.clock, it.polling.interval))
        yield implies(every(differs, negation(before)), AtMost(ELAPSED, it.clock))


def _within(clock: Ref, timer: Ref, ns: int) -> Term:
    return AtMost(clock, Plus(timer, Time(ns)))
