"""Colour and marks. Colour only repeats what the words say, and a mark never stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from checker.base.finding import Severity, Verdict


class Tone(StrEnum):
    """What a piece of text is, as the parameters of an ANSI sequence."""

    BAD = "1;31"
    DOUBT = "1;33"
    GOOD = "1;32"
    STRONG = "1"
    PLACE = "36"
    FAINT = "2"


VERDICT_TONES: Mapping[Verdict, Tone] = MappingProxyType(
    {
        Verdict.VIOLATED: Tone.BAD,
        Verdict.INCONCLUSIVE: Tone.DOUBT,
        Verdict.HOLDS: Tone.GOOD,
        Verdict.NOT_EXERCISED: Tone.STRONG,
    }
)
SEVERITY_TONES: Mapping[Severity, Tone] = MappingProxyType(
    {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.DOUBT, Severity.INFO: Tone.STRONG}
)
_MARKS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.VIOLATED: ("✗", "x"),
        Verdict.INCONCLUSIVE: ("?", "?"),
        Verdict.HOLDS: ("✓", "+"),
        Verdict.NOT_EXERCISED: ("-", "-"),
    }
)


@dataclass(frozen=True, slots=True)
class Paint:
    """Applies tones and marks as far as the reader's terminal can show them."""

    color: bool = False
    unicode: bool = True

    def __call__(self, text: str, tone: Tone) -> str:
        """Return the text in its tone, or as it is without colour."""
        return f"\x1b[{tone.value}m{text}\x1b[0m" if self.color and text else text

    def mark(self, verdict: Verdict) -> str:
        """Return the one-letter mark of a verdict."""
        return _MARKS[verdict][0 if self.unicode else 1]
