"""What was read: a row an input, under it what of it nobody understood."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.outcome import InputOutcome, Outcome
from checker.report.html.markup import Html, folded, table, tag, text
from checker.report.html.places import Places
from checker.report.ranges import show_numbers
from checker.report.words import counted

# Of each reason that lines were not read so many are named.
_MOST_LINES = 200


def inputs(outcome: Outcome, places: Places) -> Html:
    """Return the inputs in their order."""
    head = ("input", "read as", "source", "size", "events", "not understood")
    rows = (_row(each, f"i{number}", places) for number, each in enumerate(outcome.inputs, 1))
    return table("What was read", head, rows)


def _row(each: InputOutcome, id: str, places: Places) -> Html:
    return tag(
        "tr",
        tag("th", text(places.within(each.path)), scope="row"),
        tag("td", text(each.format or "no known format")),
        tag("td", text(each.source or "–")),
        tag("td", text(counted(each.lines, each.unit) if each.lines else "–"), class_="number"),
        tag("td", text(f"{each.events:,}"), class_="number"),
        tag("td", _unread(each)),
        id=id,
    )


def _unread(each: InputOutcome) -> Html:
    if not each.unread_total:
        return text("–")
    told = counted(each.unread_total, each.unit)
    return folded(text(told), tag("ul", *_reasons(each)))


def _reasons(each: InputOutcome) -> Iterator[Html]:
    reasons: dict[str, list[int]] = {}
    for line, why in each.unread:
        reasons.setdefault(why, []).append(line)
    for why, numbers in reasons.items():
        more = f" and {len(numbers) - _MOST_LINES:,} more" if len(numbers) > _MOST_LINES else ""
        noun = each.unit if len(numbers) == 1 else f"{each.unit}s"
        yield tag("li", text(f"{noun} {show_numbers(numbers[:_MOST_LINES])}{more}: {why}"))
    if each.unread_total > len(each.unread):
        yield tag("li", text(f"{each.unread_total - len(each.unread):,} more that are not listed"))
