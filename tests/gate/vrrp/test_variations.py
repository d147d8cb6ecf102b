"""Pairs of nodes that keep every promise in other ways than the reference: no VRRP rule may speak."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Severity
from checker.configs.words import apply_edits
from checker.gate import registry
from checker.gate.judging import is_stated, judge
from checker.gate.rule import Example
from checker.gate.vrrp import examples as vrrp_examples
from checker.gate.vrrp.examples import ONE, TWO, kept
from tests.gate.judged import site

RULES = [
    rule
    for rule in registry.load().values()
    if any(set(example.files) == {"hap1/keepalived.conf", "hap2/keepalived.conf"} for example in rule.valid)
]
V2 = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))
PEERS = "    unicast_src_ip 192.168.1.{}\n    unicast_peer {{\n        192.168.1.{}\n    }}\n"
MULTICAST = {"one": ((PEERS.format(10, 11), ""),), "two": ((PEERS.format(11, 10), ""),)}
SCRIPT = 'vrrp_script haproxy {\n    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n}\n'
AUTH = "    authentication {\n        auth_type PASS\n        auth_pass secret\n    }\n"
TRACK = "    track_script {\n        haproxy\n    }\n"
NOTIFY = "    nopreempt\n    notify_master /etc/keepalived/up.sh\n    garp_master_delay 1\n    garp_master_refresh 30\n"
GROUP = """
vrrp_sync_group all {
    group {
        pg
        other
    }
    track_script {
        haproxy
    }
}
"""
OTHER = """
vrrp_instance other {{
    interface eth1
    virtual_router_id 52
    priority {priority}
    advert_int 0.8
    nopreempt
    virtual_ipaddress {{
        10.0.0.1/24
    }}
}}
"""
SHARED = "$NODE2=192.168.1.11\n" + (
    ONE.replace("    priority 101", "    @hap1 priority 101\n    @hap2 priority 100")
    .replace(
        "    unicast_src_ip 192.168.1.10",
        "    @hap1 unicast_src_ip 192.168.1.10\n    @hap2 unicast_src_ip 192.168.1.11",
    )
    .replace("        192.168.1.11\n", "        @hap1 192.168.1.11\n        @hap2 192.168.1.10\n")
)
THIRD = (
    TWO.replace("priority 100", "priority 99")
    .replace("unicast_src_ip 192.168.1.11", "unicast_src_ip 192.168.1.12")
    .replace("        192.168.1.10\n", "        192.168.1.10\n        192.168.1.11\n")
)


def three() -> Example:
    one = ONE.replace("        192.168.1.11\n", "        192.168.1.11\n        192.168.1.12\n")
    two = TWO.replace("        192.168.1.10\n", "        192.168.1.10\n        192.168.1.12\n")
    return Example({"hap1/keepalived.conf": one, "hap2/keepalived.conf": two, "hap3/keepalived.conf": THIRD})


GOOD = {
    "the reference": kept(),
    "multicast": kept(**MULTICAST),
    "VRRPv2 where it is promised": kept(*V2, settings=("vip.takeover=4s",)),
    "VRRPv2 with two advertisements": kept(*V2, ("nopreempt", "nopreempt\n    down_timer_adverts 2")),
    "VRRPv2 with a password": kept(*V2, ("    nopreempt\n", f"    nopreempt\n{AUTH}"), settings=("vip.takeover=4s",)),
    "the version in the instance": kept(
        ("    vrrp_version 3\n", "    router_id r\n"), ("state", "version 3\n    state")
    ),
    "a tracked process": kept(
        (SCRIPT, "vrrp_track_process haproxy {\n    process haproxy\n}\n"), ("track_script {", "track_process {")
    ),
    "a script elsewhere": kept(("/usr/bin/pgrep -x haproxy", "/etc/keepalived/check_haproxy.sh")),
    "killall": kept(('"/usr/bin/pgrep -x haproxy"', '"/usr/bin/killall -0 haproxy"')),
    "a question at the port": kept(("/usr/bin/pgrep -x haproxy", "/usr/bin/nc -z 127.0.0.1 5432")),
    "a question at the stats page": kept(
        ("/usr/bin/pgrep -x haproxy", "/usr/bin/curl -fs http://localhost:8404/stats")
    ),
    "a second script with a weight": kept(
        (SCRIPT, f'{SCRIPT}vrrp_script route {{\n    script "/bin/ping -c1 192.168.1.1"\n    weight -5\n}}\n'),
        (TRACK, "    track_script {\n        haproxy\n        route\n    }\n"),
    ),
    "a weight of its own": kept(
        ("fall 2", "fall 2\n    weight -20"), ("        haproxy\n", "        haproxy weight 0\n")
    ),
    "no nopreempt on the second": kept(two=(("    nopreempt\n", ""),)),
    "a shorter interval": kept(("advert_int 0.8", "advert_int 0.2")),
    "an address without a prefix": kept(("192.168.1.100/24", "192.168.1.100")),
    "an address with options": kept(("192.168.1.100/24", "192.168.1.100/24 brd 192.168.1.255 dev eth0 label eth0:vip")),
    "two addresses": kept(("        192.168.1.100/24", "        192.168.1.100/24\n        192.168.1.101/24")),
    "another VRID": kept(("virtual_router_id 51", "virtual_router_id 100")),
    "another interface on one node": kept(two=(("interface eth0", "interface ens192"),)),
    "notifications and gratuitous ARP": kept(("    nopreempt\n", NOTIFY)),
    "a network of its own for VRRP": kept(
        one=((PEERS.format(10, 11), "    unicast_src_ip 10.0.0.1\n    unicast_peer {\n        10.0.0.2\n    }\n"),),
        two=((PEERS.format(11, 10), "    unicast_src_ip 10.0.0.2\n    unicast_peer {\n        10.0.0.1\n    }\n"),),
    ),
    "the script tracked by a sync group": Example(
        {
            "hap1/keepalived.conf": ONE.replace(TRACK, "") + OTHER.format(priority=101) + GROUP,
            "hap2/keepalived.conf": TWO.replace(TRACK, "") + OTHER.format(priority=100) + GROUP,
        }
    ),
    "one file for both": Example({"keepalived.conf": SHARED}),
    "files next to each other": Example({"keepalived-1.conf": ONE, "keepalived-2.conf": TWO}),
    "one node only": Example({"keepalived.conf": ONE}),
    "the other node only": Example({"keepalived.conf": TWO}),
    "three nodes": three(),
}


@pytest.mark.parametrize("name", GOOD)
def test_no_rule_speaks(name):
    at = site(GOOD[name])
    said = [
        f"{problem.where} {rule.code}: {problem.message}"
        for rule in RULES
        if is_stated(rule, at.contract)
        for problem in judge(rule, at).problems
        if (problem.severity or rule.severity) is not Severity.INFO
    ]
    assert not said
    assert not [doubt.error.why for rule in RULES for doubt in judge(rule, at).doubts]
    assert not [problem for problem in at.deployment.problems if problem.severity is Severity.ERROR]


def test_all_rules_of_the_pair_are_asked():
    assert len(RULES) >= 24


def test_rules_of_pairs_are_not_exercised_by_one_node():
    at = site(GOOD["one node only"])
    by_code = {rule.code: judge(rule, at).exercised for rule in RULES}
    assert by_code["vrid-mismatch"] == by_code["advert-mismatch"] == by_code["priority-equal"] == 0
    assert by_code["missing-track-script"] == by_code["vrrp-takeover-too-slow"] == 1


def test_examples_of_the_pair_are_what_they_change():
    with pytest.raises(ValueError, match="not in the example"):
        vrrp_examples.kept(("advert_int 99", "advert_int 1"))


WORDS = ("0", "-1", "255", "999", "x", "MASTER", "{", "}", "$X", "fd00::1", "192.168.1.10", "3.5", "!", "weight -3", "")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_rule_raises_on_files_that_are_wrong(data):
    """Lines are left out, doubled, or say something else: a rule finds that, or does not know, but never fails."""
    files = {}
    for name, text in kept().files.items():
        lines = text.split("\n")
        for _ in range(data.draw(st.integers(0, 4))):
            at = data.draw(st.integers(0, len(lines) - 1))
            words = lines[at].split(" ")
            words[-1] = data.draw(st.sampled_from(WORDS))
            lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at]] * 2, [" ".join(words)]]))
        files[name] = "\n".join(lines)
    at = site(Example(files))
    for rule in RULES:
        for problem in judge(rule, at).problems:
            assert problem.where.file in files
            assert problem.message and problem.key
            for repair in problem.repairs:
                mended = {
                    name: apply_edits(text, {edit for edit in repair.edits if edit.file == name})
                    for name, text in files.items()
                }
                assert mended != files or repair.edits
