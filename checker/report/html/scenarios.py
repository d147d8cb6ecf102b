"""How far what happened follows the diagrams, and what was computed, suppressed: tables at the end of the page."""

from __future__ import annotations

from collections import Counter

from checker.model.outcome import Outcome, ScenarioOutcome, StepStatus, Suppressed
from checker.report.html.context import Context
from checker.report.html.markup import Html, table, tag, text
from checker.report.text.gate_numbers import number_name, number_text

_STEPS: tuple[StepStatus, ...] = ("missing", "impossible", "unobservable")


def scenarios(context: Context) -> Html:
    """Return a row for each diagram and fragment: how it is read, how often it was found, how much of it was seen."""
    head = ("diagram", "part", "read as", "found", "steps seen", "steps not seen")
    rows = (_row(each, context) for each in context.outcome.scenarios)
    return table("What the diagrams draw, beside what happened", head, rows)


def numbers(outcome: Outcome) -> Html:
    """Return what was computed."""
    rows = (
        tag("tr", tag("th", text(number_name(name)), scope="row"), tag("td", text(number_text(name, value))))
        for name, value in outcome.numbers.items()
    )
    return table("What was computed", ("number", "value"), rows)


def suppressed(context: Context) -> Html:
    """Return what somebody accepted, by whom and why."""
    rows = (_suppressed(each, context) for each in context.outcome.suppressed)
    return table("Findings that were accepted", ("finding", "where", "accepted in", "why"), rows)


def _row(each: ScenarioOutcome, context: Context) -> Html:
    counts = Counter(step.status for step in each.steps if not step.seen)
    unseen = ", ".join(f"{counts[status]} {status}" for status in _STEPS if counts[status])
    cells = (
        tag("td", text(each.kind), text(" "), context.places.one(each.place)),
        tag("td", text(f"{each.reading}: {each.reason}")),
        tag("td", text(f"{each.instances:,}"), class_="number"),
        tag("td", text(f"{each.observed:,} of {len(each.steps):,}"), class_="number"),
        tag("td", text(unseen)),
    )
    return tag("tr", tag("th", text(each.diagram), scope="row"), *cells)


def _suppressed(each: Suppressed, context: Context) -> Html:
    finding = each.finding
    where = context.places.one(finding.where) if finding.where else text("")
    by = context.places.one(each.place) if each.place else text(each.kind)
    name = tag("th", tag("code", text(finding.code)), text(f" {finding.message}"), scope="row")
    return tag("tr", name, tag("td", where), tag("td", by), tag("td", text(each.why or "no reason given")))
