"""Addresses of servers and binds: `host:port`, IPv6, families, sockets, port mappings and ranges."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from checker.configs.setting import Unknown

_INTERNET = tuple(
    f"{protocol}{version}@" for protocol in ("ip", "ipv", "tcp", "udp", "quic", "mptcp") for version in ("", "4", "6")
)
_OTHER = ("unix@", "abns@", "abnsz@", "fd@", "sockpair@", "uxst@", "uxdg@", "rhttp@", "rev@", "uxst+", "uxdg+")
NO_PORT = -1


class AddressError(ValueError):
    """Not an address that HAProxy takes; says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host ('' for all) and a port: -1 without one. `relative` maps the client's port; a socket has no host."""

    host: str
    port: int
    last_port: int
    relative: bool = False
    socket: str = ""


def address(text: str) -> Address:
    """Return what an address says."""
    rest = text
    for prefix in ("stream+", "dgram+"):
        rest = rest.removeprefix(prefix)
    if rest.startswith("/") or rest.startswith(_OTHER):
        return Address("", NO_PORT, NO_PORT, socket=rest)
    for prefix in _INTERNET:
        if rest.startswith(prefix):
            rest = rest.removeprefix(prefix)
            break
    host, colon, port = rest.rpartition(":")
    if rest.endswith("]") or not colon:
        host, port = rest, ""
    first, last, relative = _ports(port, text)
    return Address(_host(host, text), first, last, relative)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host (or a socket) and its ports, of which either may be unknown."""

    host: str | Unknown
    ports: tuple[int | Unknown, ...]


def endpoint(text: str) -> Endpoint:
    """Return the host and all ports of an address."""
    found = address(text)
    return Endpoint(found.socket or found.host, tuple(range(found.port, found.last_port + 1)))


def open_endpoint(text: str, why: Unknown) -> Endpoint:
    """Return what is known of an address that holds variables which nothing sets: whichever half has none of them.

    A variable that stands alone may hold both.
    """
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return Endpoint(why, (why,))
    return Endpoint(
        why if "$" in host else _or_why(f"{host}:1").host,
        (why,) if "$" in port else _or_why(f"x:{port}").ports,
    )


def _or_why(text: str) -> Endpoint:
    try:
        return endpoint(text)
    except AddressError as error:
        return Endpoint(Unknown(str(error)), (Unknown(str(error)),))


def _host(host: str, text: str) -> str:
    """Return a host without brackets and in one spelling; '' for `*` and nothing."""
    if host.startswith("[") != host.endswith("]"):
        raise AddressError(f"'{text}' has one bracket")
    bare = host.strip("[]")
    if bare in ("", "*"):
        return ""
    try:
        parsed = ipaddress.ip_address(bare)
    except ValueError:
        return bare
    return "" if parsed.is_unspecified else str(parsed)


def _ports(port: str, text: str) -> tuple[int, int, bool]:
    """Return the first and the last port, and whether they are an offset to that of the client."""
    if not port:
        return NO_PORT, NO_PORT, False
    if port[0] in "+-" and port[1:].isdecimal():
        return NO_PORT, NO_PORT, True
    low, dash, high = port.partition("-")
    if not (low.isdecimal() and low.isascii()) or (dash and not (high.isdecimal() and high.isascii())):
        raise AddressError(f"'{text}' has '{port}' where a port is wanted")
    first, last = int(low[:9]), int((high if dash else low)[:9])
    if not 0 <= first <= last <= 65535:
        raise AddressError(f"'{text}' has '{port}' where a port from 1 to 65535 is wanted")
    return first or NO_PORT, last or NO_PORT, False
