"""Repairs that rules offer, made: the rule is silent then."""

import pytest

from checker.configs.words import apply_edits
from checker.gate import registry
from checker.gate.rule import Example
from checker.gate.streaming import examples as streaming
from checker.gate.vrrp import examples as vrrp
from tests.gate.judged import judged

CASES: dict[str, tuple[str, Example]] = {
    "streaming-port": ("streaming-port", streaming.kept("stack.yml", (', "9090:9090"', ""))),
    "publish-timeout": ("publish-timeout", streaming.kept("nginx.conf", ("connect_timeout 2s", "connect_timeout 15s"))),
    "publish-timeout by default": (
        "publish-timeout",
        streaming.kept("nginx.conf", ("proxy_connect_timeout 2s;", ""), ("proxy_read_timeout 5s;", "")),
    ),
    "vip-list-mismatch": (
        "vip-list-mismatch",
        vrrp.kept(one=(("        192.168.1.100/24", "        192.168.1.100/24\n        192.168.1.101/24"),)),
    ),
    "vip-prefix-mismatch": ("vip-prefix-mismatch", vrrp.kept(two=(("192.168.1.100/24", "192.168.1.100"),))),
    "heartbeat-replicas: missing": (
        "heartbeat-replicas",
        streaming.kept("application-primary.yml", ("    - http://spring-boot-app-secondary:8081/health\n", "")),
    ),
    "heartbeat-replicas: another host": (
        "heartbeat-replicas",
        streaming.kept("application-secondary.yml", ("http://spring-boot-app-primary", "http://localhost")),
    ),
    "publish-denied": ("publish-denied", streaming.kept("nginx.conf", ("allow publish 127.0.0.1;", "deny all;"))),
    "push-target": ("push-target", streaming.kept("nginx.conf", ("127.0.0.1:1935/hls", "media2:1935/hls"))),
    "hls-path": ("hls-path", streaming.kept("nginx.conf", ("/shared/live;", "/tmp/hls;"))),
    "track-script-target": ("track-script-target", vrrp.kept(("pgrep -x haproxy", "pgrep -x nginx"))),
}


@pytest.mark.parametrize("name", CASES)
def test_the_first_repair_of_each_problem_silences_the_rule(name):
    code, example = CASES[name]
    rule = registry.load()[code]
    problems = judged(rule, example).problems
    assert problems and all(problem.repairs for problem in problems)
    done = problems if code == "track-script-target" else problems[:1]  # a list of two nodes is mended on one of them
    edits = [edit for problem in done for edit in problem.repairs[0].edits]
    files = {
        path: apply_edits(text, [edit for edit in edits if edit.file == path]) for path, text in example.files.items()
    }
    assert not judged(rule, Example(files, system=example.system)).problems
