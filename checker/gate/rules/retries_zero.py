"""A connection that a server refuses is tried again at all."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    proxy = pool.proxy
    if proxy.retries.value > 0:
        return
    yield Problem(
        where=proxy.retries.place,
        message=f"'{proxy.name}' gives up a connection at the first refusal: `retries 0` disarms `option redispatch`",
        who=proxy.name,
        promise="service-unaffected",
        key="retries",
        wanted="1",
        found="0",
        hint="the second try goes to another server with `option redispatch`",
        repairs=(Repair("retries 1", (write_value(proxy.retries, "retries", "1"),)),),
    )


RULE = Rule(
    code="retries-zero",
    severity=Severity.ERROR,
    says="a connection that a server refuses is tried again",
    title="a connection that a dead server refuses is not tried again",
    what="`option redispatch` takes another server when a connection is tried again. With `retries 0` it never is.",
    why="""
Until a dead server is DOWN, its clients fail at once. With `balance leastconn` it even gets the most of them, as it
holds no connections: 10 of 12 failed when measured.
""",
    fix="Leave `retries` at its default of 3, or set at least 1.",
    promises=("service-unaffected",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    option redispatch
    retries 0
    server pgb1 192.168.1.5:6432 check
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
    option redispatch
    retries 3
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
