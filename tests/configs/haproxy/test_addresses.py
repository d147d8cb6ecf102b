"""Addresses of servers and binds."""

import pytest

from checker.configs.haproxy.addresses import AddressError, address
from tests.configs.haproxy import daemon
from tests.configs.haproxy.corpus import BASE, HEAD
from tests.configs.haproxy.reading import is_unknown, problems, proxy, servers

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


HELD = {"A": "10.0.0.7", "P": "6000", "HALF": "10.0"}
# An address with variables, and the host and port that it means; None where a variable is missing.
VARIABLE = {
    "$A:5": ("10.0.0.7", 5),
    "${A}:5": ("10.0.0.7", 5),
    '"$A":5': ("10.0.0.7", 5),
    "'${A}:5'": ("10.0.0.7", 5),
    "${HALF}.0.8:${P}": ("10.0.0.8", 6000),
    "ipv4@${A}:$P": ("10.0.0.7", 6000),
    "*:${P}": ("", 6000),
    "[::1]:${P}": ("::1", 6000),
    "${NOT}:5": (None, 5),
    '"${NOT}":5': (None, 5),
    "$A:${NOT}": ("10.0.0.7", None),
    "*:${NOT}": ("", None),
    "[::1]:${NOT}": ("::1", None),
    "$NOT:$NOT": (None, None),
    "${NOT}": (None, None),
    "[${NOT}]": (None, None),
    "/run/${NOT}.sock": (None, None),
}


@pytest.mark.parametrize("written", VARIABLE)
def test_variables_are_expanded_in_addresses_within_quotes_or_not(written):
    text = f"{HEAD}    bind {written}\n    server a {written}\n"
    bind, server = proxy(text, **HELD).binds[-1], servers(text, **HELD)["a"]
    for setting, wanted in zip(
        (bind.address, bind.port, server.address, server.port), VARIABLE[written] * 2, strict=True
    ):
        assert is_unknown(setting) if wanted is None else setting.value == wanted
    assert problems(text, **HELD) == []


def test_one_of_several_addresses_may_be_open():
    binds = proxy(f"{BASE}listen pg\n    bind :1,${{NOT}}:2,10.0.0.1:3-4\n").binds
    assert [(is_unknown(b.address), b.port.value) for b in binds] == [(False, 1), (True, 2), (False, 3), (False, 4)]


def test_an_address_behind_a_keyword():
    text = f"{HEAD}    default-server addr $A\n    server a :1 check source ${{A}}:9\n"
    assert servers(text, **HELD)["a"].checks.address.value == "10.0.0.7"
    assert is_unknown(servers(text)["a"].checks.address)
    assert problems(text) == problems(text, **HELD) == []


@pytest.mark.parametrize("word", ["inter $A", "fall ${A}"])
def test_elsewhere_variables_need_quotes(word):
    (found,) = problems(f"{HEAD}    server a :1 check {word}\n", A="2")
    assert (found.code, found.hint.split(":")[0]) == (
        "config-syntax",
        "HAProxy expands variables within double quotes alone",
    )


@pytest.mark.parametrize("line", ["bind ${A-10.0.0.1}:1", "server a '${A-10.0.0.1}:1'"])
def test_a_default_needs_quotes(line):
    (found,) = problems(f"{HEAD}    {line}\n")
    assert (found.code, found.where.line) == ("config-syntax", 8)
    assert problems(HEAD + '    server a "${A-10.0.0.1}:1"\n') == []


@pytest.mark.slow
@daemon.needed()
def test_haproxy_takes_the_same_addresses(tmp_path, monkeypatch):
    for name, value in HELD.items():
        monkeypatch.setenv(name, value)
    known = {text: address for text, address in VARIABLE.items() if None not in address}
    lines = "".join(f"    server s{n} {text}\n" for n, text in enumerate(known))
    rows = daemon.stats(tmp_path, HEAD.replace("127.0.0.1:5999", f"unix@{tmp_path}/b.sock") + lines)
    said = [row["addr"].rpartition(":") for row in rows if row["type"] == "2"]
    assert [(host.strip("[]").replace("0.0.0.0", ""), int(port)) for host, _, port in said] == list(known.values())
