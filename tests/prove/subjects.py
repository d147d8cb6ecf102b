"""The roles whose models are spoilt on purpose, each in a small instance with what is asked of it."""

from checker.base.time import NS_PER_S
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import measures as pool_measures
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from tests.prove.mutants import Subject

S = NS_PER_S
BY_HAND = ("tests.prove.roles.test_checking", "tests.prove.roles.test_routing")
CHECKS = Checks(interval=2 * S, fastinter=S, timeout=S, fall=2, rise=2, asks=True)
HEALTH = {"check.fall": 2, "check.rise": 2, "down.within": 3 * S, "route.tolerance": 0}


def _pool() -> Subject:
    machine = pool(("hap1",), ("pgb1",), CHECKS, Routing())
    properties = ("no-request-routed-to-down", "down-after-failures", "up-after-successes", "down-detected-in-time")
    under = ((), machine.assumptions, ("servers-refuse",))
    return Subject(
        "pool", machine, properties, HEALTH, pool_measures(("hap1",), ("pgb1",), CHECKS), under, by_hand=BY_HAND
    )


def _routing(name: str, routing: Routing) -> Subject:
    checks = Checks(interval=S, timeout=S, fall=1, rise=1)
    machine = pool(("hap1",), ("pgb1", "pgb2"), checks, routing)
    kinds = ("route", "try", "retry", "retry_fails", "redispatch", "redispatch_fails", "give_up")
    return Subject(
        name, machine, ("no-request-routed-to-down",), HEALTH, (), ((), machine.assumptions), kinds, BY_HAND[1:]
    )


SUBJECTS = {
    "pool": _pool,
    "routing": lambda: _routing("routing", Routing(sticky=True, retries=1)),
    "persistent routing": lambda: _routing("persistent routing", Routing(sticky=True, persist=True, retries=1)),
}
