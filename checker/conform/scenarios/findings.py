"""What there is to tell of a comparison: steps that did not come, came in the wrong order, or cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.base.finding import Finding, Related, Severity
from checker.base.time import show_duration
from checker.conform.hosts import Hosts
from checker.conform.scenarios.pool import Sighting
from checker.conform.scenarios.triggered import Followed, Judged
from checker.conform.words import label, related
from checker.model.scenario import Drawing, DrawnStep

MISSING, DISORDER, IMPOSSIBLE = "scenario-step-missing", "scenario-step-out-of-order", "drawn-step-impossible"
_BREAK = re.compile(r"\s*<br[ \t]*/?>\s*", re.IGNORECASE)


def deviations(drawing: Drawing, followed: Followed, hosts: Hosts) -> Iterator[Finding]:
    """Yield what one instance of a rule does differently from its drawing."""
    who = _who(drawing, followed)
    for each in followed.steps:
        if each.status == "missing":
            yield _missing(each, followed, who, hosts)
        elif each.seen and each.against:
            yield _disorder(each, each.seen, each.against, who, hosts)


def impossibilities(steps: Sequence[DrawnStep]) -> Iterator[Finding]:
    """Yield each drawn message that the protocol does not have, once for both of its ends."""
    told = set()
    for step in steps:
        if step.impossible and step.place not in told:
            told.add(step.place)
            message = f"'{shown(step.text)}' is drawn but cannot happen: {step.impossible}"
            hint = "correct the diagram; no trace can ever show this step"
            yield Finding(IMPOSSIBLE, Severity.WARNING, message, step.place, step.text, hint=hint)


def shown(text: str) -> str:
    """Return the text of a step on one line."""
    return _BREAK.sub(" / ", text)


def said(step: DrawnStep) -> str:
    """Return a step as a sentence says it."""
    verb = {"send": "sends ", "receive": "receives "}.get(step.end, ": ")
    return f"{step.lifeline}{' ' if verb != ': ' else ''}{verb}'{shown(step.text)}'"


def _who(drawing: Drawing, followed: Followed) -> str:
    """Say who stands for whom in this instance."""
    binding = followed.seed.binding
    names = dict.fromkeys(j.step.lifeline for j in followed.steps)
    stands = {name: binding.of(drawing, name) for name in names if drawing.lifelines[name][0] != "virtual-address"}
    process = binding.process.rpartition("@")[2].partition("[")[0]
    return ", ".join(f"{n} is {binding.process if real == process else real}" for n, real in stands.items() if real)


def _missing(each: Judged, followed: Followed, who: str, hosts: Hosts) -> Finding:
    message = f"{said(each.step)} is drawn on line {each.step.place.line} and did not come"
    drawn = Related(each.step.place, "drawn here", shown(each.step.text))
    if each.before:
        _, at = each.before
        message += f" before {label(at.event, hosts)}"
    elif each.after:
        _, at = each.after
        message += f" within {show_duration(followed.seed.rule.within)} after {label(at.event, hosts)}"
    else:
        at = max(followed.seed.anchors.values(), key=lambda s: s.time)
        message += f" beside {label(at.event, hosts)}"
    return _finding(MISSING, f"{message} ({who})", at, (drawn,))


def _disorder(each: Judged, seen: Sighting, against: tuple[DrawnStep, Sighting], who: str, hosts: Hosts) -> Finding:
    other, sighted = against
    before = other.number < each.step.number
    words = "came before" if before else "came after"
    cause = "which has to precede it" if before else "which has to follow it"
    message = f"{said(each.step)} {words} {said(other)}, {cause} ({who})"
    places = (related(sighted.event, hosts), Related(each.step.place, "drawn here", shown(each.step.text)))
    return _finding(DISORDER, message, seen, places)


def _finding(code: str, message: str, at: Sighting, places: tuple[Related, ...]) -> Finding:
    event = at.event
    return Finding(code, Severity.WARNING, message, event.places[0], event.text, places, time=at.time)
