"""Environment variables in the words that are addresses: HAProxy expands those itself, within quotes or not.

Follows `env_expand` of HAProxy's tools.c, which knows `$NAME` and `${NAME}` and no default: what it takes for the
name ends before any `-`, so that `${NAME-x}` outside double quotes leaves `-x}` in the address.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from types import MappingProxyType

from checker.configs.haproxy.tokens import Fault, Token, Variables

_VARIABLE = re.compile(r"\$(?:\{(\w*)\}?|(\w*))", re.ASCII)
_DEFAULTED = re.compile(r"\$\{\w+-[^}]*\}", re.ASCII)
_AT = MappingProxyType(
    dict.fromkeys(("bind", "dgram-bind", "log", "source", "dispatch"), 1)
    | dict.fromkeys(("server", "peer", "nameserver"), 2)
    | {"server-template": 3}
)
"""Where a line has its address."""
_SERVER = frozenset({"addr", "source", "usesrc"})
_BEHIND = MappingProxyType(
    dict.fromkeys(("server", "server-template", "default-server"), _SERVER)
    | {"source": frozenset({"usesrc"}), "tcp-check": frozenset({"addr"}), "http-check": frozenset({"addr"})}
)
"""Behind which words a line has a further address."""
_UNQUOTED = "has a default for a variable outside of double quotes, where HAProxy knows none"


def addresses_expanded(found: Sequence[Token], variables: Variables) -> tuple[list[Token], list[Fault]]:
    """Return the words of a line with the variables in its addresses expanded, and what is wrong with them."""
    words, faults = list(found), []
    for at in _addresses([token.text for token in found]):
        token = words[at]
        if _DEFAULTED.search(token.text) and not token.unknown:
            faults.append(Fault(token.start, _UNQUOTED))
        elif "$" in token.text:
            words[at] = _expanded(token, variables)
    return words, faults


def _addresses(words: Sequence[str]) -> Iterator[int]:
    """Yield which words are addresses."""
    first = _AT.get(words[0], 0)
    if 0 < first < len(words):
        yield first
    behind: Container[str] = _BEHIND.get(words[0], ())
    yield from (at for at in range(max(first, 0) + 2, len(words)) if words[at - 1] in behind)


def _expanded(token: Token, variables: Variables) -> Token:
    missing: list[str] = []

    def held(match: re.Match[str]) -> str:
        name = match[1] or match[2] or ""
        value = variables(name) if name else ""
        if value is None:
            missing.append(name)
            return f"${{{name}}}"
        return value

    text = _VARIABLE.sub(held, token.text)
    return token._replace(text=text, unknown=token.unknown or "".join(map(unset, missing[:1])))


def unset(name: str) -> str:
    """Return why a word is not known that a variable stands in."""
    return f"the environment variable {name} is not known"
