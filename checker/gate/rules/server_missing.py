"""Every server of the diagram is in the pool."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Proxy
from checker.configs.words import Edit
from checker.gate.pool.pools import Pool, drawn, members_of, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.model.contract import Server


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    there = {m.wanted.name for m in members_of(site.contract, pool) if m.wanted}
    for server in site.contract.servers.values():
        if server.name in there:
            continue
        line = f"server {server.name} {server.address}:{server.port} check"
        yield Problem(
            where=pool.proxy.block.place,
            message=f"'{pool.proxy.name}' has no server {server.name}: clients would never be sent there",
            who=server.name,
            promise="service-unaffected",
            key="server",
            wanted=f"{server.name} {server.address}:{server.port}",
            found="",
            hint=f"add '{line}'",
            related=drawn(server),
            repairs=_repairs(pool.proxy, server, line),
        )


def _repairs(proxy: Proxy, server: Server, line: str) -> tuple[Repair, ...]:
    """Add the line before the first server, where all that `default-server` lines say counts already."""
    if not proxy.servers:
        return ()
    first = proxy.servers[0].at.words[0]
    start = first.start - first.place.column + 1
    return (Repair(line, (Edit(first.place.file, start, start, f"{proxy.block.indent}{line}\n"),)),)


RULE = Rule(
    code="server-missing",
    severity=Severity.ERROR,
    says="every server of the diagram is in the pool",
    title="a server of the diagram is not in the pool",
    what="The diagrams name the servers that share the load. One of them is not among the servers of the backend.",
    why="""
The pool is smaller than drawn: the others carry its share, and the failure of one of them costs more than the diagram
says.
""",
    fix="Add the server's line, or take it out of the diagram.",
    promises=("service-unaffected", "down-detected-in-time"),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance leastconn
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
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
    balance leastconn
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6434 check
"""
            }
        ),
    ),
)
