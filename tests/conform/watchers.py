"""Logs of a monitor, a webhook and a client as events (times in seconds), and the outcome of a property on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.check import check
from checker.conform.evidence import Evidence, Heard, Loss
from checker.conform.hosts import identify
from checker.conform.inertia import Lost
from checker.model.event import Event, Source
from checker.model.outcome import PropertyOutcome
from checker.properties import load
from tests.conform.makers import MS, S, contract, event

MONITOR, WEBHOOK, CLIENT = Source("ops", "monitor"), Source("hook", "webhook"), Source("app", "client")
REFUSED, TIMED_OUT = "<urlopen error [Errno 111] Connection refused>", "<urlopen error timed out>"
UP = "pgb1=UP pgb2=UP"


def stamped(kind: str, at: float, source: Source, line: int, width: int = MS, **args) -> Event:
    """An event whose stamp is cut to `width` ns, as a log prints it."""
    lo = round(at * S) // width * width
    return event(kind, lo, lo + width - 1, source, line, f"{source.host}/{source.program}.log", **args)


def poll(at: float, states: str = UP, node: str = "hap1", why: str = "", source: Source = MONITOR, width: int = MS):
    told = {"ok": not why, "node": "" if why else node, "states": "" if why else states, "vip": "", "detail": why}
    return stamped("poll", at, source, round(at * 1000), width, **told)


def began(at: float, source: Source = MONITOR):
    return stamped("process_started", at, source, round(at * 1000), detail="monitor started")


def noticed(at: float, subject: str = "pgb2", before: str = "UP", after: str = "DOWN"):
    return stamped("change_seen", at, MONITOR, round(at * 1000) + 1, subject=subject, before=before, after=after)


def sent(
    at: float, message: str = "pgb2 is DOWN", why: str = "", status: int = 200, title: str = "Alert", width: int = MS
):
    ok = not why and status == 200
    told = {"title": title, "message": message, "accepted": ok, "status": -1 if why else status, "detail": why}
    return stamped("alert_sent", at, MONITOR, round(at * 1000), width, **told)


def received(at: float, message: str = "pgb2 is DOWN", status: int = 200, title: str = "Alert"):
    told = {"title": title, "message": message, "status": status, "path": "/"}
    return stamped("alert_received", at, WEBHOOK, round(at * 1000), **told)


def query(start: float, end: float, ok: bool = True, source: Source = CLIENT, width: int = 1000):
    told = {"ok": ok, "started_ns": round(start * S), "worker": "", "client": "", "served_by": "", "detail": ""}
    return stamped("query", end, source, round(end * 1_000_000) + round(start), width, **told)


def lost(source: Source, lo: float, hi: float) -> Loss:
    time = Interval(round(lo * S), round(hi * S))
    return Loss(source.host, source.program, Lost(time, "lines are missing here", "those lines"))


def heard_of(events: Iterable[Event]) -> tuple[Heard, ...]:
    by: dict[Source, list[Event]] = {}
    for each in events:
        by.setdefault(each.source, []).append(each)
    return tuple(
        Heard(
            s, Interval(min(e.time.lo for e in told), max(e.time.hi for e in told)), told[0].places[0].file, len(told)
        )
        for s, told in by.items()
    )


def judged(name: str, events: Sequence[Event], losses: Sequence[Loss] = (), settings: Sequence[str] = ()):
    """The outcome of a property, the queries among the events given as bulk events."""
    terms = replace(contract().with_settings(settings), properties=contract().properties)
    rare = sorted((e for e in events if e.kind != "query"), key=lambda e: e.time)
    known = Evidence(rare, terms, identify(rare, terms), heard_of(events), losses, stamped=rare)
    times = [e.time for e in events] or [Interval(0, 0)]
    observed = Interval(min(t.lo for t in times), max(t.hi for t in times))

    def fetch(kind: str, windows) -> Iterable[Event]:
        return [e for e in events if e.kind == kind == "query"]

    (found,) = check([load()[name]], known, observed, fetch, keep=True)
    return found


def verdicts(found: PropertyOutcome) -> list[str]:
    return [i.verdict.value for i in found.instances]
