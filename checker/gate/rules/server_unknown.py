"""Every server of the pool is one of the diagram."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.pools import Member, members
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    if member.wanted is not None:
        return
    drawn = ", ".join(site.contract.servers)
    yield Problem(
        where=member.server.at.place,
        message=f"{{who}} takes clients of the pool, and the diagrams know only {drawn}",
        who=member.server.name,
        promise="service-unaffected",
        key="server",
        wanted=drawn,
        found=member.server.name,
        hint="draw it, so that its checks, its alerts and its failure are covered, or take it out",
    )


RULE = Rule(
    code="server-unknown",
    severity=Severity.INFO,
    says="every server of the pool is one of the diagram",
    title="the pool has a server that no diagram shows",
    what="A server of the backend has neither the name nor the address of one that the diagrams name.",
    why="Nothing of what the diagrams promise (checks, alerts, thresholds) was said of it, and so nothing is verified.",
    fix="Add it to the diagrams and the contract.",
    promises=("service-unaffected", "down-detected-in-time"),
    subjects=members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server spare 192.168.1.9:6432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            }
        ),
    ),
)
