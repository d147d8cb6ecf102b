"""What each variable of HAProxy's log-format may look like in a line, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.readers.clocks import MONTHS, civil_ns, clock_seconds

_LOCAL = r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d\.\d{3}"
_ZONED = r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
_INTEGER = r"(?:-?\d{1,18}|-)"
# '+' where a line was written before the session ended (option logasap), or where a request was sent elsewhere
_SIGNED = r"\+?-?\d{1,18}"
_NAME = r"(?:[A-Za-z0-9_.:-]{1,128}|<[^<>\s]{1,64}>)"
_PORT = r"(?:\d{1,10}|-)"
_CAPTURED = r"(?:\{[^{}\n]*+\})?"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a variable is written: an expression, and a class of characters it may end in where it has no fixed width.

    `free` is text of which nothing is known: it may come from clients. `empty` may be nothing at all, not even a dash.
    """

    pattern: str
    ends_in: str = ""
    hexadecimal: str = ""
    free: bool = False
    empty: bool = False


_FREE = Shape("", free=True)
_NUMBER = Shape(_INTEGER, r"\d")
_COUNTER = Shape(_INTEGER, r"\d", r"[0-9A-F]{1,16}")
_ADDRESS = Shape(r"(?:[0-9A-Za-z:.]{1,64}|-)", "[0-9A-Za-z:.]", r"[0-9A-F]{2,32}")

SHAPES = {
    **dict.fromkeys(("t", "tr"), Shape(_LOCAL)),
    **dict.fromkeys(("T", "Tl", "trg", "trl"), Shape(_ZONED)),
    "Ts": Shape(r"\d{1,12}", r"\d", r"[0-9A-F]{4,9}"),
    "ms": Shape(r"\d{3}", hexadecimal=r"[0-9A-F]{2,3}"),
    **dict.fromkeys(("b", "f", "s"), Shape(_NAME, "[A-Za-z0-9_.:>-]")),
    "ft": Shape(_NAME + "~?", "[A-Za-z0-9_.:>~-]"),
    **dict.fromkeys(("ci", "fi", "bi", "si"), _ADDRESS),
    **dict.fromkeys(("cp", "fp", "bp", "sp"), Shape(_PORT, r"\d", r"[0-9A-F]{1,8}")),
    **dict.fromkeys(("Tc", "Td", "Th", "Ti", "Tq", "TR", "Tr", "Tw", "ST", "U"), _NUMBER),
    **dict.fromkeys(("ac", "fc", "bc", "sc", "sq", "bq"), _NUMBER),
    **dict.fromkeys(("Ta", "Tt", "Tu", "B", "rc"), Shape(_SIGNED, r"\d")),
    **dict.fromkeys(("lc", "pid", "rt"), _COUNTER),
    "ts": Shape("[-A-Za-z]{2}"),
    "tsc": Shape("[-A-Za-z0-9]{4}"),
    **dict.fromkeys(("hr", "hs"), Shape(_CAPTURED, empty=True)),
    **dict.fromkeys(("CC", "CS", "H", "ID", "OG", "sslc", "sslv", "r"), _FREE),
    **dict.fromkeys(("HM", "HP", "HPO", "HQ", "HU", "HV"), _FREE),
    **dict.fromkeys(("hrl", "hsl"), Shape("", free=True, empty=True)),
}
# Only where requests are read are these written (mode http): then time passes between accept date and queue.
HTTP_ONLY = frozenset({"CC", "CS", "HM", "HP", "HPO", "HQ", "HU", "HV", "r"}) | {
    *("Ta", "Ti", "Tq", "TR", "Tr", "tr", "trg", "trl"),
}
# Newer versions say the same by expressions.
_EXPRESSIONS = {
    "src": "ci",
    "src_port": "cp",
    "fe_name": "f",
    "be_name": "b",
    "srv_name": "s",
    "req.timer.queue": "Tw",
    "req.timer.hdr": "TR",
    "req.timer.idle": "Ti",
    "req.timer.tq": "Tq",
    "fc.timer.handshake": "Th",
    "fc.timer.total": "Tt",
    "bc.timer.connect": "Tc",
    "res.timer.hdr": "Tr",
    "txn.sess_term_state": "ts",
    "accept_date": "Ts",
    "accept_date(s)": "Ts",
    "accept_date(ms)": "accept_ms",
    "accept_date(us)": "accept_us",
}
SHAPES |= dict.fromkeys(("accept_ms", "accept_us"), Shape(r"\d{1,18}", r"\d"))


def alias_of(name: str) -> str:
    """Return the alias that an expression in brackets stands for; other names as they are."""
    return _EXPRESSIONS.get(name[1:-1], name) if name.startswith("[") else name


def shape_of(name: str) -> Shape | None:
    """Return how a variable is written; None for one that HAProxy does not know."""
    return _FREE if name.startswith("[") else SHAPES.get(name)


def number(text: str, *, hexadecimal: bool = False) -> int:
    """Return a number with or without its sign; -1 for what was not reached, or is not there."""
    digits = text.lstrip("+")
    return -1 if digits in ("", "-") else int(digits, 16 if hexadecimal else 10)


def address(text: str, *, hexadecimal: bool = False) -> str:
    """Return an address; of hexadecimal ones those of IPv4 are written as usual."""
    if hexadecimal and len(text) == 8 and text.isalnum():
        return ".".join(str(byte) for byte in bytes.fromhex(text))
    return text


_DATE = re.compile(r"(\d\d)/(...)/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{3})| ([+-])(\d\d)(\d\d))")


def date_ns(text: str) -> int | None:
    """Return a date's nanoseconds: local where it names no zone, else UTC; None for a date that does not exist."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, month, year, hour, minute, second, thousandths, sign, hours, minutes = match.groups()
    seconds = clock_seconds(hour, minute, second)
    if seconds is None or month not in MONTHS:
        return None
    ns = civil_ns(int(year), MONTHS[month], int(day), seconds, int(thousandths or 0) * NS_PER_MS)
    if ns is None or not sign:
        return ns
    zone = (int(hours) * 60 + int(minutes)) * 60 * NS_PER_S
    return ns - (zone if sign == "+" else -zone)
