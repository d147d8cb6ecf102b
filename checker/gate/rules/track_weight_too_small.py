"""A script that fails lowers the priority of its node below that of another one."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.keepalived.facts import Tracked
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.takeover import OWNER, effective_priority
from checker.gate.vrrp.tracking import is_fault, is_outranked, trackers


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    tracked = trackers(site.contract, member)
    if len(group.members) < 2 or any(is_fault(each) or is_outranked(group, member, each) for each in tracked):
        return
    for each in tracked:
        yield _problem(group, member, each)


def _problem(group: Group, member: Member, failing: Tracked) -> Problem:
    best = max(group.others(member), key=lambda other: effective_priority(other.instance))
    own, above = effective_priority(member.instance, [failing]), effective_priority(best.instance)
    owner = " (which no weight changes)" if member.instance.priority.value == OWNER else ""
    wanted, repair = _repair(group, member, failing, own - above + 1)
    return Problem(
        where=failing.weight.place,
        message=(
            f"when {failing.name} fails, {member.name} still has priority {own}{owner}, and {best.name} has {above}: "
            f"it must be higher to take over, equal is not enough"
        ),
        promise="balancer-not-single-point",
        key="weight",
        wanted=wanted,
        found=str(failing.weight.value),
        hint="without a weight, a failing script is a fault, which gives the address up at once",
        related=(Related(best.instance.priority.place, f"priority of {best.name}"),),
        repairs=(repair,),
    )


def _repair(group: Group, member: Member, failing: Tracked, short: int) -> tuple[str, Repair]:
    """Return the smallest weight that does, and the edits; 0 where no weight can."""
    weight = failing.weight.value
    alike = [each for m in group.members for each in m.instance.tracked if each.name == failing.name]
    others_ignore = any(other.instance.nopreempt_effective.value for other in group.others(member))
    if member.instance.priority.value == OWNER or others_ignore:
        wanted, changed = 0, [failing]
    elif weight > 0 and len(alike) == len(group.members):
        wanted, changed = weight + short, alike
    else:
        wanted, changed = min(weight, 0) - short, [failing]
    edits = tuple(write_value(each.weight, "weight", str(wanted)) for each in changed)
    return str(wanted), Repair(f"weight {wanted}", edits)


_PREEMPT = ("    nopreempt\n", "")


def _weight(text: str) -> tuple[str, str]:
    return ("fall 2", f"fall 2\n    weight {text}")


RULE = Rule(
    code="track-weight-too-small",
    severity=Severity.ERROR,
    says="a failing script lowers the priority below that of another node",
    title="the weight of a script does not exceed the distance of the priorities",
    what="""
A negative weight is added to the priority while the script fails, a positive one while it succeeds. Another node takes
over only if its own priority is then higher; with equal priorities everything stays as it is.
""",
    why="""
HAProxy dies, and the address stays where nobody answers: 101 - 1 is 100, no more than the backup has (measured).
""",
    fix="Write a weight beyond the distance of the priorities, or none: then a failure gives the address up at once.",
    promises=("balancer-not-single-point",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(_PREEMPT, _weight("-1"), at_one=("weight",)),
        broken(one=(_weight("-1"),), at_one=("weight",)),
        broken(_PREEMPT, _weight("2"), one=(("priority 101", "priority 150"),), at_one=("weight",)),
        broken(_PREEMPT, _weight("-20"), one=(("priority 101", "priority 255"),), at_one=("weight",)),
        broken(_PREEMPT, one=(("        haproxy\n", "        haproxy weight -1\n"),), at_one=("haproxy weight",)),
    ),
    valid=(
        kept(),
        kept(_PREEMPT, _weight("-2")),
        kept(_PREEMPT, _weight("2")),
        kept(_PREEMPT, _weight("51"), one=(("priority 101", "priority 150"),)),
    ),
)
