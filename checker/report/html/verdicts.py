"""The table of verdicts: a row a property, with its counts, its scope and its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from checker.model.outcome import PropertyOutcome, Scope
from checker.report.html.context import Context
from checker.report.html.entries import SIGNS
from checker.report.html.markup import Html, link, table, tag, text
from checker.report.instants import Calendar
from checker.report.proofs import rests_on
from checker.report.words import SHOWN_FIRST, verdict_words

_HEAD = ("verdict", "exercised", "violated", "undecided", "scope", "with")


def verdicts(context: Context) -> Html:
    """Return the table, what is violated first."""
    outcome = context.outcome
    noun = "rule" if outcome.command == "gate" else "property"
    rows = sorted(outcome.properties, key=lambda each: SHOWN_FIRST.index(each.verdict))
    head: tuple[str, ...] = (noun, *_HEAD)
    if outcome.command == "prove":
        head = (noun, "verdict", "result", "with")
    return table("The verdict of each " + noun, head, (_row(each, context) for each in rows), class_="verdicts")


def badge(kind: str) -> Html:
    """Return a verdict as a sign and a word."""
    sign = tag("span", text(SIGNS.get(kind, "")), class_="sign", aria_hidden="true")
    return tag("span", sign, text(f" {kind}"), class_=f"badge {kind.replace(' ', '-')}")


def scope_words(scope: Scope, calendar: Calendar) -> str:
    """Return for whom and when a verdict speaks, and who was not there."""
    parts = [", ".join(scope.observers)] if scope.observers else []
    parts += [calendar.stretch(scope.time, finest=3)] if scope.time is not None else []
    parts += [f"{', '.join(scope.missing)} not seen"] if scope.missing else []
    return "; ".join(parts)


def parameter_words(parameters: Mapping[str, str] | None) -> str:
    """Return `check.fall 3, check.interval 2s`."""
    return ", ".join(f"{name} {value}" for name, value in (parameters or {}).items())


def _row(each: PropertyOutcome, context: Context) -> Html:
    name = tag("th", link(context.rules[each.system, each.id], text(each.id)), _of(each, context), scope="row")
    verdict = tag("td", badge(verdict_words(each.verdict)))
    used = tag("td", text(parameter_words(each.parameters)), class_="small")
    kind = {"data_kind": verdict_words(each.verdict), "data_rule": each.id}
    if context.outcome.command == "prove":
        result = rests_on(each.proof) if each.proof else each.why
        return tag("tr", name, verdict, tag("td", text(result), class_="small"), used, **kind)
    counts = (each.exercised, each.violations, each.inconclusive)
    scope = tag("td", text(scope_words(each.scope, context.calendar)), class_="small")
    return tag("tr", name, verdict, *(_count(count) for count in counts), scope, used, **kind)


def _count(count: int) -> Html:
    return tag("td", text(f"{count:,}"), class_="number")


def _of(each: PropertyOutcome, context: Context) -> Html:
    systems = {rule.system for rule in context.outcome.properties}
    return tag("span", text(f" {each.system}"), class_="small") if len(systems) > 1 else text("")
