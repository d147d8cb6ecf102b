"""The address moves soon when HAProxy dies and its machine lives on."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.time import NS_PER_S
from checker.configs.keepalived.facts import Tracked
from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import seconds
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member
from checker.gate.vrrp.nodes import members as every_member
from checker.gate.vrrp.takeover import Takeover, takeovers
from checker.gate.vrrp.takeover_of_process import moves, process_takeover, seen
from checker.gate.vrrp.tracking import is_fault, trackers


def _subjects(site: Site) -> Iterator[tuple[Group, Member]]:
    """Yield the nodes that give the address up when their load balancer dies."""
    for group, member in every_member(site):
        if group.others(member) and any(moves(group, member, each) for each in trackers(site.contract, member)):
            yield group, member


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    limit = site.contract.duration("vip.takeover")
    takeover = next(each for each in takeovers(group) if each.holder is member)
    moving = [each for each in trackers(site.contract, member) if moves(group, member, each)]
    quickest = min(moving, key=lambda each: process_takeover(takeover, each).hi)
    wait, hanging = (process_takeover(takeover, quickest, hangs=hangs) for hangs in (False, True))
    if wait.hi <= limit:
        return
    changes = tuple(_changes(takeover, quickest, limit))
    setting = changes[0][0] if changes else _slowest(quickest)
    yield Problem(
        where=setting.place,
        message=(
            f"when HAProxy dies on {member.name}, {takeover.taker.name} takes the address over after "
            f"{seconds(wait.lo)} s to {seconds(wait.hi)} s (where {quickest.name} hangs, {seconds(hanging.hi)} s), and "
            f"the diagram says {seconds(limit)} s of a crash"
        ),
        promise="vip.takeover",
        key="takeover_after_process_death_s.max",
        wanted=seconds(limit),
        found=seconds(wait.hi),
        unit="s",
        hint="interval, fall and timeout of the script add up to it",
        related=(Related(quickest.at.place, f"{quickest.name} is tracked here"),),
        repairs=tuple(repair for _, repair in changes),
        severity=Severity.WARNING if wait.lo > limit else Severity.INFO,
    )


def _changes(takeover: Takeover, tracked: Tracked, limit: int) -> Iterator[tuple[Setting[int], Repair]]:
    """Yield settings that alone keep the limit, and how: a fault in place of a weight, a shorter interval, less falls.

    The interval in whole seconds, and each as large as it may be.
    """
    if not is_fault(tracked) and seen(tracked, hangs=False).hi + takeover.after_stop <= limit:
        yield tracked.weight, Repair("weight 0", (write_value(tracked.weight, "weight", "0"),))
    left = limit - process_takeover(takeover, tracked).hi
    if tracked.script is None:
        return
    interval, fall = tracked.script.interval, tracked.script.fall
    left += fall.value * interval.value
    if (longest := left // fall.value // NS_PER_S) > 0:
        yield interval, Repair(f"interval {longest}", (write_value(interval, "interval", str(longest)),))
    if (most := left // interval.value) > 0:
        yield fall, Repair(f"fall {most}", (write_value(fall, "fall", str(most)),))


def _slowest(tracked: Tracked) -> Setting[int]:
    """Return what decides how long keepalived takes to see a dead process, where no single change is enough."""
    if tracked.script is not None:
        return tracked.script.interval
    return tracked.process.delay if tracked.process is not None and tracked.process.delay.value else tracked.weight


RULE = Rule(
    code="process-takeover-too-slow",
    severity=Severity.WARNING,
    says="the address moves soon when HAProxy dies and its machine lives on",
    title="a dead HAProxy keeps the address longer than a crashed machine may",
    what="""
keepalived runs a tracked script every `interval`, and gives the address up after `fall` failures; one that hangs counts
as failed after `timeout`. The backup then takes over after its skew, or, where the script only has a weight, after the
whole time for a crash.
""",
    why="""
The diagram gives a time for the crash of a machine and says that HAProxy is no single point of failure. Clients do not
see a difference between the two. It is a warning where even the best case is slower than that time, else a remark.
""",
    fix="Make `interval` or `fall` smaller, and give the script a `timeout`.",
    promises=("vip.takeover",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(("interval 1", "interval 5"), at_one=("interval 5",), at_two=("interval 5",)),
        broken(one=(("fall 2", "fall 10"),), at_one=("fall 10",)),
        broken(
            ("    nopreempt\n", ""),
            ("fall 2", "fall 2\n    weight -20"),
            at_one=("weight",),
            at_two=("weight",),
        ),
        broken(("interval 1", "interval 2"), at_one=("interval 2",), at_two=("interval 2",)),
    ),
    valid=(
        kept(),
        kept(("interval 1\n    fall 2", "interval 2\n    timeout 1\n    fall 1")),
    ),
)
