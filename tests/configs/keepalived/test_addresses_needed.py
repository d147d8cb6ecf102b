"""An instance without an address to announce: VRRPv3 needs one, VRRPv2 runs without, as keepalived says."""

import pytest

from checker.base.finding import Severity
from checker.gate import registry
from checker.gate.judging import judge
from checker.gate.rule import Example
from checker.gate.vrrp.examples import ONE, TWO
from tests.configs.keepalived import daemon
from tests.configs.keepalived.reading import parsed
from tests.gate.judged import site

LISTED = "    virtual_ipaddress {\n        192.168.1.100/24\n    }\n"
INSTEAD = {
    "none": "",
    "empty": "    virtual_ipaddress {\n    }\n",
    "excluded": "    virtual_ipaddress_excluded {\n        192.168.1.100/24\n    }\n",
}
INSTEAD["empty and excluded"] = INSTEAD["empty"] + INSTEAD["excluded"]


def config(version, instead):
    assert LISTED in ONE
    return (
        ONE.replace("vrrp_version 3", f"vrrp_version {version}")
        .replace(LISTED, INSTEAD[instead])
        .replace("advert_int 0.8", "advert_int 1")
    )


@pytest.mark.parametrize("instead", INSTEAD)
@pytest.mark.parametrize(("version", "severity"), [(2, Severity.INFO), (3, Severity.ERROR)])
def test_what_it_means_to_have_none(version, severity, instead):
    (problem,) = parsed(config(version, instead)).problems
    assert (problem.code, problem.severity) == ("config-syntax", severity)
    assert "no virtual_ipaddress" in problem.message


@daemon.needed()
def test_keepalived_says_so(tmp_path):
    cases = {f"{v} {name}": ({"keepalived.conf": config(v, name)}, "") for v in (2, 3) for name in INSTEAD}
    for name, (_, said) in daemon.config_tests(tmp_path, cases).items():
        word = "required" if name.startswith("3") else "sensible"
        assert f"No VIP specified; at least one is {word}" in said, name


def test_that_the_address_of_the_diagram_is_not_there_is_told_anyway():
    files = {"hap1/keepalived.conf": config(2, "empty"), "hap2/keepalived.conf": TWO}
    (problem,) = judge(registry.load()["vip-mismatch"], site(Example(files))).problems
    assert "but no address" in problem.message
