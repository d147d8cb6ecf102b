"""The first bytes of the kinds of captures, and what they say about the rest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.base.time import NS_PER_US

# pcap: byte order, and the nanoseconds of one unit of the fraction
PCAP: Mapping[bytes, tuple[str, int]] = MappingProxyType(
    {
        bytes.fromhex("d4c3b2a1"): ("<", NS_PER_US),
        bytes.fromhex("a1b2c3d4"): (">", NS_PER_US),
        bytes.fromhex("4d3cb2a1"): ("<", 1),
        bytes.fromhex("a1b23c4d"): (">", 1),
    }
)
# pcapng: a section starts with this block, whose word behind its length tells the byte order
SECTION = b"\n\r\r\n"
ORDERS: Mapping[bytes, str] = MappingProxyType({bytes.fromhex("4d3c2b1a"): "<", bytes.fromhex("1a2b3c4d"): ">"})


def is_capture(head: bytes) -> bool:
    """Say whether an input that starts with `head` is a capture."""
    return head[:4] in PCAP or (head.startswith(SECTION) and head[8:12] in ORDERS)
