"""UP after as many successful checks as the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import counted
from checker.gate.changes import write_value
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    wanted, rise = site.contract.count("check.rise"), member.checks.rise
    if not member.checks.enabled.value or rise.value == wanted:
        return
    found = counted(rise.value, "successful check")
    yield Problem(
        where=rise.place,
        message=f"{{who}} would be UP again after {found} in a row, and the diagram says {wanted}",
        who=member.server.name,
        promise="check.rise",
        key="rise",
        wanted=str(wanted),
        found=found_value(rise, str(rise.value)),
        hint="fewer let a server that is still starting serve clients, more keep a healthy one out",
        repairs=(Repair(f"rise {wanted}", (write_value(rise, "rise", str(wanted)),)),),
    )


RULE = Rule(
    code="rise-threshold",
    severity=Severity.ERROR,
    says="a server is UP again after as many successful checks as the diagram says",
    title="UP does not come after as many successful checks as the diagram says",
    what="""
The diagram says after how many successful health checks in a row a server is marked UP again. HAProxy counts them with
`rise` (2 where nothing sets it), on the server's line or inherited from a `default-server`.
""",
    why="""
More successes than drawn keep a recovered server out of the pool for longer than promised. Fewer let a server back that
answers once and fails again.
""",
    fix="Set `rise` to the number in the diagram, or change the diagram.",
    promises=("check.rise",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 rise 5
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check rise 1\n"}, at=("haproxy.cfg:2",)),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
