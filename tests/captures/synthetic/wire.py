"""Frames, headers and captures, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack

from tests.captures.synthetic.plan import EPOCH, S

Frame = tuple[int, bytes]


def pcap(frames: Iterable[Frame]) -> bytes:
    """A pcap file with microseconds."""
    out = [pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    for at, data in sorted(frames):
        seconds, micro = divmod(round(EPOCH.timestamp()) * S + at, S)
        out.append(pack("<IIII", seconds, micro, len(data), len(data)) + data)
    return b"".join(out)


def ip(text: str) -> bytes:
    """The four bytes of an address."""
    return bytes(map(int, text.split(".")))


def checksum(data: bytes) -> int:
    """The checksum of the internet protocols."""
    total = sum(int.from_bytes(data[n : n + 2], "big") for n in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(source: str, target: str, data: bytes, kind: int = 0x0800) -> bytes:
    """An Ethernet frame between two hardware addresses (hexadecimal)."""
    return bytes.fromhex(target) + bytes.fromhex(source) + pack(">H", kind) + data


def ipv4(source: str, target: str, protocol: int, data: bytes, ttl: int = 64) -> bytes:
    """An IPv4 packet."""
    head = pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(data), 1, 0x4000, ttl, protocol, 0, ip(source), ip(target))
    return head[:10] + pack(">H", checksum(head)) + head[12:] + data
