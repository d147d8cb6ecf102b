"""What one load balancer knows of one server: it checks it, counts, and has it UP, DOWN or in maintenance.

As HAProxy does (src/check.c, src/server.c): the health has rise + fall - 1 levels; a failed check takes one, and all of
them below `rise`; a passed one gives one, and all of them from `rise` on. The next check begins an interval after the
last one ended. A process that has just started, or a server back from maintenance, has `rise`: UP, and one failure is
enough. What the properties count (`fails`, `passes`) is counted beside the health, not derived from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from checker.prove.machines.machine import (
    Action,
    Atom,
    Clock,
    Deadline,
    Machine,
    Range,
    Shown,
    Switch,
    Variable,
    enumeration,
    variables,
)
from checker.prove.machines.terms import FALSE, TRUE, Choose, Name, Number, Term, Time, every, implies, negation, some
from checker.prove.roles.balancer import beginnings, endings
from checker.prove.roles.checks import Checks
from checker.prove.roles.lemmas import lemmas
from checker.prove.roles.naming import named
from checker.prove.roles.server import answers, changes, mute, refuses
from checker.prove.roles.view import (
    ASKING,
    OFF,
    PENDING,
    RESTING,
    RESUMING,
    SETTLED,
    STARTING,
    UNSETTLED,
    WAITING,
    View,
)

ASSUMPTIONS: Mapping[str, str] = {"no-maintenance": "no operator puts a server into maintenance"}

Updates = Mapping[str, Term]

_COUNTS = "HAProxy, set_server_check_status in src/check.c; configuration manual 5.2, fall and rise"
_NEXT = "HAProxy, srv_getinter in src/server.c; configuration manual 5.2, inter, fastinter and downinter"
_ADMIN = "HAProxy, srv_update_status in src/server.c; management guide 9.3, set server state"


def view(observer: str, server: str, checks: Checks) -> Machine:
    """Return the checks of a server by an observer; it reads the machines of both, and takes part in their actions."""
    it = View(observer, server, checks)
    return Machine(
        variables=variables(*_variables(it)),
        actions=(*_results(it), *_administered(it), *_taking_part(it)),
        deadlines=tuple(Deadline(term) for term in _due(it)),
        fluents=_fluents(it),
        sorts={"observer": (observer,), "server": (server,)},
        hints=tuple(lemmas(it)),
    )


def _variables(it: View) -> Iterator[Variable]:
    checks = it.checks
    kinds = enumeration(STARTING, WAITING, ASKING, RESTING, RESUMING, OFF)
    yield Variable(it.ref("health").variable, Range(0, checks.top), Number(checks.rise))
    yield Variable(it.ref("checking").variable, kinds, Name(STARTING))
    yield Variable(it.ref("since").variable, Clock(), Time(0))
    yield Variable(it.ref("fresh").variable, Switch(), TRUE)
    yield Variable(it.ref("fails").variable, Range(0, checks.fall + 1), Number(0))
    yield Variable(it.ref("passes").variable, Range(0, checks.rise + 1), Number(0))
    yield Variable(it.ref("struck").variable, Range(UNSETTLED, SETTLED), Number(UNSETTLED))


def _due(it: View) -> Iterator[Term]:
    """Yield until when each thing must have happened that the checks do next."""
    checking, since, checks = it.ref("checking"), it.ref("since"), it.checks
    yield implies(checking.is_(STARTING), since.within(checks.first))
    yield implies(checking.is_(RESUMING), since.within(checks.longest))
    yield implies(checking.is_(ASKING), since.within(checks.lasting))
    yield implies(checking.is_(WAITING), checks.running(it.ref("health"), since))


def _results(it: View) -> tuple[Action, ...]:
    """Return what a check may come to: no answer for now, or a result that changes the state of the server or not."""
    health, checking, since, checks = it.ref("health"), it.ref("checking"), it.ref("since"), it.checks
    over = every(checking.is_(WAITING), checks.over(health, since))
    due = some(checking.is_(STARTING), checking.is_(RESUMING), over)
    ending = some(due, checking.is_(ASKING))
    late = every(checking.is_(ASKING), since.since(checks.lasting))
    passing = every(ending, answers(it.server, checks.asks))
    failing = some(every(ending, refuses(it.server)), late)
    last, next_up = health.equals(checks.rise), health.equals(checks.rise - 1)
    less = Choose(health.at_least(checks.rise + 1), health.plus(-1), Number(0))
    more = Choose(health.at_least(checks.rise), Number(checks.top), health.plus(1))
    asking: Updates = {checking.variable: Name(ASKING), since.variable: Time(0)}
    failed, passed = _counted(it, False), _counted(it, True)
    return (
        _check(it, "ask", every(due, mute(it.server, checks.asks)), asking),
        _check(it, "fail", every(failing, negation(last)), {**failed, health.variable: less}),
        _check(it, "mark_down", every(failing, last), {**failed, health.variable: Number(0)}),
        _check(it, "pass", every(passing, negation(next_up)), {**passed, health.variable: more}),
        _check(it, "mark_up", every(passing, next_up), {**passed, health.variable: Number(checks.top)}),
    )


def _check(it: View, name: str, guard: Term, updates: Updates) -> Action:
    """Return a step of the checks, with the events that it is and as it is drawn."""
    whose = (it.observer, it.server)
    asked, marked = Shown(it.observer, it.server, "Health Check"), "Mark {server} as {state}"
    refused = Shown(it.server, it.observer, "no answer in time, or Connection refused", lost=True)
    passed = Shown(it.server, it.observer, "Success")
    events, shown = {
        "ask": ((), (replace(asked, lost=True),)),
        "fail": (("check_failed",), (asked, refused)),
        "mark_down": (("check_failed", "went_down"), (asked, refused, _alone(it, marked, "DOWN"))),
        "pass": (("check_passed",), (asked, passed)),
        "mark_up": (("check_passed", "went_up"), (asked, passed, _alone(it, marked, "UP"))),
    }[name]
    return Action(
        name=named(name, *whose),
        guard=guard,
        updates=updates,
        events=tuple((event, whose) for event in events),
        shown=shown,
        rule=_NEXT if name == "ask" else _COUNTS,
    )


def _counted(it: View, passed: bool) -> dict[str, Term]:
    """Return what every result of a check changes beside the health."""
    counts, other, limit = ("passes", "fails", it.checks.rise) if passed else ("fails", "passes", it.checks.fall)
    counted = it.ref(counts)
    return {
        it.ref("checking").variable: Name(WAITING),
        it.ref("since").variable: Time(0),
        it.ref("fresh").variable: FALSE,
        counted.variable: Choose(counted.at_most(limit), counted.plus(1), counted),
        it.ref(other).variable: Number(0),
    }


def _administered(it: View) -> tuple[Action, ...]:
    """Return what an operator may do by the runtime interface."""
    checking, whose = it.ref("checking"), (it.observer, it.server)
    used = negation(some(checking.is_(RESTING), checking.is_(OFF)))
    away, back = _alone(it, "{server} goes into maintenance"), _alone(it, "{server} leaves maintenance")
    begin: Updates = {checking.variable: Name(RESTING)}
    never: Updates = {"no-maintenance": FALSE}
    return (
        Action(named("maintain", *whose), used, begin, under=never, shown=(away,), rule=_ADMIN),
        Action(named("ready", *whose), checking.is_(RESTING), _anew(it, RESUMING), shown=(back,), rule=_ADMIN),
    )


def _taking_part(it: View) -> Iterator[Action]:
    """Yield what a view changes when its process ends or starts, and what it notes when the server changes."""
    for ending in endings(it.observer):
        yield Action(ending, updates={it.ref("checking").variable: Name(OFF)})
    for beginning in beginnings(it.observer):
        yield Action(beginning, updates=_anew(it, STARTING))
    health, checking = it.ref("health"), it.ref("checking")
    ends = every(some(health.equals(it.checks.top), health.equals(0)), negation(it.ref("fresh")))
    between = Choose(checking.is_(WAITING), Number(SETTLED), Number(UNSETTLED))
    noted = Choose(ends, Choose(checking.is_(ASKING), Number(PENDING), between), Number(UNSETTLED))
    for change in changes(it.server):
        yield Action(change, updates={it.ref("struck").variable: noted})


def _anew(it: View, checking: str) -> Updates:
    """Return the updates by which a view forgets all it knew: UP, and one failed check is enough."""
    return {
        it.ref("health").variable: Number(it.checks.rise),
        it.ref("checking").variable: Name(checking),
        it.ref("since").variable: Time(0),
        it.ref("fresh").variable: TRUE,
        it.ref("fails").variable: Number(0),
        it.ref("passes").variable: Number(0),
        it.ref("struck").variable: Number(UNSETTLED),
    }


def _fluents(it: View) -> Mapping[Atom, Term]:
    """Return the words of the properties; both counts are read before the check is counted that decides."""
    whose = (it.observer, it.server)
    fails_, passes = it.ref("fails"), it.ref("passes")
    return {
        ("down", whose): it.down,
        ("unanswered", whose): it.unanswered,
        ("fall_reached", whose): some(it.ref("fresh"), fails_.equals(it.checks.fall - 1)),
        ("rise_reached", whose): passes.equals(it.checks.rise - 1),
    }


def _alone(it: View, text: str, state: str = "") -> Shown:
    return Shown(it.observer, it.observer, text.format(server=it.server, state=state))
