"""How Spring Boot understands the text of a property: numbers, durations, and placeholders in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US
from checker.configs.setting import Setting, Unknown, converted

_UNITS = {
    "ns": 1,
    "us": NS_PER_US,
    "ms": NS_PER_MS,
    "s": NS_PER_S,
    "m": 60 * NS_PER_S,
    "h": 3600 * NS_PER_S,
    "d": 86400 * NS_PER_S,
}
_SIMPLE = re.compile(r"([+-]?\d{1,15})\s*([a-zA-Z]{0,2})\Z", re.ASCII)
_ISO = re.compile(
    r"([+-]?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?\Z", re.ASCII | re.IGNORECASE
)
_DEEPEST = 20


def parse_spring_duration(text: str, unit: int = NS_PER_MS) -> int:
    """Return the nanoseconds of `10s`, `PT10S` or `10000` (milliseconds, or the `unit` of the property).

    ValueError where Spring Boot would not start with it.
    """
    if simple := _SIMPLE.match(text.strip()):
        if simple[2] and simple[2].lower() not in _UNITS:
            raise ValueError(f"not a duration: {text!r}")
        return int(simple[1]) * (_UNITS[simple[2].lower()] if simple[2] else unit)
    iso = _ISO.match(text.strip())
    if iso is None or not any(iso.group(2, 3, 4, 5)):
        raise ValueError(f"not a duration: {text!r}")
    days, hours, minutes, seconds = (int(part or 0) for part in iso.group(2, 3, 4, 5))
    total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * NS_PER_S + int((iso[6] or "0").ljust(9, "0"))
    return -total if iso[1] == "-" else total


def duration(setting: Setting[str], unit: int = NS_PER_MS) -> Setting[int]:
    """Return a property that is a duration, in nanoseconds; unknown where it is none."""
    return converted(setting, lambda text: parse_spring_duration(text, unit), "a duration such as 10s")


def number(setting: Setting[str]) -> Setting[int]:
    """Return a property that is a whole number; unknown where it is none."""
    return converted(setting, _whole, "a whole number")


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,15}", text.strip(), re.ASCII):
        raise ValueError(text)
    return int(text)


def resolve(setting: Setting[str], look_up: Callable[[str], Setting[str] | None], depth: int = 0) -> Setting[str]:
    """Return the setting with `${name:default}` put in; unknown where nothing gives a name a value."""
    if isinstance(setting.known, Unknown):
        return setting
    text = setting.known
    if re.fullmatch(r"@[\w.\-]+@", text):
        return replace(setting, known=Unknown(f"the build puts a value in for {text}"))
    if "${" not in text:
        return setting
    parts: list[str] = []
    via = setting.via
    at = 0
    while (opening := text.find("${", at)) >= 0 and (end := _closing(text, opening)) > 0:
        parts.append(text[at:opening])
        found = _placeholder(setting, text[opening + 2 : end], look_up, depth)
        if isinstance(found.known, Unknown):
            return replace(setting, known=found.known)
        parts.append(found.known)
        via = tuple(dict.fromkeys((*via, *found.via)))
        at = end + 1
    return replace(setting, known="".join([*parts, text[at:]]), via=via)


def _closing(text: str, opening: int) -> int:
    level = 0
    for at in range(opening + 1, len(text)):
        level += (text[at] == "{") - (text[at] == "}")
        if level == 0:
            return at
    return -1


def _placeholder(
    setting: Setting[str], inner: str, look_up: Callable[[str], Setting[str] | None], depth: int
) -> Setting[str]:
    """Return what `name` or `name:default` stands for; `via` says where it is set."""
    name, colon, default = inner.partition(":")
    if depth > _DEEPEST:
        return replace(setting, known=Unknown(f"${{{inner}}} stands for itself"), via=())
    found = look_up(name.strip())
    if found is not None:
        resolved = resolve(found, look_up, depth + 1)
        return replace(resolved, via=(resolved.place, *resolved.via))
    if colon:
        return resolve(replace(setting, known=default, via=()), look_up, depth + 1)
    return replace(setting, known=Unknown(f"nothing in the files sets {name.strip()}"), via=())
