"""Findings that somebody accepts by a comment beside the line: `# verify: allow CODE: reason`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.deployment import Deployment
from checker.model.outcome import Suppressed

UNUSED = "suppression-unused"
WITHOUT_REASON = "suppression-without-reason"

EXPLANATIONS = {
    each.code: each
    for each in (
        Explanation(
            code=UNUSED,
            title="a suppression that suppresses nothing any more",
            what="A comment `verify: allow` or an entry of the baseline accepts a finding that is not there.",
            why="What it accepted was mended, or the line changed: left there, it would hide the next fault.",
            bad="fall 3  # verify: allow fall-threshold: agreed with operations",
            good="fall 3",
            fix="Remove the comment, or the entry of the baseline.",
        ),
        Explanation(
            code=WITHOUT_REASON,
            title="a suppression that does not say why",
            what="A comment `verify: allow` or an entry of a baseline gives no reason, so it does not count.",
            why="Whoever reads it later must be able to tell whether the reason still holds.",
            bad="fall 5  # verify: allow fall-threshold",
            good="fall 5  # verify: allow fall-threshold: these servers pause up to 8s while they take backups",
            fix="Write the reason behind a second colon; in a baseline, as the `why` of the entry.",
        ),
    )
}

# `!` is a comment of keepalived, `;` of PgBouncer
_COMMENT = re.compile(
    r"(?:^|\s)[#;!]+[ \t]*verify:[ \t]*allow[ \t]+(?P<codes>[a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)"
    r"[ \t]*(?::[ \t]*(?P<why>.*?))?[ \t]*$"
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that accepts the findings of a code on one line; `line` is the one that it speaks of."""

    place: Place
    line: int
    code: str
    why: str
    text: str

    def covers(self, finding: Finding) -> bool:
        """Say whether it accepts a finding."""
        where = finding.where
        return (
            bool(self.why)
            and where is not None
            and (where.file, where.line, finding.code) == (self.place.file, self.line, self.code)
        )


def allowances(deployment: Deployment) -> tuple[Allowance, ...]:
    """Return all comments that accept something; one that stands alone speaks of the next line that is none."""
    return tuple(
        allowance
        for file in deployment.files
        if file.format and "verify:" in file.source.text
        for allowance in _in_file(file.source.path, file.source.text)
    )


def _in_file(path: str, text: str) -> Iterator[Allowance]:
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "verify:" not in line or not (match := _COMMENT.search(line.rstrip("\r"))):
            continue
        place = Place(path, number, match.start() + len(match[0]) - len(match[0].lstrip()) + 1)
        spoken_of = number if line[: match.start()].strip() else _below(lines, number)
        for code in match["codes"].split(","):
            yield Allowance(place, spoken_of, code.strip(), (match["why"] or "").strip(), line)


def _below(lines: Sequence[str], number: int) -> int:
    """Return the number of the first line below that is neither empty nor a comment."""
    return next((n for n, line in enumerate(lines[number:], number + 1) if not _is_comment(line)), number)


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip()[0] in "#;!"


def suppressed_inline(findings: Iterable[Finding], allowed: Sequence[Allowance]) -> list[Suppressed]:
    """Return those findings that comments accept."""
    return [
        Suppressed(finding, "inline", by.why, by.place)
        for finding in findings
        if (by := next((each for each in allowed if each.covers(finding)), None))
    ]


def about(allowed: Sequence[Allowance], suppressed: Sequence[Suppressed], codes: frozenset[str]) -> Iterator[Finding]:
    """Yield what is odd about the comments; those about other codes than `codes` were not put to the test."""
    used = {(each.place, each.finding.code) for each in suppressed}
    for each in allowed:
        if not each.why:
            message = f"this does not say why {each.code} is accepted, so it is not"
            hint = f"write # verify: allow {each.code}: and the reason"
            yield Finding(WITHOUT_REASON, Severity.WARNING, message, each.place, each.text, hint=hint)
        elif (each.place, each.code) not in used and each.code in codes:
            message = f"there is no {each.code} on line {each.line} that this could accept"
            yield Finding(UNUSED, Severity.INFO, message, each.place, each.text, hint="remove it")
