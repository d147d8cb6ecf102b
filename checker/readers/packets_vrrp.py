"""VRRP advertisements, version 2 (RFC 3768) and 3 (RFC 5798): what they say, or why they are none."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.model.event import Value
from checker.readers.packets import Datagram, address_text, mac_text

HEADER = 8
TTL = 255
ADVERTISEMENT = 1


def advert(packet: Datagram, mac: bytes) -> Mapping[str, Value] | str:
    """Return the arguments of an `advert`, or why a VRRP router would drop this packet.

    A receiver discards what fails these checks, so such a packet keeps nobody in the backup state and must not count
    as a sign of life of a master.
    """
    data = packet.payload
    if len(data) < HEADER:
        return "a VRRP packet is cut within its header"
    version, size = data[0] >> 4, len(packet.source)
    fault = _fault(packet, data, version)
    if fault:
        return fault
    end = HEADER + data[3] * size
    if packet.size < end:
        return f"a VRRP packet promises {data[3]} addresses, and is too short for them"
    if len(data) < end:
        return "a VRRP packet is cut within its addresses by the capture"
    if packet.whole and not _sum_holds(packet, data, version):
        return "a VRRP packet has a wrong checksum"
    ticks, tick = (data[5], NS_PER_S) if version == 2 else ((data[4] & 0x0F) << 8 | data[5], 10 * NS_PER_MS)
    return {
        "sender": address_text(packet.source),
        "mac": mac_text(mac),
        "vrid": data[1],
        "priority": data[2],
        "version": version,
        "interval_ns": ticks * tick,
        "addresses": ",".join(address_text(data[at : at + size]) for at in range(HEADER, end, size)),
    }


def _fault(packet: Datagram, data: bytes, version: int) -> str:
    if version not in {2, 3}:
        return f"a VRRP packet of version {version}, neither 2 nor 3"
    if data[0] & 0x0F != ADVERTISEMENT:
        return f"a VRRP packet of type {data[0] & 0x0F}, not an advertisement"
    if not data[1]:
        return "a VRRP packet for router 0, which cannot be"
    # Peers that are configured one by one may be some hops away; only a multicast has to come from the same link.
    if packet.ttl != TTL and (packet.target[0] & 0xF0 == 0xE0 or packet.target[0] == 0xFF):
        return f"a VRRP packet with TTL {packet.ttl}, not {TTL}"
    return ""


def _sum_holds(packet: Datagram, data: bytes, version: int) -> bool:
    """Check the one's complement sum. Version 3 was read with and without the pseudo header, so either will do."""
    if len(packet.source) == 4 and _zero_sum(data):
        return True
    if version == 2 and len(packet.source) == 4:
        return False
    # Both layouts end in the protocol and the length; where their zeros stand makes no difference to the sum.
    return _zero_sum(packet.source + packet.target + len(data).to_bytes(4, "big") + b"\0\0\0\x70" + data)


def _zero_sum(data: bytes) -> bool:
    # The one's complement sum is the number modulo 0xFFFF, since 2**16 leaves 1.
    return int.from_bytes(data + b"\0" * (len(data) % 2), "big") % 0xFFFF == 0
