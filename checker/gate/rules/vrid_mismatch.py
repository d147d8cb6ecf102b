"""The nodes are one virtual router."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.rule import Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, pairs
from checker.gate.vrrp.parity import Parity, parity_judge

_PARITY = Parity(
    keyword="virtual_router_id",
    setting=lambda instance: instance.router_id,
    shown=str,
    follows="neither hears the other, and both hold the address",
    promise="single-vip-holder",
)


def _subjects(site: Site) -> Iterator[Group]:
    """Yield the groups in which each node has an id: what lacks one is told of with the file as such."""
    for group in pairs(site):
        if not any(member.instance.router_id.is_default for member in group.members):
            yield group


RULE = Rule(
    code="vrid-mismatch",
    severity=Severity.ERROR,
    says="the nodes are one virtual router",
    title="the virtual_router_id differs between the nodes",
    what="The nodes that share an address find each other by the `virtual_router_id` in their advertisements.",
    why="""
A node ignores advertisements with another id. Each believes that it is alone and holds the address, all the time.
`keepalived -t` sees one file only.
""",
    fix="Write the same id on all nodes. It must be no other router's on the same network.",
    promises=("single-vip-holder",),
    subjects=_subjects,
    judge=parity_judge(_PARITY),
    invalid=(
        broken(
            two=(("virtual_router_id 51", "virtual_router_id 52"),),
            at_one=("virtual_router_id",),
            at_two=("virtual_router_id",),
        ),
    ),
    valid=(kept(), kept(("virtual_router_id 51", "virtual_router_id 7"))),
)
