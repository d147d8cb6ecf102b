"""Sets of files that are partial, too large, or mixed with those of another system."""

import pytest

from checker.base.finding import Severity
from checker.gate import registry
from checker.gate.judging import judge
from checker.gate.rule import Example
from checker.gate.vrrp.examples import ONE, TWO
from tests.gate.judged import contract, site

RULES = registry.load()
PEERS = ("    unicast_src_ip 192.168.1.10\n    unicast_peer {\n        192.168.1.11\n    }\n", "")
OTHER = ONE.replace("192.168.1.100/24", "10.0.0.5/24").replace("router_id 51", "router_id 7").replace(*PEERS)
INI = "[pgbouncer]\nlisten_addr = *\nlisten_port = {port}\npool_mode = transaction\n"
PAIR = {"hap1/keepalived.conf": ONE, "hap2/keepalived.conf": TWO}
INIS = {f"pgb{n}.ini": INI.format(port=6431 + n) for n in (1, 2, 3)}


def found(files, *severities):
    at = site(Example(files))
    stated = [rule for rule in RULES.values() if rule.promises]
    judged = {rule.code: judge(rule, at).problems for rule in stated}
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    return {c for c, ps in judged.items() if any((p.severity or RULES[c].severity) in wanted for p in ps)}


@pytest.mark.parametrize("name", ["web/keepalived.conf", "a/keepalived-1.conf", "keepalived-master.conf"])
def test_a_file_of_another_system_makes_no_error(name):
    files = {**PAIR, name: OTHER}
    assert not found(files)
    assert found(files, Severity.INFO) == {"file-unrelated"}


def test_a_pgbouncer_of_another_system_makes_no_error():
    files = {**INIS, "billing/pgbouncer.ini": INI.format(port=7432).replace("transaction", "session")}
    assert not found(files)
    assert found(files, Severity.INFO) == {"file-unrelated"}


def test_while_a_host_has_no_file_it_may_be_any():
    assert {"vip-mismatch", "vrid-mismatch"} <= found({"hap1/keepalived.conf": ONE, "b/keepalived.conf": OTHER})
    wrong = TWO.replace("192.168.1.100/24", "192.168.1.99/24")
    assert "vip-mismatch" in found({**PAIR, "hap2/keepalived.conf": wrong})
    assert "vrid-mismatch" in found({**PAIR, "hap2/keepalived.conf": TWO.replace("router_id 51", "router_id 52")})
    both = wrong.replace("router_id 51", "router_id 52")
    assert {"vip-mismatch", "vrid-mismatch"} <= found({**PAIR, "hap2/keepalived.conf": both})
    assert "pooler-port" in found({"pgb1.ini": INIS["pgb1.ini"], "x/pgbouncer.ini": INI.format(port=7432)})


def message(code, files):
    (problem,) = judge(RULES[code], site(Example(files))).problems
    return problem.message


def test_what_is_missing_is_named():
    assert "none of hap2 is among" in message("files-missing", {"hap1/keepalived.conf": ONE})
    assert "none of pgb2 and pgb3 is among" in message("files-missing", {"pgb1.ini": INI.format(port=6432)})
    assert "1 of 3 is among" in message("files-missing", {"pgbouncer.ini": INI.format(port=7000)})


def test_directories_are_to_be_judged_alone():
    files = {f"{at}/{name}": text for at in ("dev", "prod") for name, text in INIS.items()}
    (problem,) = judge(RULES["several-deployments"], site(Example(files))).problems
    assert problem.hint == "judge each directory alone: verify gate dev"


def test_another_contract_has_no_such_hosts():
    assert not contract("rtmp-failover").vips
