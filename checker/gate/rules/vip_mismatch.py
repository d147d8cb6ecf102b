"""The address that moves is the one of the diagram."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.keepalived.facts import VirtualAddress
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, carries, known, members
from checker.model.contract import Vip


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    vip, listed = group.vip, (*member.instance.addresses, *member.instance.excluded)
    if carries(member.instance, vip):
        return
    found = [each.address.value for each in listed]
    elsewhere = {known(each.address) for other in group.others(member) for each in other.instance.addresses}
    own = [each for each in listed if each.address.value not in elsewhere] or list(listed)
    instead = own[0] if len(own) == 1 else None
    yield Problem(
        where=instead.address.place if instead else member.instance.block.place,
        message=(
            f"{member.name} does not take {vip.name} ({vip.address}) but {', '.join(found) or 'no address'}: when the "
            f"other host is gone, clients find nobody at the address of the diagram"
        ),
        promise="vip-always-held",
        key="virtual_ipaddress",
        wanted=vip.address,
        found=instead.address.value if instead else ", ".join(found),
        related=(Related(vip.stated, "the diagram states the address"),) if vip.stated else (),
        repairs=(_repair(member, vip, instead),),
    )


def _repair(member: Member, vip: Vip, instead: VirtualAddress | None) -> Repair:
    if instead is not None and (word := instead.address.word):
        _, slash, prefix = word.value.partition("/")
        return Repair(vip.address, (replace_word(word, f"{vip.address}{slash}{prefix}"),))
    block = member.instance.block
    edit = insert_line(block, f"virtual_ipaddress {{\n{block.indent * 2}{vip.address}\n{block.indent}}}")
    return Repair(f"virtual_ipaddress {{ {vip.address} }}", (edit,), safe=False)


_OTHER = ("192.168.1.100/24", "192.168.1.101/24")

RULE = Rule(
    code="vip-mismatch",
    severity=Severity.ERROR,
    says="the address that moves is the one of the diagram",
    title="a node does not take the virtual address of the diagram",
    what="Each node lists in `virtual_ipaddress` what it takes when it becomes the holder.",
    why="""
A node with another address takes the wrong one: after a takeover nobody answers at the address that clients use. Nodes
whose lists differ also drop each other's advertisements.
""",
    fix="Write the address of the diagram on all nodes.",
    promises=("vip-always-held", "single-vip-holder"),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(two=(_OTHER,), at_two=("192.168.1.101",)),
        broken(_OTHER, at_one=("192.168.1.101",), at_two=("192.168.1.101",)),
        broken(
            one=(("        192.168.1.100/24", "        192.168.1.101/24\n        192.168.1.102/24"),),
            at_one=("vrrp_instance",),
        ),
    ),
    valid=(
        kept(),
        kept(("192.168.1.100/24", "192.168.1.100")),
        kept(("192.168.1.100/24", "192.168.1.100/24 dev eth0 label eth0:1")),
        kept(("        192.168.1.100/24", "        192.168.1.100/24\n        192.168.1.101/24")),
    ),
)
