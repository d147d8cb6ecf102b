"""Every server of the diagram takes its share: none of them waits as a backup."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, contract_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    backup, servers = member.server.backup, member.pool.proxy.servers
    if not backup.value:
        return
    every = all(server.backup.known is True for server in servers)
    effect = (
        "all servers are backups, and HAProxy uses only the first of them that is UP"
        if every
        else "a backup gets no client while any other server is UP"
    )
    edit = remove_option(backup.at, "backup")
    yield Problem(
        where=backup.place,
        message=f"{{who}} would not share the load: {effect}",
        who=member.server.name,
        promise="balance.algorithm",
        key="backup",
        wanted="false",
        found="true",
        hint="the diagram balances over all servers: remove `backup`",
        repairs=(Repair("without `backup`", (edit,)),) if edit else (),
    )


RULE = Rule(
    code="backup-server",
    severity=Severity.ERROR,
    says="every server of the diagram takes its share of the clients",
    title="a server of the pool is a backup, and gets no clients",
    what="""
A server with `backup` is used only when all others are DOWN. Where every server is a backup, HAProxy uses the first one
alone (unless `option allbackups` is set), whatever `balance` says.
""",
    why="""
The diagram routes to each of the servers in turn. With backups the others carry the load, and the pool's size is not
what was planned. `haproxy -c` says nothing, even when all servers are backups.
""",
    fix="Remove `backup`.",
    promises=("balance.algorithm",),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance leastconn
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check backup
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server check backup
    server pgb1 192.168.1.5:6432
    server pgb2 192.168.1.5:6433
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
    balance leastconn
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            }
        ),
    ),
)
