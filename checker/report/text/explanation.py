"""What a finding code means, for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.base.explanation import Explanation
from checker.report.text.layout import Sheet
from checker.report.text.paint import Tone

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


def draw_explanation(explanation: Explanation, sheet: Sheet) -> Iterator[str]:
    """Yield the whole explanation: what, why, a bad and a good example, what to do."""
    yield from sheet.hang("", f"{explanation.code}: {explanation.title}", tone=Tone.STRONG)
    if explanation.severity:
        yield from sheet.field("severity", explanation.severity)
    for label, text, tone in (
        ("what it says", explanation.what, None),
        ("why", explanation.why, None),
        ("bad", explanation.bad, Tone.BAD),
        ("good", explanation.good, Tone.GOOD),
        ("what to do", explanation.fix, None),
    ):
        if text:
            yield ""
            yield from sheet.hang("", label, tone=tone or Tone.STRONG)
            # A folded line of an example goes on deeper: what begins at the margin is a line of its own.
            for line in text.rstrip().split("\n") if tone else _paragraphs(text):
                yield from sheet.hang("  ", line, rest="      " if tone else "  ")


def _paragraphs(text: str) -> list[str]:
    """Return prose with a line a paragraph, and an empty one between them."""
    paragraphs = [" ".join(each.split()) for each in _BETWEEN.split(text.strip())]
    return "\n\n".join(paragraphs).split("\n")


def draw_code_list(explanations: Iterable[Explanation], sheet: Sheet) -> Iterator[str]:
    """Yield a line a code."""
    listed = sorted(explanations, key=lambda each: each.code)
    if not listed:
        yield "there are no finding codes"
        return
    width = max(len(each.code) for each in listed)
    for each in listed:
        yield from sheet.hang(f"{each.code:<{width}}  ", each.title, head_tone=Tone.STRONG)
