"""Files that are not yet a configuration: templates of Jinja (Ansible), Go (Consul, Helm) or ERB (Puppet, Chef).

What such a file says is known only when it is rendered; read as it is, every line of it looks wrong.
"""

from __future__ import annotations

import re

from checker.base.finding import Finding
from checker.base.places import Place
from checker.configs.haproxy.problems import refused
from checker.configs.source import Source

# an opening alone may stand in a log-format: '{%ci}'
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<%.*?%>")
_LONG_TAG = re.compile(r"\{#.{0,2000}?#\}|\{%.{0,2000}?%\}|<%.{0,2000}?%>", re.DOTALL)
_OPENING = re.compile(r"[ \t]*(?:\{%[-+]?[ \t]*\w+\b[^%]*|<%[-=]?[ \t]*[^%]*)\Z")
_SIGNS = ("{{", "{%", "{#", "<%")


def template_problem(source: Source) -> Finding | None:
    """Return the finding of the first line that only a template has, or None; what a comment holds is harmless."""
    if not any(sign in source.text for sign in _SIGNS):
        return None
    for number, line in enumerate(source.text.split("\n"), 1):
        found = _TAG.search(line) or _OPENING.match(line.rstrip("\r"))
        if found and not line.lstrip().startswith("#"):
            place = Place(source.path, number, found.start() + 1 + len(found[0]) - len(found[0].lstrip()))
            hint = "give the file that comes of it, as it stands on the host"
            return refused(place, f"line {number} is a template: render it first", hint)
    return None


def without_tags(text: str) -> str:
    """Return a text without what the template replaces; lines of it that hold nothing else become empty."""
    return _TAG.sub("", _LONG_TAG.sub("", text)) if any(sign in text for sign in _SIGNS) else text
