"""The priorities are those of the diagram, in their order at least."""

from collections.abc import Iterator, Sequence

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import found_value
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.model.contract import Host


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    host, priority = member.host, member.instance.priority
    if host is None or host.priority < 0 or priority.value == host.priority:
        return
    wrong = next((other for other in group.others(member) if _reversed(host, member, other)), None)
    what = f", so that it comes {_side(host, wrong)} {wrong.name}" if wrong else " (the order is the same)"
    yield Problem(
        where=priority.place,
        message=f"{member.name} has priority {priority.value}, and the diagram says {host.priority}{what}",
        promise="no-failback",
        key="priority",
        wanted=str(host.priority),
        found=found_value(priority, str(priority.value)),
        related=(Related(wrong.instance.priority.place, f"priority of {wrong.name}"),) if wrong else (),
        repairs=(_repair([member]), _repair(group.members)),
        severity=None if wrong else Severity.INFO,
    )


def _repair(changed: Sequence[Member]) -> Repair:
    """Return the priorities of the diagram, on one node or on all."""
    wrong = [(m, m.host) for m in changed if m.host and m.instance.priority.value != m.host.priority >= 0]
    shown = " and ".join(f"priority {host.priority} on {host.name}" for _, host in wrong)
    edits = tuple(write_value(m.instance.priority, "priority", str(host.priority)) for m, host in wrong)
    return Repair(f"priority {wrong[0][1].priority}" if len(wrong) == 1 else shown, edits)


def _reversed(host: Host, member: Member, other: Member) -> bool:
    if other.host is None or other.host.priority < 0:
        return False
    drawn, found = host.priority - other.host.priority, member.instance.priority.value - other.instance.priority.value
    return drawn * found < 0


def _side(host: Host, other: Member) -> str:
    return "after" if other.host and host.priority > other.host.priority else "before"


RULE = Rule(
    code="priority-order",
    severity=Severity.ERROR,
    says="the preferred holder is the one of the diagram",
    title="the priorities are not those of the diagram",
    what="The diagram states the priority of each host, and with it who holds the address when all are well.",
    why="""
Another order makes another host the holder after a common start, and everything that names the active host (dashboards,
alerts, runbooks) is about the wrong one. Other numbers in the same order change nothing: that is a remark.
""",
    fix="Write the priorities of the diagram, or change the diagram.",
    promises=("no-failback", "single-vip-holder"),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(
            one=(("priority 101", "priority 100"),),
            two=(("priority 100", "priority 101"),),
            at_one=("priority",),
            at_two=("priority",),
        ),
        broken(one=(("priority 101", "priority 90"),), at_one=("priority",)),
        broken(one=(("priority 101", "priority 150"),), at_one=("priority",)),
    ),
    valid=(kept(),),
)
