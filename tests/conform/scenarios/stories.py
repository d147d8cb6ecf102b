"""Evidence for tests: what is drawn, told by events that show it, one instant after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.evidence import Evidence, Heard, Loss
from checker.conform.hosts import identify
from checker.conform.scenarios.comparing import compare
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.outcome import ScenarioOutcome
from checker.model.parts import PARTS
from checker.model.scenario import Drawing, DrawnSign, DrawnStep
from checker.model.scenario_drawing import drawings
from checker.model.spec import load_spec
from checker.model.vocabulary import VOCABULARY
from checker.properties import load

S, MS = 1_000_000_000, 1_000_000
BEGAN = 1_000_000 * S
MACS = {"hap1": "02:00:00:00:01:10", "hap2": "02:00:00:00:01:11"}
PROGRAMS = {
    "load-balancer": "haproxy",
    "vrrp-peer": "keepalived",
    "server": "pgbouncer",
    "database": "postgresql",
    "monitor": "monitor",
    "client": "client",
    "alert-sink": "webhook",
}
CAPTURE = Source("", "capture")
SOURCES = (
    *(Source(host, program, "31") for host in ("hap1", "hap2") for program in ("haproxy", "keepalived")),
    *(Source(f"pgb/pgb{n}", "pgbouncer", "7") for n in (1, 2, 3)),
    *(Source("mon", program) for program in ("monitor", "webhook")),
    Source("app", "client"),
    Source("db", "postgresql"),
    CAPTURE,
)


@cache
def contract() -> Contract:
    every = load_spec(None, {id: prop.parameters for id, prop in load().items()})
    return next(c for c in every if c.system == "pgbouncer-ha")


@cache
def drawn() -> tuple[Drawing, ...]:
    return drawings(contract())


def drawing(number: int) -> Drawing:
    """Return the diagram of the document with this number, from 1."""
    return drawn()[number - 1]


def told(kind: str, at: float, source: Source, width: int = MS, line: int | None = None, **args) -> Event:
    """Return an event `at` seconds after the beginning."""
    lo = BEGAN + round(at * S)
    every = dict.fromkeys(VOCABULARY[kind].args, "") | dict.fromkeys(VOCABULARY[kind].instants, -1) | args
    place = Place(f"{source.program}@{source.host}.log", line or round(at * 1000) + 1)
    return Event(kind, Interval(lo, lo + width - 1), source, every, (place,), f"{kind} at {at}")


def check(server: str, passed: bool, at: float, host: str = "hap1", state: str = "", **more) -> Event:
    args = {"server": f"pgbouncer_back/{server}", "passed": passed, "health": 1, "of": 3, "state": state}
    return told("check", at, Source(host, "haproxy", "31"), **args, **more)


def marked(server: str, after: str, at: float, host: str = "hap1", **more) -> Event:
    return told(
        "server_state", at, Source(host, "haproxy", "31"), server=f"pgbouncer_back/{server}", after=after, **more
    )


def connect(server: str, outcome: str, at: float, host: str = "hap1", **more) -> Event:
    client, target = contract().hosts[host].address, contract().servers[server]
    ends = {"client": f"{client}:4{round(at * 10)}", "server": f"{target.address}:{target.port}"}
    return told("connect", at, CAPTURE, **ends, outcome=outcome, **more)


def sign_of(step: DrawnStep) -> DrawnSign:
    """Return the sign that shows this step and least else: a check's line shows its end, a connection its beginning."""
    return step.signs[-1] if step.signs[0].before and step.signs[0].kind == "check" else step.signs[0]


def shows(where: Drawing, step: DrawnStep, at: float) -> Event:
    """Return an event that shows a drawn step, with everybody as drawn."""
    sign = sign_of(step)
    args = {arg: _value(where, sign.kind, arg, pieces) for arg, pieces in sign.wanted}
    role, name = where.lifelines[sign.doer] if sign.doer else ("", "")
    if sign.kind == "connect":
        args = (
            {"client": f"192.168.1.50:{round(at * 10)}"} | args | ({} if "outcome" in args else {"outcome": "accepted"})
        )
    source = _source(sign.kind, role, name or "hap1")
    event = told(sign.kind, at, source, **args)
    instant = {i: event.time.lo for i in (sign.at, sign.since) if i}
    return Event(event.kind, event.time, source, {**event.args, **instant}, event.places, event.text)


def _source(kind: str, role: str, name: str) -> Source:
    if kind in ("advert", "arp_announced", "connect"):
        return CAPTURE
    program = PROGRAMS[role or PARTS[kind].doer.role]
    if program in ("haproxy", "keepalived"):
        return Source(name, program, "31")
    return next(s for s in SOURCES if s.program == program and (program != "pgbouncer" or s.host.endswith(name)))


def _value(where: Drawing, kind: str, arg: str, pieces) -> str | bool:
    text = "".join(
        "" if p.kind == "any" else _name(where, kind, arg, p.text) if p.kind == "lifeline" else p.text for p in pieces
    )
    return {"true": True, "false": False}.get(text, text)


def _name(where: Drawing, kind: str, arg: str, lifeline: str) -> str:
    role, name = where.lifelines[lifeline]
    known = contract()
    name = name or {"load-balancer": "hap1", "pool": "pgb3", "virtual-address": "vip"}.get(role, "")
    if arg == "mac":
        return MACS[name]
    if name in known.hosts:
        return {"client": f"{known.hosts[name].address}:4000", "sender": known.hosts[name].address}.get(arg, name)
    if name in known.vips:
        return known.vips[name].address + (":5432" if arg == "server" else "")
    server = known.servers[name]
    return f"{server.address}:{server.port}" if kind == "connect" else name if arg == "served_by" else f"back/{name}"


def compared(
    events: Iterable[Event],
    *drawn_in: Drawing,
    until: float = 10_000,
    sources: Sequence[Source] = SOURCES,
    losses: Sequence[Loss] = (),
) -> list[ScenarioOutcome]:
    """Compare drawings with events; the sources were heard from the beginning `until` so many seconds after it."""
    events = list(events)
    rare = sorted((e for e in events if not VOCABULARY[e.kind].bulk), key=lambda e: e.time)
    known = contract()
    macs = [told("advert", -5, CAPTURE, sender=known.hosts[h].address, mac=mac) for h, mac in MACS.items()]
    time = Interval(BEGAN - 100 * S, BEGAN + round(until * S))
    heard = [Heard(s, time, f"{s.program}@{s.host}.log") for s in sources]
    evidence = Evidence(rare, known, identify([*macs, *rare], known), heard, losses)

    def fetch(kind, windows):
        assert VOCABULARY[kind].bulk
        near = [w for ws in windows.values() for w in ws]
        return [e for e in events if e.kind == kind and any(w.overlaps(e.time) for w in near)]

    return compare(drawn_in, evidence, fetch)


def deviating(outcomes: Iterable[ScenarioOutcome]) -> list[tuple[str, int]]:
    """Return the code and the drawn line of each deviation that is about what happened."""
    found = [f for o in outcomes for f in o.deviations if f.code.startswith("scenario")]
    return sorted((f.code, next(r.place.line for r in f.related if r.label == "drawn here")) for f in found)
