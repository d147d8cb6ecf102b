"""Lines that fit: folding without losing a letter, and making control characters visible.

What is printed comes from logs that an attacker may have written to, so nothing of it may reach the terminal as
an escape sequence or turn the direction of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.report.text.paint import Paint, Tone

NARROWEST = 20
_DEEPER = 4


def clean(text: str) -> str:
    """Return the text with every character that does not print written as its escape, tabs as blanks."""
    text = text.expandtabs(4)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def fold(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` columns, parted at blanks where there are some."""
    width = max(width, NARROWEST)
    text = clean(text)
    lines: list[str] = []
    while len(text) > width:
        blank = text.rfind(" ", 0, width + 1)
        # A word that fills most of the line is cut: a ragged half-empty line is harder to read.
        cut, skip = (blank, 1) if blank > width // 3 else (width, 0)
        lines.append(text[:cut])
        text = text[cut + skip :]
    return [*lines, text]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a report is drawn on: so many columns, and what may be painted on them."""

    width: int
    paint: Paint

    def hang(
        self, head: str, text: str, *, tone: Tone | None = None, head_tone: Tone | None = None, rest: str = ""
    ) -> Iterator[str]:
        """Yield `head` and the folded text; further lines go under `rest` (default: blanks as wide as `head`).

        A head that leaves no room gets a line of its own, with the text under it.
        """
        head = clean(head)
        rest = rest or " " * len(head)
        if len(head.strip()) > _DEEPER and len(head) + NARROWEST > self.width and text:
            yield self._painted(head.rstrip(), head_tone)
            head = rest = " " * (len(head) - len(head.lstrip()) + _DEEPER)
        room = self.width - max(len(head), len(rest))
        # Blanks are dropped before painting: behind an escape sequence they would stay.
        pieces = [piece.rstrip() for line in text.split("\n") for piece in fold(line, room)]
        for number, piece in enumerate(pieces):
            lead = rest if number else head
            lead = lead if piece else lead.rstrip()
            yield self._painted(lead, head_tone) + self._painted(piece, tone)

    def heading(self, word: str, tone: Tone, name: str, told: str, between: str = "  ") -> Iterator[str]:
        """Yield a word, a name, and what is told of it, on one line if they fit."""
        parts = [self._painted(clean(word), tone), self._painted(clean(name), Tone.STRONG), clean(told)]
        if len(clean(f"{word}  {name}{between}{told}")) <= self.width:
            yield f"{parts[0]}  {parts[1]}{between if told else ''}{parts[2]}".rstrip()
            return
        if len(clean(f"{word}  {name}")) <= self.width:
            yield "  ".join(parts[:2])
        else:
            yield from self.hang(f"{word}  ", name, tone=Tone.STRONG, head_tone=tone, rest="  ")
        yield from self.hang("  ", told) if told else ()

    def field(self, label: str, text: str, tone: Tone | None = None) -> Iterator[str]:
        """Yield a labelled text of a block, or nothing when there is no text."""
        if text:
            yield from self.hang(f"  {label:<11}", text, tone=tone, head_tone=Tone.FAINT)

    def arrow(self, place: str, label: str = "") -> Iterator[str]:
        """Yield `--> place  label`. The place stays in one piece however long: cut, nobody could open it."""
        head, place, label = "     --> ", clean(place), clean(label)
        if len(head) + len(place) + 2 + len(label) <= self.width:
            yield f"{head}{self.paint(place, Tone.PLACE)}  {label}".rstrip()
            return
        yield head + self.paint(place, Tone.PLACE)
        if label:
            yield from self.hang(" " * len(head), label)

    def quote(self, number: int, text: str, *, marked: bool = False) -> Iterator[str]:
        """Yield a line of a file behind its number, marked with `>` where it is the one that matters."""
        head = f"{'>' if marked else ' '}{number:>6} | "
        rest = " " * (len(head) - 2) + "| "
        yield from self.hang(head, text, tone=Tone.STRONG if marked else None, head_tone=Tone.FAINT, rest=rest)

    def _painted(self, text: str, tone: Tone | None) -> str:
        return self.paint(text, tone) if tone is not None and text.strip() else text
