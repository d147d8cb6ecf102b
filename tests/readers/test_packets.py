"""Link layers and the way through IP to the transport."""

from struct import pack

import pytest

from checker.readers.packets import (
    ARP,
    IPV4,
    IPV6,
    LINKS,
    TCP,
    VRRP,
    address_text,
    cooked,
    cooked2,
    datagram,
    ethernet,
    loopback,
    mac_text,
    raw,
    socket_text,
)
from tests.readers.capture_data.build import HAP1, advert_frame, ipv4, ipv6, mac, packed, pcap, read, vrrp2, vrrp3
from tests.readers.capture_data.build import ethernet as frame

ADVERT = ipv4(vrrp2(), 112, "192.168.1.10", "224.0.0.18")
SIX = ipv6(vrrp3("fe80::1", "ff02::12", addresses=("2001:db8::64",)), 112, "fe80::1", "ff02::12")


def test_ethernet():
    assert ethernet(frame(b"x")) == (mac(HAP1), IPV4, 14)
    assert ethernet(frame(b"x", ARP)) == (mac(HAP1), ARP, 14)
    assert ethernet(frame(b"x", IPV6, tags=(0x8100,))) == (mac(HAP1), IPV6, 18)
    assert ethernet(frame(b"x", tags=(0x88A8, 0x8100))) == (mac(HAP1), IPV4, 22)
    assert ethernet(frame(b"")[:13]) is None
    assert ethernet(frame(b"", tags=(0x8100,))[:15]) == (mac(HAP1), 0x8100, 14)


def sll(payload: bytes, kind: int = IPV4, size: int = 6) -> bytes:
    return pack(">HHH", 0, 1, size) + mac(HAP1) + b"\0\0" + pack(">H", kind) + payload


def sll2(payload: bytes, kind: int = IPV4, size: int = 6) -> bytes:
    return pack(">HHIHBB", kind, 0, 3, 1, 0, size) + mac(HAP1) + b"\0\0" + payload


def test_linux_cooked():
    assert cooked(sll(b"x")) == (mac(HAP1), IPV4, 16)
    assert cooked(sll(pack(">HH", 7, IPV6), 0x8100)) == (mac(HAP1), IPV6, 20)
    assert cooked(sll(b"x", size=0)) == (b"", IPV4, 16)
    assert cooked(sll(b"")[:15]) is None
    assert cooked2(sll2(b"x")) == (mac(HAP1), IPV4, 20)
    assert cooked2(sll2(b"x", size=0)) == (b"", IPV4, 20)
    assert cooked2(sll2(b"")[:19]) is None


def test_links_without_hardware_addresses():
    assert raw(ADVERT) == (b"", IPV4, 0)
    assert raw(SIX) == (b"", IPV6, 0)
    assert raw(b"") is None
    assert raw(b"\xf0") is None
    for family in (pack("<I", 2), pack(">I", 2)):
        assert loopback(family + ADVERT) == (b"", IPV4, 4)
    assert loopback(pack("<I", 30) + SIX) == (b"", IPV6, 4)
    assert loopback(b"\0\0\0\2") is None


@pytest.mark.parametrize(
    ("link", "data", "hardware"),
    [
        (1, frame(ADVERT), HAP1),
        (1, frame(ADVERT, tags=(0x8100,)), HAP1),
        (113, sll(ADVERT), HAP1),
        (276, sll2(ADVERT), HAP1),
        (101, ADVERT, ""),
        (12, ADVERT, ""),
        (228, ADVERT, ""),
        (0, pack("<I", 2) + ADVERT, ""),
        (108, pack(">I", 2) + ADVERT, ""),
        (1, frame(SIX, IPV6), HAP1),
        (229, SIX, ""),
    ],
)
def test_an_advert_over_every_link(link, data, hardware):
    (advert,), tally = read(pcap([(0, data)], link=link), "advert")
    assert advert.args["mac"] == hardware
    assert advert.args["vrid"] == 51
    assert not tally.unread_total
    presence, _ = read(pcap([(0, data)], link=link), "presence")
    assert [event.args["mac"] for event in presence] == [hardware] * bool(hardware)
    (captured,), _ = read(pcap([(0, data)], link=link), "captured")
    assert captured.args["link"] == LINKS[link].name


@pytest.mark.parametrize("link", LINKS)
def test_a_packet_that_is_cut_within_its_link_header_is_unread(link):
    _, tally = read(pcap([(0, b"\0")], link=link))
    assert tally.unread_total == 1
    assert tally.unread[0].why == f"the packet is cut within its {LINKS[link].name} header"


def test_the_transport_of_ipv4():
    packet = datagram(frame(ADVERT) + b"padding", IPV4, 14)
    assert packet is not None
    assert (packet.protocol, packet.ttl, packet.size, packet.whole) == (VRRP, 255, 20, True)
    assert packet.payload == vrrp2()
    assert (packet.source, packet.target) == (packed("192.168.1.10"), packed("224.0.0.18"))


def test_options_of_ipv4_and_a_length_that_the_card_left_at_zero():
    options = b"\x46" + ADVERT[1:20] + b"\x94\x04\0\0" + ADVERT[20:]
    longer = options[:2] + pack(">H", len(options)) + options[4:]
    assert datagram(longer, IPV4, 0).payload == vrrp2()
    unset = ADVERT[:2] + b"\0\0" + ADVERT[4:]
    assert datagram(unset, IPV4, 0).payload == vrrp2()


def test_a_snapped_packet_is_not_whole():
    packet = datagram(ADVERT[:30], IPV4, 0)
    assert (packet.size, packet.whole, len(packet.payload)) == (20, False, 10)


@pytest.mark.parametrize(
    "data",
    [
        ADVERT[:19],
        b"\x55" + ADVERT[1:],
        b"\x44" + ADVERT[1:],
        ipv4(b"x" * 30, TCP, "10.0.0.1", "10.0.0.2", fragment=5),
        ADVERT[:2] + pack(">H", 10) + ADVERT[4:],
    ],
    ids=["cut", "version", "header length", "later fragment", "length below its header"],
)
def test_no_transport_in_ipv4(data):
    assert datagram(data, IPV4, 0) is None


def test_the_authentication_header_is_stepped_over():
    header = pack(">BBHII", VRRP, 4, 0, 1, 1) + b"\0" * 12
    packet = datagram(ipv4(header + vrrp2(), 51, "10.0.0.1", "224.0.0.18"), IPV4, 0)
    assert (packet.protocol, packet.payload) == (VRRP, vrrp2())


def test_extension_headers_of_ipv6():
    hop = pack(">BB", 44, 0) + b"\0" * 6
    fragment = pack(">BBHI", 60, 0, 1, 9)
    options = pack(">BB", TCP, 1) + b"\0" * 14
    packet = datagram(ipv6(hop + fragment + options + b"segment!", 0, "::1", "::2"), IPV6, 0)
    assert (packet.protocol, packet.payload, packet.whole) == (TCP, b"segment!", True)
    later = pack(">BBHI", TCP, 0, 8, 9)
    assert datagram(ipv6(later + b"segment!", 44, "::1", "::2"), IPV6, 0) is None
    assert datagram(ipv6(b"", 0, "::1", "::2")[:39], IPV6, 0) is None
    assert datagram(b"\x40" + ipv6(b"", 6, "::1", "::2")[1:], IPV6, 0) is None
    assert datagram(ipv6(pack(">BB", 0, 255) + b"\0" * 6, 0, "::1", "::2"), IPV6, 0) is None


def test_neither_ip():
    assert datagram(advert_frame(), ARP, 14) is None


def test_texts():
    assert mac_text(mac("0A:0b:0C:00:01:FF")) == "0a:0b:0c:00:01:ff"
    assert address_text(packed("192.168.1.10")) == "192.168.1.10"
    assert address_text(packed("2001:0db8::0064")) == "2001:db8::64"
    assert socket_text(packed("10.0.0.1"), 80) == "10.0.0.1:80"
    assert socket_text(packed("::1"), 80) == "[::1]:80"
