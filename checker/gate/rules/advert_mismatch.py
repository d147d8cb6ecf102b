"""The nodes advertise at the same interval."""

from collections.abc import Iterator
from dataclasses import replace

from checker.base.finding import Severity
from checker.gate.rule import Problem, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, pairs
from checker.gate.vrrp.pacing import advert_text
from checker.gate.vrrp.parity import Parity, odd_ones

_V2 = Parity(
    keyword="advert_int",
    setting=lambda instance: instance.advert,
    shown=advert_text,
    follows="a VRRPv2 node drops the advertisements of another interval, so that both hold the address",
    promise="single-vip-holder",
)
_V3 = replace(
    _V2,
    follows="a VRRPv3 node goes by the interval of the holder, so that a takeover lasts as long as who holds it says",
    promise="vip.takeover",
)


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    versions = {member.instance.version.value for member in group.members}
    if len(versions) > 1:
        return  # they drop each other's advertisements in any case
    adopted = versions == {3}
    for odd in odd_ones(group, lambda member: member.instance.advert.value):
        problem = (_V3 if adopted else _V2).problem(odd)
        yield replace(problem, unit="s", severity=Severity.INFO if adopted else None)


_V2_SECONDS = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))

RULE = Rule(
    code="advert-mismatch",
    severity=Severity.ERROR,
    says="the nodes advertise at the same interval",
    title="the advert_int differs between the nodes",
    what="`advert_int` is how often the holder of an address says that it is there.",
    why="""
A VRRPv2 node drops advertisements whose interval is not its own: both hold the address. A VRRPv3 node goes by the
interval that the holder announces: nothing breaks, and a takeover takes longer from one node than from the other (a
remark; vrrp-takeover-too-slow tells where that is too long).
""",
    fix="Write the same interval on all nodes.",
    promises=("single-vip-holder", "vip.takeover"),
    subjects=pairs,
    judge=_judge,
    invalid=(
        broken(*_V2_SECONDS, two=(("advert_int 1", "advert_int 2"),), at_one=("advert_int",), at_two=("advert_int",)),
        broken(two=(("advert_int 0.8", "advert_int 0.5"),), at_one=("advert_int",), at_two=("advert_int",)),
        broken(two=(("    advert_int 0.8\n", ""),), at_one=("advert_int",), at_two=("vrrp_instance",)),
    ),
    valid=(kept(), kept(*_V2_SECONDS, two=(("    advert_int 1\n", ""),))),
)
