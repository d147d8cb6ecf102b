"""The head of the page: the verdict, the exit status, what was counted."""

from __future__ import annotations

from collections import Counter

from checker.base.finding import Verdict
from checker.model.outcome import Outcome
from checker.report.html.context import Context
from checker.report.html.entries import SIGNS
from checker.report.html.markup import Html, tag, text
from checker.report.text.diff import classes
from checker.report.told import totals
from checker.report.words import SHOWN_FIRST, counted, verdict_words

_PROVED = {
    Verdict.VIOLATED: "refuted or contradicted",
    Verdict.INCONCLUSIVE: "unknown",
    Verdict.HOLDS: "proved",
    Verdict.NOT_EXERCISED: "vacuous",
}
_NO_PASS = "nothing that a property speaks of happened in what was read; that is not a pass"


def title(outcome: Outcome) -> str:
    """Return the title of the page."""
    return f"verify {outcome.command}: {word(outcome)}"


def word(outcome: Outcome) -> str:
    """Return the verdict in the words of the command."""
    if outcome.command == "diff":
        return classes(outcome.findings)
    return _PROVED[outcome.verdict] if outcome.command == "prove" else verdict_words(outcome.verdict)


def answer(context: Context) -> Html:
    """Return the heading and the sentences under it."""
    outcome = context.outcome
    name = verdict_words(outcome.verdict)
    sign = tag("span", text(SIGNS[name]), class_="sign", aria_hidden="true")
    heading = tag("h1", sign, text(f" verify {outcome.command}: "), tag("strong", text(word(outcome))))
    return tag(
        "header",
        heading,
        tag("p", text(_told(outcome))),
        tag("p", text(_read(context))),
        class_=f"answer {outcome.verdict.value.replace('_', '-')}",
    )


def _told(outcome: Outcome) -> str:
    """Return how many properties have which verdict, what was found, and the exit status."""
    verdicts = Counter(each.verdict for each in outcome.properties)
    noun = ("rule", "rules") if outcome.command == "gate" else ("property", "properties")
    counts = [f"{verdicts[each]} {verdict_words(each)}" for each in SHOWN_FIRST if verdicts[each]]
    parts = [f"{counted(len(outcome.properties), *noun)}: {', '.join(counts)}"] if counts else []
    parts += [totals(outcome) or "nothing to report"]
    parts += [_NO_PASS] if outcome.verdict is Verdict.NOT_EXERCISED else []
    strict = " (--strict)" if outcome.verdict is Verdict.HOLDS and outcome.exit_status else ""
    return f"{'; '.join(parts)}; exit status {outcome.exit_status}{strict}."


def _read(context: Context) -> str:
    outcome = context.outcome
    unread = sum(each.unread_total for each in outcome.inputs)
    inputs = f"{counted(len(outcome.inputs), 'input')} read"
    root = context.places.root
    inputs += f" in {root}" if root else ""
    left = f"; {counted(unread, 'line or packet', 'lines or packets')} not understood" if unread else ""
    day = f" All times are UTC, on {context.calendar.day}." if context.calendar.day else " All times are UTC."
    return f"{inputs}{left}.{day if outcome.command == 'check' else ''}"
