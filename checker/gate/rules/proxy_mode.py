"""PostgreSQL is passed on as TCP."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Proxy
from checker.gate.changes import write_value
from checker.gate.pool.pools import pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _subjects(site: Site) -> Iterator[Proxy]:
    for pool in pools(site):
        yield from pool.sections


def _judge(site: Site, proxy: Proxy) -> Iterator[Problem]:
    if proxy.mode.value == "tcp":
        return
    yield Problem(
        where=proxy.mode.place,
        message=f"{{who}} in mode {proxy.mode.value}: PostgreSQL is no HTTP, and every client is refused",
        who=f"'{proxy.name}'",
        promise="vip.port",
        key="mode",
        wanted="tcp",
        found=proxy.mode.value,
        hint="`mode tcp` passes on whatever the clients say",
        repairs=(Repair("mode tcp", (write_value(proxy.mode, "mode", "tcp"),)),),
    )


RULE = Rule(
    code="proxy-mode",
    severity=Severity.ERROR,
    says="clients of the pool are passed on as TCP",
    title="the pool is balanced as HTTP",
    what="HAProxy reads what clients say as HTTP in `mode http`, and passes it on unread in `mode tcp` (its default).",
    why="PostgreSQL's protocol is refused as a bad request. `haproxy -c` cannot know what the clients speak.",
    fix="Set `mode tcp` in the sections of the pool, or in their `defaults`.",
    promises=("pool.mode",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
defaults
    mode http
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend pgbouncers
backend pgbouncers
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
defaults
    mode tcp
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats enable
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}),
    ),
)
