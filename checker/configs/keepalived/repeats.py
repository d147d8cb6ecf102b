"""`~SEQ(var, start, step, end) line` and `~LST(var, a, b) line`: one line that is read several times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.keepalived.pages import Text

_HEAD = re.compile(r"~(SEQx?|LST)\s*\(")
_ITEM = re.compile(r"\s*(?:\{([^{}]*)\}|([^,{}()]*))\s*([,)])")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Repeat:
    """The values of each round, and the line to be read in each."""

    rounds: tuple[dict[str, str], ...]
    line: Text


def repeat_of(text: Text) -> Repeat | None:
    """Return what a line that starts with `~` says; None where that is nothing."""
    head = _HEAD.match(text.value)
    if not head:
        return None
    items, at = [], head.end()
    while found := _ITEM.match(text.value, at):
        group = found.group(1)
        items.append([part.strip() for part in group.split(",")] if group is not None else [found.group(2).strip()])
        at = found.end()
        if found.group(3) == ")":
            rounds = _rounds(head.group(1), items)
            return Repeat(rounds, text.cut(at, len(text.value)).strip()) if rounds else None
    return None


def _rounds(kind: str, items: list[list[str]]) -> tuple[dict[str, str], ...] | None:
    names, values = items[0], items[1:]
    if not all(names) or not values:
        return None
    if kind == "LST":
        same = all(len(each) == len(names) for each in values)
        return tuple(dict(zip(names, each, strict=True)) for each in values) if same else None
    try:
        numbers = [int(value, 0) for (value,) in values]
    except ValueError:
        return None
    form = "{:x}" if kind == "SEQx" else "{}"
    return tuple({names[0]: form.format(number)} for number in _sequence(numbers)) or None


def _sequence(numbers: list[int]) -> Iterator[int]:
    match numbers:
        case [end]:
            start, step = (-1 if end < 0 else 1), (-1 if end < 1 else 1)
        case [start, end]:
            step = 1 if start <= end else -1
        case [start, step, end] if step and (end - start) * step >= 0:
            pass
        case _:
            return
    # A mistyped end would be read for minutes; nobody runs this many instances.
    yield from range(start, end + (1 if step > 0 else -1), step)[:_MOST]
