"""A counter that is drawn counts on by one, and up to the same end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.model.phrases import read_phrases
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_FAILURE = re.compile(r"fail|error|timeout|miss|lost|down\b|unhealthy|fault|strike", re.IGNORECASE)
_SUCCESS = re.compile(r"success|passed|\bok\b|\bup\b|healthy|recover", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Count:
    """One reading of a counter: 2 of 3, by which event."""

    event: Event
    number: int
    of: int


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        last: dict[tuple[str, str], _Count] = {}
        for event in page.chart.events:
            for key, count in _counts(page, event):
                before = last.get(key)
                if before and page.possible(before.event.index, event.index):
                    yield from _wrong(before, count)
                last[key] = count


def _counts(page: Page, event: Event) -> Iterator[tuple[tuple[str, str], _Count]]:
    """Yield the counters that somebody keeps by itself, by who counts and what."""
    if event.kind not in ("note", "local") or event.unlinked:
        return
    outcome = "failure" if _FAILURE.search(event.text) else "success" if _SUCCESS.search(event.text) else ""
    for fact in read_phrases(event.text, event.place).facts:
        number, of = fact.values.get("n"), fact.values.get("of")
        if outcome and isinstance(number, int) and isinstance(of, int):
            yield (event.lifeline, outcome), _Count(event, number, of)


def _wrong(before: _Count, now: _Count) -> Iterator[Problem]:
    if now.of != before.of:
        what = (
            f"counts to {now.of} ({now.number}/{now.of}), above it counted to {before.of} ({before.number}/{before.of})"
        )
    elif now.number > before.number + 1:
        what = f"goes from {before.number}/{before.of} to {now.number}/{now.of}"
    elif now.number == before.number < now.of:
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
        Example(_BEGIN + "    A->>A: failures++ (1/3)\n", at=(3,)),
    ),
    valid=(
        Example(_BEGIN + "    A->>A: failures++ (2/3)\n    A->>A: Mark B DOWN (3/3 threshold)\n"),
        Example(_BEGIN + "    A->>A: failures++ (2/3)\n    A->>A: failures++ (1/3)\n"),
        Example(_BEGIN + "    A->>A: successes++ (2/5)\n    B->>B: failures++ (3/3)\n"),
        Example(
            "sequenceDiagram\n    alt x\n    A->>A: failures++ (1/3)\n    else y\n    A->>A: failed (3/3)\n    end\n"
        ),
    ),
)
