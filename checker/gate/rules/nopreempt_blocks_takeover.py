"""The address moves when a tracked script fails, also with `nopreempt`."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.tracking import is_fault, trackers


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    tracked, others = trackers(site.contract, member), group.others(member)
    if not others or any(is_fault(each) for each in tracked):
        return
    if not all(other.instance.nopreempt_effective.value for other in others):
        return
    for each in tracked:
        yield Problem(
            where=each.weight.place,
            message=(
                f"when {each.name} fails on {member.name}, its priority changes by {each.weight.value} and nothing "
                f"else: {others[0].name} has nopreempt and does not take over from a holder that still advertises"
            ),
            promise="balancer-not-single-point",
            key="weight",
            wanted="0",
            found=str(each.weight.value),
            hint="weight 0 (the default) makes the failure a fault, which gives the address up at once",
            related=tuple(Related(o.instance.nopreempt.place, f"nopreempt of {o.name}") for o in others),
            repairs=(Repair("weight 0", (write_value(each.weight, "weight", "0"),)),),
        )


def _weight(text: str) -> tuple[str, str]:
    return ("fall 2", f"fall 2\n    weight {text}")


RULE = Rule(
    code="nopreempt-blocks-takeover",
    severity=Severity.ERROR,
    says="the address moves when a tracked script fails",
    title="a script changes the priority only, and nopreempt makes the backup ignore that",
    what="""
A tracked script with a `weight` changes the priority of its node. A backup with `nopreempt` accepts every holder that
still advertises, whatever its priority.
""",
    why="""
HAProxy dies, keepalived lives on and keeps the address: clients are refused until somebody comes. Measured: no takeover
at all. Both lines are right each on its own, and `keepalived -t` accepts them.
""",
    fix="Remove `weight`: with weight 0 a failing script is a fault, and the address moves at once.",
    promises=("balancer-not-single-point",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(_weight("-20"), at_one=("weight",), at_two=("weight",)),
        broken(one=(_weight("-20"),), at_one=("weight",)),
        broken(one=(("        haproxy\n", "        haproxy weight -20\n"),), at_one=("haproxy weight",)),
        broken(_weight("2"), at_one=("weight",), at_two=("weight",)),
    ),
    valid=(
        kept(),
        kept(_weight("0")),
        kept(_weight("-20"), ("    nopreempt\n", "")),
        kept(_weight("-20"), ("        haproxy\n", "        haproxy weight 0\n")),
    ),
)
