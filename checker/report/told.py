"""Findings as the formats for machines tell them: where, with a fingerprint that is unique in a report, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from checker.base.finding import Finding, Verdict
from checker.base.places import Place
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from checker.report.instants import show_exact


class Told(NamedTuple):
    """A finding with its place, and what names it in every run: the same when lines are added above it."""

    finding: Finding
    place: Place | None
    identity: str


class Undecided(NamedTuple):
    """What could not be decided, and no finding tells: the reason once, with all subjects that share it."""

    rule: PropertyOutcome
    why: str
    settles: str
    subjects: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reason in one line, and what would settle it."""
        who = f"{', '.join(self.subjects)}: " if self.subjects else ""
        settled = f"; settled by: {self.settles}" if self.settles else ""
        return f"undecided: {who}{self.why}{settled}"


def told(findings: Iterable[Finding]) -> Iterator[Told]:
    """Yield every finding; those that share an identity (lines that read alike) are numbered."""
    seen: Counter[str] = Counter()
    for finding in findings:
        identity = finding.identity
        seen[identity] += 1
        yield Told(finding, place_of(finding), f"{identity}:{seen[identity]}")


def is_open(finding: Finding) -> bool:
    """Say whether a finding tells that something is not known, not that something is wrong."""
    return finding.verdict is Verdict.INCONCLUSIVE


def place_of(finding: Finding) -> Place | None:
    """Return where a finding stands, or where its first witness does."""
    return finding.where or next((related.place for related in finding.related), None)


def undecided(outcome: Outcome) -> Iterator[Undecided]:
    """Yield what is open and told by no finding: silence about it would look like a pass."""
    for each in outcome.properties:
        yield from undecided_of(each)


def undecided_of(rule: PropertyOutcome) -> Iterator[Undecided]:
    """Yield what is open of one property or rule and told by no finding, each reason once."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for instance in rule.instances:
        if instance.verdict is Verdict.INCONCLUSIVE and instance.finding is None:
            reasons.setdefault((instance.why, instance.settles), {}).setdefault(_subject(instance))
    if not reasons and rule.verdict is Verdict.INCONCLUSIVE and not rule.findings:
        reasons[rule.why, rule.settles] = {}
    for (why, settles), names in reasons.items():
        yield Undecided(rule, why or "no reason is known", settles or rule.settles, tuple(filter(None, names)))


def _subject(instance: Instance) -> str:
    return " ".join(part for part in (instance.observer, instance.subject) if part)


def one_line(finding: Finding) -> str:
    """Return the message with the repair and the hint: what a report with one line a finding has to say."""
    parts = [dated(finding)]
    if finding.repair:
        parts.append(f"repair: {finding.repair}")
    if finding.hint:
        parts.append(f"hint: {finding.hint}")
    return "; ".join(parts)


def dated(finding: Finding) -> str:
    """Return the message behind the instant at which it happened, if it has one."""
    return f"{show_exact(finding.time.lo)}: {finding.message}" if finding.time else finding.message


def word_at(text: str, column: int) -> str:
    """Return the word of a line that begins in a column (from 1), or '' where none does."""
    rest = text[column - 1 :] if 0 < column <= len(text) else ""
    return rest.split(maxsplit=1)[0] if rest[:1].strip() else ""


def plain_path(path: str) -> str:
    """Return a path as repositories name it: without a leading `./`."""
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path or "."


def totals(outcome: Outcome) -> str:
    """Return `2 errors, 1 warning`, what there is of them; and what is undecided, and what was suppressed."""
    counts = Counter(finding.severity.value for finding in outcome.findings if not is_open(finding))
    parts = [f"{counts[s]} {s}{'s' if counts[s] > 1 else ''}" for s in ("error", "warning") if counts[s]]
    parts += [f"{counts['info']} info"] if counts["info"] else []
    open_ = sum(each.verdict is Verdict.INCONCLUSIVE for each in outcome.properties)
    parts += [f"{open_} undecided"] if open_ else []
    parts += [f"{len(outcome.suppressed)} suppressed"] if outcome.suppressed else []
    return ", ".join(parts)
