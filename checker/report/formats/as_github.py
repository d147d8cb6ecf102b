"""For GitHub Actions: workflow commands, which it shows as annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.options import RenderOptions
from checker.report.proofs import rests_on, sentences
from checker.report.text.layout import clean
from checker.report.told import one_line, place_of, plain_path, totals, undecided
from checker.report.words import verdict_words

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return a command a line; the last tells the verdict, so that there is always one."""
    return "".join(f"{line}\n" for line in _commands(outcome))


def _commands(outcome: Outcome) -> Iterator[str]:
    for finding in outcome.findings:
        place = place_of(finding)
        yield _command(LEVELS[finding.severity], f"verify: {finding.code}", _text(finding), place)
    for each in undecided(outcome):
        yield _command("warning", f"verify: {each.rule.id}", each.text, None)
    yield from _proofs(outcome)
    level = "error" if outcome.exit_status else "notice"
    counts = totals(outcome) or "nothing to report"
    text = f"{verdict_words(outcome.verdict)}: {counts}; exit status {outcome.exit_status}"
    yield _command(level, f"verify {outcome.command}", text, None)


def _proofs(outcome: Outcome) -> Iterator[str]:
    """Yield a notice a system of what its results rest on: GitHub shows ten of a kind in a step, and no more."""
    for system in dict.fromkeys(each.system for each in outcome.properties):
        every = [each for each in outcome.properties if each.system == system]
        lines = [f"{each.id}: {rests_on(each.proof)}" for each in every if each.proof is not None]
        if lines:
            assumed = [f"assumption {name}: {says}" for name, says in sentences(every).items()]
            yield _command("notice", f"verify {outcome.command} {system}", "\n".join([*lines, *assumed]), None)


def _text(finding: Finding) -> str:
    """Return the message, and under it the first of the further places: who promised, or what else takes part."""
    seen = [f"{each.place}: {each.label} {each.text.strip()}".strip() for each in finding.related[:1]]
    return "\n".join([one_line(finding), *seen])


def _command(level: str, title: str, text: str, place: Place | None) -> str:
    values: dict[str, str] = {}
    if place is not None:
        values["file"] = plain_path(place.file)
        if place.unit == "line":
            values |= {"line": str(place.line), "col": str(place.column)}
        else:
            text = f"{place}: {text}"
    values["title"] = title
    written = ",".join(f"{name}={_value(value)}" for name, value in values.items())
    return f"::{level} {written}::{_data(text)}"


def _data(text: str) -> str:
    """Escape what would end the command: it is one line, and `%` begins an escape."""
    text = "\n".join(map(clean, text.splitlines()))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
