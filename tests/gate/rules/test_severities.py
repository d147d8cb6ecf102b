"""Rules that tell the same thing as an error, a warning or a remark: which it is when."""

import pytest

from checker.base.finding import Severity
from checker.gate import registry
from checker.gate.rule import Example
from checker.gate.streaming import examples as streaming
from checker.gate.vrrp import examples as vrrp
from tests.gate.judged import judged

V2 = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))
ONE_IS_SLOWER = (("advert_int 0.8", "advert_int 0.7"),)
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
CASES: dict[str, tuple[str, Example, list[Severity]]] = {
    "VRRPv2 drops another interval": (
        "advert-mismatch",
        vrrp.kept(*V2, two=(("advert_int 1", "advert_int 2"),)),
        [ERROR, ERROR],
    ),
    "VRRPv3 goes by the holder's interval": ("advert-mismatch", vrrp.kept(two=ONE_IS_SLOWER), [INFO, INFO]),
    "a POST is not sent twice": (
        "publish-not-retried",
        streaming.kept("nginx.conf", (" non_idempotent", "")),
        [ERROR],
    ),
    "no monitor reads the other name": (
        "server-name",
        Example({"haproxy.cfg": "backend b\n    server one 192.168.1.5:6432 check\n"}),
        [INFO],
    ),
    "in turn": ("replica-order", streaming.kept("nginx.conf", (" backup", "")), [WARNING]),
    "the roles are swapped": (
        "replica-order",
        streaming.kept("nginx.conf", (" backup", ""), ("8080;", "8080 backup;")),
        [ERROR, WARNING],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_severity(name):
    code, example, wanted = CASES[name]
    rule = registry.load()[code]
    assert [problem.severity or rule.severity for problem in judged(rule, example).problems] == wanted
