"""Reads a text by the table of rules: the facts in it, and every number that no rule understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.base.time import parse_duration
from checker.model.phrases.fact import Fact, Leftover, Value
from checker.model.phrases.lines import Line, lines_of
from checker.model.phrases.rules import AMONG, RULES, WHOLE, Rule

_WORD_OR_NUMBER = r"[A-Za-z_]\w*(?:-\w+)*|(\d(?:[\w.,:/]*\w)?)"
_TIME_GROUPS = frozenset({"low", "high", "unit", "lowunit"})
_SHORT_UNITS = (
    ("nano", "ns"),
    ("micro", "us"),
    ("milli", "ms"),
    ("ms", "ms"),
    ("sec", "s"),
    ("min", "min"),
    ("h", "h"),
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a text says: facts in the order of the text, and the numbers that are left over."""

    facts: tuple[Fact, ...]
    leftovers: tuple[Leftover, ...]


def read_phrases(text: str, place: Place) -> Phrases:
    """Return what a text that stands at `place` says. Any text is fine; no rule guesses."""
    facts: list[Fact] = []
    leftovers: list[Leftover] = []
    for line in lines_of(text):
        taken = bytearray(len(line.text))
        lowered, digits = line.text.lower(), _untaken_digits(line.text, taken)
        for rule in RULES:
            if not rule.may_match(lowered, digits):
                continue
            for match in rule.compiled().finditer(line.text):
                values = None if any(taken[match.start() : match.end()]) else _values(rule, match)
                if values is not None and match.end() > match.start():
                    taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                    start, end = line.offsets[match.start()], line.offsets[match.end()]
                    facts.append(Fact(rule.kind, values, text[start:end], start, end, _at(place, start)))
                    digits = _untaken_digits(line.text, taken)
        leftovers += _leftovers(line, taken, place)
    return Phrases(tuple(sorted(facts, key=lambda f: f.start)), tuple(leftovers))


def _untaken_digits(text: str, taken: bytearray) -> bool:
    return any(character.isdigit() and not used for character, used in zip(text, taken, strict=True))


def _at(place: Place, offset: int) -> Place:
    return Place(place.file, place.line, place.column + offset, place.unit)


def _values(rule: Rule, match: re.Match[str]) -> Mapping[str, Value] | None:
    """Return what the groups of a match say; None when they cannot mean what the row means."""
    groups = {name.rstrip("_"): found for name, found in match.groupdict().items() if found is not None}
    listed = ((found, AMONG[name]) for name, found in groups.items() if name in AMONG)
    if any(found not in words and found.lower() not in words for found, words in listed):
        return None
    values: dict[str, Value] = dict(rule.implied)
    for name, found in groups.items():
        if name not in _TIME_GROUPS:
            values[name] = int(found) if name in WHOLE else found
    if "high" in groups:
        low = _ns(groups["low"], groups.get("lowunit", groups["unit"]))
        values |= {"low_ns": low, "high_ns": _ns(groups["high"], groups["unit"])}
    elif "low" in groups:
        values["ns"] = _ns(groups["low"], groups["unit"])
    return values if _sensible(values) else None


def _sensible(values: Mapping[str, Value]) -> bool:
    """Say whether n/m counts up to m (24/7 does not), a range runs upwards, and a port exists."""
    pairs: Sequence[tuple[str, str]] = (("n", "of"), ("low_ns", "high_ns"))
    for small, large in pairs:
        low, high = values.get(small), values.get(large)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            return False
    port = values.get("port", 0)
    return isinstance(port, int) and port <= 65535


def _ns(number: str, unit: str) -> int:
    """Return the nanoseconds of a number with a unit in any of its spellings."""
    short = unit.lower()
    if len(short) > 2:
        short = next((s for start, s in _SHORT_UNITS if short.startswith(start)), "d")
    return parse_duration(number + short)


def _leftovers(line: Line, taken: bytearray, place: Place) -> list[Leftover]:
    """Return the numbers (not those inside a name such as pgb2) of which some digit belongs to no fact."""
    found = []
    for match in re.finditer(_WORD_OR_NUMBER, line.text):
        if match[1] and any(line.text[i].isdigit() and not taken[i] for i in range(*match.span(1))):
            found.append(Leftover(match[1], line.text.strip(), _at(place, line.offsets[match.start()])))
    return found
