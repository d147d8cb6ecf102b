"""Rules that turn every client away, and those that may spare one."""

import pytest

from tests.configs.haproxy.corpus import BASE, HEAD
from tests.configs.haproxy.reading import proxy, servers


def rejects(lines: str) -> list[tuple[str, int]]:
    return [(each.value, each.place.line) for each in proxy(f"{HEAD}    {lines}\n").rejects]


@pytest.mark.parametrize("condition", ["", " if TRUE", " unless FALSE", " if { always_true }"])
@pytest.mark.parametrize("rule", ["connection reject", "session reject", "content reject", "content silent-drop"])
def test_everybody(rule, condition):
    assert rejects(f"tcp-request {rule}{condition}") == [(f"tcp-request {rule}", 8)]


@pytest.mark.parametrize(
    "lines",
    [
        "tcp-request connection reject if { src 10.0.0.1 }",
        "tcp-request connection reject unless LOCALHOST",
        'tcp-request connection reject if "$ACL"',
        "tcp-request connection accept if LOCALHOST\n    tcp-request connection reject",
        "tcp-request inspect-delay 5s",
        "tcp-request content track-sc0 src",
    ],
)
def test_some_or_nobody(lines):
    assert rejects(lines) == []


def test_an_accept_counts_in_its_own_rules():
    lines = "tcp-request connection accept if LOCALHOST\n    tcp-request content reject"
    assert rejects(lines) == [("tcp-request content reject", 9)]


def test_rules_of_named_defaults_come_first():
    text = (
        BASE.replace("defaults", "defaults d") + "    tcp-request connection reject\nfrontend pg from d\n    bind :1\n"
    )
    assert [each.place.line for each in proxy(text).rejects] == [6]


# The options of a server, and the PROXY header, TLS and ALPN that they mean.
SPOKEN = {
    "": ("", False, ""),
    "send-proxy": ("send-proxy", False, ""),
    "send-proxy-v2 no-send-proxy": ("send-proxy-v2", False, ""),
    "send-proxy no-send-proxy": ("", False, ""),
    "ssl verify none alpn postgresql": ("", True, "postgresql"),
    "ssl verify none no-ssl": ("", False, ""),
}


@pytest.mark.parametrize("options", SPOKEN)
def test_what_is_said_to_a_server_before_the_client(options):
    server = servers(f"{HEAD}    server a :1 {options}\n")["a"]
    assert (server.proxy_header.value, server.tls.value, server.alpn.value) == SPOKEN[options]


def test_what_default_servers_say_counts():
    server = servers(f"{HEAD}    default-server send-proxy-v2\n    server a :1\n")["a"]
    assert (server.proxy_header.value, server.proxy_header.place.line) == ("send-proxy-v2", 8)
