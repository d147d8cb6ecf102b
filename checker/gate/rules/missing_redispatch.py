"""A connection that a dead server refuses is tried again at another one."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Proxy
from checker.configs.words import Edit, Statement, insert_line
from checker.gate.changes import write_value
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site

# They choose by what the client or its request is, and so the same server again.
_BY_HASH = frozenset({"source", "uri", "url_param", "hdr", "rdp-cookie", "hash"})


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    proxy, redispatch = pool.proxy, pool.proxy.redispatch
    if redispatch.value is None:
        yield Problem(
            where=redispatch.place,
            message=(
                f"'{proxy.name}' tries a server that refuses again and again until it is DOWN, and no other one: there"
                " is no `option redispatch`"
            ),
            who=proxy.name,
            promise="service-unaffected",
            key="option redispatch",
            wanted="true",
            found="" if redispatch.is_default else "false",
            hint="with `option redispatch`, a retry goes to another server, and the client notices nothing",
            repairs=(_repair(proxy),),
        )
    elif proxy.balance.value.partition("(")[0] in _BY_HASH:
        yield Problem(
            where=proxy.balance.place,
            message=(
                f"'{proxy.name}' tries a server that refuses again and again until it is DOWN: `balance"
                f" {proxy.balance.value}` chooses the same one for each retry, `option redispatch` or not"
            ),
            who=proxy.name,
            promise="service-unaffected",
            key="balance",
            wanted="leastconn",
            found=proxy.balance.value,
            hint="an algorithm that looks at the servers (leastconn, roundrobin, random) takes another one",
            repairs=(Repair("balance leastconn", (write_value(proxy.balance, "balance", "leastconn"),), safe=False),),
        )


def _repair(proxy: Proxy) -> Repair:
    at = proxy.redispatch.at
    if isinstance(at, Statement) and at.keyword == "no":
        return Repair("option redispatch", (Edit(at.place.file, at.words[0].start, at.words[1].start, ""),))
    return Repair("option redispatch", (insert_line(proxy.block, "option redispatch"),))


RULE = Rule(
    code="missing-redispatch",
    severity=Severity.ERROR,
    says="a connection that a dead server refuses goes to another server",
    title="clients fail while a dead server is not yet DOWN",
    what="""
Between the death of a server and its DOWN, HAProxy still sends clients there. Without `option redispatch` all retries
go to the same server; with it, another one is tried. Algorithms that hash (`source`, `uri`, `hash`, ...) choose the
same server again in either case: measured, all clients of a dead server fail after all retries.
""",
    why="""
The diagram says that the service is unaffected. Measured with one of three servers dead: 4 of 12 connections failed
after 3 s without it, and none with it, within 10 ms.
""",
    fix="Add `option redispatch` to the backend or its `defaults`.",
    promises=("service-unaffected",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    retries 3
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            },
            at=("haproxy.cfg:1",),
        ),
        Example(
            {
                "haproxy.cfg": """\
defaults
    option redispatch
backend pgbouncers
    no option redispatch
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    balance source
    option redispatch
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
    option redispatch
    retries 3
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            }
        ),
    ),
)
