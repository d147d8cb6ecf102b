"""What the VRRP rules say happens: their examples, run by keepalived on two hosts of their own."""

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checker.configs.words import apply_edits
from checker.gate import registry
from checker.gate.judging import judge
from checker.gate.rule import Example
from checker.gate.vrrp.examples import kept
from examples.lab.host import Host
from examples.lab.network import Network, run
from tests.gate.judged import site

NEEDED = ("keepalived", "ip", "bridge", "unshare", "nsenter")
RULES = registry.load()
# HAProxy is a file here: its script asks for it, and it dies when the file is removed.
ALIVE = "/usr/bin/test -e /var/log/alive"
STARTED, SETTLED = 4.5, 3.0
# Networks of this process; the times under other configurations are measured on networks with smaller numbers.
FIRST_NETWORK = 50

Then = Callable[["Pair"], None]


def missing() -> str:
    if os.geteuid() != 0:
        return "needs root to make network namespaces"
    gone = [name for name in NEEDED if shutil.which(name) is None]
    return f"needs {', '.join(gone)}" if gone else ""


class Pair:
    """Two hosts that run an example."""

    def __init__(self, network: Network, folder: Path, example: Example) -> None:
        self.network = network
        self.hosts = {}
        for name in ("hap1", "hap2"):
            own = folder / name
            own.mkdir(parents=True)
            text = example.files[f"{name}/keepalived.conf"].replace("/usr/bin/pgrep -x haproxy", ALIVE)
            text = text.replace("global_defs {", "global_defs {\n    script_user root\n    enable_script_security")
            (own / "keepalived.conf").write_text(text)
            (own / "alive").touch()
            self.hosts[name] = Host(name, network, own)

    def start(self, *names: str) -> None:
        for name in names:
            self.hosts[name].start_keepalived()

    def holders(self) -> set[str]:
        shown = {name: run(*self.network.command(name, ["ip", "-4", "address", "show"])) for name in self.hosts}
        return {name for name, text in shown.items() if "192.168.1.100/" in text}

    def close(self) -> None:
        for host in self.hosts.values():
            host.close()


def nothing(pair: Pair) -> None:
    """Let them be."""


def more_time(pair: Pair) -> None:
    """Three adverts of two seconds, and a skew."""
    time.sleep(SETTLED)


def balancer_dies(pair: Pair) -> None:
    assert pair.holders() == {"hap1"}
    (pair.hosts["hap1"].folder / "alive").unlink()
    time.sleep(SETTLED + 3)


def first_returns(pair: Pair) -> None:
    assert pair.holders() == {"hap1"}
    pair.hosts["hap1"].stop_keepalived()
    time.sleep(SETTLED)
    assert pair.holders() == {"hap2"}
    pair.start("hap1")
    time.sleep(STARTED)


def invalid(code: str, at: int = 0) -> Example:
    return RULES[code].invalid[at]


def repaired(code: str, at: int = 0) -> Example:
    example = invalid(code, at)
    (problem,) = judge(RULES[code], site(example)).problems
    edits = problem.repairs[0].edits
    return Example({n: apply_edits(t, [edit for edit in edits if edit.file == n]) for n, t in example.files.items()})


BOTH, ONE, TWO = {"hap1", "hap2"}, {"hap1"}, {"hap2"}
RUNS: dict[str, tuple[Example, Then, set[str]]] = {
    "the reference has one holder": (kept(), nothing, ONE),
    **{
        f"{code} has two holders": (invalid(code), nothing, BOTH)
        for code in ("vrid-mismatch", "version-mismatch", "auth-mismatch", "unicast-mismatch")
    },
    "a VRRPv2 node drops another interval": (invalid("advert-mismatch"), more_time, BOTH),
    "lists that differ have two holders": (invalid("vip-list-mismatch"), nothing, BOTH),
    "lists of which one is longer have two holders": (invalid("vip-list-mismatch", 1), nothing, BOTH),
    "a VRRPv3 node goes by the interval of who was first": (invalid("advert-mismatch", 1), nothing, TWO),
    "the reference: the address leaves a dead HAProxy": (kept(), balancer_dies, TWO),
    "a weight and nopreempt: it stays": (invalid("nopreempt-blocks-takeover"), balancer_dies, ONE),
    "a weight and nopreempt, repaired": (repaired("nopreempt-blocks-takeover", 1), balancer_dies, TWO),
    "a weight that makes them equal: it stays": (invalid("track-weight-too-small"), balancer_dies, ONE),
    "a weight that makes them equal, repaired": (repaired("track-weight-too-small"), balancer_dies, TWO),
    "no script: it stays": (invalid("missing-track-script"), balancer_dies, ONE),
    "operators without a shell: the check fails for ever": (invalid("track-script-shell", 1), nothing, TWO),
    "operators, repaired": (repaired("track-script-shell", 1), nothing, ONE),
    "operators, repaired: the address leaves": (repaired("track-script-shell", 1), balancer_dies, TWO),
    "a command without quotes has no arguments": (invalid("track-script-shell", 3), nothing, TWO),
    "the reference: who returns stays standby": (kept(), first_returns, TWO),
    "nopreempt with MASTER: it is taken back": (invalid("nopreempt-ineffective"), first_returns, ONE),
    "nopreempt with MASTER, repaired": (repaired("nopreempt-ineffective"), first_returns, TWO),
    "no nopreempt: it is taken back": (invalid("nopreempt-missing"), first_returns, ONE),
    "no nopreempt, repaired": (repaired("nopreempt-missing"), first_returns, TWO),
}


def observed(number: int, folder: Path, example: Example, then: Then) -> set[str]:
    with Network(FIRST_NETWORK + number) as network:
        pair = Pair(network, folder, example)
        try:
            pair.start("hap1")
            time.sleep(0.3)
            pair.start("hap2")
            time.sleep(STARTED + 1)
            then(pair)
            return pair.holders()
        finally:
            pair.close()


@pytest.mark.slow
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_keepalived_does_what_the_rules_say(tmp_path):
    jobs = [(number, tmp_path / str(number), *RUNS[name][:2]) for number, name in enumerate(RUNS)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda job: observed(*job), jobs))
    wrong = {name: hosts for name, hosts in zip(RUNS, found, strict=True) if hosts != RUNS[name][2]}
    assert not wrong
