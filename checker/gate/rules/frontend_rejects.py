"""Clients that reach the virtual address are let through to the pool."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Proxy
from checker.configs.words import Edit, Statement
from checker.gate.pool.pools import pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _subjects(site: Site) -> Iterator[Proxy]:
    for pool in pools(site):
        yield from pool.sections


def _judge(site: Site, proxy: Proxy) -> Iterator[Problem]:
    for rule in proxy.rejects:
        yield Problem(
            where=rule.place,
            message=f"{{who}} turns every client away: `{rule.value}` has no condition that could spare one",
            who=f"'{proxy.name}'",
            promise="vip.port",
            key="tcp-request",
            wanted="a condition",
            found=rule.value,
            hint="say whom it is for (`if { src ... }`), or accept the others above it",
            repairs=_without(rule.at) if isinstance(rule.at, Statement) else (),
        )


def _without(line: Statement) -> tuple[Repair, ...]:
    first = line.words[0]
    return (Repair("without the rule", (Edit(first.place.file, first.start, line.end, ""),), safe=False),)


RULE = Rule(
    code="frontend-rejects",
    severity=Severity.ERROR,
    says="clients at the virtual address are let through to the pool",
    title="a rule turns every client of the pool away",
    what="""
`tcp-request connection reject` (and `session`, `content`, `silent-drop`) without a condition refuses everybody who
comes to the section. Behind an `accept` it refuses those who are left, which may be meant.
""",
    why="""
No application reaches a server, while every check is green. Such a line is left behind by maintenance, or by a
condition that was cut off; `haproxy -c` accepts it.
""",
    fix="Remove the rule, or give it its condition.",
    promises=("vip.port",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    tcp-request connection reject
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind 192.168.1.100:5432 transparent
    tcp-request connection accept if { src 10.0.0.0/8 }
    tcp-request content reject if TRUE
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    tcp-request connection reject if { src 203.0.113.0/24 }
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind 192.168.1.100:5432 transparent
    acl ours src 10.0.0.0/8
    tcp-request connection accept if ours
    tcp-request connection reject
    tcp-request content reject unless ours
    server pgb1 192.168.1.5:6432 check
listen closed
    bind :1
    tcp-request connection reject
"""
            }
        ),
    ),
)
