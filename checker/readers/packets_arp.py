"""Who says where an address is: ARP, and the unsolicited neighbour advertisements that do its work for IPv6."""

from __future__ import annotations

from checker.readers.packets import Datagram, address_text, mac_text

ETHERNET_FOR_IPV4 = bytes.fromhex("000108000604")
REQUEST, REPLY = 1, 2
NEIGHBOUR_ADVERTISEMENT = 136
SOLICITED = 0x40
TARGET_LINK_ADDRESS = b"\x02\x01"

# The kind of the event, the hardware address and the IP address; or a sentence on why it is unread.
Claim = tuple[str, str, str]


def claim(data: bytes, at: int) -> Claim | str:
    """Read an ARP packet for IPv4 over Ethernet."""
    if len(data) < at + 8:
        return "an ARP packet is cut within its header"
    if data[at : at + 6] != ETHERNET_FOR_IPV4:
        return "an ARP packet that is not about IPv4 over Ethernet"
    if len(data) < at + 28:
        return "an ARP packet is cut within its addresses"
    operation = data[at + 6] << 8 | data[at + 7]
    if operation not in {REQUEST, REPLY}:
        return f"an ARP packet with operation {operation}, neither request nor reply"
    mac, sender, target = mac_text(data[at + 8 : at + 14]), data[at + 14 : at + 18], data[at + 24 : at + 28]
    # A probe asks with the sender 0.0.0.0: it does not claim the address yet.
    if sender == target and any(sender):
        return "arp_announced", mac, address_text(sender)
    if operation == REQUEST:
        return "arp_request", mac, address_text(target)
    return "arp_reply", mac, address_text(sender)


def announcement(packet: Datagram, mac: bytes) -> Claim | None:
    """Read an unsolicited neighbour advertisement to all nodes: the gratuitous ARP of IPv6."""
    data = packet.payload
    if len(data) < 24 or data[0] != NEIGHBOUR_ADVERTISEMENT or data[4] & SOLICITED or packet.target[0] != 0xFF:
        return None
    if data[24:26] == TARGET_LINK_ADDRESS and len(data) >= 32:
        mac = data[26:32]
    return "arp_announced", mac_text(mac), address_text(data[8:24])
