"""One VRRP advertisement in each kind of capture: what the reader of captures must recognise."""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from types import MappingProxyType

# 192.168.1.10 advertises 192.168.1.100 as router 51 with priority 103, every second.
FRAME = bytes.fromhex(
    "01005e000012020000000110080045c0002800010000ff7018e0c0a8010ae0000012213367010101525bc0a801643131313100000000"
)
SECOND = 0x6A00_0000


def _pcap(order: str, magic: int) -> bytes:
    header = pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262_144, 1)
    return header + pack(order + "IIII", SECOND, 1, len(FRAME), len(FRAME)) + FRAME


def _block(order: str, kind: int, body: bytes) -> bytes:
    size = pack(order + "I", 12 + len(body))
    return pack(order + "I", kind) + size + body + size


def _pcapng(order: str) -> bytes:
    ticks = SECOND * 1_000_000 + 1
    packet = pack(order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(FRAME), len(FRAME))
    return (
        _block(order, 0x0A0D0D0A, pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        + _block(order, 1, pack(order + "HHI", 1, 0, 262_144))
        + _block(order, 6, packet + FRAME + bytes(-len(FRAME) % 4))
    )


SAMPLES: Mapping[str, bytes] = MappingProxyType(
    {
        "pcap, microseconds, little endian": _pcap("<", 0xA1B2C3D4),
        "pcap, microseconds, big endian": _pcap(">", 0xA1B2C3D4),
        "pcap, nanoseconds, little endian": _pcap("<", 0xA1B23C4D),
        "pcap, nanoseconds, big endian": _pcap(">", 0xA1B23C4D),
        "pcapng, little endian": _pcapng("<"),
        "pcapng, big endian": _pcapng(">"),
    }
)
