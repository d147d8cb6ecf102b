"""The wrappers around a logged message: who wrote it, when, and where the logger says that it lost lines.

Syslog files (traditional, ISO 8601, RFC 5424), what `journalctl` and `docker logs` print, and lines without any
wrapper. A wrapper that is not understood leaves the whole line as text: the reader of the message decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.readers.clocks import MONTHS, civil_ns, clock_seconds, dated_near, fraction, received
from checker.readers.reader import Context


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its wrapper. `time` is None where no stamp was read; `zoned` when the stamp named its zone."""

    text: str
    time: Interval | None = None
    host: str = ""
    program: str = ""
    pid: str = ""
    zoned: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """Lines that a logger says it lost: how many (-1: not said) and of which process or unit ('': not said)."""

    count: int
    detail: str
    process: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A stamp that was read, and where the rest of the line starts."""

    time: Interval | None
    zoned: bool
    end: int


_FRAME = re.compile(r"\d{1,9} (?=<\d)", re.ASCII)  # octet counting of RFC 6587
_PRIORITY = re.compile(r"<\d{1,3}>(?:1 (?=[-\d]))?", re.ASCII)
_VERSION = re.compile(r"1 (?=\d{4}-\d\d-\d\dT)", re.ASCII)
_CLOCK = r"(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?"
_ZONE = r"(Z|UTC|GMT|MSK|[A-Z]{1,3}T|[+-]\d\d(?::?\d\d)?)"
_ISO = re.compile(rf"(?:[A-Z][a-z]{{2}} )?(\d{{4}})-(\d\d)-(\d\d)[T ]{_CLOCK} ?{_ZONE}?\b ?", re.ASCII)
_TRADITIONAL = re.compile(
    rf"(?:[A-Z][a-z]{{2}} )?([A-Z][a-z]{{2}}) ([ \d]\d|\d)(?: (\d{{4}}))? {_CLOCK}(?: (\d{{4}}))?:? ", re.ASCII
)
_UNIX = re.compile(r"(\d{9,11})\.(\d{1,9}) ", re.ASCII)
_COMPOSE = re.compile(r"([A-Za-z0-9][\w.-]{0,127}) +\| ?", re.ASCII)
_TAG = re.compile(r"(?:([^\s\[\]]{1,255}) )?([^\s\[\]:]{1,128})(?:\[([^\]\s]{0,64})\]:|:(?= |$)) ?", re.ASCII)
_STREAM = re.compile(r"std(?:out|err) [FP] ", re.ASCII)  # what container runtimes put behind the stamp
_UNTAGGED = re.compile(r"(\S{1,255}) (?=last message )", re.ASCII)
_NAME = r"(\S{1,255})"
_QUOTED = r'"(?>(?:[^"\\]|\\.)*)"'
_STRUCTURED = rf'(?:-|(?>(?:\[(?>(?:[^\]"\\]|\\.|{_QUOTED})*)\])+))'
_RFC5424 = re.compile(rf"{_NAME} {_NAME} {_NAME} {_NAME} {_STRUCTURED}(?: |$)", re.ASCII)

# Most logs hold none of these lines: `re` compiles such a pattern when the first line asks for it, and keeps it.
# A detail starts with "begin: " where a loss begins, and with "end: " where it ends or has ended.
_ORIGIN = r"\[origin software=[^\]]{0,512}\] "
_LOSSES = (
    (r"imuxsock lost (?P<count>\d+) messages? from pid (?P<pid>\d+)", "end: "),
    (r"imuxsock\[pid:? (?P<pid>\d+)[^\]]{0,256}\].{0,256}?begin to drop messages", "begin: "),
    (r"imuxsock\[pid:? (?P<pid>\d+)[^\]]{0,256}\].{0,256}?(?P<count>\d+) messages lost", "end: "),
    (r".{0,256}?\bbegin to drop messages due to rate-limiting", "begin: "),
    (r".{0,256}?\b(?P<count>\d+) messages? (?:lost|discarded|dropped)\b", "end: "),
    (r"(?:rsyslogd[-:\d ]{0,16})?action '?[^']{0,256}?'? (?:.{0,64}? )?suspended\b", "begin: "),
    (r"(?:rsyslogd[-:\d ]{0,16})?action '?[^']{0,256}?'? (?:.{0,64}? )?resumed\b", "end: "),
    (rf"{_ORIGIN}exiting on signal\b", "begin: "),
    (rf"{_ORIGIN}(?:re)?start\s*\Z", "end: "),
    (r"Suppressed (?P<count>\d+) messages? from (?P<unit>\S{1,255})", "end: "),
    (r"Forwarding to \w+ missed (?P<count>\d+) messages?", "end: "),
    (r"last message (?:buffered|repeated) (?P<count>\d+) times", ""),
)
_LOGGERS = ("rsyslogd", "rsyslog", "systemd-journald", "systemd-journal", "journald", "syslogd", "syslog-ng", "")
_REPEATED = re.compile(r"message repeated (\d+) times: \[ ?(.*)\]\s*\Z", re.DOTALL)


def unwrap(raw: bytes, context: Context) -> Line:
    """Return the message of one line with what its wrapper says; a line without a wrapper is all message."""
    text = raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
    at, host = _framing(text)
    head = _PRIORITY.match(text, at) or _VERSION.match(text, at) if text.startswith(("<", "1 "), at) else None
    at = head.end() if head else at
    stamp = _stamp(text, at, context)
    if head and head[0].endswith("1 ") and (line := _rfc5424(text, at, stamp, context)):
        return line
    time, zoned, at = (stamp.time, stamp.zoned, stamp.end) if stamp else (None, False, at)
    if text.startswith("std", at) and (piped := _STREAM.match(text, at)):
        at = piped.end()
    tag = _TAG.match(text, at) if stamp else _bare_tag(text, at)
    if not tag:
        named = _UNTAGGED.match(text, at) if stamp else None
        host, at = (named[1], named.end()) if named else (host, at)
        return Line(text[at:].lstrip(" "), time, _host(host, context), zoned=zoned)
    host = _host(tag[1] or host, context)
    return Line(text[tag.end() :].lstrip(" "), time, host, tag[2], tag[3] or "", zoned)


def loss(line: Line) -> Loss | None:
    """Return what a logger's own line says about lost lines, or None for any other line.

    Only a logger is believed: the text of other programs may carry what a client sent.
    """
    program = line.program.rstrip("-0123456789") if line.program.startswith("rsyslogd") else line.program
    if program not in _LOGGERS and not line.text.startswith("last message "):
        return None
    text = line.text.removeprefix("rsyslogd: ")
    for pattern, edge in _LOSSES:
        if match := re.match(pattern, text, re.ASCII):
            said = match.groupdict()
            detail = f"{edge}{line.text}"
            return Loss(_number(said.get("count")), detail, said.get("pid") or "", said.get("unit") or "")
    return None


def repeated(text: str) -> tuple[int, str] | None:
    """Return count and text of `message repeated N times: [ ... ]`, or None for any other message."""
    match = _REPEATED.match(text)
    return (_number(match[1]), match[2]) if match else None


def _number(digits: str | None) -> int:
    return int(digits) if digits and len(digits) <= 18 else -1


def _host(name: str, context: Context) -> str:
    # HAProxy over UDP names no host and rsyslog then writes localhost: that identifies nobody
    return context.host if name in ("", "-", "localhost", "127.0.0.1", "::1") and context.host else name


def _framing(text: str) -> tuple[int, str]:
    """Return where the message proper starts, behind octet counts and compose prefixes, and the container's name."""
    if "<" in text[:11] and (frame := _FRAME.match(text)):
        return frame.end(), ""
    if "|" in text[:140] and (compose := _COMPOSE.match(text)):
        return compose.end(), compose[1]
    return 0, ""


def _bare_tag(text: str, at: int) -> re.Match[str] | None:
    """A tag without a stamp counts only with a process id: any text may have a colon in it."""
    tag = _TAG.match(text, at)
    return tag if tag and tag[3] is not None else None


def _rfc5424(text: str, at: int, stamp: _Stamp | None, context: Context) -> Line | None:
    """Read host, program, process and structured data; the stamp may be the nil value."""
    if stamp is None and not text.startswith("- ", at):
        return None
    match = _RFC5424.match(text, stamp.end if stamp else at + 2)
    if not match:
        return None
    host, program, pid = ("" if value == "-" else value for value in match.group(1, 2, 3))
    message = text[match.end() :].lstrip(" ").removeprefix("\ufeff").lstrip(" ")
    time, zoned = (stamp.time, stamp.zoned) if stamp else (None, False)
    return Line(message, time, _host(host, context), program, pid, zoned)


def _stamp(text: str, at: int, context: Context) -> _Stamp | None:
    if match := _TRADITIONAL.match(text, at):
        return _traditional(match, context)
    if match := _ISO.match(text, at):
        return _iso(match, context)
    if match := _UNIX.match(text, at):
        ns, resolution = fraction(match[2])
        return _Stamp(received(int(match[1]) * NS_PER_S + ns, resolution), True, match.end())
    return None


def _iso(match: re.Match[str], context: Context) -> _Stamp | None:
    year, month, day, hour, minute, second, digits, zone = match.groups()
    seconds = clock_seconds(hour, minute, second)
    ns, resolution = fraction(digits or "")
    local = civil_ns(int(year), int(month), int(day), seconds, ns) if seconds is not None else None
    if local is None:
        return None
    offset = zone_offset(zone or "")
    zone_ns = context.zone_ns if offset is None else offset
    return _Stamp(received(local - zone_ns, resolution), offset is not None, match.end())


def _traditional(match: re.Match[str], context: Context) -> _Stamp | None:
    name, day, year, hour, minute, second, digits, late_year = match.groups()
    month, seconds = MONTHS.get(name), clock_seconds(hour, minute, second)
    if month is None or seconds is None:
        return None
    ns, resolution = fraction(digits or "")
    if year or late_year:
        local = civil_ns(int(year or late_year), month, int(day), seconds, ns)
    else:
        local = dated_near(month, int(day), seconds, (context.reference_ns or 0) + context.zone_ns, ns)
    return None if local is None else _Stamp(received(local - context.zone_ns, resolution), False, match.end())


def zone_offset(zone: str) -> int | None:
    """Return local minus UTC of a printed zone (`Z`, `UTC`, `+01:00`, `-0330`, `+03`), or None for another name."""
    if zone in ("Z", "UTC", "GMT"):
        return 0
    if not zone or zone[0] not in "+-":
        return None
    digits = zone[1:].replace(":", "")
    ns = (int(digits[:2]) * 3600 + int(digits[2:4] or "0") * 60) * NS_PER_S
    return -ns if zone[0] == "-" else ns
