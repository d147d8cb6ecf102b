"""Checks speak a protocol that the poolers understand."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Edit, Statement
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site

_FOREIGN = {
    "http": "HTTP",
    "mysql": "MySQL",
    "redis": "Redis",
    "smtp": "SMTP",
    "ldap": "LDAP",
    "ssl-hello": "TLS",
    "spop": "SPOP",
}


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, server = member.checks, member.server
    protocol = _FOREIGN.get(checks.kind.value)
    if protocol is None or not checks.enabled.value or _elsewhere(member):
        return
    at = checks.kind.at
    yield Problem(
        where=checks.kind.place,
        message=f"{{who}} would be asked in {protocol}, which PgBouncer does not answer: always DOWN",
        who=server.name,
        promise="up-after-successes",
        key="option",
        wanted="pgsql-check",
        found=checks.kind.value,
        hint="use `option pgsql-check`, or no option at all for a check of the connection alone",
        repairs=_connection_alone(at) if isinstance(at, Statement) else (),
    )


def _elsewhere(member: Member) -> bool:
    pairs = ((member.checks.port, member.server.port), (member.checks.address, member.server.address))
    return any(checked != served and checked.value != served.value for checked, served in pairs)


def _connection_alone(option: Statement) -> tuple[Repair, ...]:
    """Not safe: rules that belong to the other kind of check stay behind."""
    first, last = option.words[1], option.words[-1]
    return (Repair("option tcp-check", (Edit(first.place.file, first.start, last.end, "tcp-check"),), safe=False),)


RULE = Rule(
    code="check-kind",
    severity=Severity.ERROR,
    says="checks speak a protocol that the poolers understand",
    title="health checks speak a protocol that the servers do not",
    what="""
`option httpchk` and its like decide what a check says after it connected. PgBouncer speaks PostgreSQL's protocol.
""",
    why="Every check fails, every server is DOWN a few seconds after the start, and no client is served.",
    fix="""
Use `option pgsql-check user NAME`, which also sees a pooler that accepts connections and hangs, or a bare connection.
""",
    promises=("pool.mode",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    option httpchk GET /health
    server pgb1 192.168.1.5:6432 check
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
    option pgsql-check user haproxy
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}),
    ),
)
