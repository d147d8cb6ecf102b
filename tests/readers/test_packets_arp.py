"""ARP and unsolicited neighbour advertisements."""

from struct import pack

import pytest

from tests.readers.capture_data.build import HAP1, HAP2, arp, ethernet, ipv6, mac, packed, pcap, read, whys

VIP, OWN = "192.168.1.100", "192.168.1.10"


def claims(frame: bytes) -> list[tuple]:
    events, tally = read(pcap([(0, frame)]), "arp_announced", "arp_request", "arp_reply")
    assert not tally.unread_total
    return [(event.kind, event.args["mac"], event.args["address"], event.text) for event in events]


@pytest.mark.parametrize("operation", [1, 2])
def test_an_announcement_names_one_address_twice(operation):
    assert claims(arp(operation, HAP1, VIP, VIP)) == [("arp_announced", HAP1, VIP, f"{HAP1} announces {VIP}")]


def test_request_and_reply():
    assert claims(arp(1, HAP1, OWN, VIP)) == [("arp_request", HAP1, VIP, f"{HAP1} asks for {VIP}")]
    assert claims(arp(2, HAP2, VIP, OWN)) == [("arp_reply", HAP2, VIP, f"{HAP2} is at {VIP}")]


def test_a_probe_asks_and_claims_nothing():
    assert claims(arp(1, HAP1, "0.0.0.0", VIP))[0][:3] == ("arp_request", HAP1, VIP)
    assert claims(arp(1, HAP1, "0.0.0.0", "0.0.0.0"))[0][0] == "arp_request"


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (arp(1, HAP1, OWN, VIP)[:20], "an ARP packet is cut within its header"),
        (arp(1, HAP1, OWN, VIP)[:40], "an ARP packet is cut within its addresses"),
        (arp(3, HAP1, OWN, VIP), "an ARP packet with operation 3, neither request nor reply"),
        (
            ethernet(pack(">HHBBH", 1, 0x86DD, 6, 16, 1) + b"\0" * 44, 0x0806),
            "an ARP packet that is not about IPv4 over Ethernet",
        ),
    ],
)
def test_what_is_unread(frame, why):
    events, tally = read(pcap([(0, frame)]), "arp_announced", "arp_request", "arp_reply")
    assert events == []
    assert whys(tally) == [(1, why)]


def neighbour(flags: int, target: str = "ff02::1", option: bytes = b"", kind: int = 136) -> bytes:
    body = pack(">BBHBxxx", kind, 0, 0, flags) + packed("2001:db8::64") + option
    return ethernet(ipv6(body, 58, "fe80::1", target), 0x86DD, HAP1)


def test_an_unsolicited_neighbour_advertisement_announces():
    assert claims(neighbour(0x20))[0][:3] == ("arp_announced", HAP1, "2001:db8::64")
    assert claims(neighbour(0x20, option=b"\x02\x01" + mac(HAP2)))[0][:3] == ("arp_announced", HAP2, "2001:db8::64")
    assert claims(neighbour(0x20, option=b"\x02\x01"))[0][1] == HAP1


@pytest.mark.parametrize(
    "frame", [neighbour(0x60), neighbour(0x20, "fe80::2"), neighbour(0, kind=135), neighbour(0)[:70]]
)
def test_other_neighbour_messages_announce_nothing(frame):
    assert claims(frame) == []
