"""The table of verdicts: a row a property, with its counts, its scope and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from checker.base.finding import Verdict
from checker.model.outcome import PropertyOutcome, Scope
from checker.report.html.context import Context
from checker.report.html.entries import SIGNS
from checker.report.html.markup import NOTHING, Html, folded, join, link, table, tag, text
from checker.report.instants import Calendar
from checker.report.proofs import rests_on
from checker.report.words import SHOWN_FIRST, counted, verdict_words

# More rows that say that all is well are folded.
_MOST_WELL = 20


def verdicts(context: Context) -> Html:
    """Return the table, what is violated first; what holds is folded where it is much."""
    noun = "rule" if context.outcome.command == "gate" else "property"
    every = sorted(context.outcome.properties, key=lambda each: SHOWN_FIRST.index(each.verdict))
    well = [each for each in every if each.verdict is Verdict.HOLDS]
    if len(well) <= _MOST_WELL:
        return _table(f"The verdict of each {noun}", noun, every, context)
    others = [each for each in every if each.verdict is not Verdict.HOLDS]
    first = _table(f"The verdict of each {noun} that does not hold", noun, others, context) if others else NOTHING
    held = counted(len(well), noun, "rules" if noun == "rule" else "properties")
    return join(
        [first, folded(text(f"{held} that hold{'s' if len(well) == 1 else ''}"), _table(held, noun, well, context))]
    )


def verdict_badge(each: PropertyOutcome) -> Html:
    """Return the verdict of a property; that of a proof in the prover's words."""
    return badge(each.proof.result if each.proof else verdict_words(each.verdict))


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


def _table(caption: str, noun: str, properties: Sequence[PropertyOutcome], context: Context) -> Html:
    columns = [column for column in _COLUMNS if any(column.cell(each, context) for each in properties)]
    head = [noun, "verdict", *(column.name for column in columns)]
    return table(caption, head, (_row(each, columns, context) for each in properties), class_="verdicts")


def _row(each: PropertyOutcome, columns: Sequence[_Column], context: Context) -> Html:
    name = tag("th", link(context.rules[each.system, each.id], text(each.id)), _of(each, context), scope="row")
    cells = (tag("td", text(column.cell(each, context)), class_=column.kind) for column in columns)
    return tag("tr", name, tag("td", verdict_badge(each)), *cells)


class _Column(NamedTuple):
    """A column that is there where it has anything to say."""

    name: str
    kind: str
    cell: Callable[[PropertyOutcome, Context], str]


_COLUMNS = (
    _Column("rests on", "small", lambda each, _: rests_on(each.proof) if each.proof else ""),
    _Column("exercised", "number", lambda each, _: "" if each.proof else f"{each.exercised:,}"),
    _Column("violated", "number", lambda each, _: "" if each.proof else f"{each.violations:,}"),
    _Column("undecided", "number", lambda each, _: "" if each.proof else f"{each.inconclusive:,}"),
    _Column("scope", "small", lambda each, context: scope_words(each.scope, context.calendar)),
    _Column("with", "small", lambda each, _: parameter_words(each.parameters)),
)


def _of(each: PropertyOutcome, context: Context) -> Html:
    systems = {rule.system for rule in context.outcome.properties}
    return tag("span", text(f" {each.system}"), class_="small") if len(systems) > 1 else text("")
