"""What has to be the same on both nodes is mended on both, and nothing else breaks by it."""

from pathlib import Path

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.gate.vrrp.examples import ONE, TWO
from checker.pipeline import GateRequest, gate

HAPROXY = """\
defaults
    mode tcp
    retries 3
    timeout connect 5s
    timeout client 30m
    timeout server 30m
    timeout check 2s

frontend pg
    bind *:5432
    default_backend pgbouncers

backend pgbouncers
    balance leastconn
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6434 check

frontend stats
    mode http
    bind *:8404
    stats enable
    stats uri /stats
"""


def _gated(folder, texts):
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return gate(GateRequest((str(folder),)), SilentProgress())


def _broken(gated):
    return {f.code for f in gated.outcome.findings if f.severity is not Severity.INFO}


def _mended(folder, gated):
    texts = {str(Path(patch.path).relative_to(folder)): patch.after for patch in gated.patches}
    assert texts
    return _gated(folder, texts)


def test_two_load_balancers_are_mended_together(tmp_path):
    gated = _gated(tmp_path, {"hap1/haproxy.cfg": HAPROXY, "hap2/haproxy.cfg": HAPROXY})
    assert _broken(gated) == {"missing-redispatch", "detect-down-silent-too-slow"}
    for finding in gated.outcome.findings:
        if finding.code in _broken(gated):
            assert {change.span.file for change in finding.changes} == {
                str(tmp_path / host / "haproxy.cfg") for host in ("hap1", "hap2")
            }
    first, second = (patch.after for patch in gated.patches)
    assert first == second
    assert _broken(_mended(tmp_path, gated)) == set()


def test_a_weight_that_nopreempt_would_void_becomes_a_fault_on_both_nodes(tmp_path):
    holder, backup = (
        text.replace("    nopreempt\n", "").replace("fall 2", "fall 2\n    weight 2") for text in (ONE, TWO)
    )
    holder = holder.replace("state BACKUP", "state MASTER")
    gated = _gated(tmp_path, {"hap1/keepalived.conf": holder, "hap2/keepalived.conf": backup})
    (finding,) = (f for f in gated.outcome.findings if f.code == "nopreempt-missing")
    assert finding.repair == "nopreempt with state BACKUP, and weight 0 on every node"
    assert "nopreempt-missing" in _broken(gated)
    assert _broken(_mended(tmp_path, gated)) == set()
