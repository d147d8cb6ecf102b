"""The nodes announce the same addresses."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.keepalived.facts import VirtualAddress
from checker.gate.rule import Problem, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, pairs, same_address


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    if not all(_has(member, group.vip.address) for member in group.members):
        return
    for member in group.members:
        others = [(other, each) for other in group.others(member) for each in other.instance.addresses]
        missing = [(other, each) for other, each in others if not _has(member, each.address.value)]
        if missing:
            yield _problem(group, member, *missing[0])


def _problem(group: Group, member: Member, other: Member, missing: VirtualAddress) -> Problem:
    own = [each for each in member.instance.addresses if not _has(other, each.address.value)]
    instead = own[0] if len(own) == 1 else None
    return Problem(
        where=instead.address.place if instead else member.instance.block.place,
        message=(
            f"{member.name} does not have {missing.address.value}, which {other.name} announces: they drop each "
            f"other's advertisements, as the lists differ, and both hold {group.vip.address}"
        ),
        promise="single-vip-holder",
        key="virtual_ipaddress",
        wanted=missing.address.value,
        found=instead.address.value if instead else "",
        hint="addresses that need not be announced belong in virtual_ipaddress_excluded",
        related=(Related(missing.address.place, f"{other.name} announces it"),),
    )


def _has(member: Member, address: str) -> bool:
    return any(same_address(each.address.value, address) for each in member.instance.addresses)


_MORE = ("        192.168.1.100/24", "        192.168.1.100/24\n        192.168.1.101/24")

RULE = Rule(
    code="vip-list-mismatch",
    severity=Severity.ERROR,
    says="the nodes announce the same addresses",
    title="the virtual_ipaddress lists of the nodes differ",
    what="An advertisement carries all addresses of `virtual_ipaddress`, and its receiver compares them with its own.",
    why="keepalived drops an advertisement with other addresses: both nodes hold all of theirs, all the time.",
    fix="Write the same list on all nodes.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(
        broken(
            _MORE,
            two=(("192.168.1.101/24", "192.168.1.102/24"),),
            at_one=("192.168.1.101",),
            at_two=("192.168.1.102",),
        ),
        broken(one=(_MORE,), at_two=("vrrp_instance",)),
    ),
    valid=(kept(_MORE), kept()),
)
