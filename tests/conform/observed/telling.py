"""Short ways to say what happened, and to read what is told of it."""

from __future__ import annotations

from collections.abc import Iterable

from checker.base.time import Interval
from checker.conform.observed.draft import Draft
from checker.conform.observed.drawing import observation
from checker.model.event import Event, Source
from checker.model.observed import Observation
from tests.conform.makers import MS, S, contract, event, evidence

HAP1, HAP2 = Source("hap1", "haproxy", "31"), Source("hap2", "haproxy", "31")
ROUTER1, ROUTER2 = Source("hap1", "keepalived", "34"), Source("hap2", "keepalived", "34")
MONITOR, WEBHOOK = Source("monitor", "monitor"), Source("monitor", "webhook")
CLIENT, CAPTURE = Source("client", "client"), Source("", "capture")
REFUSED = 'Layer4 connection problem, info: "Connection refused", check duration: 0ms'
START = 1_000 * S


def check(
    at: int, passed: bool, health: int, of: int, state: str, source: Source = HAP1, server: str = "pgb2"
) -> Event:
    reason = "Layer4 check passed, check duration: 0ms" if passed else REFUSED
    return event(
        "check",
        START + at,
        source=source,
        line=at // MS,
        server=f"pgbouncer_back/{server}",
        passed=passed,
        health=health,
        of=of,
        state=state,
        reason=reason,
    )


def state(at: int, after: str, source: Source = HAP1, server: str = "pgb2", width: int = 0) -> Event:
    return event(
        "server_state",
        START + at,
        START + at + width,
        source=source,
        line=at // MS + 1,
        server=f"pgbouncer_back/{server}",
        before="",
        after=after,
        reason="",
        active=2,
    )


def three_failures(source: Source = HAP1, begin: int = 0) -> list[Event]:
    checks = [(0, 2, 3, "UP"), (2 * S, 1, 3, "UP"), (4 * S, 0, 2, "DOWN")]
    return [
        *(check(begin + at, False, n, of, s, source) for at, n, of, s in checks),
        state(begin + 4 * S, "DOWN", source),
    ]


def poll(at: int, ok: bool = True, node: str = "hap1") -> Event:
    return event(
        "poll", START + at, source=MONITOR, ok=ok, node=node, states="", vip="", detail="" if ok else "timed out"
    )


def change(at: int, subject: str, before: str, after: str) -> Event:
    return event("change_seen", START + at, source=MONITOR, line=2, subject=subject, before=before, after=after)


def sent(at: int, accepted: bool = True, message: str = "pgb2 is DOWN", detail: str = "") -> Event:
    return event(
        "alert_sent",
        START + at,
        source=MONITOR,
        line=3,
        title="",
        message=message,
        accepted=accepted,
        status=200 if accepted else -1,
        detail=detail,
    )


def received(at: int, message: str = "pgb2 is DOWN", status: int = 200) -> Event:
    return event(
        "alert_received", START + at, source=WEBHOOK, file="w.jsonl", title="", message=message, status=status, path=""
    )


def router(at: int, state: str, source: Source = ROUTER1) -> Event:
    return event("vrrp_state", START + at, source=source, instance="VI_1", state=state, initial=False)


def started(at: int, source: Source) -> Event:
    return event("process_started", START + at, source=source, detail="starts")


def query(at: int, ok: bool = True, took: int = 2 * MS, by: str = "pgb1", detail: str = "", line: int = 1) -> Event:
    return event(
        "query",
        START + at,
        source=CLIENT,
        line=line,
        ok=ok,
        started_ns=START + at - took,
        worker="w",
        client="192.168.1.50:4000",
        served_by=by if ok else "",
        detail=detail,
    )


def assigned(
    at: int, server: str = "pgb1", connected: bool = True, termination: str = "--", source: Source = HAP1
) -> Event:
    return event(
        "assigned",
        START + at,
        source=source,
        line=at // MS,
        server=f"pgbouncer_back/{server}",
        client="192.168.1.50:4000",
        frontend="f",
        accepted_ns=START + at,
        ended_ns=START + at + MS,
        stamped_lo_ns=-1,
        stamped_hi_ns=-1,
        retries=0,
        redispatched=False,
        connected=connected,
        termination=termination,
    )


def seen(events: Iterable[Event], bulk: Iterable[Event] = (), until: int = 60 * S, title: str = "") -> Observation:
    diagrams = [drawn for drawn in contract().diagrams if title in drawn.title]
    return observation(evidence(*events), Interval(START, START + until), list(bulk), diagrams)


def texts(told: Observation | Iterable[Draft]) -> list[str]:
    return [step.text for step in (told.steps() if isinstance(told, Observation) else told)]
