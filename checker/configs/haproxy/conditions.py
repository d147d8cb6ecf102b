"""The conditions of `.if` and `.elif` (manual 2.4): a small expression over predicates, some of them undecided here.

What the files do not tell (the version that runs, its features, variables that nobody set) is a question; whoever asks
for facts tries both answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Truth = bool | None
Ask = Callable[[str], bool]
Defined = Callable[[str], Truth]

_LONGEST = 200
_ATOM = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\(|-?[0-9]+|\$(?:\{[^}\s]*\}|\w+)")
_ARITIES = {
    "defined": 1,
    "feature": 1,
    "streq": 2,
    "strneq": 2,
    "strstr": 2,
    "version_atleast": 1,
    "version_before": 1,
    "openssl_version_atleast": 1,
    "openssl_version_before": 1,
    "ssllib_name_startswith": 1,
    "enabled": 1,
    "awslc_api_atleast": 1,
    "awslc_api_before": 1,
}
_OPPOSITE = {
    "version_before": "version_atleast",
    "openssl_version_before": "openssl_version_atleast",
    "awslc_api_before": "awslc_api_atleast",
}


class ConditionError(Exception):
    """Not a condition; says why, to stand behind its text."""


def holds(text: str, defined: Defined, ask: Ask) -> bool:
    """Return whether a condition holds; `ask` answers what is not decided by it or by `defined`."""
    if not text.strip():
        return False
    if sum(text.count(sign) for sign in ("(", "!", "&&", "||")) > _LONGEST:
        raise ConditionError("is too long")
    parser = _Parser(text, defined, ask)
    value = parser.either()
    if parser.rest():
        raise ConditionError(f"goes on with '{parser.rest()}', which nothing joins to it")
    return value()


_Value = Callable[[], bool]


class _Parser:
    """Recursive descent: `||` binds less than `&&`; what is built asks only what it needs."""

    def __init__(self, text: str, defined: Defined, ask: Ask) -> None:
        self.text = text
        self.at = 0
        self.defined = defined
        self.ask = ask

    def rest(self) -> str:
        return self.text[self.at :].strip()

    def take(self, sign: str) -> bool:
        self.at += len(self.text) - self.at - len(self.text[self.at :].lstrip())
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def either(self) -> _Value:
        left = self.both()
        if not self.take("||"):
            return left
        right = self.either()
        return lambda: left() or right()

    def both(self) -> _Value:
        left = self.term()
        if not self.take("&&"):
            return left
        right = self.both()
        return lambda: left() and right()

    def term(self) -> _Value:
        if self.take("!"):
            inner = self.term()
            return lambda: not inner()
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                raise ConditionError("has a parenthesis that is not closed")
            return inner
        return self.atom()

    def atom(self) -> _Value:
        match = _ATOM.match(self.text, self.at)
        if not match:
            raise ConditionError(f"has no condition where '{self.rest()}' stands" if self.rest() else "ends too early")
        self.at = match.end()
        written = match[0]
        if written.startswith("$"):
            return lambda: self.ask(written)
        if not written.endswith("("):
            return lambda: bool(written.strip("-0"))
        return self.predicate(written[:-1])

    def predicate(self, name: str) -> _Value:
        end = self.text.find(")", self.at)
        if end < 0:
            raise ConditionError("has a parenthesis that is not closed")
        arguments = [_unquoted(each) for each in self.text[self.at : end].split(",")]
        self.at = end + 1
        if name not in _ARITIES:
            raise ConditionError(f"asks {name}(), which HAProxy does not know")
        if len(arguments) != _ARITIES[name]:
            raise ConditionError(f"gives {name}() {len(arguments)} values, and it takes {_ARITIES[name]}")
        return lambda: self.decided(name, arguments)

    def decided(self, name: str, arguments: list[str]) -> bool:
        closed = not any("$" in each for each in arguments)
        match name:
            case "streq" | "strneq" if closed:
                return (arguments[0] == arguments[1]) == (name == "streq")
            case "strneq":
                return not self.ask(f"streq({','.join(arguments)})")
            case "strstr" if closed:
                return arguments[1] in arguments[0]
            case "defined" if (known := self.defined(arguments[0])) is not None:
                return known
            case _ if name in _OPPOSITE:
                return not self.ask(f"{_OPPOSITE[name]}({','.join(arguments)})")
        return self.ask(f"{name}({','.join(arguments)})")


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
