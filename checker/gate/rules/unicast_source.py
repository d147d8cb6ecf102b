"""Advertisements come from the address of their node."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members, same_address
from checker.gate.vrrp.peers import lists


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    source, host = member.instance.source_address, member.host
    if host is None or source.is_default or same_address(source.value, host.address):
        return
    taken = next((h for h in site.contract.hosts.values() if same_address(h.address, source.value)), None)
    others = group.others(member)
    expects = [other for other in others if lists(other, source.value)]
    if taken is None and (not others or expects):
        return
    whose = f"that of {taken.name}" if taken else "none that the other nodes know"
    yield Problem(
        where=source.place,
        message=(
            f"unicast_src_ip {source.value} of {member.name} is {whose}: keepalived cannot send from an address that "
            f"its machine does not have, and the others drop what comes from a stranger"
        ),
        promise="single-vip-holder",
        key="unicast_src_ip",
        wanted=host.address,
        found=source.value,
        related=(Related(host.stated, f"the diagram says where {host.name} is"),) if host.stated else (),
        repairs=(Repair(f"unicast_src_ip {host.address}", (write_value(source, "unicast_src_ip", host.address),)),),
    )


RULE = Rule(
    code="unicast-source",
    severity=Severity.ERROR,
    says="advertisements come from the address of their node",
    title="the unicast_src_ip of a node is not its own address",
    what="`unicast_src_ip` is the address that an instance sends its advertisements from, and listens at.",
    why="""
In a file that was copied from the other node it is that node's address: nothing is sent, nothing is heard, and both
hold the virtual address.
""",
    fix="Write the address of the host itself, as the diagram and the `unicast_peer` of the others have it.",
    promises=("single-vip-holder",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(
            ("global_defs {", "global_defs {\n    router_id hap"),
            one=(("router_id hap", "router_id hap1"),),
            two=(("router_id hap", "router_id hap2"), ("src_ip 192.168.1.11", "src_ip 192.168.1.10")),
            at_two=("unicast_src_ip",),
        ),
        broken(two=(("src_ip 192.168.1.11", "src_ip 192.168.1.21"),), at_two=("unicast_src_ip",)),
    ),
    valid=(
        kept(),
        kept(("    unicast_src_ip", "    #unicast_src_ip")),
        kept(
            one=(("src_ip 192.168.1.10", "src_ip 10.0.0.1"), ("        192.168.1.11", "        10.0.0.2")),
            two=(("src_ip 192.168.1.11", "src_ip 10.0.0.2"), ("        192.168.1.10", "        10.0.0.1")),
        ),
    ),
)
