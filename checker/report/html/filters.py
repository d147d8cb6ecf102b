"""The form that narrows what the page shows; it is there where scripts run."""

from __future__ import annotations

from collections.abc import Iterable

from checker.report.html.context import Context
from checker.report.html.entries import Entry, kinds_of, own_name
from checker.report.html.markup import NOTHING, Html, tag, text
from checker.report.html.rows import FINDINGS, Row

# A list of more choices helps nobody: the text filter does.
_MOST_CHOICES = 300


def filters(context: Context) -> Html:
    """Return the form: a text, and a choice for each thing that differs in this page."""
    rows = [row for mine in context.rows.values() for row in mine if row.group != FINDINGS]
    kinds = kinds_of(context.entries)
    rules = dict.fromkeys(each.rule.id if each.rule else each.finding.code for each in context.entries)
    seen: list[Entry | Row] = [*context.entries, *rows]
    observers = sorted({own_name(each.observer) for each in seen})
    subjects = sorted({own_name(each.subject) for each in seen})
    groups = dict.fromkeys(row.group for row in rows)
    search = tag("input", type="search", id="filter-text", name="text", autocomplete="off")
    return tag(
        "form",
        tag("div", tag("label", text("text"), for_="filter-text"), search),
        _choice("kind", "class" if context.outcome.command == "diff" else "verdict", kinds),
        _choice("rule", "rule", rules),
        _choice("observer", "observer", observers),
        _choice("subject", "subject", subjects),
        _choice("group", "states", groups),
        tag("button", text("clear"), type="reset"),
        tag("p", class_="count", id="count", role="status", aria_live="polite"),
        class_="filters",
        id="filters",
        role="search",
        aria_label="filter findings and timelines",
    )


def _choice(name: str, label: str, values: Iterable[str]) -> Html:
    options = [value for value in values if value][:_MOST_CHOICES]
    if len(options) < 2 and name != "kind":
        return NOTHING
    every = tag("option", text("all"), value="")
    shown = (
        tag("option", text(value.replace("_", " ") if name == "group" else value), value=value) for value in options
    )
    named = tag("select", every, *shown, id=f"filter-{name}", name=name)
    return tag("div", tag("label", text(label), for_=f"filter-{name}"), named)
