"""Every other node hears who holds the address."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.peers import lists, peer_addresses, strangers


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    if not member.instance.peers or (member.address and lists(member, member.address)):
        return
    expected = peer_addresses(site.contract, group, member)
    at_contract = {other.name: other.host.address for other in group.others(member) if other.host}
    missing = [
        (name, address)
        for name, address in expected.items()
        if not lists(member, address) and not (name in at_contract and lists(member, at_contract[name]))
    ]
    unknown = list(strangers(group, member, expected))
    for at, (name, address) in enumerate(missing):
        yield _problem(group, member, name, address, unknown[at] if at < len(unknown) else None)


def _problem(group: Group, member: Member, name: str, address: str, instead: Setting[str] | None) -> Problem:
    other = next((m for m in group.others(member) if m.name == name), None)
    listed = f" but {instead.value}, which is none of them" if instead else ""
    return Problem(
        where=instead.place if instead else member.instance.block.place,
        message=(
            f"{member.name} does not list {name} ({address}) as a unicast_peer{listed}: {name} does not hear that "
            f"{member.name} holds the address, and takes it, too"
        ),
        promise="single-vip-holder",
        key="unicast_peer",
        wanted=address,
        found=instead.value if instead else "",
        hint="each node lists all others",
        related=(Related(other.instance.source_address.place, f"where {name} says its address"),) if other else (),
        repairs=_repairs(member, address, instead),
    )


def _repairs(member: Member, address: str, instead: Setting[str] | None) -> tuple[Repair, ...]:
    if instead and instead.word:
        return (Repair(address, (replace_word(instead.word, address),)),)
    last = member.instance.peers[-1].word
    return (Repair(address, (replace_word(last, f"{last.raw} {address}"),)),) if last and not instead else ()


RULE = Rule(
    code="peer-missing",
    severity=Severity.ERROR,
    says="every other node hears who holds the address",
    title="a node does not advertise to one of the others",
    what="With `unicast_peer`, an instance sends its advertisements to the listed addresses only; each has its list.",
    why="""
A node that is not listed hears nothing and becomes the holder, too. If only one of two lists is wrong, it happens only
while that node holds the address.
""",
    fix="List the addresses of all other nodes on each node.",
    promises=("single-vip-holder",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(two=(("        192.168.1.10\n", "        192.168.1.12\n"),), at_two=("192.168.1.12",)),
        broken(
            one=(("        192.168.1.11\n", "        192.168.1.1\n"),),
            at_one=("        192.168.1.1\n",),
        ),
    ),
    valid=(
        kept(),
        kept(("    unicast_peer {\n", "    unicast_peer {\n        192.168.1.12\n")),
        kept(
            one=(("src_ip 192.168.1.10", "src_ip 10.0.0.1"), ("        192.168.1.11", "        10.0.0.2")),
            two=(("src_ip 192.168.1.11", "src_ip 10.0.0.2"), ("        192.168.1.10", "        10.0.0.1")),
        ),
    ),
)
