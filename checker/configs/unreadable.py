"""Files that daemons do not read as they look: with a byte order mark, or as templates that nobody rendered yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.source import Source

BYTE_ORDER_MARK = "\ufeff"
RENDER_FIRST = "render it first"
# how tags of Jinja (Ansible), Go (Consul, Helm) and ERB (Puppet, Chef) begin
SIGNS = ("{{", "{%", "{#", "<%")
_MARKED = {
    "keepalived": "it does not know the first word, and skips the block behind it",
    "nginx": "it does not know the first directive, and nginx -t refuses the file",
    "PgBouncer": "it does not understand the first line, and does not start",
}
# Jinja, Go, ERB: what a tag holds starts with a name or a dot; `{{1, 2}}` and `{{"a":` are other things
_TAG = re.compile(r"\{\{[-~]?\s*[A-Za-z_.$(][^{}]*\}\}|\{%[-+]?\s*\w[^{}]*(?:%\}|$)|<%[-=]?[^%]*(?:%>|$)")
# In YAML `{{.Node.Hostname}}` is for the engine that runs the containers.
_OF_YAML = re.compile(
    r"\{\{[-~]?\s*(?:[A-Za-z_][\w.]*(?:\s*\|[^{}]*|\[[^{}]*)?|\w+\([^{}]*|\.(?:Values|Release|Chart)\b[^{}]*)\s*-?\}\}"
    r"|\{%[-+]?\s*\w[^{}]*(?:%\}|$)|<%[-=]?[^%]*%>"
)


def told_of(
    sources: Iterable[Source], daemon: str, code: str, *, yaml: bool = False
) -> tuple[tuple[Source, ...], tuple[Finding, ...]]:
    """Return the files that can be read, without their marks, and what is wrong with the others and with the marks.

    A mark becomes a blank, so that all offsets stay.
    """
    readable: list[Source] = []
    problems: list[Finding] = []
    for source in sources:
        # Lua within nginx.conf has braces of its own
        tag = _OF_YAML if yaml else _TAG
        if "_by_lua" not in source.text and (template := template_problem(source, code, tag.search)):
            problems.append(template)
            continue
        if source.text.startswith(BYTE_ORDER_MARK) and daemon in _MARKED:
            problems.append(_mark(source, daemon, code))
            source = replace(source, text=f" {source.text[1:]}")  # noqa: PLW2901 - the same file
        readable.append(source)
    return tuple(readable), tuple(problems)


def template_problem(
    source: Source, code: str, find: Callable[[str], re.Match[str] | None], comments: tuple[str, ...] = ("#", "!", ";")
) -> Finding | None:
    """Return the finding of the first line in which `find` sees a tag of a template; what comments hold is harmless."""
    if not any(sign in source.text for sign in SIGNS):
        return None
    for number, line in enumerate(source.text.split("\n"), 1):
        found = find(line.rstrip("\r"))
        if found and not line.lstrip().startswith(comments):
            hint = "give the file that comes of it, as it stands on the host"
            place = Place(source.path, number, found.start() + 1 + len(found[0]) - len(found[0].lstrip()))
            return Finding(code, Severity.ERROR, f"line {number} is a template: {RENDER_FIRST}", place, hint=hint)
    return None


def _mark(source: Source, daemon: str, code: str) -> Finding:
    message = f"a byte order mark stands at the start of the file: {daemon} takes it for text; {_MARKED[daemon]}"
    return Finding(code, Severity.ERROR, message, Place(source.path, 1), hint="save the file as UTF-8 without it")
