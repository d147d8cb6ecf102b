"""VRRP: what a valid advertisement says, and why the others are none."""

import pytest

from checker.base.time import Interval
from tests.readers.capture_data.build import (
    HAP1,
    MS,
    START,
    S,
    advert_frame,
    ethernet,
    ipv4,
    ipv6,
    packed,
    pcap,
    read,
    record,
    vrrp2,
    vrrp3,
    whys,
)


def args(frame: bytes) -> dict:
    (event,), _ = read(pcap([(0, frame)]), "advert")
    return dict(event.args)


def why(frame: bytes, length: int | None = None) -> str:
    adverts, tally = read(pcap([]) + record("<", 0, frame, length=length), "advert")
    assert adverts == []
    ((number, reason),) = whys(tally)
    assert number == 1
    return reason


def test_version_2():
    assert args(advert_frame(priority=103, addresses=("192.168.1.100", "10.0.0.7"), interval=3)) == {
        "sender": "192.168.1.10",
        "mac": HAP1,
        "vrid": 51,
        "priority": 103,
        "version": 2,
        "interval_ns": 3 * S,
        "addresses": "192.168.1.100,10.0.0.7",
    }


def test_the_text_is_for_people():
    (event,), _ = read(pcap([(5 * MS, advert_frame(priority=0))]), "advert")
    assert event.text == "VRRPv2 advert of 192.168.1.10: router 51, priority 0"
    assert event.time == Interval(START * S + 5 * MS, START * S + 5 * MS + 999)


@pytest.mark.parametrize("pseudo", [True, False])
def test_version_3_over_ipv4_with_either_checksum(pseudo):
    body = vrrp3("192.168.1.10", "224.0.0.18", centiseconds=25, pseudo=pseudo)
    found = args(ethernet(ipv4(body, 112, "192.168.1.10", "224.0.0.18")))
    assert (found["version"], found["interval_ns"], found["addresses"]) == (3, 250 * MS, "192.168.1.100")


def test_version_3_over_ipv6():
    body = vrrp3("fe80::1", "ff02::12", centiseconds=4095, addresses=("fe80::64", "2001:db8::64"))
    found = args(ethernet(ipv6(body, 112, "fe80::1", "ff02::12"), 0x86DD))
    assert (found["sender"], found["addresses"]) == ("fe80::1", "fe80::64,2001:db8::64")
    assert found["interval_ns"] == 40_950 * MS


def test_version_3_over_ipv6_needs_the_pseudo_header():
    body = vrrp3("fe80::1", "ff02::12", addresses=("fe80::64",), pseudo=False)
    assert why(ethernet(ipv6(body, 112, "fe80::1", "ff02::12"), 0x86DD)) == "a VRRP packet has a wrong checksum"


def test_an_advert_without_addresses():
    assert args(advert_frame(addresses=()))["addresses"] == ""


def test_a_multicast_from_another_link_is_none_but_a_unicast_may_be():
    assert why(advert_frame(ttl=64)) == "a VRRP packet with TTL 64, not 255"
    body = vrrp3("fe80::1", "ff02::12", addresses=("fe80::64",))
    assert why(ethernet(ipv6(body, 112, "fe80::1", "ff02::12", 1), 0x86DD)) == "a VRRP packet with TTL 1, not 255"
    assert args(advert_frame(ttl=64, target="192.168.1.11"))["sender"] == "192.168.1.10"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (vrrp2(spoil=1), "a VRRP packet has a wrong checksum"),
        (vrrp2(vrid=0), "a VRRP packet for router 0, which cannot be"),
        (vrrp2(type=2), "a VRRP packet of type 2, not an advertisement"),
        (b"\x41" + vrrp2()[1:], "a VRRP packet of version 4, neither 2 nor 3"),
        (vrrp2()[:7], "a VRRP packet is cut within its header"),
        (vrrp2()[:11], "a VRRP packet promises 1 addresses, and is too short for them"),
    ],
)
def test_what_a_router_would_drop(body, reason):
    assert why(ethernet(ipv4(body, 112, "192.168.1.10", "224.0.0.18"))) == reason


def test_a_snapped_advert_counts_as_far_as_its_addresses_were_captured():
    frame = advert_frame()
    head = 14 + 20 + 8
    (event,), tally = read(pcap([]) + record("<", 0, frame[: head + 4], length=len(frame)), "advert")
    assert event.args["addresses"] == "192.168.1.100"
    assert not tally.unread_total
    assert why(frame[: head + 3], len(frame)) == "a VRRP packet is cut within its addresses by the capture"


def test_the_sum_is_over_all_of_the_message():
    # The password is part of it: flipping a byte of it must show.
    body = bytearray(vrrp2())
    body[-8] ^= 0x10
    assert why(ethernet(ipv4(bytes(body), 112, "192.168.1.10", "224.0.0.18"))) == "a VRRP packet has a wrong checksum"
    assert packed("192.168.1.100") in body
