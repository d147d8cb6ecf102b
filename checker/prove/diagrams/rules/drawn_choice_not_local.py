"""One lifeline decides which part of a choice is taken; the others learn it from messages."""

import re
from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.words import listed
from checker.model.chart import Event, Fragment
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule

# A part that begins because something did not happen: its beginner decides by a timer or an error.
_FAILURE = re.compile(
    r"time-?out|timed out|no (?:answer|response|reply|ack)|fail|error|refus|unreachable|crash|down\b|lost|dead|expire|"
    r"unavailable|otherwise|partition|silent|missing|exceed",
    re.IGNORECASE,
)
_LABELLED = 1


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for fragment in page.chart.fragments:
            if fragment.kind == "alt" and len(fragment.operands) > _LABELLED:
                yield from _race(page, fragment)


def _race(page: Page, fragment: Fragment) -> Iterator[Problem]:
    begun = [(operand, _beginners(page, operand.start, operand.end)) for operand in fragment.operands]
    begun = [(operand, names) for operand, names in begun if names]
    everybody = list(dict.fromkeys(name for _, names in begun for name in names))
    if len(begun) < 2 or len(everybody) < 2:
        return
    how = "; ".join(f"'{operand.label or 'else'}' by {listed(names)}" for operand, names in begun)
    excused = any(_FAILURE.search(operand.label) or _silence(page, operand.start, operand.end) for operand, _ in begun)
    message = f"nobody decides alone which part of this alt is taken: {how}. "
    if excused:
        message += "One part begins with a timeout or an error, which may come although the other part has begun"
    else:
        message += "Each may begin its own, and then both are taken at once, which nobody drew"
    where = tuple(Related(operand.place, f"begun by {listed(names)}", operand.label) for operand, names in begun[1:])
    hint = f"let one of {listed(everybody)} decide and tell the others, or draw what happens when both begin"
    severity = Severity.INFO if excused else None
    yield Problem(fragment.place, message, fragment.label, where, hint, severity)


def _beginners(page: Page, start: int, end: int) -> list[str]:
    """Return who begins a part: the lifelines of what nothing else in the part precedes, receipts and notes aside."""
    inside = (1 << end) - (1 << start)
    events = page.chart.events[start:end]
    first = [
        event
        for event in events
        if event.kind in ("send", "local") and not event.unlinked and not _follows(page, event, inside)
    ]
    return list(dict.fromkeys(event.lifeline for event in first))


def _follows(page: Page, event: Event, inside: int) -> bool:
    """Say whether something else in the part, which is no note, comes before an event."""
    causes = page.order.causes[event.index] & inside
    while causes:
        number = causes.bit_length() - 1
        if page.chart.events[number].kind != "note":
            return True
        causes &= ~(1 << number)
    return False


def _silence(page: Page, start: int, end: int) -> bool:
    """Say whether a part begins with a text that tells of a timeout or an error, or with what does not arrive."""
    events = page.chart.events[start:end]
    return bool(events) and (bool(_FAILURE.search(events[0].text)) or any(event.unlinked for event in events[:2]))


RULE = Rule(
    code="drawn-choice-not-local",
    severity=Severity.WARNING,
    title="the parts of a choice are begun by different lifelines",
    what="""
The parts of an `alt` are begun by different lifelines (non-local choice: Ben-Abdallah and Leue 1997, "Syntactic
detection of process divergence and non-local choice in message sequence charts"). Each can begin its own part before it
hears from the other. It is a remark where one part begins with a timeout or an error.
""",
    why="""
Then both parts happen at once: two leaders, a request that is retried and answered, too. No drawing says what the
components do in that case, so each of them does something else.
""",
    fix="Let one lifeline decide and tell the others, or draw the case that both begin.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    alt A wins\n    A->>B: I lead\n    else B wins\n    B->>A: I lead\n    end\n", at=(2,)
        ),
        Example(
            "sequenceDiagram\n    A->>B: request\n    alt answered\n    B-->>A: ok\n    else timeout\n"
            "    A->>C: request\n    end\n",
            at=(3,),
        ),
    ),
    valid=(
        Example("sequenceDiagram\n    alt A wins\n    A->>B: I lead\n    else B wins\n    A->>B: you lead\n    end\n"),
        Example(
            "sequenceDiagram\n    A->>B: request\n    alt healthy\n    B-->>A: ok\n    else down\n    B--xA: refused\n"
            "    A->>C: request\n    end\n"
        ),
    ),
)
