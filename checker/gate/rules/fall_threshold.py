"""DOWN after as many failed checks as the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import counted
from checker.gate.changes import write_value
from checker.gate.pool.pools import Member, checked_members
from checker.gate.pool.silence import also_when_silent
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    wanted, fall = site.contract.count("check.fall"), member.checks.fall
    if not member.checks.enabled.value or fall.value == wanted:
        return
    repair = Repair(f"fall {wanted}", (write_value(fall, "fall", str(wanted)),))
    found = counted(fall.value, "failed check")
    yield Problem(
        where=fall.place,
        message=f"{{who}} would be DOWN after {found} in a row, and the diagram says {wanted}",
        who=member.server.name,
        promise="check.fall",
        key="fall",
        wanted=str(wanted),
        found=found_value(fall, str(fall.value)),
        hint="fewer let one lost packet take a server out, more let clients wait for a dead one",
        repairs=also_when_silent(site.contract, member.checks, "fall", wanted, repair),
    )


RULE = Rule(
    code="fall-threshold",
    severity=Severity.ERROR,
    says="a server is DOWN after as many failed checks as the diagram says",
    title="DOWN does not come after as many failed checks as the diagram says",
    what="""
The diagram says after how many failed health checks in a row a server is marked DOWN. HAProxy counts them with `fall`
(3 where nothing sets it), on the server's line or inherited from a `default-server`.
""",
    why="""
More failures than drawn make detection slower by one interval each. With `fall 1`, one lost packet is an outage.
`haproxy -c` accepts any number.
""",
    fix="Set `fall` to the number in the diagram, or change the diagram and see what else depends on it.",
    promises=("check.fall",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 10 rise 2
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check fall 3
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check fall 1 inter 2s\n"},
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
            settings=("check.fall=4",),
        ),
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
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}),
    ),
)
