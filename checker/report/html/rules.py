"""What must hold: each property with its sentence, its formula, where it is stated, what it means, what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.base.explanation import Explanation
from checker.model.outcome import Excerpt, ProofOutcome, PropertyOutcome, RunOutcome
from checker.report.html.context import Context
from checker.report.html.entries import Entry
from checker.report.html.markup import NOTHING, Html, folded, join, lines, link, prose, tag, text
from checker.report.html.verdicts import parameter_words, scope_words, verdict_badge
from checker.report.proofs import names
from checker.report.told import undecided_of
from checker.report.words import SHOWN_FIRST, counted, verdict_words

_MOST_LINKS = 30
_MOST_OPEN = 20
_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


def rules(context: Context) -> Html:
    """Return a part for each property or rule, then for each code of a finding that belongs to none."""
    told: set[str] = set()
    parts = []
    for each in sorted(context.outcome.properties, key=lambda rule: SHOWN_FIRST.index(rule.verdict)):
        id = context.rules[each.system, each.id]
        if id not in told:
            told.add(id)
            parts.append(_rule(each, id, context))
    return join([*parts, *(_code(code, id, context) for code, id in context.codes.items())])


def _rule(each: PropertyOutcome, id: str, context: Context) -> Html:
    heading = tag("h3", tag("code", text(each.id)), text(" "), verdict_badge(each))
    explained = context.outcome.explanations.get(each.id)
    return tag(
        "article",
        heading,
        tag("dl", *_facts(each, context)),
        _excerpt(each.excerpt) if each.excerpt else NOTHING,
        _proof(each, each.proof, context) if each.proof else NOTHING,
        folded(text("what it means"), _explained(explained)) if explained else NOTHING,
        _told(context.of_rule(each)),
        class_=f"rule {each.verdict.value.replace('_', '-')}",
        id=id,
    )


def _code(code: str, id: str, context: Context) -> Html:
    explained = context.outcome.explanations.get(code)
    mine = [entry for entry in context.entries if entry.finding.code == code]
    meant = folded(text("what it means"), _explained(explained)) if explained else NOTHING
    title = tag("p", text(explained.title)) if explained else NOTHING
    heading = tag("h3", tag("code", text(code)))
    return tag("article", heading, title, meant, _told(mine), class_="rule", id=id)


def _facts(each: PropertyOutcome, context: Context) -> Iterator[Html]:
    calendar = context.calendar
    readings = (f"{r.name}{' (counts)' if r.counts else ''}: {verdict_words(r.verdict)}" for r in each.readings)
    for name, told in (
        ("system", text(each.system)),
        ("says", text(each.says)),
        ("formula", tag("pre", tag("code", lines(each.formula))) if each.formula else NOTHING),
        ("stated in", context.places.one(each.stated) if each.stated else NOTHING),
        ("why", text(each.why)),
        ("readings", text("; ".join(readings))),
        ("scope", text(scope_words(each.scope, calendar))),
        ("with", text(parameter_words(each.parameters))),
        ("requests", text(_requests(each))),
        ("undecided", _open(each)),
        ("settled by", text(each.settles)),
    ):
        if told:
            yield join([tag("dt", text(name)), tag("dd", told)])


def _requests(each: PropertyOutcome) -> str:
    if each.requests is None:
        return ""
    told = each.requests
    return (
        f"{counted(told.requests, 'request')}: {told.conforming:,} conforming, {told.violated:,} violated, "
        f"{told.inconclusive:,} undecided; {told.passed_over:,} passed over"
    )


def _open(each: PropertyOutcome) -> Html:
    """Return what is undecided and told by no finding, each reason once."""
    told = [each.text.removeprefix("undecided: ") for each in undecided_of(each)]
    items = [tag("li", text(line)) for line in told[:_MOST_OPEN]]
    if len(told) > _MOST_OPEN:
        items.append(tag("li", text(f"... and {len(told) - _MOST_OPEN:,} more")))
    return tag("ul", *items) if items else NOTHING


def _excerpt(excerpt: Excerpt) -> Html:
    """Return the lines of the document around the promise; the line that states it is marked."""
    shown = []
    for number, line in enumerate(excerpt.lines, excerpt.first):
        numbered = text(f"{number:>6} | {line}")
        shown.append(tag("mark", numbered) if number in excerpt.marked else numbered)
    caption = tag("figcaption", text(f"what the diagram draws: {excerpt.title} ({excerpt.file})"))
    return tag("figure", caption, tag("pre", tag("code", Html("\n".join(shown)))), class_="line")


def _proof(each: PropertyOutcome, proof: ProofOutcome, context: Context) -> Html:
    facts = [("result", text(proof.result)), ("accepted", text(proof.accepted))]
    facts += [("proved by", text(", ".join(proof.methods)))]
    for assumed in proof.assumptions:
        without = (
            f"without it: broken by a run of {counted(len(assumed.without.steps), 'step')}" if assumed.without else ""
        )
        facts.append(("assuming", text(f"{assumed.name}: {assumed.says} ({without or 'without it: not known'})")))
    if proof.granted:
        facts.append(("although", text(f"all of these were assumed: {names(proof.granted)}")))
    facts += [("repair", text(repair)) for repair in proof.repairs]
    facts += [("written to", text(folder)) for folder in proof.certificates]
    drawn = context.run_of(each)
    if proof.run is not None:
        facts.append(("a run against it", _run(proof.run, drawn)))
    return tag("dl", *(join([tag("dt", text(name)), tag("dd", told)]) for name, told in facts if told))


def _run(run: RunOutcome, drawn: str | None) -> Html:
    told = "\n".join(run.timeline) or "\n".join(f"{ns / 1e9:.3f} s  {step}" for ns, step in run.steps)
    picture = link(drawn, text("drawn as a diagram")) if drawn else NOTHING
    return join([picture, tag("pre", tag("code", lines(told)))])


def _explained(explanation: Explanation) -> Html:
    parts = [tag("p", tag("strong", text(explanation.title)))]
    for label, told in (("What it says", explanation.what), ("Why", explanation.why)):
        parts += _prose(label, told)
    for label, example in (("Bad", explanation.bad), ("Good", explanation.good)):
        if example.strip():
            parts.append(tag("p", tag("b", text(label))))
            parts.append(tag("pre", tag("code", lines(example))))
    return join([*parts, *_prose("What to do", explanation.fix)])


def _prose(label: str, told: str) -> list[Html]:
    paragraphs = [" ".join(each.split()) for each in _BETWEEN.split(told.strip()) if each.strip()]
    head = [tag("p", tag("b", text(label)))] if paragraphs else []
    return [*head, *(tag("p", prose(each)) for each in paragraphs)]


def _told(entries: Sequence[Entry]) -> Html:
    """Return links back to what was found."""
    if not entries:
        return NOTHING
    shown = join((link(each.id, text(str(each.number))) for each in entries[:_MOST_LINKS]), ", ")
    more = f" and {len(entries) - _MOST_LINKS:,} more" if len(entries) > _MOST_LINKS else ""
    return tag("p", text("findings: "), shown, text(more), class_="back")
