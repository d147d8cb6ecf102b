"""Markdown as code hosts read it: whatever comes from files is written so that it is text, no link and no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.report.text.layout import clean

# A comment holds 65,536 characters; what is left out is counted.
MOST_ROWS = 50
MOST_TEXT = 400
# What begins a mention or a reference once it is characters again; `haproxy@hap1` is none.
_MENTION = re.compile(r"(?<!\w)&#64;|&#35;")
_FENCE = "```"
# Nothing to see: a space without width, behind which a name is no mention any more.
_APART = "&#8203;"
# Everything that may begin markup, a mention, a reference or a link (`://` and `www.` become none either).
_SPECIAL = re.compile(r"[^\w\s.,;()/=+'\"%-]|_|(?<=www)\.|\A[-+]|(?<=\d)\.(?=\s)")


def as_text(text: str) -> str:
    """Return the text on one line, every special character as an entity; no more than `MOST_TEXT` of it.

    Code hosts look for mentions (`@name`) and references (`#1`) when entities are characters again.
    """
    return _MENTION.sub(rf"\g<0>{_APART}", _escaped(text))


def as_code(text: str) -> str:
    """Return the text in the face of code."""
    return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    shown = clean(" ".join(text.split()))
    shown = f"{shown[:MOST_TEXT]}..." if len(shown) > MOST_TEXT else shown
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", shown)


def mermaid(drawn: str) -> str:
    """Return a diagram as a block that is drawn; nothing in it ends the block."""
    lines = "\n".join(clean(line).replace("`", "'") for line in drawn.rstrip("\n").split("\n"))
    return f"{_FENCE}mermaid\n{lines}\n{_FENCE}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def bulleted(lines: Sequence[str]) -> str:
    """Return the first lines of a list, and how many more there are."""
    more = len(lines) - MOST_ROWS
    return "\n".join([*lines[:MOST_ROWS], *([f"- ... and {more:,} more"] if more > 0 else [])])


def folded(title: str, body: str) -> str:
    """Return what is shown when its title is clicked."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
