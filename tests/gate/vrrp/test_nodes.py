"""Which keepalived is which host, and which of its instances holds the address."""

import pytest

from checker.configs.haproxy.facts import Balancer
from checker.configs.keepalived.facts import VrrpNode
from checker.gate.rule import Example
from checker.gate.vrrp.examples import ONE, TWO
from checker.gate.vrrp.nodes import balancer_on, groups, hosts_of_balancers, hosts_of_nodes, same_address
from tests.gate.judged import site


def bare(text: str) -> str:
    """The file without what tells its host."""
    told = ("unicast_src_ip", "priority")
    text = "\n".join(line for line in text.split("\n") if not any(word in line for word in told))
    for peer in ("10", "11"):
        text = text.replace(f"    unicast_peer {{\n        192.168.1.{peer}\n    }}\n", "")
    return text


BARE = bare(ONE)


def hosts(files: dict[str, str]) -> list[str]:
    at = site(Example(files))
    return [host.name if host else "" for host in hosts_of_nodes(at.contract, at.deployment.of(VrrpNode))]


def with_line(line: str, before: str = "    state") -> str:
    return BARE.replace(before, f"{line}\n{before}")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"x.conf": ONE, "y.conf": TWO}, ["hap1", "hap2"]),
        ({"x.conf": TWO, "y.conf": ONE}, ["hap2", "hap1"]),
        ({"y.conf": TWO}, ["hap2"]),
        ({"hap2/keepalived.conf": BARE, "hap1/keepalived.conf": BARE}, ["hap2", "hap1"]),
        ({"keepalived-hap2.conf": BARE}, ["hap2"]),
        ({"keepalived-1.conf": BARE, "keepalived-2.conf": BARE}, ["hap1", "hap2"]),
        ({"node02/keepalived.conf": BARE}, ["hap2"]),
        ({"release-1/keepalived-2.conf": BARE}, ["hap2"]),
        ({"192.168.1.11/keepalived.conf": BARE}, ["hap2"]),
        ({"keepalived-backup.conf": BARE, "keepalived-master.conf": BARE}, ["hap2", "hap1"]),
        ({"keepalived.conf": BARE}, [""]),
        ({"a.conf": BARE, "b.conf": BARE}, ["", ""]),
        ({"hap1.conf": BARE, "other.conf": BARE}, ["hap1", "hap2"]),
        ({"a.conf": with_line("    priority 100"), "b.conf": BARE}, ["hap2", "hap1"]),
        ({"a.conf": with_line("    unicast_peer {\n        192.168.1.10\n    }")}, ["hap2"]),
        ({"a.conf": BARE.replace("global_defs {", "global_defs {\n    router_id haproxy2")}, ["hap2"]),
        # what both claim says nothing: a line that was copied
        (
            {"a.conf": ONE, "b.conf": ONE.replace("global_defs {", "global_defs {\n    router_id hap2")},
            ["hap1", "hap2"],
        ),
    ],
)
def test_host_is_found(files, expected):
    assert hosts(files) == expected


def test_one_file_with_ids_is_both_hosts():
    text = ONE.replace("    priority 101", "    @hap1 priority 101\n    @hap2 priority 100").replace(
        "    unicast_src_ip 192.168.1.10\n    unicast_peer {\n        192.168.1.11\n    }\n",
        "    @hap1 unicast_src_ip 192.168.1.10\n    @hap2 unicast_src_ip 192.168.1.11\n    unicast_peer {\n"
        "        @hap1 192.168.1.11\n        @hap2 192.168.1.10\n    }\n",
    )
    assert hosts({"keepalived.conf": text}) == ["hap1", "hap2"]


OTHER = """
vrrp_instance other {
    interface eth1
    virtual_router_id 9
    virtual_ipaddress {
        10.0.0.1
    }
}
"""


def test_instance_is_the_one_with_the_address():
    (group,) = groups(site(Example({"a.conf": OTHER + ONE, "b.conf": TWO + OTHER})))
    assert [member.instance.name for member in group.members] == ["pg", "pg"]


def test_instance_is_the_one_that_should_have_the_address():
    wrong = TWO.replace("192.168.1.100", "192.168.1.99")
    (group,) = groups(site(Example({"a.conf": ONE, "b.conf": OTHER + wrong})))
    assert [member.instance.name for member in group.members] == ["pg", "pg"]


def test_nothing_without_keepalived():
    assert groups(site(Example({"haproxy.cfg": "defaults\n    mode tcp\n"}))) == ()


HAPROXY = "backend b\n    server pgb1 192.168.1.5:6432 check\n"


def test_balancers_belong_to_hosts():
    both = site(Example({"hap2/haproxy.cfg": HAPROXY, "hap1/haproxy.cfg": HAPROXY}))
    owners = hosts_of_balancers(both.contract, both.deployment.of(Balancer))
    assert [host.name for host in owners] == ["hap2", "hap1"]
    assert balancer_on(both, both.contract.hosts["hap1"]).files == ("hap1/haproxy.cfg",)


def test_one_balancer_is_that_of_all_hosts():
    one = site(Example({"haproxy.cfg": HAPROXY}))
    assert hosts_of_balancers(one.contract, one.deployment.of(Balancer)) == (None,)
    assert balancer_on(one, one.contract.hosts["hap2"]).files == ("haproxy.cfg",)


def test_ipv6_addresses_are_compared_by_meaning():
    assert same_address("fd00::1", "FD00:0:0::1")
    assert not same_address("fd00::1", "fd00::2")
    assert not same_address("10.0.0.1", "fd00::1")
    assert not same_address("a:b", "a:c")
