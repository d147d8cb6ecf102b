"""Events, facts and evidence for tests, with as little in them as a test needs."""

from __future__ import annotations

from functools import cache

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.evidence import Evidence, Heard
from checker.conform.hosts import identify
from checker.conform.knots import Fact
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.spec import load_spec
from checker.properties import load

MS, S = 1_000_000, 1_000_000_000
UNOBSERVED = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), "nobody looked", "somebody who looks")
HAPROXY, KEEPALIVED = Source("hap1", "haproxy", "31"), Source("hap1", "keepalived", "34")


@cache
def contract() -> Contract:
    return load_spec(None, set(load()))[0]


def event(
    kind: str, lo: int, hi: int | None = None, source: Source = HAPROXY, line: int = 1, file: str = "a.log", **args
):
    time = Interval(lo, lo if hi is None else hi)
    return Event(kind, time, source, args, (Place(file, line),), f"line {line}")


def fact(lo: int, hi: int, before: bool | None, after: bool | None, line: int = 1, source: Source = HAPROXY) -> Fact:
    return Fact(Interval(lo, hi), before, after, event("server_state", lo, hi, source, line))


def evidence(*events: Event, heard: tuple[Heard, ...] = (), **more) -> Evidence:
    ordered = sorted(events, key=lambda e: e.time)
    return Evidence(ordered, contract(), identify(ordered, contract()), heard, **more)
