"""Names, addresses and hardware addresses that belong to one host, and only those."""

from __future__ import annotations

from checker.conform.hosts import identify
from checker.model.event import Source
from tests.conform.makers import KEEPALIVED, contract, event

CAPTURE = Source("", "capture", "")
VIP = "192.168.1.100"
LB1 = Source("lb1", "keepalived", "34")


def advert(mac: str, sender: str):
    return event("advert", 1, source=CAPTURE, mac=mac, sender=sender, priority=100, addresses=VIP)


def announced(mac: str, address: str):
    return event("arp_announced", 1, source=CAPTURE, mac=mac, address=address)


def test_the_contract_names_hosts_and_their_aliases():
    hosts = identify([], contract())
    assert hosts.named("haproxy1") == hosts.named("hap1") == hosts.at("192.168.1.10") == "hap1"
    assert (hosts.named("web7"), hosts.at("10.0.0.9"), hosts.with_mac("aa:bb")) == ("web7", "10.0.0.9", "aa:bb")


def test_adverts_and_frames_tie_hardware_addresses_to_hosts():
    seen = event(
        "presence", 1, source=CAPTURE, mac="m2", addresses="192.168.1.11,192.168.1.100", frames=3, largest_gap_ns=1
    )
    hosts = identify([advert("m1", "192.168.1.10"), seen], contract())
    assert (hosts.with_mac("m1"), hosts.with_mac("m2")) == ("hap1", "hap2")


def test_the_virtual_address_says_nothing_about_who_has_it():
    hosts = identify([announced("m1", VIP)], contract())
    assert hosts.with_mac("m1") == "m1"


def test_a_hardware_address_with_two_hosts_behind_it_is_neither():
    hosts = identify([advert("m1", "192.168.1.10"), advert("m1", "192.168.1.11")], contract())
    assert hosts.with_mac("m1") == "m1"  # a router, or a bridge that rewrites


def test_a_host_that_lists_its_address_is_that_host():
    listed = event("address_seen", 1, source=LB1, address="192.168.1.10", interface="eth0")
    hosts = identify([listed], contract())
    assert hosts.named("lb1") == "hap1"
    assert "lb1" not in hosts.unplaced


def test_an_unknown_address_of_a_known_name_is_one_more_address_of_it():
    listed = event("address_seen", 1, source=KEEPALIVED, address="10.1.1.1", interface="eth1")
    hosts = identify([listed, announced("m9", "10.1.1.1")], contract())
    assert hosts.at("10.1.1.1") == hosts.with_mac("m9") == "hap1"


def test_the_virtual_address_in_the_list_makes_no_host():
    listed = event("address_seen", 1, source=LB1, address=VIP, interface="eth0")
    assert identify([listed], contract()).at(VIP) == VIP


def test_names_without_any_address_are_known_to_be_so():
    hosts = identify([event("vrrp_state", 1, source=LB1), event("vrrp_state", 1, source=KEEPALIVED)], contract())
    assert hosts.unplaced == {"lb1"}
