"""One node at most starts as the holder."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, pairs


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    masters = [member for member in group.ranked if member.instance.state.value == "MASTER"]
    for first, member in ((masters[0], each) for each in masters[1:]):
        if member.instance.nopreempt.value:
            continue
        state = member.instance.state
        yield Problem(
            where=state.place,
            message=f"{member.name} starts with state MASTER, and so does {first.name}, which has the higher priority",
            promise="single-vip-holder",
            key="state",
            wanted="BACKUP",
            found="MASTER",
            hint="the state is only where an instance starts; BACKUP on all nodes is never wrong",
            related=(Related(first.instance.state.place, f"state of {first.name}"),),
            repairs=(Repair("state BACKUP", (write_value(state, "state", "BACKUP"),)),),
        )


_MASTER = (("state BACKUP", "state MASTER"), ("    nopreempt\n", ""))

RULE = Rule(
    code="initial-masters",
    severity=Severity.WARNING,
    says="one node at most starts as the holder",
    title="several nodes start with state MASTER",
    what="""
`state MASTER` makes an instance take the address without waiting for the whole time of a takeover: at once before
keepalived 2, after one interval since then.
""",
    why="Nodes that start together may hold the address at the same time, until one hears the other.",
    fix="Write `state BACKUP` on all nodes; the priority decides.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(broken(*_MASTER, at_two=("state MASTER",)),),
    valid=(kept(), kept(one=_MASTER)),
)
