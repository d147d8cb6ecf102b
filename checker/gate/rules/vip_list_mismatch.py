"""The nodes announce the same addresses."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.places import Place
from checker.configs.keepalived.facts import VirtualAddress
from checker.configs.words import Edit
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, pairs, same_address


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    if not all(_has(member, group.vip.address) for member in group.members):
        return
    told = set()
    for member in group.members:
        others = [(other, each) for other in group.others(member) for each in other.instance.addresses]
        missing = [(other, each) for other, each in others if not _has(member, each.address.value)]
        if missing:
            for problem in (_missing(site, group, member, *missing[0]), *_extra(site, group, member, missing)):
                if problem.where not in told:
                    told.add(problem.where)
                    yield problem


def _missing(site: Site, group: Group, member: Member, other: Member, missing: VirtualAddress) -> Problem:
    own = [each for each in member.instance.addresses if not _has(other, each.address.value)]
    instead = own[0] if len(own) == 1 else None
    text = " ".join(word.raw for word in missing.at.words)
    return Problem(
        where=instead.address.place if instead else _head(site, member),
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
        repairs=() if instead else (Repair(text, (_below(site, member.instance.addresses[-1], text),), safe=False),),
    )


def _extra(site: Site, group: Group, member: Member, missing: list[tuple[Member, VirtualAddress]]) -> Iterator[Problem]:
    """Tell of the addresses that one node lacks where they stand, too: it is open which of the lists is right."""
    for other, each in missing:
        lacking = [one for one in member.instance.addresses if not _has(other, one.address.value)]
        if not lacking:
            yield Problem(
                where=each.address.place,
                message=(
                    f"{other.name} announces {each.address.value}, which {member.name} does not have: they drop each "
                    f"other's advertisements, as the lists differ, and both hold {group.vip.address}"
                ),
                promise="single-vip-holder",
                key="virtual_ipaddress",
                found=each.address.value,
                hint="addresses that need not be announced belong in virtual_ipaddress_excluded",
                related=(Related(member.instance.block.place, f"{member.name} does not have it"),),
                repairs=(Repair(f"without {each.address.value}", (_without(site, each),), safe=False),),
            )


def _head(site: Site, member: Member) -> Place:
    """Return the place of the list of a node."""
    first = member.instance.addresses[0].at.words[0]
    text = site.deployment.text(first.place.file)
    start = text.rfind("virtual_ipaddress", 0, first.start)
    if start < 0:  # another file holds the head
        return first.place
    return Place(first.place.file, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


def _below(site: Site, address: VirtualAddress, text: str) -> Edit:
    """Return the edit that writes an address on the line below another one."""
    first, last = address.at.words[0], address.at.words[-1]
    whole = site.deployment.text(first.place.file)
    margin = whole[whole.rfind("\n", 0, first.start) + 1 : first.start]
    return Edit(first.place.file, last.end, last.end, f"\n{margin}{text}" if not margin.strip() else f" {text}")


def _without(site: Site, address: VirtualAddress) -> Edit:
    """Return the edit that takes an address out of its list, with its line where nothing stands before it."""
    first, last = address.at.words[0], address.at.words[-1]
    whole = site.deployment.text(first.place.file)
    line = whole.rfind("\n", 0, first.start)
    start = line if line >= 0 and not whole[line : first.start].strip() else first.start
    return Edit(first.place.file, start, last.end, "")


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
        broken(one=(_MORE,), at_one=("192.168.1.101",), at_two=("virtual_ipaddress {",)),
    ),
    valid=(kept(_MORE), kept()),
)
