"""The pool is balanced as drawn."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Edit, Statement
from checker.gate.changes import write_value
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    wanted, proxy = site.contract.text("balance.algorithm"), pool.proxy
    balance, sticky = proxy.balance, proxy.sticky
    if balance.value.partition("(")[0] != wanted:
        found = found_value(balance, balance.value)
        yield Problem(
            where=balance.place,
            message=f"'{proxy.name}' balances by {found}, and the diagram says {wanted}",
            who=proxy.name,
            promise="balance.algorithm",
            key="balance",
            wanted=wanted,
            found=found,
            hint=f"set 'balance {wanted}' in the backend or its defaults",
            repairs=(Repair(f"balance {wanted}", (write_value(balance, "balance", wanted),)),),
        )
    if sticky.value == "use-server":
        yield _pinned(pool, wanted)
    elif sticky.value:
        yield Problem(
            where=sticky.place,
            message=(
                f"'{proxy.name}' ties each client to its first server ({sticky.value}): {wanted} decides only for those"
                " that are new"
            ),
            who=proxy.name,
            promise="balance.algorithm",
            key="sticky",
            wanted="false",
            found=sticky.value,
            hint="the diagram sends two queries of one client to two servers: clients of a pooler need no stickiness",
            severity=Severity.WARNING,
        )


def _pinned(pool: Pool, wanted: str) -> Problem:
    """Return what is wrong where one server is chosen for everybody."""
    line = pool.proxy.sticky.at
    assert isinstance(line, Statement), "a line says it"
    said = " ".join(word.raw for word in line.words)
    return Problem(
        where=line.place,
        message=f"'{pool.proxy.name}' sends everybody to {line.values[0]} while it is UP: {wanted} decides nothing",
        who=pool.proxy.name,
        promise="balance.algorithm",
        key="use-server",
        wanted="",
        found=said,
        hint="a line for maintenance or a test, that was left behind? the other servers take no clients",
        repairs=(Repair(f"without `{said}`", (Edit(line.place.file, line.words[0].start, line.end, ""),)),),
    )


RULE = Rule(
    code="balance-algorithm",
    severity=Severity.ERROR,
    says="the pool is balanced as the diagram says",
    title="the pool is balanced by another algorithm than drawn",
    what="""
`balance` says how a server is chosen. Where nothing sets it, HAProxy takes `roundrobin`. A cookie or stick table comes
before it: it ties a client that was seen before to the server that it had. `use-server` without a condition that may
fail ties everybody to one server.
""",
    why="""
Database connections live long. By turns, a server that was restarted stays empty while the others keep all their old
clients; the diagram says that the one with the fewest connections is next.
""",
    fix="Set `balance` to what the diagram says, and do without stickiness.",
    promises=("balance.algorithm",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance roundrobin
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}, at=("haproxy.cfg:1",)),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance leastconn
    stick-table type ip size 1m expire 30m
    stick on src
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance leastconn
    use-server pgb1 if TRUE
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
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
    balance leastconn
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example(
            {"haproxy.cfg": "defaults\n    balance leastconn\nbackend b\n    server pgb1 192.168.1.5:6432 check\n"}
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance leastconn
    use-server pgb1 if { src 192.168.1.77 }
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
