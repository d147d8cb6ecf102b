"""The nodes advertise in one way: to listed peers, or to everybody."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.words import insert_line
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, pairs
from checker.gate.vrrp.peers import peer_addresses


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    listing = next((member for member in group.members if member.instance.peers), None)
    for member in group.members:
        if listing is None or member.instance.peers:
            continue
        addresses = peer_addresses(site.contract, group, member)
        yield Problem(
            where=member.instance.block.place,
            message=(
                f"{member.name} has no unicast_peer and advertises by multicast, and {listing.name} listens to its "
                f"peers only: neither hears the other, and both hold the address"
            ),
            promise="single-vip-holder",
            key="unicast_peer",
            wanted=" ".join(addresses.values()),
            hint="write unicast_peer on all nodes, or on none",
            related=(Related(listing.instance.peers[0].place, f"unicast_peer of {listing.name}"),),
            repairs=_repairs(member, list(addresses.values())),
        )


def _repairs(member: Member, addresses: list[str]) -> tuple[Repair, ...]:
    if not addresses:
        return ()
    block = member.instance.block
    lines = "".join(f"{block.indent * 2}{address}\n" for address in addresses)
    edit = insert_line(block, f"unicast_peer {{\n{lines}{block.indent}}}")
    return (Repair(f"unicast_peer {{ {' '.join(addresses)} }}", (edit,), safe=False),)


_PEERS = ("    unicast_src_ip 192.168.1.11\n    unicast_peer {\n        192.168.1.10\n    }\n", "")
_OTHER_PEERS = ("    unicast_src_ip 192.168.1.10\n    unicast_peer {\n        192.168.1.11\n    }\n", "")

RULE = Rule(
    code="unicast-mismatch",
    severity=Severity.ERROR,
    says="the nodes advertise in one way",
    title="one node advertises to listed peers, the other by multicast",
    what="Without `unicast_peer` an instance sends to the multicast group of VRRP, and listens to it.",
    why="Nodes that use different ways never hear each other. Each holds the address, all the time.",
    fix="Write `unicast_peer` on all nodes, or on none.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(broken(two=(_PEERS,), at_two=("vrrp_instance",)),),
    valid=(kept(), kept(one=(_OTHER_PEERS,), two=(_PEERS,))),
)
