"""The virtual address has the same prefix length on all nodes."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.keepalived.facts import VirtualAddress
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, known, pairs, same_address
from checker.gate.vrrp.parity import odd_ones
from checker.model.contract import Vip


def _subjects(site: Site) -> Iterator[Group]:
    """Yield the groups in which all nodes have the address."""
    for group in pairs(site):
        if all(_address(member, group.vip) for member in group.members):
            yield group


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    for odd in odd_ones(group, lambda member: _prefix(member, group.vip)):
        own, other = _address(odd.member, group.vip), _address(odd.other, group.vip)
        if own is None or other is None:
            continue
        found, wanted = own.prefix.value, other.prefix.value
        yield Problem(
            where=own.address.place,
            message=(
                f"{odd.member.name} takes {group.vip.address}/{found}, and {odd.other.name} takes it with /{wanted}: "
                f"they have other routes to its network while they hold it"
            ),
            promise="vip-always-held",
            key="virtual_ipaddress",
            wanted=f"{group.vip.address}/{wanted}",
            found=f"{group.vip.address}/{found}",
            hint="keepalived takes /32 where no length is written",
            related=(Related(other.address.place, f"{odd.other.name} has /{wanted}"),),
            repairs=_repairs(own, f"{group.vip.address}/{wanted}", safe=odd.outvoted),
        )


def _repairs(own: VirtualAddress, wanted: str, *, safe: bool) -> tuple[Repair, ...]:
    return (Repair(wanted, (replace_word(own.at.words[0], wanted),), safe=safe),)


def _prefix(member: Member, vip: Vip) -> int:
    address = _address(member, vip)
    return address.prefix.value if address else -1


def _address(member: Member, vip: Vip) -> VirtualAddress | None:
    listed = (*member.instance.addresses, *member.instance.excluded)
    return next((each for each in listed if same_address(known(each.address) or "", vip.address)), None)


RULE = Rule(
    code="vip-prefix-mismatch",
    severity=Severity.WARNING,
    says="the virtual address has the same prefix length on all nodes",
    title="the prefix length of the virtual address differs between the nodes",
    what="The number behind the slash in `virtual_ipaddress` is the length of the prefix; without one it is 32.",
    why="The holder gets a route to that network: the same takeover leaves one node with other routes than the other.",
    fix="Write the same prefix length on all nodes.",
    promises=("vip-always-held",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(two=(("192.168.1.100/24", "192.168.1.100"),), at_one=("192.168.1.100",), at_two=("192.168.1.100",)),
    ),
    valid=(kept(), kept(("192.168.1.100/24", "192.168.1.100"), two=(("192.168.1.100", "192.168.1.100/32"),))),
)
