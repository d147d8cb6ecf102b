"""From a captured frame to what it carries: link layers, and the way through IP to the transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
ICMP6, TCP, VRRP = 58, 6, 112
ETHERNET = 1
# of TCP
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
_TAGS = frozenset({0x8100, 0x88A8, 0x9100})
_AUTHENTICATION, _FRAGMENT = 51, 44
_EXTENSIONS = frozenset({0, 43, 60, 135})

# Hardware address of the sender (empty when the link has none), type of the payload, where the payload starts.
# A plain tuple: one is made for every packet.
Frame = tuple[bytes, int, int]


def _tags(data: bytes, kind: int, at: int) -> tuple[int, int]:
    """Step over 802.1Q tags, of which a provider may have stacked several."""
    while kind in _TAGS and at + 4 <= len(data):
        kind = data[at + 2] << 8 | data[at + 3]
        at += 4
    return kind, at


def ethernet(data: bytes) -> Frame | None:
    """Read an Ethernet header with any 802.1Q tags."""
    if len(data) < 14:
        return None
    kind = data[12] << 8 | data[13]
    if kind in _TAGS:
        return data[6:12], *_tags(data, kind, 14)
    return data[6:12], kind, 14


def cooked(data: bytes) -> Frame | None:
    """Read the header of Linux's `any` device, first form (SLL)."""
    if len(data) < 16:
        return None
    mac = data[6:12] if data[4:6] == b"\x00\x06" else b""
    return mac, *_tags(data, data[14] << 8 | data[15], 16)


def cooked2(data: bytes) -> Frame | None:
    """Read the header of Linux's `any` device, second form (SLL2)."""
    if len(data) < 20:
        return None
    mac = data[12:18] if data[11] == 6 else b""
    return mac, *_tags(data, data[0] << 8 | data[1], 20)


def raw(data: bytes) -> Frame | None:
    """Read a packet without a link header: the version of IP stands in its first four bits."""
    kind = {4: IPV4, 6: IPV6}.get(data[0] >> 4) if data else None
    return (b"", kind, 0) if kind else None


def loopback(data: bytes) -> Frame | None:
    """Read a BSD loopback header: an address family in the byte order of the machine that captured."""
    frame = raw(data[4:])
    return (b"", frame[1], 4) if frame else None


@dataclass(frozen=True, slots=True)
class Link:
    """A link type of captures: what reports call it, and how its header is read."""

    name: str
    unwrap: Callable[[bytes], Frame | None]


LINKS: Mapping[int, Link] = MappingProxyType(
    {
        0: Link("loopback", loopback),
        ETHERNET: Link("ethernet", ethernet),
        12: Link("raw IP", raw),
        14: Link("raw IP", raw),
        101: Link("raw IP", raw),
        108: Link("loopback", loopback),
        113: Link("linux cooked", cooked),
        228: Link("raw IP", raw),
        229: Link("raw IP", raw),
        276: Link("linux cooked 2", cooked2),
    }
)


@dataclass(frozen=True, slots=True)
class Datagram:
    """The transport's part of an IP packet: `data` from `at` to `end` as captured, `size` bytes as sent."""

    source: bytes
    target: bytes
    protocol: int
    ttl: int
    data: bytes
    at: int
    end: int
    size: int

    @property
    def whole(self) -> bool:
        """Whether all of it was captured."""
        return self.end - self.at == self.size

    @property
    def payload(self) -> bytes:
        """The captured bytes of the transport."""
        return self.data[self.at : self.end]


def datagram(data: bytes, kind: int, at: int) -> Datagram | None:
    """Find the transport in an IP packet; None when it is cut before that, no IP, or a later fragment."""
    if kind == IPV4:
        return _version4(data, at)
    return _version6(data, at) if kind == IPV6 else None


def _version4(data: bytes, at: int) -> Datagram | None:
    if len(data) < at + 20 or data[at] >> 4 != 4:
        return None
    header = (data[at] & 0x0F) * 4
    total = data[at + 2] << 8 | data[at + 3]
    # A network card that splits for the kernel may leave the length at 0.
    end = at + total if total else len(data)
    if header < 20 or (data[at + 6] & 0x1F) or data[at + 7]:
        return None
    source, target, ttl = data[at + 12 : at + 16], data[at + 16 : at + 20], data[at + 8]
    return _inside(data, at + header, end, (source, target, data[at + 9], ttl))


def _version6(data: bytes, at: int) -> Datagram | None:
    if len(data) < at + 40 or data[at] >> 4 != 6:
        return None
    length = data[at + 4] << 8 | data[at + 5]
    end = at + 40 + length if length else len(data)
    source, target, ttl = data[at + 8 : at + 24], data[at + 24 : at + 40], data[at + 7]
    return _inside(data, at + 40, end, (source, target, data[at + 6], ttl))


def _inside(data: bytes, at: int, end: int, head: tuple[bytes, bytes, int, int]) -> Datagram | None:
    """Step over extension headers and the authentication header to the transport."""
    source, target, protocol, ttl = head
    captured = min(end, len(data))
    while at + 8 <= captured:
        if protocol in _EXTENSIONS:
            protocol, at = data[at], at + 8 + data[at + 1] * 8
        elif protocol == _AUTHENTICATION:
            protocol, at = data[at], at + 8 + data[at + 1] * 4
        elif protocol == _FRAGMENT:
            if data[at + 2] or data[at + 3] & 0xF8:
                return None
            protocol, at = data[at], at + 8
        else:
            break
    if at > captured:
        return None
    return Datagram(source, target, protocol, ttl, data, at, captured, end - at)


def mac_text(mac: bytes) -> str:
    """Return a hardware address as people write it: lower case, with colons."""
    return mac.hex(":")


def address_text(address: bytes) -> str:
    """Return an IP address as people write it."""
    if len(address) == 4:
        return ".".join(map(str, address))
    from ipaddress import IPv6Address

    return IPv6Address(address).compressed


def socket_text(address: bytes, port: int) -> str:
    """Return address:port, an IPv6 address in brackets."""
    text = address_text(address)
    return f"{text}:{port}" if len(address) == 4 else f"[{text}]:{port}"
