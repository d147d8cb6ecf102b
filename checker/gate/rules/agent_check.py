"""Nobody but the drawn checks marks servers."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, contract_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    agent = member.server.checks.agent
    if not agent.value:
        return
    edit = remove_option(agent.at, "agent-check")
    yield Problem(
        where=agent.place,
        message="an agent can mark {who} DOWN, or in maintenance, past the checks that the diagram counts",
        who=member.server.name,
        promise="check.fall",
        key="agent-check",
        wanted="false",
        found="true",
        hint="draw the agent, so that what it says is no surprise",
        repairs=(Repair("without `agent-check`", (edit,), safe=False),) if edit else (),
    )


RULE = Rule(
    code="agent-check",
    severity=Severity.WARNING,
    says="only the drawn checks mark a server",
    title="an agent on the server can mark it DOWN, and no diagram shows it",
    what="With `agent-check`, HAProxy also asks a program on the server, whose answer sets its weight and its state.",
    why="A DOWN that an agent says comes without the failed checks that the diagram draws.",
    fix="Draw the agent, or do without it.",
    promises=("check.fall",),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check agent-check agent-port 9999
"""
            },
            at=("haproxy.cfg:2",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
