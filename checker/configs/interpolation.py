"""Variables in the values of a file, as compose has them: `$NAME`, `${NAME}`, `${NAME:-default}` and kin, `$$`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.base.places import Place
from checker.configs.setting import Setting, Unknown

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_OPERATOR = re.compile(r":?[-?+]")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text after its variables were put in, and where the files set those."""

    known: str | Unknown
    via: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Variables:
    """What variables mean: the environment wins over what a `.env` file sets."""

    environment: Mapping[str, str]
    own: Mapping[str, Setting[str]]

    def look_up(self, name: str) -> Expanded | None:
        """Return the value of a variable; None where neither sets it."""
        if name in self.environment:
            return Expanded(self.environment[name])
        setting = self.own.get(name)
        return Expanded(setting.known, (setting.place, *setting.via)) if setting else None


def expand(text: str, look_up: Callable[[str], Expanded | None], depth: int = 0) -> Expanded:
    """Return the text with its variables put in; one that nothing sets makes it unknown, as the shell may set it."""
    parts: list[Expanded] = []
    at = 0
    while (sign := text.find("$", at)) >= 0:
        parts.append(Expanded(text[at:sign]))
        found, at = _reference(text, sign, look_up, depth)
        parts.append(found)
    return _joined([*parts, Expanded(text[at:])])


def _joined(parts: list[Expanded]) -> Expanded:
    via = tuple(dict.fromkeys(place for part in parts for place in part.via))
    unknown = next((part.known for part in parts if isinstance(part.known, Unknown)), None)
    return Expanded(unknown or "".join(str(part.known) for part in parts), via)


def _reference(text: str, sign: int, look_up: Callable[[str], Expanded | None], depth: int) -> tuple[Expanded, int]:
    """Return what stands for the `$...` at `sign`, and the offset behind it."""
    if text.startswith("$$", sign):
        return Expanded("$"), sign + 2
    if name := _NAME.match(text, sign + 1):
        return look_up(name[0]) or _not_set(name[0]), name.end()
    end = _closing(text, sign + 1)
    name = _NAME.match(text, sign + 2) if end >= 0 else None
    if name is None or depth > _DEEPEST:
        return Expanded("$"), sign + 1
    rest = text[name.end() : end]
    return _substituted(name[0], rest, look_up, depth), end + 1


def _closing(text: str, opening: int) -> int:
    """Return where the brace at `opening` is closed, or -1."""
    if not text.startswith("{", opening):
        return -1
    level = 0
    for at in range(opening, len(text)):
        level += (text[at] == "{") - (text[at] == "}")
        if level == 0:
            return at
    return -1


def _not_set(name: str) -> Expanded:
    return Expanded(Unknown(f"the environment variable {name} is not set in any of the files"))


def _substituted(name: str, rest: str, look_up: Callable[[str], Expanded | None], depth: int) -> Expanded:
    """Return what `${NAME<rest>}` is: `:-x` x for one that is empty or not set, `-x` for one that is not set, ..."""
    found = look_up(name)
    operator = _OPERATOR.match(rest)
    if operator is None:
        return found or _not_set(name)
    set_enough = found is not None and not (operator[0].startswith(":") and found.known == "")
    word = rest[operator.end() :]
    match operator[0][-1], set_enough:
        case ("-", False) | ("+", True):
            return expand(word, look_up, depth + 1)
        case "+", False:
            return Expanded("")
        case "?", False:
            return Expanded(Unknown(f"the environment variable {name} has to be set: {word or 'it is required'}"))
        case _:
            return found or _not_set(name)
