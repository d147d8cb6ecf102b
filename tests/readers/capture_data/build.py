"""Captures built byte by byte, by the documents of the formats and not by the reader under test."""

from __future__ import annotations

import io
from ipaddress import ip_address
from struct import pack

from checker.base.time import Interval
from checker.model.event import Event
from checker.readers.formats.capture import READER
from checker.readers.reader import Context, Tally, Wanted

HAP1, HAP2, CLIENT = "02:00:00:00:01:10", "02:00:00:00:01:11", "02:00:00:00:01:50"
GROUP = "01:00:5e:00:00:12"
START = 1_795_288_653  # seconds
S, MS, US = 1_000_000_000, 1_000_000, 1_000
EVERYTHING = (Interval(0, 1 << 62),)

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))


def packed(address: str) -> bytes:
    return ip_address(address).packed


def folded(data: bytes) -> int:
    """The Internet checksum, word by word with end-around carry."""
    data += b"\0" * (len(data) % 2)
    total = 0
    for at in range(0, len(data), 2):
        total += data[at] << 8 | data[at + 1]
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(payload: bytes, kind: int = 0x0800, source: str = HAP1, target: str = GROUP, tags: tuple = ()) -> bytes:
    stacked = b"".join(pack(">HH", tag, 7) for tag in tags)
    return mac(target) + mac(source) + stacked + pack(">H", kind) + payload


def ipv4(payload: bytes, protocol: int, source: str, target: str, ttl: int = 255, fragment: int = 0) -> bytes:
    size = 20 + len(payload)
    head = pack(">BBHHHBBH", 0x45, 0, size, 1, fragment, ttl, protocol, 0) + packed(source) + packed(target)
    return head[:10] + pack(">H", folded(head)) + head[12:] + payload


def ipv6(payload: bytes, protocol: int, source: str, target: str, ttl: int = 255) -> bytes:
    return pack(">IHBB", 6 << 28, len(payload), protocol, ttl) + packed(source) + packed(target) + payload


def vrrp2(vrid=51, priority=103, interval=1, addresses=("192.168.1.100",), **change) -> bytes:
    """A version 2 advertisement with a simple password, as keepalived sends it."""
    head = pack(">BBBBBB", 0x20 | change.get("type", 1), vrid, priority, len(addresses), 1, interval)
    tail = b"".join(map(packed, addresses)) + b"1111\0\0\0\0"
    checksum = folded(head + b"\0\0" + tail) ^ change.get("spoil", 0)
    return head + pack(">H", checksum) + tail


def vrrp3(source: str, target: str, centiseconds=100, addresses=("192.168.1.100",), priority=103, pseudo=True) -> bytes:
    head = pack(">BBBBH", 0x31, 51, priority, len(addresses), centiseconds)
    tail = b"".join(map(packed, addresses))
    size = len(head) + 2 + len(tail)
    wide = len(packed(source)) == 16
    around = packed(source) + packed(target) + (pack(">IHBB", size, 0, 0, 112) if wide else pack(">BBH", 0, 112, size))
    return head + pack(">H", folded((around if pseudo else b"") + head + b"\0\0" + tail)) + tail


def advert_frame(priority=103, source="192.168.1.10", hardware=HAP1, ttl=255, target="224.0.0.18", **change) -> bytes:
    return ethernet(ipv4(vrrp2(priority=priority, **change), 112, source, target, ttl), source=hardware)


def arp(operation: int, sender: str, sender_ip: str, target_ip: str, target: str = "00:00:00:00:00:00") -> bytes:
    body = pack(">HHBBH", 1, 0x0800, 6, 4, operation)
    body += mac(sender) + packed(sender_ip) + mac(target) + packed(target_ip)
    return ethernet(body, 0x0806, sender, "ff:ff:ff:ff:ff:ff") + b"\0" * 18


def tcp(source: str, target: str, flags: int, sequence: int = 0, acknowledged: int = 0, payload: bytes = b"") -> bytes:
    """A segment between `address:port` and `address:port`, in an Ethernet frame."""
    (ip_a, _, port_a), (ip_b, _, port_b) = source.rpartition(":"), target.rpartition(":")
    segment = pack(">HHIIBBHHH", int(port_a), int(port_b), sequence, acknowledged, 0x50, flags, 1024, 0, 0) + payload
    ip_a, ip_b = ip_a.strip("[]"), ip_b.strip("[]")
    if ":" in ip_a:
        return ethernet(ipv6(segment, 6, ip_a, ip_b, 64), 0x86DD, CLIENT, HAP1)
    return ethernet(ipv4(segment, 6, ip_a, ip_b, 64), 0x0800, CLIENT, HAP1)


def record(order: str, nanoseconds: int, data: bytes, unit: int = US, length: int | None = None) -> bytes:
    seconds, rest = divmod(START * S + nanoseconds, S)
    return pack(order + "IIII", seconds, rest // unit, len(data), length or len(data)) + data


def pcap(packets, order: str = "<", unit: int = US, link: int = 1) -> bytes:
    """A pcap file of (nanoseconds after START, frame) pairs."""
    head = pack(order + "IHHiIII", 0xA1B2C3D4 if unit == US else 0xA1B23C4D, 2, 4, 0, 0, 262_144, link)
    return head + b"".join(record(order, at, data, unit) for at, data in packets)


def block(order: str, kind: int, body: bytes) -> bytes:
    size = pack(order + "I", 12 + len(body) + -len(body) % 4)
    return pack(order + "I", kind) + size + body + b"\0" * (-len(body) % 4) + size


def section(order: str = "<") -> bytes:
    return block(order, 0x0A0D0D0A, pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order: str = "<", link: int = 1, options: tuple = ()) -> bytes:
    body = pack(order + "HHI", link, 0, 0)
    for code, value in options:
        body += pack(order + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)
    return block(order, 1, body + (pack(order + "HH", 0, 0) if options else b""))


def enhanced(order: str, ticks: int, data: bytes, which: int = 0) -> bytes:
    head = pack(order + "IIIII", which, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data))
    return block(order, 6, head + data + b"\0" * (-len(data) % 4))


def pcapng(packets, order: str = "<") -> bytes:
    """A pcapng file of one section and interface, in microseconds."""
    ticks = START * 1_000_000
    blocks = (enhanced(order, ticks + at // US, data) for at, data in packets)
    return section(order) + interface(order) + b"".join(blocks)


def read(data: bytes, *kinds: str, windows=EVERYTHING, control: bool = True) -> tuple[list[Event], Tally]:
    """Read a capture to the end; keep the events of some kinds, or all."""
    tally = Tally()
    events = list(READER.read(io.BytesIO(data), Context("x.pcap"), Wanted(control, windows), tally))
    return [event for event in events if not kinds or event.kind in kinds], tally


def whys(tally: Tally) -> list[tuple[int, str]]:
    return [(unread.line, unread.why) for unread in tally.unread]
