"""What conditions ask about the world outside of the files, as far as it can be told: the version and variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.haproxy.conditions import Truth
from checker.configs.haproxy.problems import ASSUMED
from checker.configs.source import Source

# The images of HAProxy set it for the process, so that whoever names it says the same as they do.
VERSION = "HAPROXY_VERSION"
# the one of Debian 12; `.if` came with 2.4, and nothing after the newest is known
_ASSUMED, _FIRST, _NEWEST = "2.6", "2.4", "3.3"
_ASKED = re.compile(r"version_atleast\((?P<version>[^)]*)\)")
_DEFINED = re.compile(r"defined\((?P<name>[^)]*)\)")
_PARTS = re.compile(r"\d+|dev|pre|rc")
_ANY_PATCH = 1_000_000
# HAProxy sets them before it reads a file, and nothing runs without a PATH
_ALWAYS = frozenset({"PATH", "HAPROXY_CFGFILES", "HAPROXY_LOCALPEER"})
# who starts HAProxy may set them, be it by the way: a shell, systemd, HAProxy as its own master
_BY_THE_WAY = frozenset({"HOME", "HOSTNAME", "LANG", "LOGNAME", "NOTIFY_SOCKET", "PWD", "SHELL", "TERM", "USER"})


def settled(question: str, environment: Mapping[str, str]) -> Truth:
    """Return the answer to a question of a condition; None where nothing tells it.

    A variable that is told nowhere is not set, as in the `${NAME-value}` of other lines.
    """
    if asked := _ASKED.fullmatch(question):
        running = _number(environment.get(VERSION, _ASSUMED))
        return number(asked["version"]) <= max(running, number(_FIRST))
    if asked := _DEFINED.fullmatch(question):
        name = asked["name"]
        known = name not in _BY_THE_WAY and not name.startswith("HAPROXY_")
        return True if name in _ALWAYS else (False if known else None)
    return None


def assumptions(asked: Iterable[str], environment: Mapping[str, str], sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield a note for each question that only the version that runs decides, where nothing tells that version."""
    if VERSION in environment:
        return
    for question in asked:
        match = _ASKED.fullmatch(question)
        if match and number(_FIRST) < number(match["version"]) <= _number(_NEWEST):
            holds = "holds" if settled(question, environment) else "does not hold"
            yield Finding(
                ASSUMED,
                Severity.INFO,
                f"HAProxy is taken to be of version {_ASSUMED}, as nothing tells it: {question} {holds}",
                _place(match["version"], sources),
                hint=f"--env {VERSION}={_NEWEST} says which version runs, and so does the image in a compose file",
            )


def number(version: str) -> tuple[int, ...]:
    """Return a version so that it can be compared: a development version comes before its release."""
    parts = _PARTS.findall(version)
    numbers = [int(part) if part.isdecimal() else -1 for part in parts]
    head = numbers[: numbers.index(-1)] if -1 in numbers else numbers
    tail = numbers[len(head) :]
    return (*[*head, 0, 0, 0][:3], *(tail or [0]))


def _number(running: str) -> tuple[int, ...]:
    """Return a version that runs: where its last part is left out, any is meant."""
    found = number(running)
    return found if len(_PARTS.findall(running)) > len(_FIRST.split(".")) else (*found[:2], _ANY_PATCH, 0)


def _place(version: str, sources: Sequence[Source]) -> Place:
    """Return the first condition that asks for a version."""
    condition = re.compile(rf"[ \t]*\.(?:el)?if\b.*version_(?:atleast|before)\([ \t'\"]*{re.escape(version)}\b")
    for source in sources:
        for line, text in enumerate(source.text.split("\n"), 1):
            if condition.match(text):
                return replace(Place(source.path, line), column=text.index(".") + 1)
    return Place(sources[0].path, 1)
