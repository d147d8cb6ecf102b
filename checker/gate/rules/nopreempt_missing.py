"""A host that returns stays standby, as the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.words import Edit, Statement, insert_line
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.outranking import outranked_by
from checker.gate.vrrp.tracking import is_fault, trackers


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    instance = member.instance
    below = "" if instance.nopreempt.value else outranked_by(site.contract, group, member)
    if not below:
        return
    delay = instance.preempt_delay
    postponed = f" (preempt_delay {delay.value // 1_000_000_000} only postpones that)" if delay.value else ""
    yield Problem(
        where=instance.block.place,
        message=(
            f"{member.name} has no nopreempt: it takes the address back from {below} as soon as it "
            f"returns{postponed}, and the diagram says that it stays standby"
        ),
        promise="no-failback",
        key="nopreempt",
        wanted="true",
        hint="nopreempt counts only with state BACKUP",
        related=(Related(delay.place, "preempt_delay stands here"),) if delay.value else (),
        repairs=tuple(_repairs(site, group, member)),
    )


def _repairs(site: Site, group: Group, member: Member) -> Iterator[Repair]:
    """Offer the line itself, and where a backup would then ignore the weight of a script, faults in place of weights.

    The weights are those of all nodes: one that stays would change who has the higher priority.
    """
    alone = _repair(member)
    yield alone
    tracked = [each for other in group.members for each in trackers(site.contract, other)]
    if weights := [each.weight for each in tracked if not is_fault(each) and not each.turned]:
        faults = tuple(dict.fromkeys(write_value(weight, "weight", "0") for weight in weights))
        yield Repair(f"{alone.shown}, and weight 0 on every node", (*alone.edits, *faults))


def _repair(member: Member) -> Repair:
    """Add the line, and take away what would make it void, or what it makes void."""
    state, delay = member.instance.state, member.instance.preempt_delay
    edits = [insert_line(member.instance.block, "nopreempt")]
    if delay.value and isinstance(delay.at, Statement):
        edits.append(Edit(delay.at.place.file, delay.at.words[0].start, delay.at.end, ""))
    if state.value == "MASTER":
        return Repair("nopreempt with state BACKUP", (write_value(state, "state", "BACKUP"), *edits))
    return Repair("nopreempt", tuple(edits))


_WITHOUT = ("    nopreempt\n", "")

RULE = Rule(
    code="nopreempt-missing",
    severity=Severity.ERROR,
    says="a host that returns leaves the address where it is",
    title="a host that was repaired takes the virtual address back",
    what="""
A VRRP node that hears of a holder with a lower priority becomes the holder itself, unless it has `nopreempt`. The
diagram says that a repaired host stays standby.
""",
    why="""
Taking the address back interrupts all connections a second time, and a host that keeps crashing does so each time that
it returns. `preempt_delay` only postpones it.
""",
    fix="Add `nopreempt` to the instance, with `state BACKUP`.",
    promises=("no-failback",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(one=(_WITHOUT,), at_one=("vrrp_instance",)),
        broken(_WITHOUT, one=(("state BACKUP", "state MASTER"),), at_one=("vrrp_instance",)),
        broken(_WITHOUT, one=(("advert_int 0.8", "advert_int 0.8\n    preempt_delay 300"),), at_one=("vrrp_instance",)),
    ),
    valid=(kept(), kept(two=(_WITHOUT,)), kept(_WITHOUT, ("priority 10", "priority 100 #"))),
)
