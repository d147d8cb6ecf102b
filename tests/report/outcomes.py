"""Outcomes made by hand after real captures, one for each kind of report that there is to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.outcome import (
    Excerpt,
    InputOutcome,
    Instance,
    Outcome,
    PropertyOutcome,
    ScenarioOutcome,
    Scope,
    StepOutcome,
    StepStatus,
)
from checker.model.scenario import Reading, StepEnd
from tests.report.diffed import DIFFED
from tests.report.gated import GATED
from tests.report.proven import PROVEN

DAY = 1_795_219_200 * NS_PER_S  # 2026-11-21T00:00:00Z


def at(hours: int, minutes: int, seconds: int, ms: int = 0) -> int:
    return DAY + ((hours * 60 + minutes) * 60 + seconds) * NS_PER_S + ms * NS_PER_MS


LOG = "hap1/haproxy.iso.log"
DOWN_LINE = (
    "2026-11-21T19:24:45.770289+00:00 hap1 haproxy[31]: Server pgbouncer_back/pgb1 is DOWN. 2 active and 0 backup "
    "servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
)
ROUTED = "no-request-routed-to-down"
HOLDER = "single-vip-holder"
SAYS = {
    ROUTED: "no request is newly assigned to a server by a load balancer that has it DOWN",
    HOLDER: "at no time longer than the handover do two hosts hold the virtual address",
}
SEEN = Interval(at(19, 24, 32, 972), at(19, 25, 10, 375))
EXCERPT = Excerpt(
    "spec/pgbouncer-ha.md",
    "2. PgBouncer Failover Scenario",
    106,
    (
        "        HAProxy->>PGB2: Health Check 3",
        "        PGB2--xHAProxy: Connection refused",
        "",
        "        Note over HAProxy: After 3 failures (6s)<br/>Mark pgb2 as DOWN",
        "    end",
    ),
    (109,),
)


def read(path: str, form: str = "haproxy", source: str = "haproxy@hap1", **account: object) -> InputOutcome:
    given: dict[str, object] = {"lines": 103, "events": 99, "unread": (), "unread_total": 0} | account
    return InputOutcome(path, form, source, **given)


def routed(number: int, ms: int = 195, line: int = 45) -> Instance:
    """The violation number `number` of the persist-to-down capture."""
    when = Interval(at(19, 24, 46 + number, ms), at(19, 24, 46 + number, ms + 1))
    line += number
    text = (
        f"2026-11-21T19:24:{49 + number}.199838+00:00 hap1 haproxy[31]: 192.168.1.50:{47780 + number} "
        f"[21/Nov/2026:19:24:{46 + number}.{ms}] pgsql_front pgbouncer_back/pgb1 1/-1/3003 0 SC 4/4/3/0/3 0/0"
    )
    finding = Finding(
        code=ROUTED,
        severity=Severity.ERROR,
        message=f"haproxy@hap1 assigned the request of 192.168.1.50:{47780 + number} to pgbouncer_back/pgb1, "
        f"{number}.425 s after it had it DOWN",
        where=Place(LOG, line),
        text=text,
        related=(Related(Place(LOG, 40), "haproxy@hap1 marked it DOWN here", DOWN_LINE),),
        hint="look for `option persist`, `force-persist` and stick tables without `option redispatch`",
        property=ROUTED,
        time=when,
        verdict=Verdict.VIOLATED,
    )
    return Instance("haproxy@hap1", "pgbouncer_back/pgb1", when, Verdict.VIOLATED, finding=finding)


def unsure(ms: int, line: int) -> Instance:
    """A request that the stamps cannot order against the change to DOWN."""
    when = Interval(at(19, 24, 45, ms), at(19, 24, 45, ms + 2))
    finding = Finding(
        ROUTED,
        Severity.WARNING,
        "haproxy@hap1 may have assigned the request of 192.168.1.50:41302 to pgbouncer_back/pgb1 while it had it DOWN",
        Place(LOG, line),
        "",
        property=ROUTED,
        time=when,
        verdict=Verdict.INCONCLUSIVE,
    )
    return Instance(
        "haproxy@hap1",
        "pgbouncer_back/pgb1",
        when,
        Verdict.INCONCLUSIVE,
        "the change and the assignment lie within route.tolerance",
        "a log of hap1 with microseconds (rsyslog RSYSLOG_FileFormat from the local socket)",
        finding,
    )


def promise(id: str, verdict: Verdict, *instances: Instance, **more: object) -> PropertyOutcome:
    counted = {verdict: sum(i.verdict is verdict for i in instances) for verdict in Verdict}
    given: dict[str, object] = {
        "says": SAYS[id],
        "exercised": len(instances),
        "violations": counted[Verdict.VIOLATED],
        "inconclusive": counted[Verdict.INCONCLUSIVE],
        "why": "",
        "scope": Scope(("haproxy@hap1",), SEEN),
        "stated": Place("spec/pgbouncer-ha.md", 109),
        "instances": instances,
    } | more
    return PropertyOutcome(id=id, system="pgbouncer-ha", verdict=verdict, **given)


HOLDS = promise(
    HOLDER,
    Verdict.HOLDS,
    exercised=2,
    scope=Scope(("keepalived@hap1", "keepalived@hap2"), SEEN),
    stated=Place("spec/pgbouncer-ha.md", 201),
)
NOT_EXERCISED = promise(
    HOLDER,
    Verdict.NOT_EXERCISED,
    why="no host was seen to hold the virtual address",
    scope=Scope((), None, ("hap1", "hap2")),
)


def violated() -> Outcome:
    return Outcome(
        "check",
        Verdict.VIOLATED,
        1,
        (read(LOG), read("bridge.pcap", "pcap", "wire", lines=3812, events=290, unit="packet")),
        (
            HOLDS,
            promise(
                ROUTED,
                Verdict.VIOLATED,
                routed(0),
                routed(1),
                unsure(768, 39),
                exercised=431,
                why="a load balancer went on to use a server that it had itself marked DOWN",
                scope=Scope(("haproxy@hap1",), SEEN, ("hap2",)),
                parameters={"route.tolerance": "4ms"},
                excerpt=EXCERPT,
            ),
        ),
        seconds=0.42,
    )


def many() -> Outcome:
    instances = tuple(routed(i % 13, 195 + i, 45 + i // 13 * 20) for i in range(35))
    return Outcome(
        "check",
        Verdict.VIOLATED,
        1,
        (read(LOG),),
        (promise(ROUTED, Verdict.VIOLATED, *instances, exercised=431, excerpt=EXCERPT),),
        seconds=0.42,
    )


def holds() -> Outcome:
    return Outcome("check", Verdict.HOLDS, 0, (read(LOG),), (HOLDS,), seconds=0.11)


def inconclusive() -> Outcome:
    other = Instance(
        "keepalived@hap2",
        "192.168.1.100",
        Interval(at(19, 23, 12, 628), at(19, 23, 24, 632)),
        Verdict.INCONCLUSIVE,
        "hap1 may still have held the address: its log is silent, which a crash and a split brain have in common",
        "a capture of the network, or `ip monitor address` of hap1",
    )
    return Outcome(
        "check",
        Verdict.INCONCLUSIVE,
        3,
        (read(LOG),),
        (
            promise(ROUTED, Verdict.INCONCLUSIVE, unsure(768, 39), unsure(769, 44), exercised=40),
            promise(
                HOLDER,
                Verdict.INCONCLUSIVE,
                other,
                scope=Scope(("keepalived@hap2",), Interval(at(19, 23, 0), at(19, 24, 0)), ("hap1",)),
                settles="the keepalived log of hap1",
            ),
        ),
        seconds=0.2,
    )


def not_exercised() -> Outcome:
    return Outcome("check", Verdict.NOT_EXERCISED, 3, (read("empty.log", "", "", lines=0, events=0),), (NOT_EXERCISED,))


def unread() -> Outcome:
    inputs = (
        read("odd/notes.txt", "", "", lines=3, events=0, unread=((1, "no format knows it"),) * 1, unread_total=3),
        read(
            "a/very/long/path/to/the/logs/of/the/night/of/the/incident/in/the/second/data/centre/hap1/haproxy.iso.log",
            unread=(*((n, "a stamp without a year") for n in (3, 4, 5, 9)), (17, "cut off after 12 bytes")),
            unread_total=5,
        ),
    )
    note = Finding(
        "unknown-format",
        Severity.WARNING,
        "odd/notes.txt was not read: no format recognises its first lines",
        Place("odd/notes.txt", 1),
        "dear diary,\x1b[2J today \tthe pool failed over",
        hint="declare the format in a few lines of YAML",
    )
    return Outcome("check", Verdict.HOLDS, 0, inputs, (HOLDS,), (note,), seconds=1.5)


def empty() -> Outcome:
    return Outcome("check", Verdict.NOT_EXERCISED, 3)


def two_days() -> Outcome:
    """An incident over midnight, from a capture, a directory of many files, a finding about a value."""
    when = Interval(at(23, 59, 59, 900), at(24, 0, 12, 100))
    split = Finding(
        HOLDER,
        Severity.ERROR,
        "hap1 and hap2 held 192.168.1.100 at the same time for 12.2 s",
        Place("bridge.pcap", 2114, unit="packet"),
        related=(Related(Place("bridge.pcap", 2120, unit="packet"), "hap2 announces the address"),),
        time=when,
        key="vip.handover",
        wanted="100",
        found="12200",
        unit="ms",
        repair="let IP protocol 112 pass between the hosts",
    )
    instance = Instance("wire", "192.168.1.100", when, Verdict.VIOLATED, finding=split)
    logs = (read(f"logs/haproxy-{n:02}.log", unread_total=n // 19, unread=()) for n in range(20))
    inputs = (*logs, *(read(f"logs/notes-{n}.txt", "", "", lines=0, events=0) for n in range(7)))
    scope = Scope(("wire",), Interval(at(23, 50, 0), at(24, 10, 0)))
    return Outcome("check", Verdict.VIOLATED, 1, inputs, (promise(HOLDER, Verdict.VIOLATED, instance, scope=scope),))


def drawn() -> Outcome:
    """Diagrams beside what happened: a rule with deviations, what the protocol does not have, an example in part."""
    title, spec = "2. PgBouncer Failover Scenario", "pgbouncer-ha.md"

    def step(line: int, text: str, status: StepStatus, end: StepEnd = "note", why: str = "") -> StepOutcome:
        seen = status == "seen"
        places = (Place(LOG, line),) if seen else ()
        return StepOutcome(Place(spec, line), text, "HAProxy", end, status, int(seen), why, places)

    def part(kind: str, line: int, reading: Reading, steps: Sequence[StepOutcome], *found: Finding) -> ScenarioOutcome:
        reason = "'After 3 failures (6s)' on line 109 is a rule" if reading == "triggered" else "it is an example"
        return ScenarioOutcome(
            "pgbouncer-ha", title, Place(spec, line), kind, reading, reason, 2, tuple(steps), tuple(found)
        )

    mark = "After 3 failures (6s)<br/>Mark pgb2 as DOWN"
    check = "Health Check 192.168.1.5:6433"
    message = "HAProxy: 'After 3 failures (6s) / Mark pgb2 as DOWN' is drawn on line 109 and did not come within 6s"
    missing = Finding(
        "scenario-step-missing",
        Severity.WARNING,
        message,
        Place(LOG, 39),
        DOWN_LINE,
        (Related(Place(spec, 109), "drawn here", "After 3 failures (6s) / Mark pgb2 as DOWN"),),
        time=SEEN,
    )
    never = [
        Finding(
            "drawn-step-impossible",
            Severity.WARNING,
            f"'VRRP heartbeat check {n}' is drawn but cannot happen: a VRRP backup sends nothing",
            Place(spec, line),
            f"VRRP heartbeat check {n}",
        )
        for n, line in ((1, 192), (2, 195), (3, 198))
    ]
    inner = [
        step(100, check, "seen", "send"),
        step(100, check, "unobservable", "receive", "a capture would show it"),
        step(109, mark, "missing"),
    ]
    outer = [
        *inner,
        *(step(n, f"Query {n}", "missing", "send") for n in range(120, 126)),
        step(192, "ask", "impossible"),
    ]
    seen = part("diagram", 69, "existential", outer)
    unseen = part("loop", 266, "existential", [step(267, "GET /stats", "unobservable")])
    rule = part("rect", 97, "triggered", inner, missing, *never)
    return Outcome("check", Verdict.HOLDS, 0, (read(LOG),), (HOLDS,), scenarios=(seen, rule, unseen))


OUTCOMES: Mapping[str, Outcome] = {
    "violated": violated(),
    "many": many(),
    "holds": holds(),
    "inconclusive": inconclusive(),
    "not_exercised": not_exercised(),
    "unread": unread(),
    "empty": empty(),
    "two_days": two_days(),
    "drawn": drawn(),
    **GATED,
    **PROVEN,
    **DIFFED,
}
