"""An authentication that is written counts."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.nodes import Group, Member, members
from checker.gate.rule import Problem, Rule, Site
from checker.gate.vrrp_examples import broken, kept


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    kind = member.instance.auth_type
    if member.instance.version.value != 3 or kind.word is None:
        return
    yield Problem(
        where=kind.place,
        message=f"the authentication of {member.name} is ignored: VRRPv3 has none (RFC 5798)",
        promise="single-vip-holder",
        key="auth_type",
        found=kind.word.value,
        hint="use unicast_peer and a firewall to keep others from taking the address",
    )


_AUTH = (
    "    nopreempt\n",
    "    nopreempt\n    authentication {\n        auth_type PASS\n        auth_pass pw\n    }\n",
)

RULE = Rule(
    code="auth-ignored",
    severity=Severity.INFO,
    says="an authentication that is written counts",
    title="VRRPv3 has no authentication",
    what="`authentication` belongs to VRRPv2; with `vrrp_version 3` keepalived ignores it.",
    why="Whoever reads the file believes that nobody else on the network can take the address.",
    fix="Remove the block; restrict by firewall who may send VRRP.",
    promises=("single-vip-holder",),
    subjects=members,
    judge=_judge,
    invalid=(broken(_AUTH, at_one=("auth_type",), at_two=("auth_type",)),),
    valid=(kept(), kept(_AUTH, ("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))),
)
