"""What tags of templates look like in a haproxy.cfg, whose log-formats have braces and per cents of their own."""

from __future__ import annotations

import re

from checker.base.finding import Finding
from checker.configs import unreadable
from checker.configs.haproxy.problems import SYNTAX
from checker.configs.source import Source
from checker.configs.unreadable import SIGNS

# an opening alone may stand in a log-format: '{%ci}'
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<%.*?%>")
_LONG_TAG = re.compile(r"\{#.{0,2000}?#\}|\{%.{0,2000}?%\}|<%.{0,2000}?%>", re.DOTALL)
_OPENING = re.compile(r"[ \t]*(?:\{%[-+]?[ \t]*\w+\b[^%]*|<%[-=]?[ \t]*[^%]*)\Z")


def template_problem(source: Source) -> Finding | None:
    """Return the finding of the first line that only a template has, or None."""
    return unreadable.template_problem(source, SYNTAX, lambda line: _TAG.search(line) or _OPENING.match(line), ("#",))


def without_tags(text: str) -> str:
    """Return a text without what the template replaces; lines of it that hold nothing else become empty."""
    return _TAG.sub("", _LONG_TAG.sub("", text)) if any(sign in text for sign in SIGNS) else text
