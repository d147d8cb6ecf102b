"""A pooler that hangs is found out by its checks."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks = member.checks
    if not checks.enabled.value or checks.kind.value != "tcp":
        return
    yield Problem(
        where=member.pool.proxy.block.place,
        message="{who} would stay UP when the pooler hangs: the kernel accepts the connection of the check for it",
        who=member.server.name,
        promise="down-detected-in-time",
        key="option pgsql-check",
        wanted="true",
        found="",
        hint="`option pgsql-check user NAME` waits for an answer of the pooler itself",
    )


RULE = Rule(
    code="frozen-not-seen",
    severity=Severity.INFO,
    says="a pooler that accepts connections and hangs is found out",
    title="a server that hangs is never marked DOWN",
    what="""
A check that only connects succeeds as long as the kernel accepts connections, be it that the process behind the port is
stopped, deadlocked or out of file descriptors.
""",
    why="Such a server keeps its share of the clients, and each of them waits for its own timeout.",
    fix="Use `option pgsql-check user NAME`, with a user that the pooler knows.",
    promises=("pool.mode",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:1",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    option pgsql-check user haproxy
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
