"""Outcomes of the gate, made by hand after the cases under tests/gate: one for each kind of report."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.base.finding import Change, Finding, Related, Severity, Verdict
from checker.base.places import Place, Span
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.outcome import InputOutcome, Instance, Outcome, PropertyOutcome, Scope, Suppressed

CFG, FIRST, SECOND = "conf/hap 1/haproxy.cfg", "./conf/keepalived-1.conf", "./conf/keepalived-2.conf"
SPEC = "pgbouncer-ha.md"
SERVER = "    default-server inter 2s fall 10 rise 2"
AFTER = "        Note over HAProxy: After 3 failures (6s)<br/>Mark pgb2 as DOWN"
PROMISE = Related(Place(SPEC, 109, 9), "promised here", AFTER)
FALL = Finding(
    "fall-threshold",
    Severity.ERROR,
    "pgb1, pgb2 and pgb3 are marked DOWN after 10 failed checks in a row, and the diagram says 3",
    Place(CFG, 23, 29),
    SERVER,
    (PROMISE,),
    property="fall-threshold",
    key="fall",
    wanted="3",
    found="10",
    repair="fall 3",
    changes=(Change(Span(CFG, 23, 34, 23, 36), "3"),),
)
SLOW = Finding(
    "detect-down-too-slow",
    Severity.ERROR,
    "pgb1, pgb2 and pgb3 that refuse connections are marked DOWN after 18 to 20 s, and the diagram says 6 s",
    Place(CFG, 23, 29),
    SERVER,
    (PROMISE,),
    property="detect-down-too-slow",
    key="detect_down_refused_s.max",
    wanted="6.0",
    found="20.0",
    unit="s",
    repair="fall 3",
    hint="or keep `fall 10` with `inter 600ms`",
)
CHECK = Finding(
    "missing-check",
    Severity.ERROR,
    "pgb3 has no check, so HAProxy never marks it DOWN | not even when it is dead",
    Place(CFG, 26, 2),
    "\tserver pgb3 192.168.1.5:6434",
    (PROMISE,),
    property="missing-check",
    key="check",
    wanted="true",
    repair="check",
)
SILENT = Finding(
    "detect-down-silent-too-slow",
    Severity.WARNING,
    "pgb1, pgb2 and pgb3 that stay silent are marked DOWN after 28 to 30 s",
    Place(CFG, 23, 29),
    SERVER + "  # " + "a remark of many words " * 6,
    (PROMISE,),
    property="detect-down-silent-too-slow",
    key="detect_down_silent_s.max",
    wanted="6.0",
    found="30.0",
    unit="s",
)
UNUSED = Finding(
    "suppression-unused",
    Severity.INFO,
    "nothing is to be suppressed here any more: there is no pool-mode on this line",
    Place("pgbouncer-1.ini", 4, 1),
    "; verify: allow pool-mode: reporting needs sessions",
    hint="remove the comment",
)
ACCEPTED = Finding(
    "vrrp-takeover-too-slow",
    Severity.ERROR,
    "after a crash the address moves within 2.609 to 3.609 s, and the diagram says 3 s",
    Place(SECOND, 21, 5),
    "    advert_int 1",
    (Related(Place(SPEC, 203, 9), "promised here", "Note over VIP: VIP floats to HAProxy2 (2-3 seconds)"),),
    property="vrrp-takeover-too-slow",
    key="takeover_after_crash_s.max",
    wanted="3.0",
    found="3.609",
    unit="s",
)
NUMBERS: dict[str, int | tuple[int, int]] = {
    "detect_down_refused_s": (18 * NS_PER_S, 20 * NS_PER_S),
    "detect_up_s": (2 * NS_PER_S, 4 * NS_PER_S),
    "master_down_interval_s": 3_609_375_000,
    "takeover_after_crash_s": (2_609_375_000, 3_609_375_000),
    "takeover_after_graceful_stop_s": 609_375 * 1000,
    "adverts_until_down": 3,
}
EXPLAINED = {
    code: Explanation(code, title, "What it says.", "Why it matters.", "fall 10", "fall 3", "Write the value.")
    for code, title in (
        ("fall-threshold", "a server is marked DOWN after another number of failed checks than the diagram says"),
        ("detect-down-too-slow", "a server that refuses connections is marked DOWN later than the diagram says"),
        ("detect-down-silent-too-slow", "a server that stays silent is marked DOWN later than the diagram says"),
        ("missing-check", "a server has no check"),
        ("vrrp-takeover-too-slow", "the address moves later than the diagram says"),
        ("suppression-unused", "a suppression matches nothing"),
    )
}


def read(path: str, form: str, lines: int = 40) -> InputOutcome:
    return InputOutcome(path, form, "", lines, 0, (), 0)


def rule(
    code: str, *findings: Finding, exercised: int = 3, verdict: Verdict | None = None, why: str = ""
) -> PropertyOutcome:
    found = Verdict.VIOLATED if findings else Verdict.HOLDS
    verdict = verdict or (found if exercised else Verdict.NOT_EXERCISED)
    when = Interval(0, 0)
    return PropertyOutcome(
        code,
        "pgbouncer-ha",
        f"what {code} says",
        verdict,
        exercised,
        len(findings),
        0,
        why,
        Scope((), None),
        stated=Place(SPEC, 109, 9),
        instances=tuple(Instance("", "pgb1", when, Verdict.VIOLATED, finding=each) for each in findings),
    )


def unknown(code: str, *subjects: str) -> PropertyOutcome:
    why, settles = "${CHECK_PORT} has no value here", "--env CHECK_PORT=VALUE"
    open_ = [Instance("", each, Interval(0, 0), Verdict.INCONCLUSIVE, why, settles) for each in subjects]
    return PropertyOutcome(
        code,
        "pgbouncer-ha",
        f"what {code} says",
        Verdict.INCONCLUSIVE,
        len(subjects),
        0,
        len(subjects),
        "",
        Scope((), None),
        instances=tuple(open_),
    )


def doubtful(code: str) -> PropertyOutcome:
    finding = Finding(
        code,
        Severity.WARNING,
        f"whether what {code} says is not known: $FALL has no value in this environment",
        Place(CFG, 31, 34),
        "    server pgb4 192.168.1.5:6435 fall $FALL",
        hint="--env FALL=VALUE says what it is",
        property=code,
        verdict=Verdict.INCONCLUSIVE,
    )
    open_ = Instance("", "pgb4", Interval(0, 0), Verdict.INCONCLUSIVE, finding.message, finding.hint, finding)
    scope = Scope((), None)
    return PropertyOutcome(
        code, "pgbouncer-ha", f"what {code} says", Verdict.INCONCLUSIVE, 1, 0, 1, "", scope, instances=(open_,)
    )


INPUTS = (
    read(CFG, "haproxy"),
    read(FIRST, "keepalived"),
    read(SECOND, "keepalived"),
    read("pgbouncer-1.ini", "pgbouncer", 12),
    read("notes.txt", ""),
)


def gate_violated() -> Outcome:
    return Outcome(
        "gate",
        Verdict.VIOLATED,
        1,
        INPUTS,
        (
            rule("bind-address"),
            rule("detect-down-silent-too-slow", SILENT),
            rule("detect-down-too-slow", SLOW),
            rule("fall-threshold", FALL),
            rule("missing-check", CHECK),
            rule("vip-mismatch"),
            unknown("check-port", "pgb1", "pgb2"),
            unknown("server-address", "pgb1"),
            rule("pool-mode", exercised=0, why="no pgbouncer.ini among the inputs"),
            rule("pool-size", exercised=0, why="no pgbouncer.ini among the inputs"),
        ),
        (UNUSED,),
        0.31,
        numbers=NUMBERS,
        explanations=EXPLAINED,
        suppressed=(
            Suppressed(ACCEPTED, "inline", "the client retries for 5 s", Place(SECOND, 20, 5)),
            Suppressed(ACCEPTED, "baseline", "known since May", None),
        ),
    )


def gate_holds() -> Outcome:
    numbers: dict[str, int | tuple[int, int]] = {
        "detect_down_refused_s": (4 * NS_PER_S, 6 * NS_PER_S + 500 * NS_PER_MS)
    }
    rules = (rule("bind-address"), rule("fall-threshold"))
    return Outcome("gate", Verdict.HOLDS, 0, INPUTS[:3], rules, seconds=0.2, numbers=numbers)


def gate_warned() -> Outcome:
    rules = (rule("detect-down-silent-too-slow", SILENT), rule("fall-threshold"))
    return Outcome("gate", Verdict.HOLDS, 0, INPUTS[:1], rules, seconds=0.2, explanations=EXPLAINED)


def gate_inconclusive() -> Outcome:
    rules = (unknown("check-port", "pgb1"), doubtful("fall-threshold"), doubtful("detect-down-too-slow"))
    return Outcome("gate", Verdict.INCONCLUSIVE, 3, INPUTS[:1], rules, seconds=0.2)


def gate_empty() -> Outcome:
    note = Finding("nothing-recognised", Severity.ERROR, "no input is of a known format, so nothing could be checked")
    return Outcome("gate", Verdict.NOT_EXERCISED, 3, INPUTS[4:], notes=(note,), seconds=0.1)


GATED = {
    "gate_violated": gate_violated(),
    "gate_holds": gate_holds(),
    "gate_warned": gate_warned(),
    "gate_inconclusive": gate_inconclusive(),
    "gate_empty": gate_empty(),
}
