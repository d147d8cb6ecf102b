"""The texts of a diagram as people read them."""

from __future__ import annotations

from checker.model.phrases.lines import lines_of

_CONTROL = {ord(c): " " for c in map(chr, (*range(32), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029))}


def read(text: str) -> tuple[str, ...]:
    """Return the lines of a text as people read them: entities are characters, controls blanks; of nothing none."""
    lines = tuple(" ".join(line.text.translate(_CONTROL).split(" ")).strip(" ") for line in lines_of(text))
    return lines if any(lines) else ()
