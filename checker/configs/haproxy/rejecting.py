"""Rules of a proxy that turn every client away: `tcp-request ... reject` with no condition that may fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.configs.haproxy.reading import flag
from checker.configs.haproxy.sections import Said
from checker.configs.setting import Setting

_SETS = ("connection", "session", "content")
_REFUSALS = frozenset({"reject", "silent-drop"})
_ALWAYS = (("if", "TRUE"), ("unless", "FALSE"), ("if", "{", "always_true", "}"), ("unless", "{", "always_false", "}"))


def rejections(lines: Sequence[Said]) -> Iterator[Setting[str]]:
    """Yield the rules that no client passes; behind an `accept` a rule refuses only those who are left."""
    for name in _SETS:
        for said in (each for each in lines if each.starts("tcp-request", name)):
            action = said.words[2].value if len(said.words) > 2 else ""
            if action == "accept":
                break
            if action in _REFUSALS and _is_certain(said):
                yield flag(said, f"tcp-request {name} {action}")


def _is_certain(said: Said) -> bool:
    """Say whether a rule holds for everybody: a condition, even one that is not known here, may not."""
    condition = tuple(word.value for word in said.words[3:])
    return not condition or condition in _ALWAYS
