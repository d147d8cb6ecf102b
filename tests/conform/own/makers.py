"""Contracts with definitions of their own, and what was heard of their events, as little as a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.check import check
from checker.conform.evidence import Evidence, Heard, Loss
from checker.conform.hosts import identify
from checker.conform.inertia import Lost
from checker.conform.own.stating import stated_by
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.outcome import PropertyOutcome
from checker.model.spec import load_spec

# Four events about nothing, and a state of them.
PLAIN = """
defines:
  events:
    p: {says: p, with: {x: any}, about: [], told_by: d}
    q: {says: q, with: {x: any}, about: [], told_by: d}
    r: {says: r, with: {x: any}, about: [], told_by: d}
    s: {says: s, with: {x: any}, about: [], told_by: d}
  fluents:
    on: {says: it is on, about: [], begins: q, ends: r}
"""
DIAGRAM = "# D\n\n```mermaid\nsequenceDiagram\n    participant A\n    A->>A: hello\n```\n"
# All times are in this unit: sources count as heard a few nanoseconds beyond their last line.
UNIT = 100


def contract(folder: Path, definitions: str, properties: str, diagram: str = DIAGRAM) -> Contract:
    """Return a contract with these definitions and properties."""
    (folder / "d.md").write_text(diagram)
    file = folder / "d.yaml"
    file.write_text(f"system: d\ndocuments: [d.md]\n{definitions}\nproperties:\n{properties}")
    return load_spec(file, ())[0]


def event(kind: str, lo: int, hi: int | None = None, host: str = "h", **args: str) -> Event:
    """Return an event of the program d, stamped [lo, hi]."""
    time = Interval(lo * UNIT, (lo if hi is None else hi) * UNIT)
    return Event(kind, time, Source(host, "d"), args or {"x": ""}, (Place(f"{host}.log", lo + 1000),), f"{kind} {lo}")


def evidence(
    about: Contract,
    events: Iterable[Event],
    heard: Mapping[str, tuple[int, int]],
    lost: Sequence[tuple[int, int]] = (),
    uncertainty: Mapping[str, int] | None = None,
) -> Evidence:
    """Return evidence of events, where each host was heard from when to when."""
    ordered = sorted(events, key=lambda e: (e.time, e.kind))
    sources = [
        Heard(Source(host, "d"), Interval(lo * UNIT, hi * UNIT), f"{host}.log", 10) for host, (lo, hi) in heard.items()
    ]
    losses = [Loss("h", "d", Lost(Interval(lo * UNIT, hi * UNIT), "lines were lost", "the lines")) for lo, hi in lost]
    hosts = identify(ordered, about)
    unsure = {host: by * UNIT for host, by in (uncertainty or {}).items()}
    return Evidence(ordered, about, hosts, sources, losses, unsure, ordered)


def judged(told: Evidence) -> dict[str, PropertyOutcome]:
    """Return the outcome of each property of the contract's own, with every instance."""
    about = told.contract
    observed = Interval(min(h.time.lo for h in told.heard), max(h.time.hi for h in told.heard))
    found = check(list(stated_by(about).values()), told, observed, lambda *_: (), keep=True, bulk=frozenset())
    return {each.id: each for each in found}
