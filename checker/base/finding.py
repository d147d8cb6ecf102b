"""One thing to tell a person. Every job (check, gate, prove, diff) speaks through this type."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from enum import StrEnum

from checker.base.places import Place, Span
from checker.base.time import Interval


class Severity(StrEnum):
    """How much a finding matters: an error fails the run, a warning only with --strict, info never."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What is known about a property in its printed scope."""

    HOLDS = "holds"
    VIOLATED = "violated"
    INCONCLUSIVE = "inconclusive"
    NOT_EXERCISED = "not_exercised"


@dataclass(frozen=True, slots=True)
class Related:
    """A further place that takes part in a finding, what it means there, and the line as it stands."""

    place: Place
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a file, and what is to stand there instead; an empty stretch is where something is put in."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Code, severity, message, primary place, related places, evidence and hint of one observation.

    `repair` is what to do as a person says it (`fall 3`), `changes` the same for a program. `rank` is what a change
    between two versions does to the promises (`breaking`, ...); `wanted` and `found` are then the old and new value.
    """

    code: str
    severity: Severity
    message: str
    where: Place | None = None
    text: str = ""
    related: tuple[Related, ...] = ()
    hint: str = ""
    property: str = ""
    time: Interval | None = None
    key: str = ""
    wanted: str = ""
    found: str = ""
    unit: str = ""
    repair: str = ""
    verdict: Verdict | None = field(default=None, kw_only=True)
    changes: tuple[Change, ...] = field(default=(), kw_only=True)
    rank: str = field(default="", kw_only=True)

    @builtins.property
    def fingerprint(self) -> str:
        """A stable identity over runs: the code, the message and where it stands (16 hexadecimal digits)."""
        return _digest(self.code, self.property, self.message, str(self.where), *(str(r.place) for r in self.related))

    @builtins.property
    def identity(self) -> str:
        """What stays the same when lines are added above: the code, the value, the file and the line as it reads.

        Where no line is quoted it is the place and the message. Two findings may share it (lines that read alike).
        """
        if self.where is None or not self.text.strip():
            return _digest(self.code, self.property, self.key, self.message, str(self.where))
        return _digest(self.code, self.property, self.key, self.where.file, " ".join(self.text.split()))


def _digest(*parts: str) -> str:
    import hashlib  # slow to load, and most runs find nothing

    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]
