"""Changes of a configuration that keeps every promise: what each breaks, on which line, and what breaks nothing."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.gate import registry
from checker.gate.judging import judge_all
from checker.gate.merging import merged
from checker.gate.rule import Example
from checker.pipeline import GateRequest, gate
from tests.gate.judged import site

REFERENCE = Path(__file__).parents[1] / "cases" / "g01-reference"
SILENT = "detect-down-silent-too-slow"
DEFAULT_SERVER = "inter 2s fall 3 rise 2"
BACKEND = "    balance leastconn\n"

# What is replaced by what in haproxy.cfg, and the errors and warnings that must follow: line and code.
Change = tuple[tuple[str, str], ...]
BAD: dict[str, tuple[Change, set[tuple[int, str]]]] = {
    "fall 1": (((DEFAULT_SERVER, "inter 2s fall 1 rise 2"),), {(23, "fall-threshold")}),
    "fall 2 on one server": ((("6433 check", "6433 check fall 2"),), {(25, "fall-threshold")}),
    "inter 5s": (
        ((DEFAULT_SERVER, "inter 5s fall 3 rise 2"),),
        {(23, "detect-down-too-slow"), (23, "detect-up-too-slow")},
    ),
    "inter 5s on one server": (
        (("6434 check", "6434 check inter 5s"),),
        {(26, "detect-down-too-slow"), (26, "detect-up-too-slow")},
    ),
    "inter without a unit": (((DEFAULT_SERVER, "inter 2 fall 3 rise 2"),), {(23, "check-interval")}),
    "slow fastinter": (
        ((DEFAULT_SERVER, "inter 2s fastinter 4s fall 3 rise 2"),),
        {(23, "detect-down-too-slow"), (23, "detect-up-too-slow")},
    ),
    "spread": (
        (("    maxconn 4096", "    spread-checks 20"),),
        {(3, "detect-down-too-slow"), (3, "detect-up-too-slow")},
    ),
    "rise 3": (((DEFAULT_SERVER, "inter 2s fall 3 rise 3"),), {(23, "rise-threshold"), (23, "detect-up-too-slow")}),
    "rise 1": (((DEFAULT_SERVER, "inter 2s fall 3 rise 1"),), {(23, "rise-threshold")}),
    "downinter 60s": (((DEFAULT_SERVER, DEFAULT_SERVER + " downinter 60s"),), {(23, "detect-up-too-slow")}),
    "no-check": ((("6434 check", "6434 check no-check"),), {(26, "missing-check")}),
    "check of another port": ((("6434 check", "6434 check port 22"),), {(26, "check-target")}),
    "http checks": (((BACKEND, BACKEND + "    option httpchk\n"),), {(23, "check-kind")}),
    "duplicate address": (
        (("192.168.1.5:6434", "192.168.1.5:6433"),),
        {(26, "duplicate-server-address"), (26, "server-port")},
    ),
    "wrong port": ((("192.168.1.5:6434", "192.168.1.5:6435"),), {(26, "server-port")}),
    "wrong address": ((("192.168.1.5:6434", "192.168.1.6:6434"),), {(26, "server-address")}),
    "a server is not there": ((("    server pgb3 192.168.1.5:6434 check\n", ""),), {(21, "server-missing")}),
    "one backup": ((("6434 check", "6434 check backup"),), {(26, "backup-server")}),
    "every server a backup": ((("rise 2 on", "rise 2 backup on"),), {(23, "backup-server")}),
    "disabled": ((("6434 check", "6434 check disabled"),), {(26, "server-disabled")}),
    "weight 0": ((("6434 check", "6434 check weight 0"),), {(26, "server-disabled")}),
    "option persist": (((BACKEND, BACKEND + "    option persist\n"),), {(23, "persist-to-down")}),
    "no redispatch": ((("    option redispatch\n", ""),), {(20, "missing-redispatch")}),
    "redispatch taken back": (
        ((BACKEND, BACKEND + "    no option redispatch\n"),),
        {(23, "missing-redispatch")},
    ),
    "retries 0": ((("retries 3", "retries 0"),), {(11, "retries-zero")}),
    "round robin": ((("balance leastconn", "balance roundrobin"),), {(22, "balance-algorithm")}),
    "clients that stick": (
        ((BACKEND, BACKEND + "    stick-table type ip size 1m\n    stick on src\n"),),
        {(24, "balance-algorithm")},
    ),
    "balance by the source": (
        (("balance leastconn", "balance source"),),
        {(22, "balance-algorithm"), (22, "missing-redispatch")},
    ),
    "no balance": (((BACKEND, ""),), {(21, "balance-algorithm")}),
    "observe": (
        (("rise 2 on", "rise 2 observe layer4 error-limit 3 on-error mark-down on"),),
        {(23, "observe-on-error")},
    ),
    "not the virtual address": ((("192.168.1.100:5432 transparent", "192.168.1.10:5432"),), {(18, "bind-not-vip")}),
    "loopback": ((("192.168.1.100:5432 transparent", "127.0.0.1:5432"),), {(18, "bind-not-vip")}),
    "another port": ((("192.168.1.100:5432", "192.168.1.100:6432"),), {(18, "bind-port")}),
    "not transparent": (((" transparent", ""),), {(18, "bind-nonlocal")}),
    "another backend": (
        (("default_backend pgbouncers", "default_backend direct"), ("listen stats", "backend direct\nlisten stats")),
        {(19, "frontend-not-routed")},
    ),
    "mode http": ((("    mode tcp", "    mode http"),), {(7, "proxy-mode")}),
    "no statistics": (
        (("    stats enable\n    stats uri /stats\n    stats refresh 10s\n", ""),),
        {(1, "stats-missing")},
    ),
    "statistics as tcp": ((("    mode http\n", ""),), {(28, "stats-missing")}),
    "statistics at another port": (((":8404", ":9000"),), {(30, "stats-port")}),
    "statistics at another path": ((("uri /stats", "uri /haproxy"),), {(32, "stats-path")}),
    "statistics on loopback": (((":8404", "127.0.0.1:8404"),), {(30, "stats-unreachable")}),
    "statistics of one host": (((":8404", "192.168.1.10:8404"),), {(30, "stats-unreachable")}),
    "a disabled frontend": ((("frontend postgres\n", "frontend postgres\n    disabled\n"),), {(18, "proxy-disabled")}),
    "a PROXY header": ((("6434 check", "6434 check send-proxy-v2"),), {(26, "server-protocol")}),
    "TLS before PostgreSQL": ((("rise 2 on", "rise 2 ssl verify none on"),), {(23, "server-protocol")}),
    "everybody is rejected": (
        (("5432 transparent\n", "5432 transparent\n    tcp-request connection reject\n"),),
        {(19, "frontend-rejects")},
    ),
    "default-server below the servers": (
        (
            (
                "    default-server inter 2s fall 3 rise 2 on-marked-down shutdown-sessions\n",
                "    default-server fall 5\n",
            ),
            ("6434 check\n", "6434 check\n    default-server fall 3\n"),
        ),
        {(23, "fall-threshold"), (23, "detect-down-too-slow")},
    ),
}
GOOD: dict[str, Change] = {
    "all on the server lines": (
        ("    default-server inter 2s fall 3 rise 2 on-marked-down shutdown-sessions\n", ""),
        (" check\n", " check inter 2s fall 3 rise 2\n"),
    ),
    "defaults of HAProxy": ((DEFAULT_SERVER + " ", ""),),
    "milliseconds": (("inter 2s", "inter 2000"),),
    "quicker checks": (("inter 2s", "inter 1s"),),
    "quick silent detection": (("inter 2s", "inter 2s fastinter 500ms"),),
    "check on the default-server": (("rise 2 on", "rise 2 check on"), ("6432 check\n", "6432\n")),
    "all addresses": (("192.168.1.100:5432 transparent", ":5432"),),
    "every address of IPv4": (("192.168.1.100:5432 transparent", "0.0.0.0:5432"),),
    "star": (("192.168.1.100:5432 transparent", "*:5432"),),
    "an own address, too": (
        ("192.168.1.100:5432 transparent", "192.168.1.100:5432 transparent\n    bind 192.168.1.10:5432"),
    ),
    "one line of binds": (("192.168.1.100:5432 transparent", "192.168.1.100:5432,192.168.1.10:5432 transparent"),),
    "an interface": (("5432 transparent", "5432 interface eth0 transparent"),),
    "one listen section": (
        ("frontend postgres", "listen pgbouncers"),
        ("    default_backend pgbouncers\n\nbackend pgbouncers\n", ""),
    ),
    "statistics on the virtual address": (("bind :8404", "bind 192.168.1.100:8404 transparent"),),
    "statistics of everything": (("uri /stats", "uri /"),),
    "statistics in a frontend": (("listen stats", "frontend stats"),),
    "pgsql checks": (
        (BACKEND, BACKEND + "    option pgsql-check user haproxy\n"),
        ("inter 2s", "inter 2s fastinter 500ms"),
    ),
    "names of containers": (("192.168.1.5:6432", "pgb1:6432"), ("192.168.1.5:6433", "pgb2:6433")),
    "checks of the traffic only hasten checks": (("rise 2 on", "rise 2 observe layer4 on-error fastinter on"),),
    "a second pool beside it": (
        (
            "listen stats",
            "backend readonly\n    balance roundrobin\n    server pgb1 192.168.1.5:6432 check\nlisten stats",
        ),
    ),
    "other services in the same process": (
        (
            "listen stats",
            "frontend web\n    mode http\n    bind :80\n    default_backend app\n\n"
            "backend app\n    mode http\n    server a 10.0.0.1:80\nlisten stats",
        ),
    ),
    "some are rejected": (
        (
            "5432 transparent\n",
            "5432 transparent\n    acl ours src 10.0.0.0/8 192.168.0.0/16\n    tcp-request connection accept if ours\n"
            "    tcp-request connection reject\n    tcp-request content reject if !ours\n",
        ),
    ),
    "weights": ((" check\n", " check weight 10\n"),),
    "quoting": (("server pgb1 192.168.1.5:6432", 'server "pgb1" "192.168.1.5:6432"'),),
    "a variable with a value": (("inter 2s", 'inter "${CHECK_INTERVAL-2s}"'),),
    "a redispatch at each retry": (("option redispatch", "option redispatch 1"),),
}


@cache
def reference():
    return {path.name: path.read_text() for path in REFERENCE.iterdir()}


def changed(change):
    text = reference()["haproxy.cfg"]
    for old, new in change:
        assert old in text, f"{old!r} is not in the reference"
        text = text.replace(old, new)
    return {**reference(), "haproxy.cfg": text}


def findings(files):
    at = site(Example(files))
    judgements = judge_all(registry.load().values(), (at.contract,), at.deployment)
    return [each.finding for judgement in judgements for each in merged(judgement, at.deployment)]


def told(files):
    """What an error or a warning says of haproxy.cfg, and of anything else."""
    found = [f for f in findings(files) if f.severity is not Severity.INFO and f.code != SILENT]
    return {(f.where.line, f.code) if f.where.file == "haproxy.cfg" else (str(f.where), f.code) for f in found}


@pytest.mark.parametrize("name", BAD)
def test_what_a_change_breaks(name):
    change, wanted = BAD[name]
    assert told(changed(change)) == wanted


@pytest.mark.parametrize("name", GOOD)
def test_what_breaks_nothing(name):
    assert told(changed(GOOD[name])) == set()


def test_silent_detection_is_told_with_a_repair():
    (found,) = [f for f in findings(reference()) if f.code == SILENT]
    assert (found.severity, found.found, found.wanted) == (Severity.WARNING, "9.0", "6.0")
    assert not [f for f in findings(changed(GOOD["quick silent detection"])) if f.code == SILENT]


@pytest.mark.parametrize(
    "file",
    [
        ("99-vip.conf", "net.ipv4.ip_nonlocal_bind = 1\n"),
        ("compose.override.yml", "services:\n  haproxy:\n    sysctls:\n      net.ipv4.ip_nonlocal_bind: 1\n"),
        ("setup.sh", "echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind\n"),
    ],
)
def test_a_host_that_may_bind_elsewhere_needs_no_transparent(file):
    files = changed(BAD["not transparent"][0])
    assert (18, "bind-nonlocal") not in told({**files, file[0]: file[1]})
    commented = "\n".join("# " + line for line in file[1].splitlines())
    assert (18, "bind-nonlocal") in told({**files, file[0]: commented})


def test_the_load_balancer_of_each_host_is_judged():
    own = reference()["haproxy.cfg"]
    rest = {name: text for name, text in reference().items() if name != "haproxy.cfg"}
    alike = {**rest, "hap1/haproxy.cfg": own, "hap2/haproxy.cfg": own}
    assert told(alike) == set()
    other = own.replace("fall 3", "fall 4")
    assert told({**alike, "hap2/haproxy.cfg": other}) == {
        ("hap2/haproxy.cfg:23", "fall-threshold"),
        ("hap2/haproxy.cfg:23", "detect-down-too-slow"),
        ("hap2/haproxy.cfg:23", "balancers-differ"),
    }


def test_a_value_that_the_environment_holds_is_not_known():
    found = [f for f in findings(changed((("fall 3", 'fall "$FALL"'),))) if f.code == "fall-threshold"]
    assert [f.verdict.value for f in found] == ["inconclusive"]


def undecided(change):
    return {f.code for f in findings(changed(change)) if f.verdict.value == "inconclusive"}


def test_an_address_that_the_environment_holds_leaves_its_port_known():
    served = (("192.168.1.100:5432", "${VIP}:5432"),)
    assert undecided(served) == {"bind-not-vip", "bind-port"}
    assert undecided((("192.168.1.5:", '"${PG}":'),)) == {"server-address"}
    own = "    bind ${OWN}:5432\n    bind 192.168.1.100:5432 transparent"
    assert undecided((("    bind 192.168.1.100:5432 transparent", own),)) == set()
    assert told(changed(served)) == {(18, "bind-not-vip"), (18, "bind-port")}


def test_another_haproxy_is_left_in_peace():
    other = (
        "frontend web\n    mode http\n    bind :80\n    default_backend app\nbackend app\n    server a 10.0.0.1:80\n"
    )
    assert told({**reference(), "web/haproxy.cfg": "global\n    maxconn 10\n" + other}) == set()


def stored(folder, change):
    for name, text in changed(change).items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("name", sorted(set(BAD) - {"no statistics", "clients that stick"}))
def test_each_error_has_a_repair_that_the_gate_tried(name, tmp_path):
    gated = gate(GateRequest((str(stored(tmp_path, BAD[name][0])),)), SilentProgress())
    errors = [f for f in gated.outcome.findings if f.severity is Severity.ERROR]
    assert errors
    assert not [f.code for f in errors if not f.repair]


@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
@pytest.mark.parametrize("name", BAD)
def test_haproxy_itself_has_no_objection(name, tmp_path):
    file = stored(tmp_path, BAD[name][0]) / "haproxy.cfg"
    said = subprocess.run(["haproxy", "-c", "-q", "-f", str(file)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
