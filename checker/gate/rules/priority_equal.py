"""The priorities say who is first."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import found_value
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, pairs


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    for member in group.members:
        same = [o for o in group.others(member) if o.instance.priority.value == member.instance.priority.value]
        if same and _is_to_blame(group, member, same):
            yield _problem(member, same[0])


def _is_to_blame(group: Group, member: Member, same: list[Member]) -> bool:
    """Say whether a node is the one to change: not as the contract has it, or else not the first of the equal ones."""
    if any(_differs(each) for each in (member, *same)):
        return _differs(member)
    return next(m for m in group.members if m is member or m in same) is not member


def _differs(member: Member) -> bool:
    stated = member.host.priority if member.host else -1
    return stated >= 0 and stated != member.instance.priority.value


def _problem(member: Member, other: Member) -> Problem:
    priority = member.instance.priority
    wanted = str(member.host.priority) if member.host and _differs(member) else str(priority.value - 1)
    return Problem(
        where=priority.place,
        message=(
            f"{member.name} and {other.name} both have priority {priority.value}: which of them holds the address is "
            f"left to their IP addresses, and to who was there first"
        ),
        promise="single-vip-holder",
        key="priority",
        wanted=wanted,
        found=found_value(priority, str(priority.value)),
        hint="after a tie both hold the address until one hears the other",
        related=(Related(other.instance.priority.place, f"priority of {other.name}"),),
        repairs=(Repair(f"priority {wanted}", (write_value(priority, "priority", wanted),)),),
    )


RULE = Rule(
    code="priority-equal",
    severity=Severity.ERROR,
    says="the priorities say who is first",
    title="two nodes have the same priority",
    what="The node with the highest `priority` is the preferred holder; the diagram states both numbers.",
    why="""
With equal priorities nobody is preferred. Nodes that start together both become the holder, until the one with the
lower IP address gives way. `keepalived -t` sees one file only.
""",
    fix="Give each node the priority that the diagram states.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(
        broken(two=(("priority 100", "priority 101"),), at_two=("priority",)),
        broken(one=(("priority 101", "priority 100"),), at_one=("priority",)),
        broken(one=(("    priority 101\n", ""),), at_one=("vrrp_instance",)),
    ),
    valid=(kept(), kept(two=(("    priority 100\n", ""),)), kept(one=(("priority 101", "priority 150"),))),
)
