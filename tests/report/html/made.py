"""Outcomes with timelines, made by hand: a small one with all that a page can show, a large one, a hostile one."""

from __future__ import annotations

from dataclasses import replace

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.diagram import diagram_of
from checker.model.outcome import Instance, Outcome, Suppressed
from checker.model.timeline import Band, Density, Happening, Known, Lane, Timeline
from checker.report.html.context import Context
from checker.report.html.page import page
from checker.report.illustrations import Illustration, followed
from checker.report.pictures import Followed
from tests.report.outcomes import HOLDS, LOG, OUTCOMES, ROUTED, at, promise, read, routed

HOSTILE = '</script><img src=x onerror="alert(1)"> & \u202edesrever \x1b[2J \'"><b>'
SPAN = Interval(at(19, 24, 30), at(19, 25, 10))
DIAGRAM = """sequenceDiagram
    participant HAProxy
    participant PGB1 as PgBouncer 1
    HAProxy->>PGB1: Health Check
    PGB1--xHAProxy: Connection refused
    Note over HAProxy: After 3 failures (6s)<br/>Mark pgb1 as DOWN
"""


def lane(label: str, *ends: tuple[int, Known], subject: str = "pgb1", group: str = "down") -> Lane:
    """A lane of hap1 with bands that end at milliseconds after the start of the span."""
    bands, lo = [], SPAN.lo
    for ms, known in ends:
        hi = SPAN.lo + ms * NS_PER_MS
        bands.append(Band(lo, hi, known, f"{label} is {known}", (Place(LOG, 40),)))
        lo = hi
    return Lane(group, label, "haproxy@hap1", subject, tuple(bands))


def timeline() -> Timeline:
    """Forty seconds: one server goes down, another is unknown for a while, requests come all the time."""
    lanes = (
        lane("pgb1 is DOWN for hap1", (15_700, "false"), (15_800, "changing"), (33_000, "true"), (40_000, "unknown")),
        lane("pgb2 is DOWN for hap1", (10_000, "unknown"), (40_000, "false"), subject="pgb2"),
        lane("hap1 holds 192.168.1.100", (20, "false"), (40_000, "true"), subject="192.168.1.100", group="has_address"),
    )
    counts = tuple((3 + n % 7) * (n < 155 or n > 170) for n in range(400))
    requests = Density("requests", "requests assigned by hap1", "haproxy@hap1", "", SPAN.lo, NS_PER_S // 10, counts)
    alert = Happening("alerts", "alert: pgb1 is DOWN", "monitor", "pgb1", Interval(at(19, 24, 48), at(19, 24, 48, 4)))
    return Timeline("pgbouncer-ha", SPAN, lanes, (requests,), (alert,))


def illustration() -> Illustration:
    """A diagram of which one line was broken."""
    drawn = diagram_of(DIAGRAM)
    return followed("pgbouncer-ha-1", "pgbouncer-ha", Followed("Failover", drawn, (), {6: f"{ROUTED}: why"}))


def explained(code: str) -> Explanation:
    """An explanation with all its parts."""
    return Explanation(code, f"title of {code}", "what\n\nmore", "why", "bad\n  line", "good", "fix")


def small() -> Outcome:
    """An outcome with something of everything."""
    whole = OUTCOMES["violated"]
    stated = Place(next(iter(illustration().parts))[0], 6)
    rules = (
        promise(ROUTED, Verdict.VIOLATED, routed(0), routed(1), stated=stated, formula="a\nb"),
        *whole.properties[:1],
    )
    note = Finding("sources-disagree", Severity.WARNING, "the two disagree", Place(LOG, 7), "a line", hint="look")
    codes = (ROUTED, "sources-disagree")
    return replace(
        whole,
        inputs=(*whole.inputs, *OUTCOMES["unread"].inputs),
        properties=rules,
        notes=(note,),
        scenarios=OUTCOMES["drawn"].scenarios,
        numbers={"detect_down_refused_s": (4 * NS_PER_S, 6 * NS_PER_S)},
        suppressed=(Suppressed(note, "inline", "it is known", Place("a.cfg", 3)),),
        explanations={code: explained(code) for code in codes},
        timelines=(timeline(),),
    )


def large(findings: int = 4_000, bands: int = 20_000, events: int = 100_000) -> Outcome:
    """An outcome of a long capture: thousands of findings, of bands, of happenings, an hour of requests."""
    hour = 3600 * NS_PER_S
    span = Interval(SPAN.lo, SPAN.lo + hour)
    known: tuple[Known, ...] = ("false", "changing", "true", "unknown")
    step = hour // bands
    lanes = tuple(
        Lane(
            "down",
            f"pgb{server} is DOWN for hap{host}",
            f"haproxy@hap{host}",
            f"pgb{server}",
            tuple(
                Band(span.lo + n * step, span.lo + (n + 1) * step, known[(n * (server + host)) % 4], f"why {n % 9}")
                for n in range(bands)
            ),
        )
        for server in range(1, 6)
        for host in (1, 2)
    )
    counts = tuple(events // 3600 + n % 11 for n in range(3600))
    dense = Density("requests", "requests", "haproxy@hap1", "", span.lo, NS_PER_S, counts)
    ticks = tuple(
        Happening("checks", f"check {n} failed", "haproxy@hap1", "pgb1", Interval(t, t + NS_PER_MS))
        for n, t in enumerate(range(span.lo, span.hi, hour // 5_000))
    )
    base = routed(0).finding
    assert base is not None
    instances = []
    for n in range(findings):
        when = Interval(span.lo + n * hour // findings, span.lo + n * hour // findings + NS_PER_MS)
        finding = replace(base, message=f"request {n} went to pgb{n % 5 + 1}", where=Place(LOG, n + 1), time=when)
        instances.append(
            Instance(f"haproxy@hap{n % 2 + 1}", f"pgb{n % 5 + 1}", when, Verdict.VIOLATED, finding=finding)
        )
    rule = promise(ROUTED, Verdict.VIOLATED, *instances)
    drawn = Timeline("pgbouncer-ha", span, lanes, (dense,), ticks)
    return replace(OUTCOMES["violated"], properties=(rule, HOLDS), timelines=(drawn,), inputs=(read(LOG),))


def hostile() -> Outcome:
    """An outcome in which every text that comes from a log or a path is an attack."""
    whole = small()
    place = Place(f"{HOSTILE}/log", 3)
    base = routed(0).finding
    assert base is not None
    finding = replace(base, message=HOSTILE, where=place, text=HOSTILE, hint=HOSTILE, found=HOSTILE, repair=HOSTILE)
    instance = Instance(HOSTILE, HOSTILE, SPAN, Verdict.VIOLATED, HOSTILE, HOSTILE, finding)
    rule = promise(ROUTED, Verdict.VIOLATED, instance, why=HOSTILE, formula=HOSTILE, parameters={HOSTILE: HOSTILE})
    bands = (Band(SPAN.lo, SPAN.hi, "unknown", HOSTILE, (place,)),)
    happening = Happening(HOSTILE, HOSTILE, HOSTILE, HOSTILE, SPAN, (place,))
    drawn = Timeline(HOSTILE, SPAN, (Lane(HOSTILE, HOSTILE, HOSTILE, HOSTILE, bands),), (), (happening,))
    inputs = (read(HOSTILE, HOSTILE, HOSTILE, unread=((1, HOSTILE),), unread_total=1),)
    return replace(whole, inputs=inputs, properties=(rule,), timelines=(drawn, timeline()))


def page_of(outcome: Outcome, *illustrations: Illustration) -> str:
    """Return the page of an outcome."""
    return page(Context.of(outcome, illustrations))
