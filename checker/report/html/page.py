"""The page as a whole: head, parts, and how a browser is kept from loading or running anything else."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from checker.report.html.answer import answer, title
from checker.report.html.context import Context
from checker.report.html.data import Json, in_html, timeline_data
from checker.report.html.diagrams import diagrams, picture_styles
from checker.report.html.entries import SIGNS
from checker.report.html.filters import filters
from checker.report.html.findings import findings
from checker.report.html.inputs import inputs
from checker.report.html.legend import legend, patterns
from checker.report.html.markup import Html, join, link, tag, text
from checker.report.html.rules import rules
from checker.report.html.scenarios import numbers, scenarios, suppressed
from checker.report.html.timelines import timeline
from checker.report.html.verdicts import verdicts

# Before anything is drawn: what needs the script shows only where there is one.
_EARLY = 'document.documentElement.classList.add("js")'


class Part(NamedTuple):
    """A part of the page with a heading."""

    id: str
    title: str
    body: Html


def page(context: Context) -> str:
    """Return the whole document."""
    parts = list(_parts(context))
    style, script = own("page.css") + picture_styles(context), own("page.js")
    body = tag(
        "body",
        link("main", text("skip to the verdicts"), class_="skip"),
        answer(context),
        contents((part.id, part.title) for part in parts),
        tag("main", *_sections(parts, context), id="main"),
        footer(),
        patterns(),
        _data(context),
        Html(f"<script>{script}</script>"),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{head(title(context.outcome), style, script)}{body}</html>\n'


def _parts(context: Context) -> Iterator[Part]:
    outcome = context.outcome
    if outcome.properties:
        yield Part("verdicts", "Verdicts", verdicts(context))
    if outcome.timelines:
        yield Part("timelines", "Timelines", _timelines(context))
    yield Part("findings", "Changes" if outcome.command == "diff" else "Findings", findings(context))
    if context.illustrations:
        yield Part("diagrams", "Diagrams", diagrams(context))
    if outcome.properties or context.codes:
        yield Part("rules", "Rules", rules(context))
    if outcome.scenarios:
        yield Part("scenarios", "Diagrams and what happened", scenarios(context))
    if outcome.numbers and outcome.command != "diff":
        yield Part("numbers", "Computed", numbers(outcome))
    if outcome.suppressed:
        yield Part("accepted", "Accepted", suppressed(context))
    yield Part("inputs", "Inputs", inputs(outcome, context.places))


def _timelines(context: Context) -> Html:
    drawn = (
        timeline(each, context.rows[f"t{number}"], f"t{number}", context.places, context.calendar)
        for number, each in enumerate(context.outcome.timelines, 1)
    )
    return join([legend(), *drawn])


def _sections(parts: list[Part], context: Context) -> Iterator[Html]:
    """Yield the parts; the filters stand before the first that they speak of."""
    filtered = next(part for part in parts if part.id in ("timelines", "findings"))
    for part in parts:
        if part is filtered:
            yield filters(context)
        yield _section(part)


def _section(part: Part) -> Html:
    heading = tag("h2", text(part.title), id=f"{part.id}-title")
    return tag("section", heading, part.body, id=part.id, aria_labelledby=f"{part.id}-title")


def contents(parts: Iterable[tuple[str, str]]) -> Html:
    """Return links to the parts of a page, by their ids and titles."""
    items = (tag("li", link(id, text(title))) for id, title in parts)
    return tag("nav", tag("ul", *items), class_="contents", aria_label="parts of this page")


def footer() -> Html:
    """Return what stands below every page."""
    told = "Made by verify. This file is complete: it loads nothing and sends nothing."
    return tag("footer", tag("p", text(told)))


def head(name: str, style: str, script: str = "") -> Html:
    """Return the head of a page, which lets nothing run but this script, and nothing be loaded."""
    runs = f" script-src '{_hash(_EARLY)}' '{_hash(script)}';" if script else ""
    policy = f"default-src 'none'; style-src '{_hash(style)}';{runs} base-uri 'none'; form-action 'none'"
    early = f"<script>{_EARLY}</script>" if script else ""
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", text(name)),
        Html(f"<style>{style}</style>{early}"),
    )


def _hash(source: str) -> str:
    """Return what a Content-Security-Policy calls a script or style by (CSP level 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(sha256(source.encode()).digest()).decode()}"


def _data(context: Context) -> Html:
    """Return the timelines as data, which is no script."""
    spans = {f"t{number}": each.span for number, each in enumerate(context.outcome.timelines, 1)}
    timelines: Json = {name: timeline_data(spans[name], rows, context.places) for name, rows in context.rows.items()}
    told = in_html({"signs": dict(SIGNS), "timelines": timelines})
    return Html(f'<script type="application/json" id="data">{told}</script>')


@cache
def own(name: str) -> str:
    """Return the text of one of our own files."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
