"""The nodes speak the same version of VRRP."""

from collections.abc import Iterator
from dataclasses import replace

from checker.base.finding import Severity
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, pairs
from checker.gate.vrrp.pacing import version_edit
from checker.gate.vrrp.parity import Parity, odd_ones

_PARITY = Parity(
    keyword="vrrp_version",
    setting=lambda instance: instance.version,
    shown=str,
    follows="each drops what the other says, and both hold the address",
    promise="single-vip-holder",
    hint="keepalived speaks version 2 where nothing is said",
)


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    for odd in odd_ones(group, lambda member: member.instance.version.value):
        own, version = odd.member.instance.version.value, odd.other.instance.version.value
        repairs = [Repair(f"vrrp_version {version}", (version_edit(odd.member, version),), safe=odd.outvoted)]
        if not odd.outvoted:
            edit = version_edit(odd.other, own)
            repairs.append(Repair(f"vrrp_version {own} on {odd.other.name}", (edit,), safe=False))
        yield replace(_PARITY.problem(odd), repairs=tuple(repairs))


_V2 = ("vrrp_version 3", "vrrp_version 2")
_SECOND = ("advert_int 0.8", "advert_int 1")

RULE = Rule(
    code="version-mismatch",
    severity=Severity.ERROR,
    says="the nodes speak the same version of VRRP",
    title="one node speaks VRRPv2, the other VRRPv3",
    what="""
`vrrp_version` in `global_defs`, or `version` in an instance, says which protocol is spoken; the default is 2.
""",
    why="""
A node drops advertisements of the other version. Each believes that it is alone and holds the address, all the time.
""",
    fix="Write the same version on all nodes.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(broken(_SECOND, two=(_V2,), at_one=("vrrp_version",), at_two=("vrrp_version",)),),
    valid=(
        kept(),
        kept(_SECOND, _V2),
        kept(
            _SECOND, ("    vrrp_version 3\n", "    router_id LVS\n"), two=(("    router_id LVS", "    vrrp_version 2"),)
        ),
    ),
)
