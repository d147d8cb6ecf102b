"""A node advertises to others, not to itself."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members, same_address
from checker.gate.vrrp.peers import peer_addresses


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    listed = [peer.value for peer in member.instance.peers]
    for peer in member.instance.peers:
        if not member.address or not same_address(peer.value, member.address) or _is_other(group, member, peer.value):
            continue
        others = peer_addresses(site.contract, group, member)
        lacking = [at for at in others.values() if not any(same_address(at, each) for each in listed)]
        wanted = lacking[0] if lacking else ""
        yield Problem(
            where=peer.place,
            message=f"{member.name} has itself as its peer ({peer.value}): nobody else hears that it holds the address",
            promise="single-vip-holder",
            key="unicast_peer",
            wanted=wanted,
            found=peer.value,
            hint="each node lists all others",
            repairs=(Repair(wanted, (replace_word(peer.word, wanted),)),) if wanted and peer.word else (),
        )


def _is_other(group: Group, member: Member, address: str) -> bool:
    """Say whether an address is another node's: then the own one is wrong, and not the peer's."""
    return any(other.host and same_address(address, other.host.address) for other in group.others(member))


RULE = Rule(
    code="peer-is-self",
    severity=Severity.ERROR,
    says="a node advertises to others, not to itself",
    title="the unicast_peer of a node is the node itself",
    what="`unicast_peer` lists the other nodes, to which an instance sends its advertisements.",
    why="""
A file that was copied from the other node, half edited, sends its advertisements to itself. The other node hears
nothing and takes the address, too. `keepalived -t` accepts it.
""",
    fix="List the addresses of all other nodes.",
    promises=("single-vip-holder",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(two=(("        192.168.1.10\n", "        192.168.1.11\n"),), at_two=("        192.168.1.11",)),
        broken(one=(("        192.168.1.11\n", "        192.168.1.10\n"),), at_one=("        192.168.1.10",)),
        broken(
            two=(("        192.168.1.10\n", "        192.168.1.11\n"), ("    unicast_src_ip 192.168.1.11\n", "")),
            at_two=("        192.168.1.11",),
        ),
    ),
    valid=(
        kept(),
        kept(
            ("global_defs {", "global_defs {\n    router_id hap"),
            one=(("router_id hap", "router_id hap1"),),
            two=(("router_id hap", "router_id hap2"), ("src_ip 192.168.1.11", "src_ip 192.168.1.10")),
        ),
    ),
)
