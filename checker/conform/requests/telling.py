"""The account of requests as a person reads it: one finding for each kind of deviation, with its count and examples."""

from __future__ import annotations

from collections.abc import Sequence

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import Interval, show_duration
from checker.base.words import listed
from checker.conform.requests.charted import Charted
from checker.conform.requests.codes import HOP, ORDER, PARTY, REPEATED
from checker.conform.requests.hearing import EDGE, Hearing
from checker.conform.requests.judging import Account, Group, Kind
from checker.conform.scenarios.findings import impossibilities, said, shown
from checker.model.outcome import (
    Instance,
    PropertyOutcome,
    ScenarioOutcome,
    Scope,
    StepOutcome,
    StepStatus,
)
from checker.model.outcome_requests import RequestExample, RequestGroup, RequestsOutcome
from checker.model.scenario import DrawnStep

# So many sources are named; of more, only their programs.
_MOST_NAMED = 12
_HINTS = {
    HOP: "if it may be skipped, draw that in an `opt`; if its records may come later than edge, make that longer",
    PARTY: "if two of them may take part, draw them as two lifelines, or the second way in an `alt`",
    REPEATED: "if it may happen again, draw it in a `loop`",
}


def told(
    charted: Charted,
    account: Account,
    hearing: Hearing,
    whole: Interval,
    observers: Sequence[str],
    *,
    clock: tuple[str, int] | None = None,
) -> tuple[PropertyOutcome, ScenarioOutcome]:
    """Return the outcome of a flow as a property, and that of its diagram.

    `clock`: were so much (ns) added to the stamps of this host, nothing would deviate.
    """
    groups = sorted(account.groups.items(), key=lambda one: (bool(one[0].why), -one[1].count, one[0].code, str(one[0])))
    findings = [_finding(charted, kind, group, account, clock) for kind, group in groups]
    outcome = PropertyOutcome(
        id=charted.flow.id,
        system=charted.contract.system,
        says=charted.flow.says,
        verdict=_verdict(account),
        exercised=account.requests,
        violations=account.violated,
        inconclusive=account.inconclusive,
        why=_why(charted, account),
        scope=Scope(
            tuple(observers if len(observers) <= _MOST_NAMED else sorted(hearing.time)),
            whole if account.requests else None,
            tuple(f"the log of {program}" for program in hearing.silent),
        ),
        stated=charted.flow.stated[0] if charted.flow.stated else None,
        instances=tuple(
            Instance("", "", f.time or whole, f.verdict or Verdict.VIOLATED, f.message, f.hint, f) for f in findings
        ),
        parameters={"clocks": show_duration(charted.flow.clocks), "edge": show_duration(charted.flow.edge)},
        requests=_requests(account, groups, findings),
    )
    return outcome, _diagram(charted, account, hearing)


def _verdict(account: Account) -> Verdict:
    if account.violated:
        return Verdict.VIOLATED
    if account.inconclusive:
        return Verdict.INCONCLUSIVE
    return Verdict.HOLDS if account.requests else Verdict.NOT_EXERCISED


def _why(charted: Charted, account: Account) -> str:
    title = shown(charted.flow.diagram)
    if not account.requests:
        return f"no request with a step of '{title}' was seen"
    parts = [f"{account.conforming:,} of {account.requests:,} requests follow '{title}'"]
    if account.apart:
        within = show_duration(charted.flow.clocks)
        parts.append(f"of {account.apart:,} of them the clocks tell another order, by no more than clocks ({within})")
    if account.passed_over:
        parts.append(f"{account.passed_over:,} more show none of its steps")
    return "; ".join(parts)


def _finding(charted: Charted, kind: Kind, group: Group, account: Account, clock: tuple[str, int] | None) -> Finding:
    first = group.examples[0]
    message = f"{group.count:,} of {account.requests:,} requests: {_words(charted, kind)}"
    if kind.why:
        message += f"; open, as {kind.why}"
    where, _ = first.places[0]
    related = [Related(place, f"{label} of the same request") for place, label in first.places[1:]]
    for example in group.examples[1:]:
        place, label = example.places[-1]
        related.append(Related(place, f"{label} of request {example.request}"))
    related += [Related(step.place, "drawn here", shown(step.text)) for step in _drawn(charted, kind)[:2]]
    return Finding(
        code=kind.code,
        severity=Severity.WARNING if kind.why else Severity.ERROR,
        message=f"{message} ({'the first is ' if group.count > 1 else ''}{first.request})",
        where=where,
        related=tuple(related),
        hint=_settles(charted, kind) if kind.why else _hint(kind, clock),
        property=charted.flow.id,
        time=first.time,
        verdict=Verdict.INCONCLUSIVE if kind.why else Verdict.VIOLATED,
    )


def _settles(charted: Charted, kind: Kind) -> str:
    if not kind.why.startswith(EDGE.partition("{")[0]):
        return ""
    edge = show_duration(charted.flow.edge)
    return f"a capture that goes on for longer decides; or a shorter edge ({edge}), if no record is on its way so long"


def _hint(kind: Kind, clock: tuple[str, int] | None) -> str:
    if kind.code != ORDER or clock is None:
        return _HINTS.get(kind.code, "")
    host, offset = clock
    shown = f"{'-' if offset < 0 else '+'}{show_duration(abs(offset))}"
    return f"if only the clock of {host} is off, nothing deviates with --clock {host}={shown}"


def _words(charted: Charted, kind: Kind) -> str:
    drawn = _drawn(charted, kind)
    if kind.code == HOP:
        return f"{listed(map(str, kind.about))} skipped"
    if kind.code == PARTY:
        return f"more than one {kind.about[0]}"
    if kind.code == ORDER:
        return f"{said(drawn[1])} before {said(drawn[0])}"
    if kind.code == REPEATED:
        return f"{listed(map(said, drawn))} more often than drawn"
    return f"not seen: {listed(map(said, drawn))}"


def _drawn(charted: Charted, kind: Kind) -> list[DrawnStep]:
    """Return the steps that a kind is about; of a lifeline its first one that is to be seen."""
    steps = charted.steps
    if kind.code in (HOP, PARTY):
        firsts = (next((s for s in steps.values() if s.lifeline == name and s.signs), None) for name in kind.about)
        return [step for step in firsts if step is not None]
    return [steps[number] for number in kind.about if isinstance(number, int)]


def _requests(account: Account, groups: list[tuple[Kind, Group]], findings: list[Finding]) -> RequestsOutcome:
    return RequestsOutcome(
        account.requests,
        account.conforming,
        account.violated,
        account.inconclusive,
        account.passed_over,
        account.apart,
        tuple(
            RequestGroup(
                kind.code,
                finding.fingerprint,
                group.count,
                kind.why,
                tuple(RequestExample(e.request, e.time, tuple(place for place, _ in e.places)) for e in group.examples),
            )
            for (kind, group), finding in zip(groups, findings, strict=True)
        ),
    )


def _diagram(charted: Charted, account: Account, hearing: Hearing) -> ScenarioOutcome:
    """Return how far requests follow the diagram as a whole."""
    whole = charted.drawing.scenarios[0]
    missing = {
        step for kind, group in account.groups.items() if not kind.why for step in kind.about if isinstance(step, int)
    }
    steps = tuple(_step(charted, account, hearing, number, number in missing) for number in whole.steps)
    return ScenarioOutcome(
        charted.contract.system,
        charted.drawing.title,
        whole.place,
        whole.kind,
        "triggered",
        f"every request follows it, says {charted.flow.id} of the contract",
        account.requests,
        steps,
        tuple(impossibilities([charted.steps[n] for n in whole.own])) if account.requests else (),
        account.conforming,
    )


def _step(charted: Charted, account: Account, hearing: Hearing, number: int, missing: bool) -> StepOutcome:
    step = charted.steps[number]
    count, place = account.steps.get(number, (0, None))
    status: StepStatus
    why = ""
    if step.impossible:
        status, why = "impossible", step.impossible
    elif number not in hearing.observable and not count:
        status = "unobservable"
        silent = listed(hearing.tellers.get(number, ()))
        why = step.why_unseen or (
            f"the log of {silent} would show it" if silent else "nothing that is read tells of it"
        )
    elif missing or not count:
        status = "missing"
    else:
        status = "seen"
    return StepOutcome(step.place, step.text, step.lifeline, step.end, status, count, why, (place,) if place else ())
