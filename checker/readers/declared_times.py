"""The times of a declared format: ISO 8601, epochs, and layouts in the words of `strptime`, as intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US, Interval
from checker.readers.clocks import MONTHS, civil_ns, clock_seconds, dated_near, fraction, printed
from checker.readers.postgresql_stamp import ZONE, zone_ns
from checker.readers.reader import Context

EPOCHS: Mapping[str, int] = MappingProxyType(
    {"epoch": NS_PER_S, "epoch-ms": NS_PER_MS, "epoch-us": NS_PER_US, "epoch-ns": 1}
)
ISO = "iso"
_NUMBER = re.compile(r"(\d{1,19})(?:\.(\d{1,30}))?\Z", re.ASCII)
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Y": r"(?P<Y>\d{4})",
        "y": r"(?P<y>\d{2})",
        "m": r"(?P<m>\d{1,2})",
        "d": r"(?P<d> ?\d{1,2})",
        "e": r"(?P<d> ?\d{1,2})",
        "b": r"(?P<b>[A-Za-z]{3})[a-z]*+",
        "B": r"(?P<b>[A-Za-z]{3})[a-z]*+",
        "H": r"(?P<H>\d{1,2})",
        "I": r"(?P<I>\d{1,2})",
        "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
        "M": r"(?P<M>\d{2})",
        "S": r"(?P<S>\d{2})",
        "f": r"(?P<f>\d{1,9})",
        "z": rf"(?P<z>{ZONE})",
        "Z": rf"(?P<z>{ZONE})",
        "a": r"[A-Za-z]{2,9}+",
        "A": r"[A-Za-z]{2,9}+",
        "%": "%",
    }
)
_ISO_TEXT = re.compile(
    r"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)[T ](?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,9})\d*+)?)?"
    rf" ?(?P<z>{ZONE})?\Z",
    re.ASCII,
)
_MINUTE_NS = 60 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Clock:
    """How a format prints its times: layouts of which one fits, the zone where a stamp names none, the resolution.

    `zone_ns` None is the zone of the host; `resolution_ns` 0 is what the digits of each stamp say. `counted` says that
    every stamp is a count of nanoseconds, so that 19 digits of one are the instant itself.
    """

    layouts: tuple[Callable[[str, Clock, Context], Interval | None], ...]
    zone_ns: int | None = None
    resolution_ns: int = 0
    counted: bool = False

    def read(self, text: str, context: Context) -> Interval | None:
        """Return when a stamp was printed, or None where no layout fits it or the time does not exist."""
        for each in self.layouts:
            if (time := each(text, self, context)) is not None:
                return time
        return None

    def interval(self, ns: int, resolution_ns: int) -> Interval:
        """Return the instants that print as `ns`."""
        return printed(ns, self.resolution_ns or resolution_ns)


def layout(text: str) -> Callable[[str, Clock, Context], Interval | None]:
    """Return what reads stamps of a layout; raise ValueError with words for a person."""
    if text in EPOCHS:
        unit = EPOCHS[text]
        digits = len(str(unit)) - 1
        return partial(_epoch, digits)
    return partial(_in_words, _ISO_TEXT if text == ISO else _pattern(text))


def _pattern(text: str) -> re.Pattern[str]:
    parts, seen = [], set()
    for literal, code in re.findall(r"([^%]++)|%(.?)", text):
        if literal:
            parts.append(re.escape(literal))
        elif code not in _FIELDS:
            known = " ".join(f"%{name}" for name in _FIELDS)
            raise ValueError(f"a layout has no %{code}; known here: {known}, and the words iso, {', '.join(EPOCHS)}")
        else:
            parts.append(_FIELDS[code])
            seen.add({"e": "d", "B": "b", "Z": "z"}.get(code, code))
    month = "m" in seen or "b" in seen
    if not (month and "d" in seen and ("H" in seen or {"I", "p"} <= seen) and "M" in seen):
        raise ValueError("a layout must give month, day, hour and minute (or be iso, or an epoch)")
    try:
        return re.compile("".join(parts) + r"\Z", re.ASCII)
    except re.error:
        raise ValueError("a layout gives something twice") from None


def _epoch(digits: int, stamp: str, clock: Clock, _context: Context) -> Interval | None:
    """Read a count of units of 10 ** `digits` ns; what it prints beyond nanoseconds is cut."""
    match = _NUMBER.match(stamp.strip())
    if match is None:
        return None
    whole, decimals = match.groups("")
    resolution: int = 10 ** (digits - min(len(decimals), digits))
    ns = int(whole + decimals[:digits]) * resolution
    return clock.interval(ns, resolution)


def _in_words(pattern: re.Pattern[str], stamp: str, clock: Clock, context: Context) -> Interval | None:
    return _civil(pattern.match(stamp.strip()), clock, context)


def _civil(match: re.Match[str] | None, clock: Clock, context: Context) -> Interval | None:
    if match is None:
        return None
    part: dict[str, str] = {name: text for name, text in match.groupdict().items() if text is not None}
    month = int(part["m"]) if "m" in part else MONTHS.get(part.get("b", "").capitalize(), 0)
    seconds = clock_seconds(_hour(part), part["M"], part.get("S", "0"))
    if seconds is None:
        return None
    named = zone_ns(part["z"]) if "z" in part else None
    own = context.zone_ns if clock.zone_ns is None else clock.zone_ns
    zone = own if named is None else named
    ns, resolution = fraction(part.get("f", ""))
    day = int(part["d"])
    if "Y" in part or "y" in part:
        local = civil_ns(int(part.get("Y") or f"20{part['y']}"), month, day, seconds, ns)
    else:
        local = dated_near(month, day, seconds, (context.reference_ns or 0) + zone, ns) if month else None
    return None if local is None else clock.interval(local - zone, resolution if "S" in part else _MINUTE_NS)


def _hour(part: Mapping[str, str]) -> str:
    if "I" not in part:
        return part["H"]
    return str(int(part["I"]) % 12 + (12 if part.get("p", "a") in "pP" else 0)) if int(part["I"]) <= 12 else "24"
