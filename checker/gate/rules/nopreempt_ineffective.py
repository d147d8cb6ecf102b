"""A `nopreempt` that is written counts."""

from collections.abc import Iterator
from typing import Any

from checker.base.finding import Related, Severity
from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import found_value
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.outranking import outranked_by
from checker.gate.vrrp.takeover import OWNER


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    instance = member.instance
    if not instance.nopreempt.value or instance.nopreempt_effective.value:
        return
    below = outranked_by(site.contract, group, member)
    if instance.state.value == "MASTER":
        yield _problem(member, below, "state", instance.state, "BACKUP")
    elif instance.priority.value == OWNER:
        stated = member.host.priority if member.host else -1
        yield _problem(member, below, "priority", instance.priority, str(stated) if stated > 0 else "254")


def _problem(member: Member, below: str, keyword: str, setting: Setting[Any], wanted: str) -> Problem:
    found = found_value(setting, str(setting.value))
    then = f"it takes the address back from {below} when it returns" if below else "the line has no effect"
    return Problem(
        where=setting.place,
        message=f"nopreempt of {member.name} does not count with {keyword} {found}: {then}",
        promise="no-failback",
        key=keyword,
        wanted=wanted,
        found=found,
        hint="the state is only where an instance starts; who holds the address is decided by priority",
        related=(Related(member.instance.nopreempt.place, "nopreempt stands here"),),
        repairs=tuple(_repairs(member, keyword, setting, wanted)),
        severity=None if below else Severity.WARNING,
    )


def _repairs(member: Member, keyword: str, setting: Setting[Any], wanted: str) -> Iterator[Repair]:
    """Offer the one setting; without state MASTER, a priority that is not written is another one, too."""
    edit = write_value(setting, keyword, wanted)
    yield Repair(f"{keyword} {wanted}", (edit,))
    priority, host = member.instance.priority, member.host
    if priority.is_default and host is not None and host.priority >= 0:
        both = (edit, write_value(priority, "priority", str(host.priority)))
        yield Repair(f"{keyword} {wanted} and priority {host.priority}", both)


_OWNER = (("priority 101", "priority 255"),)

RULE = Rule(
    code="nopreempt-ineffective",
    severity=Severity.ERROR,
    says="a nopreempt that is written counts",
    title="nopreempt is written, and keepalived clears it",
    what="""
keepalived clears `nopreempt` where the instance has `state MASTER`, or the priority 255 of an address's owner (which is
also what `state MASTER` without a `priority` gives).
""",
    why="""
The node that was repaired takes the address back, and clients are interrupted a second time, although the diagram (and
the line in the file) says that it stays standby. keepalived starts all the same, with a warning in its log.
""",
    fix="Write `state BACKUP` on all nodes, and let the priority decide who is first.",
    promises=("no-failback",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(one=(("state BACKUP", "state MASTER"),), at_one=("state MASTER",)),
        broken(one=(("state BACKUP", "state MASTER"), ("    priority 101\n", "")), at_one=("state MASTER",)),
        broken(one=_OWNER, at_one=("priority 255",)),
        broken(two=(("state BACKUP", "state MASTER"),), at_two=("state MASTER",)),
    ),
    valid=(kept(), kept(one=(("state BACKUP", "state MASTER"), ("    nopreempt\n", "")))),
)
