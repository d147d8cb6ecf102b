"""What each step of servers, routing, heartbeats, a monitor, a publish needs and changes: told again, by cases.

Of VRRP: tests/prove/roles/vrrp/test_steps.py.
"""

from dataclasses import dataclass, field

import pytest

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import Machine, compose
from checker.prove.machines.terms import FALSE
from checker.prove.roles.checks import Checks
from checker.prove.roles.heartbeat import Beats, Service, heartbeats
from checker.prove.roles.poller import Polling, poller
from checker.prove.roles.pool import pool
from checker.prove.roles.publishing import Publishing, publishing
from checker.prove.roles.router import Target
from checker.prove.roles.routing import Routing
from checker.prove.roles.server import server
from tests.prove.roles.playing import Play

S = NS_PER_S
FOREVER = 1000.0


@dataclass
class Table:
    """A role in an instance, and cases: scripts, each with what is possible, changed, forbidden, or how long it waits.

    Only actions are looked at in whose names one of the texts of `about` occurs, all without any.
    """

    machine: Machine
    about: str
    possible: list[tuple[str, float, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    forbidden: list[tuple[str, str, str]] = field(default_factory=list)
    patience: list[tuple[str, str, float]] = field(default_factory=list)


REPLICAS = ("primary", "secondary")
FAULTS = "crash(primary) drop(primary) hang(primary)"
BEATS = Beats(2 * S, S, 2, 2)
ROUND = "begin(HS1)@2"
DOWN = f"crash(primary) {ROUND} fail(HS1,primary) {ROUND} mark_down(HS1,primary)"
BACK = f"{DOWN} restart(primary) {ROUND} pass(HS1,primary)"

SERVER = Table(
    heartbeats((Service("HS1"),), ("primary",), BEATS),
    "(primary)",
    possible=[
        ("", 0, FAULTS),
        ("crash(primary)", 0, "restart(primary) drop(primary)"),
        ("drop(primary)", 0, "crash(primary) undrop(primary) hang(primary)"),
        ("hang(primary)", 0, "crash(primary) drop(primary) unhang(primary)"),
    ],
    changes=[
        ("", "crash(primary)@1", "server(primary)=refusing steady(primary)=0"),
        ("crash(primary)", "restart(primary)@1", "server(primary)=alive steady(primary)=0"),
        ("", "drop(primary)@1", "server(primary)=silent steady(primary)=0"),
        ("drop(primary)", "undrop(primary)@1", "server(primary)=alive steady(primary)=0"),
        ("drop(primary)", "hang(primary)@1", "server(primary)=hung steady(primary)=0"),
        ("hang(primary)", "unhang(primary)@1", "server(primary)=alive steady(primary)=0"),
    ],
    forbidden=[
        ("", "no-flapping", ""),
        ("", "no-hang", "hang(primary)"),
        ("", "servers-refuse", "drop(primary)"),
        ("crash(primary)", "no-flapping", "restart(primary) drop(primary)"),
        ("drop(primary)", "no-flapping", "crash(primary) undrop(primary) hang(primary)"),
        ("hang(primary)", "no-flapping", "crash(primary) drop(primary) unhang(primary)"),
    ],
)

# The same of the server of a pool.
POOL = Table(
    pool(("hap1",), ("pgb1",), Checks(2 * S, S, timeout=S, fall=2, rise=2, asks=True), Routing()),
    "(pgb1)",
    possible=[(s.replace("primary", "pgb1"), at, can.replace("primary", "pgb1")) for s, at, can in SERVER.possible],
    forbidden=[("", "no-hang", "hang(pgb1)"), ("", "servers-refuse", "drop(pgb1)")],
)

# The first check of a process, or after a maintenance, may come at once; one failure is then enough.
FRESH = ("stop(hap1) start(hap1)", "maintain(hap1,pgb1) ready(hap1,pgb1)")
# The server is DOWN, works again, and has passed one check of two.
PASSED = "crash(pgb1) mark_down(hap1,pgb1) restart(pgb1) pass(hap1,pgb1)@2"
FIRST = Table(
    POOL.machine,
    "(hap1,pgb1)",
    possible=[
        (f"{fault} {fresh}", 0, f"{check}(hap1,pgb1) maintain(hap1,pgb1) route(hap1,pgb1)")
        for fresh in FRESH
        for fault, check in (("", "pass"), ("crash(pgb1)", "mark_down"), ("drop(pgb1)", "ask"), ("hang(pgb1)", "ask"))
    ]
    + [
        (f"{PASSED} drop(pgb1) ask(hap1,pgb1)@1 undrop(pgb1)", 0, "mark_up(hap1,pgb1) maintain(hap1,pgb1)"),
        (PASSED, 1, "mark_up(hap1,pgb1) maintain(hap1,pgb1)"),
        (f"{PASSED} crash(pgb1)", 1, "fail(hap1,pgb1) maintain(hap1,pgb1)"),
        (f"{PASSED} drop(pgb1)", 1, "ask(hap1,pgb1) maintain(hap1,pgb1)"),
    ],
    forbidden=[("", "no-maintenance", "maintain(hap1,pgb1)")],
)

# A request that pgb1 has not accepted, and the same when its last try is left; the same of pgb2.
TRIED = "crash(pgb1) try(hap1,pgb1)"
LAST = f"{TRIED} retry_fails(hap1,pgb1)"
OTHER_TRIED = "crash(pgb2) try(hap1,pgb2)"
OTHER_LAST = f"{OTHER_TRIED} retry_fails(hap1,pgb2)"
# Whoever checks a server in maintenance has it DOWN, whatever it does.
AWAY, OTHER_AWAY = "maintain(hap1,pgb1)", "maintain(hap1,pgb2)"
ROUTES = "route(hap1,pgb1) route(hap1,pgb2)"


def _routing(persist: bool) -> Table:
    """Return how requests of a client go that is tied to its server: even while that is DOWN, or not."""
    return Table(
        pool(("hap1",), ("pgb1", "pgb2"), Checks(), Routing(sticky=True, persist=persist, retries=2)),
        "route( try( retry_fails( redispatch give_up(",
        possible=[
            ("", 0, ROUTES),
            ("hang(pgb1)", 0, ROUTES),
            ("crash(pgb1)", 0, "try(hap1,pgb1) route(hap1,pgb2)"),
            ("drop(pgb1)", 0, "try(hap1,pgb1) route(hap1,pgb2)"),
            (AWAY, 0, "route(hap1,pgb2)"),
            (f"crash(pgb1) {AWAY}", 0, "route(hap1,pgb2)"),
            ("stop(hap1)", 0, ""),
            ("crash(pgb1) stop(hap1)", 0, ""),
            ("route(hap1,pgb1)", 0, "route(hap1,pgb1)"),
            ("route(hap1,pgb1) crash(pgb1)", 0, "try(hap1,pgb1)"),
            ("route(hap1,pgb2)", 0, "route(hap1,pgb2)"),
            ("route(hap1,pgb2) crash(pgb1)", 0, "route(hap1,pgb2)"),
            ("route(hap1,pgb2) stop(hap1) start(hap1)", 0, ROUTES),
            (TRIED, 0, "retry_fails(hap1,pgb1)"),
            (f"{TRIED} restart(pgb1)", 0, "retry(hap1,pgb1)"),
            (f"{TRIED} restart(pgb1) hang(pgb1)", 0, "retry(hap1,pgb1)"),
            (f"{TRIED} {AWAY} {OTHER_AWAY}", 0, "retry_fails(hap1,pgb1)"),
            (f"{TRIED} stop(hap1)", 0, ""),
            (f"{TRIED} stop(hap1) start(hap1)", 0, "try(hap1,pgb1) route(hap1,pgb2)"),
            (OTHER_TRIED, 0, "retry_fails(hap1,pgb2)"),
            (f"{OTHER_TRIED} crash(pgb1)", 0, "retry_fails(hap1,pgb2)"),
            (LAST, 0, "redispatch_fails(hap1,pgb1) redispatch(hap1,pgb2)"),
            (f"{LAST} restart(pgb1)", 0, "redispatch(hap1,pgb1) redispatch(hap1,pgb2)"),
            (f"{LAST} restart(pgb1) hang(pgb1)", 0, "redispatch(hap1,pgb1) redispatch(hap1,pgb2)"),
            (f"{LAST} {AWAY}", 0, "redispatch(hap1,pgb2)"),
            (f"{LAST} restart(pgb1) {AWAY}", 0, "redispatch(hap1,pgb2)"),
            (f"{LAST} {OTHER_AWAY}", 0, "redispatch_fails(hap1,pgb1)"),
            (f"{LAST} {AWAY} {OTHER_AWAY}", 0, "give_up(hap1)"),
            (f"{LAST} {AWAY} {OTHER_AWAY} stop(hap1)", 0, ""),
            (f"{LAST} redispatch_fails(hap1,pgb1)", 0, "give_up(hap1)"),
            (f"{LAST} redispatch_fails(hap1,pgb1) restart(pgb1)", 0, "give_up(hap1)"),
            (f"{LAST} redispatch_fails(hap1,pgb1) give_up(hap1)", 0, "try(hap1,pgb1) route(hap1,pgb2)"),
            (f"{LAST} redispatch(hap1,pgb2)", 0, "route(hap1,pgb2)"),
            (f"route(hap1,pgb1) {AWAY}", 0, "route(hap1,pgb1)" if persist else "route(hap1,pgb2)"),
            (f"route(hap1,pgb1) {AWAY} crash(pgb1)", 0, "try(hap1,pgb1)" if persist else "route(hap1,pgb2)"),
            (f"route(hap1,pgb1) {AWAY} {OTHER_AWAY}", 0, "route(hap1,pgb1)" if persist else ""),
            (f"route(hap1,pgb2) {OTHER_AWAY}", 0, "route(hap1,pgb2)" if persist else "route(hap1,pgb1)"),
            (f"route(hap1,pgb2) {OTHER_AWAY} crash(pgb1)", 0, "route(hap1,pgb2)" if persist else "try(hap1,pgb1)"),
        ],
        changes=[
            ("", "route(hap1,pgb1)", "stuck(hap1)=pgb1"),
            ("crash(pgb1)", "try(hap1,pgb1)", "trying(hap1)=pgb1 left(hap1)=2"),
            (TRIED, "retry_fails(hap1,pgb1)", "left(hap1)=1"),
            (f"{TRIED} restart(pgb1)", "retry(hap1,pgb1)", "stuck(hap1)=pgb1 trying(hap1)=nobody left(hap1)=0"),
            (f"{LAST} restart(pgb1)", "redispatch(hap1,pgb1)", "stuck(hap1)=pgb1 trying(hap1)=nobody left(hap1)=0"),
            (OTHER_LAST, "redispatch(hap1,pgb1)", "stuck(hap1)=pgb1 trying(hap1)=nobody left(hap1)=0"),
            (f"{OTHER_LAST} crash(pgb1)", "redispatch_fails(hap1,pgb1)", "trying(hap1)=pgb1 left(hap1)=0"),
            (f"{LAST} redispatch_fails(hap1,pgb1)", "give_up(hap1)", "trying(hap1)=nobody"),
            (f"{LAST} {AWAY} {OTHER_AWAY}", "give_up(hap1)", "trying(hap1)=nobody left(hap1)=0"),
        ],
    )


HEARTBEAT = Table(
    SERVER.machine,
    "HS1",
    possible=[
        ("", 1.999, "end(HS1)"),
        ("", 2, "end(HS1) begin(HS1)"),
        (ROUND, 0, "end(HS1) pass(HS1,primary)"),
        (f"crash(primary) {ROUND}", 0, "end(HS1) fail(HS1,primary)"),
        (f"drop(primary) {ROUND}", 0, "end(HS1) ask(HS1,primary)"),
        (f"hang(primary) {ROUND}", 0, "end(HS1) ask(HS1,primary)"),
        (f"drop(primary) {ROUND} ask(HS1,primary)", 0.999, "end(HS1)"),
        (f"drop(primary) {ROUND} ask(HS1,primary)", 1, "end(HS1) fail(HS1,primary)"),
        (f"drop(primary) {ROUND} ask(HS1,primary) crash(primary)", 0, "end(HS1) fail(HS1,primary)"),
        (f"drop(primary) {ROUND} ask(HS1,primary) undrop(primary)", 0, "end(HS1) pass(HS1,primary)"),
        (f"drop(primary) {ROUND} ask(HS1,primary) fail(HS1,primary)@1 crash(primary)", 0, "end(HS1)"),
        ("crash(primary)", 1, "end(HS1)"),
        (f"crash(primary) {ROUND} fail(HS1,primary) {ROUND}", 0, "end(HS1) mark_down(HS1,primary)"),
        (f"{DOWN} {ROUND}", 0, "end(HS1) fail(HS1,primary)"),
        (f"{DOWN} {ROUND} fail(HS1,primary) {ROUND}", 0, "end(HS1) fail(HS1,primary)"),
        (f"{DOWN} restart(primary) {ROUND}", 0, "end(HS1) pass(HS1,primary)"),
        (f"{BACK} {ROUND}", 0, "end(HS1) mark_up(HS1,primary)"),
        (f"{BACK} crash(primary) {ROUND}", 0, "end(HS1) fail(HS1,primary)"),
        (f"{BACK} drop(primary) {ROUND}", 0, "end(HS1) ask(HS1,primary)"),
        (BACK, 1, "end(HS1)"),
        (f"{ROUND} pass(HS1,primary) {ROUND} pass(HS1,primary) {ROUND}", 0, "end(HS1) pass(HS1,primary)"),
        ("end(HS1)", 3, "start(HS1)"),
        (f"{ROUND} end(HS1)", 3, "start(HS1)"),
        ("end(HS1) start(HS1)", 0, "begin(HS1) end(HS1)"),
    ],
    changes=[
        ("", "begin(HS1)@2", "cursor(HS1)=primary timer(HS1)=0"),
        ("end(HS1) start(HS1)@1", "begin(HS1)@0.5", "cursor(HS1)=primary timer(HS1)=0"),
        (f"drop(primary) {ROUND}", "ask(HS1,primary)", "cursor(HS1)=waits_for_primary"),
        (
            f"drop(primary) {ROUND} ask(HS1,primary)",
            "fail(HS1,primary)@1",
            "cursor(HS1)=resting timer(HS1)=0 against(HS1,primary)=1 fails(HS1,primary)=1",
        ),
        (
            f"drop(primary) {ROUND} ask(HS1,primary) fail(HS1,primary)@1 {ROUND} ask(HS1,primary)",
            "mark_down(HS1,primary)@1",
            "cursor(HS1)=resting timer(HS1)=0 +marked(HS1,primary) against(HS1,primary)=0 fails(HS1,primary)=2",
        ),
        (
            f"{ROUND} pass(HS1,primary) crash(primary) {ROUND}",
            "fail(HS1,primary)",
            "cursor(HS1)=resting against(HS1,primary)=1 fails(HS1,primary)=1 passes(HS1,primary)=0",
        ),
        (
            f"crash(primary) {ROUND} fail(HS1,primary) restart(primary) {ROUND}",
            "pass(HS1,primary)",
            "cursor(HS1)=resting against(HS1,primary)=0 fails(HS1,primary)=0 passes(HS1,primary)=1",
        ),
        (
            f"drop(primary) {ROUND} ask(HS1,primary) undrop(primary)",
            "pass(HS1,primary)@0.5",
            "cursor(HS1)=resting timer(HS1)=0 passes(HS1,primary)=1",
        ),
        (
            f"{DOWN} restart(primary) {ROUND}",
            "pass(HS1,primary)",
            "cursor(HS1)=resting against(HS1,primary)=1 fails(HS1,primary)=0 passes(HS1,primary)=1",
        ),
        (
            f"{BACK} crash(primary) {ROUND}",
            "fail(HS1,primary)",
            "cursor(HS1)=resting against(HS1,primary)=0 fails(HS1,primary)=1 passes(HS1,primary)=0",
        ),
        (
            f"{BACK} drop(primary) {ROUND} ask(HS1,primary) undrop(primary)",
            "mark_up(HS1,primary)@0.5",
            "cursor(HS1)=resting timer(HS1)=0 -marked(HS1,primary) against(HS1,primary)=0 passes(HS1,primary)=2",
        ),
        ("", "end(HS1)@1", "cursor(HS1)=off"),
        (f"{DOWN} end(HS1)", "start(HS1)@1", "cursor(HS1)=due timer(HS1)=0 -marked(HS1,primary) fails(HS1,primary)=0"),
        (
            f"crash(primary) {ROUND} fail(HS1,primary) end(HS1)",
            "start(HS1)",
            "cursor(HS1)=due against(HS1,primary)=0 fails(HS1,primary)=0",
        ),
        (f"{ROUND} pass(HS1,primary) end(HS1)", "start(HS1)", "cursor(HS1)=due passes(HS1,primary)=0"),
    ],
    forbidden=[("", "services-stay-up", "end(HS1)")],
    patience=[
        ("", "", FOREVER),
        ("", "rounds-begin-on-time", 2),
        ("end(HS1) start(HS1)", "", FOREVER),
        ("end(HS1) start(HS1)", "rounds-begin-on-time", 0),
        (ROUND, "", 0),
        (f"drop(primary) {ROUND} ask(HS1,primary)", "", 1),
    ],
)

PAIR = Table(
    heartbeats((Service("HS1", "primary"), Service("HS2", "secondary")), REPLICAS, Beats(2 * S, S, 1, 1)),
    "HS1",
    possible=[
        ("crash(primary)", 3, ""),
        ("crash(primary) restart(primary)", 3, "start(HS1)"),
        ("crash(primary) drop(primary)", 3, ""),
        ("hang(primary)", 3, ""),
        ("hang(primary) unhang(primary)", 3, "resume(HS1)"),
        ("drop(primary)", 2, "begin(HS1)"),
        (f"drop(primary) {ROUND}", 0, "pass(HS1,primary)"),
        (f"drop(primary) {ROUND} pass(HS1,primary)", 0, "ask(HS1,secondary)"),
        (f"{ROUND} pass(HS1,primary)", 0, "pass(HS1,secondary)"),
        (f"crash(secondary) {ROUND} pass(HS1,primary)", 0, "mark_down(HS1,secondary)"),
        (f"crash(secondary) drop(primary) {ROUND} pass(HS1,primary)", 0, "ask(HS1,secondary)"),
    ],
    changes=[
        (ROUND, "pass(HS1,primary)", "cursor(HS1)=secondary passes(HS1,primary)=1"),
        (
            f"crash(secondary) {ROUND} pass(HS1,primary)",
            "mark_down(HS1,secondary)",
            "cursor(HS1)=resting +marked(HS1,secondary) fails(HS1,secondary)=1",
        ),
        ("", "crash(primary)@1", "server(primary)=refusing steady(primary)=0 cursor(HS1)=off"),
        ("", "hang(primary)@1", "server(primary)=hung steady(primary)=0 cursor(HS1)=frozen"),
        ("crash(primary) drop(primary)", "hang(primary)", "server(primary)=hung"),
        ("hang(primary) unhang(primary)", "resume(HS1)@1", "cursor(HS1)=due timer(HS1)=0"),
        (
            f"crash(secondary) {ROUND} pass(HS1,primary) mark_down(HS1,secondary) crash(primary) restart(primary)",
            "start(HS1)@1",
            "cursor(HS1)=due timer(HS1)=0 -marked(HS1,secondary) fails(HS1,secondary)=0 passes(HS1,primary)=0",
        ),
        (
            f"{ROUND} pass(HS1,primary) pass(HS1,secondary) crash(primary) restart(primary)",
            "start(HS1)@1",
            "cursor(HS1)=due timer(HS1)=0 passes(HS1,primary)=0 passes(HS1,secondary)=0",
        ),
    ],
    forbidden=[
        ("crash(primary) restart(primary) crash(secondary)", "one-failure-at-a-time", "start(HS1)"),
        ("hang(primary) unhang(primary) crash(secondary)", "one-failure-at-a-time", "resume(HS1)"),
        ("crash(primary) restart(primary)", "one-failure-at-a-time", ""),
    ],
)

LIVES = Table(
    PAIR.machine,
    "(primary)",
    possible=SERVER.possible,
    forbidden=[
        *SERVER.forbidden,
        ("", "one-failure-at-a-time", ""),
        ("crash(secondary)", "one-failure-at-a-time", FAULTS),
        ("crash(secondary) restart(secondary)", "one-failure-at-a-time", FAULTS),
    ],
)

# Three replicas, so that the index can pass one by; with all DOWN it stays.
MARKED = "crash(a) crash(b) begin(HS1)@2"
INDEX = Table(
    heartbeats((Service("HS1"),), ("a", "b", "c"), Beats(2 * S, S, 1, 1)),
    "HS1",
    changes=[
        (
            MARKED,
            "mark_down(HS1,a)",
            "cursor(HS1)=b +marked(HS1,a) fails(HS1,a)=1 index(HS1)=1",
        ),
        (
            f"{MARKED} mark_down(HS1,a)",
            "mark_down(HS1,b)",
            "cursor(HS1)=c +marked(HS1,b) fails(HS1,b)=1 index(HS1)=2",
        ),
        (
            "crash(b) begin(HS1)@2 pass(HS1,a)",
            "mark_down(HS1,b)",
            "cursor(HS1)=c +marked(HS1,b) fails(HS1,b)=1",
        ),
        (
            "crash(b) begin(HS1)@2 pass(HS1,a) mark_down(HS1,b) pass(HS1,c) crash(a) begin(HS1)@2",
            "mark_down(HS1,a)",
            "cursor(HS1)=b +marked(HS1,a) fails(HS1,a)=1 passes(HS1,a)=0 index(HS1)=2",
        ),
        (
            f"{MARKED} mark_down(HS1,a) mark_down(HS1,b) crash(c)",
            "mark_down(HS1,c)",
            "cursor(HS1)=resting +marked(HS1,c) fails(HS1,c)=1",
        ),
        (
            f"{MARKED} mark_down(HS1,a) mark_down(HS1,b) pass(HS1,c) restart(a) begin(HS1)@2 mark_up(HS1,a) "
            "fail(HS1,b) crash(c)",
            "mark_down(HS1,c)",
            "cursor(HS1)=resting +marked(HS1,c) fails(HS1,c)=1 passes(HS1,c)=0 index(HS1)=0",
        ),
        (
            f"{MARKED} mark_down(HS1,a) mark_down(HS1,b) end(HS1)",
            "start(HS1)",
            "cursor(HS1)=due index(HS1)=0 -marked(HS1,a) -marked(HS1,b) fails(HS1,a)=0 fails(HS1,b)=0",
        ),
    ],
)

SLOW = "drop(primary) begin(HS1)@2 ask(HS1,primary) mark_down(HS1,primary)@3"
RATE = Table(
    heartbeats((Service("HS1"),), ("primary",), Beats(2 * S, 3 * S, 1, 1, S, fixed_rate=True)),
    "HS1",
    possible=[
        (f"{ROUND} pass(HS1,primary)@1", 0.999, "end(HS1)"),
        (f"{ROUND} pass(HS1,primary)@1", 1, "end(HS1) begin(HS1)"),
        (SLOW, 0, "end(HS1) begin(HS1)"),
    ],
    changes=[
        ("", "begin(HS1)@2", "cursor(HS1)=primary timer(HS1)=0 round(HS1)=0"),
        (f"drop(primary) {ROUND}", "ask(HS1,primary)@0.5", "cursor(HS1)=waits_for_primary timer(HS1)=0"),
        ("end(HS1)", "start(HS1)@1", "cursor(HS1)=due timer(HS1)=0"),
        (ROUND, "pass(HS1,primary)@1", "cursor(HS1)=resting timer(HS1)=0 passes(HS1,primary)=1"),
        (
            f"{SLOW} begin(HS1) ask(HS1,primary)",
            "fail(HS1,primary)@3",
            "cursor(HS1)=due timer(HS1)=0 fails(HS1,primary)=2",
        ),
        (
            f"{SLOW} undrop(primary) begin(HS1)",
            "mark_up(HS1,primary)@1",
            "cursor(HS1)=resting timer(HS1)=0 -marked(HS1,primary) passes(HS1,primary)=1 fails(HS1,primary)=0",
        ),
        (
            f"drop(primary) {ROUND} ask(HS1,primary)",
            "mark_down(HS1,primary)@3",
            "cursor(HS1)=due timer(HS1)=0 +marked(HS1,primary) fails(HS1,primary)=1",
        ),
    ],
    patience=[
        (ROUND, "", 1),
        (f"{ROUND} pass(HS1,primary)@1", "rounds-begin-on-time", 1),
        (f"drop(primary) {ROUND} ask(HS1,primary)", "", 3),
        (SLOW, "rounds-begin-on-time", 0),
    ],
)

POLL = "poll(monitor)@4"
SEEN = f"changes(a) {POLL} answer(monitor)"
POSTED = f"{SEEN} post(monitor,a)"
TOLD = f"{POSTED} accept(monitor,a) save(monitor,a) done(monitor)"
# Killed before the state was written, it alerts of the same change again.
TWICE = f"{POSTED} accept(monitor,a) kill(monitor) start(monitor) poll(monitor) answer(monitor) post(monitor,a)"

MONITOR = Table(
    poller(Polling(("a",), interval=4 * S, page=S, alert=2 * S, within=S)),
    "",
    possible=[
        ("", 3.999, "changes(a) kill(monitor)"),
        ("", 4, "changes(a) kill(monitor) poll(monitor)"),
        (POLL, 0.999, "changes(a) kill(monitor) answer(monitor)"),
        (POLL, 1, "changes(a) kill(monitor) answer(monitor) no_answer(monitor)"),
        (f"{POLL} answer(monitor)", 0, "changes(a) kill(monitor) done(monitor)"),
        (SEEN, 0, "changes(a) kill(monitor) post(monitor,a)"),
        (f"{SEEN} kill(monitor)", 0, "changes(a) start(monitor)"),
        (POSTED, 0, "changes(a) kill(monitor) accept(monitor,a) refuse(monitor,a)"),
        (POSTED, 1.999, "changes(a) kill(monitor) accept(monitor,a) refuse(monitor,a)"),
        (POSTED, 2, "changes(a) kill(monitor) accept(monitor,a) refuse(monitor,a) time_out(monitor,a)"),
        (f"{POSTED} accept(monitor,a)", 0, "changes(a) kill(monitor) save(monitor,a)"),
        (f"{POSTED} refuse(monitor,a)@1", 0, "changes(a) kill(monitor) save(monitor,a)"),
        (f"{POSTED} accept(monitor,a) save(monitor,a)", 0, "changes(a) kill(monitor) done(monitor)"),
        (TOLD, 3, "changes(a) kill(monitor)"),
        (f"{TOLD} changes(a)", 3, "changes(a) kill(monitor)"),
        (f"{TOLD} changes(a) {POLL} answer(monitor)", 0, "changes(a) kill(monitor) post(monitor,a)"),
        ("kill(monitor)", 5, "changes(a) start(monitor)"),
        ("kill(monitor) start(monitor)", 0, "changes(a) kill(monitor) poll(monitor)"),
    ],
    changes=[
        ("", "changes(a)@1", "+page(a)"),
        ("changes(a)", "changes(a)@1", "-page(a)"),
        ("changes(a)", POLL, "phase(monitor)=asking polled(monitor)=0 timer(monitor)=0"),
        (POLL, "answer(monitor)@1", "phase(monitor)=comparing timer(monitor)=0"),
        (
            f"changes(a) {POLL}",
            "answer(monitor)@0.5",
            "phase(monitor)=comparing timer(monitor)=0 +seen(a) +changed(a) +due(a)",
        ),
        (f"{TOLD} {POLL}", "answer(monitor)@0.5", "phase(monitor)=comparing timer(monitor)=0 -tried(a)"),
        (
            f"{TOLD} changes(a) {POLL}",
            "answer(monitor)@0.5",
            "phase(monitor)=comparing timer(monitor)=0 -seen(a) -tried(a) +due(a)",
        ),
        (
            f"{TWICE} accept(monitor,a) save(monitor,a) done(monitor) changes(a) {POLL}",
            "answer(monitor)@0.5",
            "phase(monitor)=comparing timer(monitor)=0 -seen(a) -tried(a) +due(a) -twice(a)",
        ),
        (
            f"{TWICE} accept(monitor,a) save(monitor,a) done(monitor) {POLL}",
            "answer(monitor)@0.5",
            "phase(monitor)=comparing timer(monitor)=0 -tried(a)",
        ),
        (POLL, "no_answer(monitor)@1", "phase(monitor)=waiting timer(monitor)=0"),
        (f"{POLL} answer(monitor)@0.5", "done(monitor)", "phase(monitor)=waiting"),
        (SEEN, "post(monitor,a)", "phase(monitor)=sending_a +tried(a)"),
        (POSTED, "accept(monitor,a)@0.5", "phase(monitor)=saving_a timer(monitor)=0 -due(a)"),
        (TWICE, "accept(monitor,a)@0.5", "phase(monitor)=saving_a timer(monitor)=0 +twice(a)"),
        (POSTED, "refuse(monitor,a)@0.5", "phase(monitor)=saving_a timer(monitor)=0"),
        (POSTED, "time_out(monitor,a)@2", "phase(monitor)=saving_a timer(monitor)=0"),
        (f"{POSTED} accept(monitor,a)", "save(monitor,a)", "phase(monitor)=comparing +file(a)"),
        (f"{POLL} answer(monitor)", "kill(monitor)", "phase(monitor)=off"),
        ("", "kill(monitor)@1", "phase(monitor)=off timer(monitor)=0"),
        ("kill(monitor)", "start(monitor)@1", "phase(monitor)=due timer(monitor)=0"),
    ],
    forbidden=[
        ("", "one-change-a-poll", ""),
        ("changes(a)", "one-change-a-poll", "changes(a)"),
        (f"{POSTED} accept(monitor,a)", "one-change-a-poll", "changes(a)"),
        (TOLD, "one-change-a-poll", ""),
        ("", "monitor-runs", "kill(monitor)"),
        ("", "not-killed-while-alerting", ""),
        (POLL, "not-killed-while-alerting", ""),
        (SEEN, "not-killed-while-alerting", "kill(monitor)"),
        (POSTED, "not-killed-while-alerting", "kill(monitor)"),
        (f"{POSTED} accept(monitor,a)", "not-killed-while-alerting", "kill(monitor)"),
        (f"{POLL} changes(a)@1", "stats-answer", "no_answer(monitor)"),
        (POSTED, "webhook-accepts", "refuse(monitor,a)"),
        (f"{POSTED} changes(a)@2", "webhook-answers", "time_out(monitor,a)"),
    ],
    patience=[
        ("", "", FOREVER),
        ("", "monitor-on-time", 4),
        ("kill(monitor) start(monitor)", "", FOREVER),
        ("kill(monitor) start(monitor)", "monitor-on-time", 0),
        (POLL, "", 1),
        (SEEN, "", 0),
        (POSTED, "", 2),
        (POSTED, "webhook-prompt", 1),
        (f"{POSTED} accept(monitor,a)", "", 0),
    ],
)

# A monitor whose work takes longer than its interval polls again at once.
BUSY = Table(
    poller(Polling(("a",), interval=2 * S, page=3 * S, alert=5 * S, within=5 * S, save_on_failure=False)),
    "",
    changes=[
        ("poll(monitor)@2", "no_answer(monitor)@3", "phase(monitor)=due timer(monitor)=0"),
        ("poll(monitor)@2 answer(monitor)@3", "done(monitor)", "phase(monitor)=due"),
        (
            "changes(a) poll(monitor)@2 answer(monitor) post(monitor,a)",
            "refuse(monitor,a)@1",
            "phase(monitor)=comparing timer(monitor)=0",
        ),
    ],
    possible=[
        (
            "changes(a) poll(monitor)@2 answer(monitor) post(monitor,a) refuse(monitor,a)",
            0,
            "changes(a) kill(monitor) done(monitor)",
        ),
    ],
)

ASKED = "publish(NGINX,primary)"
ANSWERS = "look_up(NGINX,primary) confuse(NGINX,primary) keep_key(NGINX,primary) refuse(NGINX,primary)"
FREE = "switch(NGINX,secondary) bypass(NGINX)"
ALIVE = f"{ASKED} look_up(NGINX,primary) authorise(NGINX,primary)"
# The secondary was asked, and refused; the primary is asked again.
OTHER = "switch(NGINX,secondary) publish(NGINX,secondary) refuse(NGINX,secondary) switch(NGINX,primary)"
# The last stream went under another user's name.
STRANGE = f"{ASKED} confuse(NGINX,primary) authorise(NGINX,primary) end(NGINX,stream) publish(NGINX,primary)@1"

PUBLISH = Table(
    compose(
        *map(server, REPLICAS),
        publishing(
            Publishing(Target("NGINX", REPLICAS, {"HS1": dict.fromkeys(REPLICAS, FALSE)}), timeout=2 * S, retry=S)
        ),
    ),
    "NGINX",
    possible=[
        ("", 0, f"publish(NGINX,primary) {FREE}"),
        ("switch(NGINX,secondary)", 0, "publish(NGINX,secondary) switch(NGINX,primary) bypass(NGINX)"),
        (ASKED, 0, f"{ANSWERS} {FREE}"),
        (ASKED, 1.999, f"{ANSWERS} {FREE}"),
        (ASKED, 2, f"{ANSWERS} callback_fails(NGINX,primary) {FREE}"),
        (f"{ASKED} crash(primary)", 0, f"callback_fails(NGINX,primary) {FREE}"),
        (f"{ASKED} crash(secondary)", 0, f"{ANSWERS} {FREE}"),
        (f"{ASKED} drop(primary)", 1.999, FREE),
        (f"{ASKED} drop(primary)", 2, f"callback_fails(NGINX,primary) {FREE}"),
        (f"{ASKED} look_up(NGINX,primary)", 0, f"authorise(NGINX,primary) {FREE}"),
        (f"{ASKED} look_up(NGINX,primary) drop(primary)", 0, FREE),
        (f"{ASKED} look_up(NGINX,primary) drop(primary)", 2, f"callback_fails(NGINX,primary) {FREE}"),
        (f"{ASKED} look_up(NGINX,primary) crash(primary)", 0, f"callback_fails(NGINX,primary) {FREE}"),
        (f"{ASKED} switch(NGINX,secondary)", 0, f"{ANSWERS} switch(NGINX,primary) bypass(NGINX)"),
        (
            "switch(NGINX,secondary) publish(NGINX,secondary) crash(primary)",
            0,
            f"{ANSWERS.replace('primary', 'secondary')} switch(NGINX,primary) bypass(NGINX)",
        ),
        (
            "switch(NGINX,secondary) publish(NGINX,secondary)",
            0,
            f"{ANSWERS.replace('primary', 'secondary')} switch(NGINX,primary) bypass(NGINX)",
        ),
        (
            "switch(NGINX,secondary) publish(NGINX,secondary) look_up(NGINX,secondary)",
            0,
            "authorise(NGINX,secondary) switch(NGINX,primary) bypass(NGINX)",
        ),
        (ALIVE, 3, "segment(NGINX) end(NGINX,stream) switch(NGINX,secondary)"),
        (f"{ALIVE} crash(primary)", 0, "segment(NGINX) end(NGINX,stream) switch(NGINX,secondary)"),
        (f"{ALIVE} end(NGINX,stream)", 0.999, FREE),
        (f"{ALIVE} end(NGINX,stream)", 1, f"publish(NGINX,primary) {FREE}"),
        (f"{ASKED} refuse(NGINX,primary)", 0.999, FREE),
        (f"{ASKED} crash(primary) callback_fails(NGINX,primary)", 0.999, FREE),
    ],
    changes=[
        ("", "switch(NGINX,secondary)", "target(NGINX)=secondary"),
        ("switch(NGINX,secondary)", "switch(NGINX,primary)", "target(NGINX)=primary"),
        (
            OTHER,
            "publish(NGINX,primary)@1.5",
            "session(NGINX,stream)=asking asked(NGINX,stream)=primary timer(NGINX,stream)=0",
        ),
        (ASKED, "look_up(NGINX,primary)@0.5", "session(NGINX,stream)=known"),
        (STRANGE, "look_up(NGINX,primary)", "session(NGINX,stream)=known named(NGINX,stream)=owner"),
        (ASKED, "confuse(NGINX,primary)", "session(NGINX,stream)=known named(NGINX,stream)=other"),
        (ASKED, "keep_key(NGINX,primary)", "session(NGINX,stream)=known named(NGINX,stream)=key"),
        (f"{ASKED} look_up(NGINX,primary)", "authorise(NGINX,primary)@0.5", "session(NGINX,stream)=live"),
        (ASKED, "refuse(NGINX,primary)@0.5", "session(NGINX,stream)=off timer(NGINX,stream)=0"),
        (
            f"{ASKED} crash(primary)",
            "callback_fails(NGINX,primary)@0.5",
            "session(NGINX,stream)=off timer(NGINX,stream)=0",
        ),
        (ALIVE, "end(NGINX,stream)@0.5", "session(NGINX,stream)=off timer(NGINX,stream)=0"),
        (ALIVE, "segment(NGINX)@0.5", ""),
        ("", "bypass(NGINX)", ""),
    ],
    forbidden=[
        ("", "hls-closed", "bypass(NGINX)"),
        (ASKED, "key-names-one-user", "confuse(NGINX,primary)"),
        (ASKED, "answer-is-a-redirect", "keep_key(NGINX,primary)"),
    ],
    patience=[
        ("", "", FOREVER),
        (ASKED, "", 2),
        (f"{ASKED} look_up(NGINX,primary)@0.5", "", 1.5),
        (ALIVE, "", FOREVER),
    ],
)

TABLES = {
    "servers": SERVER,
    "servers of a pool": POOL,
    "first check of a pool": FIRST,
    "routing": _routing(persist=False),
    "routing that persists": _routing(persist=True),
    "heartbeat": HEARTBEAT,
    "heartbeat pair": PAIR,
    "failures of a pair": LIVES,
    "index": INDEX,
    "fixed rate": RATE,
    "monitor": MONITOR,
    "busy monitor": BUSY,
    "publish": PUBLISH,
}


@pytest.mark.parametrize("name", TABLES)
def test_just_this_can_happen(name: str) -> None:
    table = TABLES[name]
    for script, seconds, expected in table.possible:
        found = Play(table.machine).follow(script).can(seconds, table.about)
        assert found == set(expected.split()), f"{script} @{seconds}"


@pytest.mark.parametrize("name", TABLES)
def test_just_this_changes(name: str) -> None:
    table = TABLES[name]
    for script, word, expected in table.changes:
        assert Play(table.machine).follow(script).changes(word) == set(expected.split()), f"{script} | {word}"


@pytest.mark.parametrize("name", TABLES)
def test_each_assumption_forbids_just_this(name: str) -> None:
    table = TABLES[name]
    for script, assumption, expected in table.forbidden:
        play = Play(table.machine).follow(script)
        allowed = Play(table.machine, play.state, under=(assumption,)).can(0, table.about)
        assert play.can(0, table.about) - allowed == set(expected.split()), f"{script} | {assumption}"


@pytest.mark.parametrize("name", TABLES)
def test_something_happens_by_then(name: str) -> None:
    table = TABLES[name]
    for script, assumption, seconds in table.patience:
        play = Play(table.machine, Play(table.machine).follow(script).state, under=(assumption,))
        assert play.lets_pass(seconds), f"{script} | {assumption}"
        assert seconds == FOREVER or not play.lets_pass(seconds + 1e-6), f"{script} | {assumption}"
