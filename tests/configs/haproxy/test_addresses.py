"""Addresses of servers and binds."""

import pytest

from checker.configs.haproxy.addresses import AddressError, address
from tests.configs.haproxy.corpus import BASE
from tests.configs.haproxy.reading import proxy

READ = {
    "192.168.1.5:6432": ("192.168.1.5", 6432, 6432),
    "db.example:5432": ("db.example", 5432, 5432),
    "db.example": ("db.example", -1, -1),
    "192.168.1.5": ("192.168.1.5", -1, -1),
    "192.168.1.5:": ("192.168.1.5", -1, -1),
    "192.168.1.5:0": ("192.168.1.5", -1, -1),
    ":8404": ("", 8404, 8404),
    "*:8404": ("", 8404, 8404),
    "0.0.0.0:8404": ("", 8404, 8404),
    "[::]:8404": ("", 8404, 8404),
    ":::8404": ("", 8404, 8404),
    "[::1]:1": ("::1", 1, 1),
    "::1:1": ("::1", 1, 1),
    "[0:0::1]": ("::1", -1, -1),
    "ipv4@10.0.0.1:5": ("10.0.0.1", 5, 5),
    "ipv6@[::1]:5": ("::1", 5, 5),
    "tcp4@10.0.0.1:5": ("10.0.0.1", 5, 5),
    "quic4@:443": ("", 443, 443),
    ":6001-6003": ("", 6001, 6003),
}


@pytest.mark.parametrize("text", READ)
def test_internet(text):
    found = address(text)
    assert (found.host, found.port, found.last_port) == READ[text]
    assert not found.socket


@pytest.mark.parametrize("text", ["/run/x.sock", "unix@/run/x.sock", "abns@x", "fd@3", "sockpair@4"])
def test_sockets(text):
    assert address(text).socket == text


@pytest.mark.parametrize("text", ["10.0.0.1:+5", "10.0.0.1:-5"])
def test_offsets_to_the_port_of_the_client(text):
    assert (address(text).port, address(text).relative) == (-1, True)


@pytest.mark.parametrize("text", ["a:b", ":*", "a:70000", "a:5-4", "a:1-", "[::1:5", ":\u0665"])
def test_refused(text):
    with pytest.raises(AddressError):
        address(text)


def test_each_address_and_port_of_a_line_is_a_bind():
    text = f"{BASE}listen pg\n    bind 10.0.0.1:1,:7-8 interface eth0 transparent\n    bind unix@/x\n"
    found = [(b.address.value, b.port.value, b.transparent.value, b.interface.value) for b in proxy(text).binds]
    shared = (True, "eth0")
    assert found == [("10.0.0.1", 1, *shared), ("", 7, *shared), ("", 8, *shared), ("unix@/x", -1, False, "")]
