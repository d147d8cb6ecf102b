"""The findings, each with the lines that show it and links to its time, its diagram and its rule."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding, Related
from checker.base.places import Place
from checker.report.html.context import Context
from checker.report.html.entries import Entry, own_name
from checker.report.html.markup import NOTHING, Html, join, link, prose, tag, text
from checker.report.html.verdicts import badge
from checker.report.words import counted


def findings(context: Context) -> Html:
    """Return all that is told one by one, the gravest first; a hint is given once."""
    hints: dict[str, Entry] = {}
    told = [_entry(entry, hints, context) for entry in context.entries]
    if not told:
        return tag("p", text("There are no findings."))
    shown = len(context.entries)
    more = (
        f"{shown:,} of {counted(shown + context.left, 'finding')} are on this page and in its timelines: of each rule "
        "those that are few, and of many some from all of their time. --format json has all of them."
    )
    rest = tag("p", text(more), class_="left-out") if context.left else NOTHING
    pages = tag("nav", class_="pages", aria_label="pages of findings", hidden="")
    return join([rest, pages, tag("div", *told, class_="findings")])


def _entry(entry: Entry, hints: dict[str, Entry], context: Context) -> Html:
    finding = entry.finding
    heading = tag(
        "h3",
        link(entry.id, text(f"{entry.number}"), class_="self", aria_label=f"finding {entry.number}"),
        text(" "),
        badge(entry.kind),
        text(" "),
        tag("span", text(finding.message.removeprefix(f"{finding.rank}: ")), class_="message"),
    )
    return tag(
        "article",
        heading,
        _meta(entry, context),
        *_evidence(finding, context),
        *_compared(finding),
        _hint(entry, hints),
        _links(entry, context),
        class_=f"finding {entry.kind.replace(' ', '-')}",
        id=entry.id,
        data_kind=entry.kind,
        data_rule=entry.rule.id if entry.rule else finding.code,
        data_observer=own_name(entry.observer),
        data_subject=own_name(entry.subject),
    )


def _meta(entry: Entry, context: Context) -> Html:
    finding = entry.finding
    when = context.calendar.stretch(finding.time) if finding.time and finding.time.lo else ""
    parts = [when, finding.code, *filter(None, (entry.observer, entry.subject))]
    return tag("p", text("  ·  ".join(filter(None, parts))), class_="meta")


def _evidence(finding: Finding, context: Context) -> Iterator[Html]:
    """Yield each line that shows it, as it stands."""
    if finding.where is not None:
        yield _line(finding.where, "", finding.text, context)
    quiet: list[Related] = []
    for each in finding.related:
        if each.text:
            yield _line(each.place, each.label, each.text, context)
        else:
            quiet.append(each)
    if quiet:
        items = (tag("li", context.places.one(each.place), text(f" {each.label}")) for each in quiet)
        yield tag("ul", *items, class_="related")


def _line(place: Place, label: str, quoted: str, context: Context) -> Html:
    caption = tag("figcaption", context.places.one(place), text(f" {label}" if label else ""))
    code = tag("pre", tag("code", text(quoted))) if quoted.strip() else NOTHING
    return tag("figure", caption, code, class_="line")


def _compared(finding: Finding) -> Iterator[Html]:
    """Yield what was wanted and found, of a change what it was and is; and what would mend it."""
    unit = f" {finding.unit}" if finding.unit else ""
    words = ("was", "is") if finding.rank else ("wanted", "found")
    pairs = [(words[0], finding.wanted), (words[1], finding.found)]
    told = [f"{word} {value}{unit}" for word, value in pairs if value]
    if told:
        key = f"{finding.key}: " if finding.key else ""
        yield tag("p", text(key + ", ".join(told)), class_="compared")
    if finding.repair:
        yield tag("p", text("repair: "), tag("code", text(finding.repair)), class_="compared")


def _hint(entry: Entry, hints: dict[str, Entry]) -> Html:
    hint = entry.finding.hint
    if not hint:
        return NOTHING
    first = hints.setdefault(hint, entry)
    told = prose(hint) if first is entry else link(first.id, text(f"as of finding {first.number}"))
    return tag("p", tag("b", text("Hint: ")), told, class_="hint")


def _links(entry: Entry, context: Context) -> Html:
    """Return where else in the page it is."""
    told = []
    if to := context.timed.get(entry.number):
        told.append(link(to, text("its time"), data_show=str(entry.number)))
    if to := context.drawn(entry):
        told.append(link(to, text("its diagram")))
    if to := context.rule_of(entry):
        told.append(link(to, text("its rule")))
    items = [tag("li", each) for each in told]
    return tag("ul", *items, class_="links", aria_label=f"finding {entry.number}: see") if items else NOTHING
