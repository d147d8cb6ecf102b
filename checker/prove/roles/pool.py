"""The health-checked pool: servers, load balancers that check them and route requests, and how long it takes to notice.

The best and the worst case follow from how checks are scheduled: between the end of one and the start of the next lies
an interval, so n failures hold n - 1 intervals and n durations, and a fault falls anywhere in the interval before the
first of them (HAProxy, src/check.c and srv_getinter in src/server.c).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.base.time import Interval
from checker.prove.machines.machine import Machine, compose
from checker.prove.machines.terms import Ref, Term, every, negation
from checker.prove.questions.question import Measure
from checker.prove.roles import checking as checking_
from checker.prove.roles import server as servers_
from checker.prove.roles.balancer import balancer
from checker.prove.roles.checking import view
from checker.prove.roles.checks import Checks
from checker.prove.roles.naming import named
from checker.prove.roles.routing import Routing, router
from checker.prove.roles.server import HUNG, SILENT, lives, refuses, server
from checker.prove.roles.view import PENDING, SETTLED, View

ASSUMPTIONS: Mapping[str, str] = {**servers_.ASSUMPTIONS, **checking_.ASSUMPTIONS}

_RULE = "HAProxy, srv_getinter in src/server.c and process_chk_conn in src/check.c"


def pool(observers: Sequence[str], servers: Sequence[str], checks: Checks, routing: Routing) -> Machine:
    """Return load balancers that check all servers, each for itself, and route requests by what they know.

    Raises ValueError where there are no observers or no servers, or one is named twice.
    """
    names = (*observers, *servers)
    if not observers or not servers or len(set(names)) < len(names):
        raise ValueError("a pool needs load balancers and servers, each with a name of its own")
    return compose(
        *(server(each) for each in servers),
        *(balancer(each) for each in observers),
        *(view(observer, each, checks) for observer in observers for each in servers),
        *(_router(observer, servers, checks, routing) for observer in observers),
    )


def measures(observers: Sequence[str], servers: Sequence[str], checks: Checks) -> tuple[Measure, ...]:
    """Return how long detection and recovery take, for one view: they are all alike."""
    it = View(observers[0], servers[0], checks)
    state = Ref(named("server", it.server))
    found = [
        _down(it, "refused", refuses(it.server), detected_down(checks, 0), ()),
        _down(it, "silent", state.is_(SILENT), detected_down(checks, checks.lasting), ()),
    ]
    if checks.asks:
        found.append(_down(it, "hung", state.is_(HUNG), detected_down(checks, checks.lasting), ()))
    found += [
        _up(it, "detect_up_s", "a server that refused connections", SETTLED, detected_up(checks)),
        _up(it, "detect_up_silent_s", "a server that was silent", PENDING, detected_up(checks, checks.lasting)),
    ]
    return tuple(found)


def detected_down(checks: Checks, failing: int) -> Interval:
    """Return how long a server that was fully UP fails before it is DOWN; a failing check lasts `failing` ns.

    From `fall` checks and the intervals between them, to one whole interval more before the first.
    """
    least = checks.fall * failing + (checks.fall - 1) * checks.fast
    return Interval(least, least + checks.interval)


def detected_up(checks: Checks, running: int = 0) -> Interval:
    """Return how long a server that was fully DOWN answers before it is UP.

    From `rise` checks that pass at once, and the intervals between them, to one whole interval for servers that are
    DOWN before the first; a check that `running` ns after its start still waits for an answer may come before that.
    """
    least = (checks.rise - 1) * checks.fast
    return Interval(least, least + checks.down + running)


def _router(observer: str, servers: Sequence[str], checks: Checks, routing: Routing) -> Machine:
    down = {each: View(observer, each, checks).down for each in servers}
    return router(observer, servers, down, routing)


def _down(it: View, how: str, failing: Term, expected: Interval, under: tuple[str, ...]) -> Measure:
    during = every(it.works, failing, it.ref("struck").equals(SETTLED), negation(it.down))
    says = f"from the moment a server that is fully UP is {how} until it is DOWN"
    return Measure(f"detect_down_{how}_s", says, during, ("went_down", _whose(it)), under, _RULE, expected)


def _up(it: View, name: str, which: str, struck: int, expected: Interval) -> Measure:
    during = every(it.works, lives(it.server), it.ref("struck").equals(struck), it.down)
    says = f"from the moment {which} answers again, while it is fully DOWN, until it is UP"
    return Measure(name, says, during, ("went_up", _whose(it)), (), _RULE, expected)


def _whose(it: View) -> tuple[str, str]:
    return (it.observer, it.server)
