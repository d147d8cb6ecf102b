"""The pool is balanced as drawn."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    wanted, balance = site.contract.text("balance.algorithm"), pool.proxy.balance
    if balance.value.partition("(")[0] == wanted:
        return
    found = found_value(balance, balance.value)
    yield Problem(
        where=balance.place,
        message=f"'{pool.proxy.name}' balances by {found}, and the diagram says {wanted}",
        who=pool.proxy.name,
        promise="balance.algorithm",
        key="balance",
        wanted=wanted,
        found=found,
        hint=f"set 'balance {wanted}' in the backend or its defaults",
        repairs=(Repair(f"balance {wanted}", (write_value(balance, "balance", wanted),)),),
    )


RULE = Rule(
    code="balance-algorithm",
    severity=Severity.ERROR,
    says="the pool is balanced as the diagram says",
    title="the pool is balanced by another algorithm than drawn",
    what="`balance` says how a server is chosen. Where nothing sets it, HAProxy takes `roundrobin`.",
    why="""
Database connections live long. By turns, a server that was restarted stays empty while the others keep all their old
clients; the diagram says that the one with the fewest connections is next.
""",
    fix="Set `balance` to what the diagram says.",
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
    ),
)
