"""HTML as a type of its own: only what was escaped becomes part of a page, and the type checker sees to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NewType

from checker.report.text.layout import clean

Html = NewType("Html", str)

NOTHING = Html("")
# Of sentences that we write ourselves: explanations and hints.
_CODE = re.compile(r"`([^`]+)`")
_EMPTY = frozenset({"meta", "br", "input", "col"})


def text(value: str) -> Html:
    """Return text as it is to be read; what does not print, or turns the direction of the text, shows as its escape."""
    return Html(escape(clean(value)))


def prose(value: str) -> Html:
    """Return a sentence in which `words between backticks` are code."""
    pieces = _CODE.split(value)
    return join(tag("code", text(piece)) if number % 2 else text(piece) for number, piece in enumerate(pieces))


def lines(value: str) -> Html:
    """Return text of several lines, for an element that keeps them."""
    return Html("\n".join(text(line) for line in value.rstrip().split("\n")))


def tag(name: str, /, *children: Html, **attributes: str | None) -> Html:
    """Return an element. An attribute is written `class_`, `aria_label`, `data_kind`; one that is None is left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{''.join(children)}</{name}>")


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Return the parts in a row; `between` is text."""
    return Html(text(between).join(parts))


def link(to: str, *children: Html, **attributes: str | None) -> Html:
    """Return a link to an element of the same page, by its id."""
    return tag("a", *children, href=f"#{to}", **attributes)


def folded(title: Html, *children: Html, **attributes: str | None) -> Html:
    """Return what is shown when somebody asks for it."""
    return tag("details", tag("summary", title), *children, **attributes)


def table(caption: str, head: Iterable[str], rows: Iterable[Html], **attributes: str | None) -> Html:
    """Return a table whose columns are named, in a frame that scrolls where the window is narrow."""
    columns = tag("thead", tag("tr", *(tag("th", text(name), scope="col") for name in head)))
    whole = tag("table", tag("caption", text(caption)), columns, tag("tbody", *rows), **attributes)
    return tag("div", whole, class_="wide", tabindex="0", role="region", aria_label=caption)
