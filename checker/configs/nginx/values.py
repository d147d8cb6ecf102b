"""The values of nginx: times, sizes, flags, and addresses with ports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.base.time import NS_PER_MS, NS_PER_S

# in the order in which nginx takes them; each may be left out (ngx_parse_time)
_TIME = re.compile(r"(?:\d+y)?(?:\d+M)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?(?:\d+)?", re.ASCII)
_PART = re.compile(r"(\d+)(ms|[yMwdhms]|)", re.ASCII)
_DAY = 86400 * NS_PER_S
_UNITS = {
    "y": 365 * _DAY,
    "M": 30 * _DAY,
    "w": 7 * _DAY,
    "d": _DAY,
    "h": 3600 * NS_PER_S,
    "m": 60 * NS_PER_S,
    "s": NS_PER_S,
    "ms": NS_PER_MS,
    "": NS_PER_S,
}
_SIZE = re.compile(r"(\d+)([kKmMgG]?)", re.ASCII)
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_URL = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?"
    r"(?P<host>\[[^\]]*\]|[^:/?\s]*)(?::(?P<port>\d{1,5}))?(?P<path>/.*|\?.*)?",
    re.ASCII | re.I,
)


def time_value(text: str) -> int:
    """Return the nanoseconds of `10s`, `1m30s`, `500ms`, `10` (seconds); ValueError for anything else."""
    packed = text.replace(" ", "")
    if not packed or not _TIME.fullmatch(packed):
        raise ValueError(f"{text!r} is no time: a number and ms, s, m, h, d")
    return sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(packed))


def show_time(ns: int) -> str:
    """Return a time as nginx takes it, exact to the millisecond."""
    return f"{ns // NS_PER_S}s" if ns % NS_PER_S == 0 else f"{ns // NS_PER_MS}ms"


def size_value(text: str) -> int:
    """Return the bytes of `4096`, `8k`, `1m`."""
    match = _SIZE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no size: a number and k or m")
    return int(match[1]) * _SIZES[match[2].lower()]


def number_value(text: str) -> int:
    """Return a count."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is no number")
    return int(text)


def flag_value(text: str) -> bool:
    """Return `on` or `off`, in any case, as a truth."""
    if text.lower() not in ("on", "off"):
        raise ValueError(f"{text!r} is neither on nor off")
    return text.lower() == "on"


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URL; the port is that of the scheme unless written, -1 where the scheme has none."""

    scheme: str
    host: str
    port: int
    path: str


_PORTS = {"http": 80, "https": 443, "rtmp": 1935, "rtmps": 443}


def url_value(text: str, scheme: str) -> Url:
    """Return the parts of a URL; `scheme` where none is written (`push 127.0.0.1/hls`)."""
    match = _URL.fullmatch(text)
    if not match or not match["host"]:
        raise ValueError(f"{text!r} is no URL")
    kind = (match["scheme"] or scheme).lower()
    port = int(match["port"]) if match["port"] else _PORTS.get(kind, -1)
    return Url(kind, match["host"].strip("[]").lower(), port, match["path"] or "")


def endpoint_value(text: str, scheme: str) -> str:
    """Return an address with port and path as nginx cuts it (ngx_parse_inet_url); ValueError for what it refuses."""
    rest = text[len(scheme) :] if text.lower().startswith(scheme) else text
    if rest.startswith("unix:"):
        return rest
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    ipv6 = re.match(r"\[[^\]]*\]", authority)
    if authority.startswith("[") and not ipv6:
        raise ValueError(f"{text!r} has no ']' behind its address")
    host, colon, port = authority[ipv6.end() if ipv6 else 0 :].partition(":")
    if colon:
        _check_port(text, port)
    if not (ipv6 or host):
        raise ValueError(f"{text!r} names no host")
    return rest


def _check_port(text: str, port: str) -> None:
    if not (re.fullmatch(r"0*\d{1,5}", port, re.ASCII) and 0 < int(port[-5:]) <= 65535):
        raise ValueError(f"{text!r} has the port {port!r}, which is none: wanted a number from 1 to 65535")


def relay_value(text: str) -> str:
    """Return the target of a `push` or `pull`."""
    return endpoint_value(text, "rtmp://")


def callback_value(text: str) -> str:
    """Return the URL of a callback."""
    return endpoint_value(text, "http://")


def socket_value(text: str) -> str:
    """Return what a server listens on: a port, or an address with one."""
    if text.isascii() and text.isdigit():
        _check_port(text, text)
        return text
    return endpoint_value(text, "")


def listen_value(text: str, default: int) -> tuple[str, int]:
    """Return the address ('' for all) and the port (-1 for a socket file) of a `listen`."""
    if text.startswith("unix:"):
        return text, -1
    if text.isascii() and text.isdigit():
        return "", int(text)
    url = url_value(text, "")
    return ("" if url.host in ("*", "0.0.0.0", "::") else url.host), (default if url.port < 0 else url.port)
