"""A counter that is drawn counts on by one, and up to the same end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.model.phrases import read_phrases
from checker.prove.diagrams.names import Who
from checker.prove.diagrams.page import Page, Site, hears
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_FAILURE = re.compile(r"fail|error|timeout|miss|lost|down\b|unhealthy|fault|strike", re.IGNORECASE)
_SUCCESS = re.compile(r"success|passed|\bok\b|\bup\b|healthy|recover", re.IGNORECASE)


# Who counts, what, of whom.
_Key = tuple[str, str, Who]


@dataclass(frozen=True, slots=True)
class _Count:
    """One reading of a counter: 2 of 3, by which event."""

    event: Event
    number: int
    of: int


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        last: dict[_Key, _Count] = {}
        for event in page.chart.events:
            for key, count in _counts(page, event):
                before = last.get(key)
                if before and page.possible(before.event.index, event.index) and not _looped(page, before, count):
                    yield from _wrong(page, before, count)
                last[key] = count


def _looped(page: Page, before: _Count, now: _Count) -> bool:
    """Say whether one of the two stands in a loop, which may count in between."""
    return any(page.repeated(each.event) for each in (before, now))


def _counts(page: Page, event: Event) -> Iterator[tuple[_Key, _Count]]:
    """Yield the counters that somebody keeps by itself, by who counts what of whom."""
    if event.kind not in ("note", "local") or event.unlinked:
        return
    outcome = "failure" if _FAILURE.search(event.text) else "success" if _SUCCESS.search(event.text) else ""
    for fact in read_phrases(event.text, event.place).facts:
        number, of = fact.values.get("n"), fact.values.get("of")
        if outcome and isinstance(number, int) and isinstance(of, int):
            yield (event.lifeline, outcome, _whose(page, event)), _Count(event, number, of)


def _whose(page: Page, event: Event) -> Who:
    """Return whose failures a text counts: whom it names, or whom its lifeline heard of last."""
    heard = (e.peer for e in page.chart.events[: event.index][::-1] if e.lifeline == event.lifeline and hears(e))
    return page.names.spoken_of(event.text) - {event.lifeline} or frozenset(islice(heard, 1))


def _wrong(page: Page, before: _Count, now: _Count) -> Iterator[Problem]:
    if now.of != before.of:
        what = (
            f"counts to {now.of} ({now.number}/{now.of}), above it counted to {before.of} ({before.number}/{before.of})"
        )
    elif now.number > before.number + 1:
        what = f"goes from {before.number}/{before.of} to {now.number}/{now.of}"
    elif now.number == before.number < now.of and _heard_between(page, before.event, now.event):
        what = f"says {now.number}/{now.of} twice in a row"
    else:
        return
    yield Problem(
        now.event.place,
        f"the counter of {now.event.lifeline} {what}",
        now.event.text,
        (related(before.event, f"{before.number}/{before.of} here"),),
        "draw the steps between, or correct one of the two",
    )


def _heard_between(page: Page, before: Event, now: Event) -> bool:
    """Say whether there was something to count in between, and not the same reading is only told again."""
    between = page.chart.events[before.index + 1 : now.index]
    return any(event.lifeline == now.lifeline and hears(event) for event in between)


_BEGIN = "sequenceDiagram\n    A->>A: failures++ (1/3)\n"

RULE = Rule(
    code="drawn-counter-skips",
    severity=Severity.ERROR,
    title="a counter skips a number, repeats one, or counts to another end",
    what="""
A lifeline counts (`1/3`, `2/3`) its failures or successes. The next reading is not one more, or the number that it
counts to is another one. A counter that begins again is none of this.
""",
    why="What happens at the threshold is the point of such a drawing; two thresholds are two designs.",
    fix="Draw the step that is missing, or correct the number.",
    judge=_judge,
    invalid=(
        Example(_BEGIN + "    A->>A: failures++ (3/3)\n", at=(3,)),
        Example(_BEGIN + "    A->>A: failures++ (2/5)\n", at=(3,)),
        Example("sequenceDiagram\n" + "    B--xA: refused\n    A->>A: failures++ (1/3)\n" * 2, at=(5,)),
    ),
    valid=(
        Example(_BEGIN + "    A->>A: failures++ (2/3)\n    A->>A: Mark B DOWN (3/3 threshold)\n"),
        Example(
            "sequenceDiagram\n    B--xA: refused\n    A->>A: failures++ (1/3)\n    C--xA: refused\n"
            "    A->>A: failures++ (1/3)\n    B--xA: refused\n    A->>A: B failed (2/3)\n"
        ),
        Example(_BEGIN + "    loop until the threshold\n    A->>A: failures++ (3/3)\n    end\n"),
        Example(_BEGIN + "    A->>A: failures++ (2/3)\n    A->>A: failures++ (1/3)\n"),
        Example(_BEGIN + "    A->>A: successes++ (2/5)\n    B->>B: failures++ (3/3)\n"),
        Example(
            "sequenceDiagram\n    alt x\n    A->>A: failures++ (1/3)\n    else y\n    A->>A: failed (3/3)\n    end\n"
        ),
    ),
)
