"""What holds of a view at all times: how its counts go together, and how long its checks let a server go unnoticed.

These are hints to the prover, which believes none of them. Those about time speak of any clock that measures how long a
server has failed (or worked) without its state changing, beside the clock of the checks: since the last one ended, or
since the one that waits for its answer began.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.prove.machines.machine import ELAPSED
from checker.prove.machines.terms import AtMost, Plus, Ref, Term, Time, every, implies, negation, some
from checker.prove.roles.balancer import works
from checker.prove.roles.naming import named
from checker.prove.roles.server import ALIVE, HUNG, REFUSING, SILENT, lives
from checker.prove.roles.view import ASKING, PENDING, RESUMING, SETTLED, STARTING, WAITING, View


def lemmas(it: View) -> Iterator[Term]:
    """Yield what is worth trying of a view."""
    yield from _counts(it)
    yield from (implies(works(it.observer), it.works), implies(it.works, works(it.observer)))
    state = Ref(named("server", it.server))
    yield from (negation(each) for each in (state.is_(SILENT), state.is_(HUNG), it.ref("checking").is_(ASKING)))
    unnoticed, settled = every(it.unanswered, negation(it.down)), it.ref("struck").equals(SETTLED)
    for failing in dict.fromkeys((0, it.checks.lasting)):
        for first in dict.fromkeys((it.checks.first, it.checks.longest)):
            yield from _unnoticed_at_most(it, unnoticed, failing, first)
    for how, failing in ((REFUSING, 0), (SILENT, it.checks.lasting), (HUNG, it.checks.lasting)):
        struck = every(state.is_(how), settled, it.works, negation(it.down))
        yield from _unnoticed_at_most(it, struck, failing, it.checks.first)
        yield from _unnoticed_at_least(it, struck, failing)
    at_rest = some(state.is_(REFUSING), state.is_(ALIVE))
    yield implies(every(at_rest, settled), negation(it.ref("checking").is_(ASKING)))
    yield from _unused(it)


def _counts(it: View) -> Iterator[Term]:
    """The counts of the properties, and the health."""
    health, fresh, fails, passes = it.ref("health"), it.ref("fresh"), it.ref("fails"), it.ref("passes")
    yield from (implies(fresh, each) for each in (health.equals(it.checks.rise), fails.equals(0), passes.equals(0)))
    for missing in range(it.checks.fall):
        yield implies(health.equals(it.checks.top - missing), some(fresh, fails.equals(missing)))
    for level in range(it.checks.rise):
        yield implies(health.equals(level), passes.equals(level))
    first = some(it.ref("checking").is_(STARTING), it.ref("checking").is_(RESUMING))
    yield implies(first, fresh)
    yield implies(first, health.equals(it.checks.rise))
    yield implies(it.ref("checking").is_(WAITING), negation(fresh))


def _unnoticed_at_most(it: View, unnoticed: Term, failing: int, first: int) -> Iterator[Term]:
    """How long at most a server fails that is UP, if a failing check lasts so long, and the first comes so late."""
    since, checking, checks = it.ref("since"), it.ref("checking"), it.checks
    for each in (STARTING, RESUMING):
        yield implies(every(unnoticed, checking.is_(each)), AtMost(ELAPSED, since))
    for missing in range(checks.fall):
        level = it.ref("health").equals(checks.top - missing)
        ended = 0 if not missing else checks.interval + failing + (missing - 1) * (checks.fast + failing)
        begun = ended + (checks.fast if missing else checks.interval)
        if missing == checks.fall - 1:
            begun = max(begun, first)
        for doing, bound in ((WAITING, ended), (ASKING, begun)):
            yield implies(every(unnoticed, level, checking.is_(doing)), AtMost(ELAPSED, Plus(since, Time(bound))))


def _unnoticed_at_least(it: View, failed: Term, failing: int) -> Iterator[Term]:
    """How long at least a server has failed that was fully UP, after so many failed checks of one kind."""
    since, checking, checks = it.ref("since"), it.ref("checking"), it.checks
    for missing in range(checks.fall):
        level = it.ref("health").equals(checks.top - missing)
        ended = missing * failing + max(0, missing - 1) * checks.fast
        begun = missing * (failing + checks.fast)
        if missing:
            yield implies(every(failed, level, checking.is_(WAITING)), AtMost(Plus(since, Time(ended)), ELAPSED))
        yield implies(every(failed, level, checking.is_(ASKING)), AtMost(Plus(since, Time(begun)), ELAPSED))


def _unused(it: View) -> Iterator[Term]:
    """How long a server works that is DOWN, after so many passed checks."""
    since, checking, health, checks = it.ref("since"), it.ref("checking"), it.ref("health"), it.checks
    for struck, running in ((SETTLED, 0), (PENDING, checks.lasting)):
        back = every(lives(it.server), it.down, it.ref("struck").equals(struck))
        waits = every(back, checking.is_(WAITING))
        yield implies(every(back, checking.is_(ASKING)), AtMost(ELAPSED, since))
        yield implies(every(waits, health.equals(0)), AtMost(ELAPSED, Plus(since, Time(running))))
        for level in range(1, checks.rise):
            least = (level - 1) * checks.fast
            most = least + checks.down + running
            passed = every(waits, health.equals(level))
            yield implies(passed, AtMost(ELAPSED, Plus(since, Time(most))))
            yield implies(passed, AtMost(Plus(since, Time(least)), ELAPSED))
