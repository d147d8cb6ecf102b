"""The sections of the pool are in use."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Proxy
from checker.configs.words import Statement, replace_word
from checker.gate.pool.pools import pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _subjects(site: Site) -> Iterator[Proxy]:
    for pool in pools(site):
        yield from pool.sections


def _judge(site: Site, proxy: Proxy) -> Iterator[Problem]:
    if not proxy.disabled.value:
        return
    at = proxy.disabled.at
    yield Problem(
        where=proxy.disabled.place,
        message="{who} is disabled: no client reaches the pool",
        who=f"'{proxy.name}'",
        promise="service-unaffected",
        key="disabled",
        wanted="false",
        found="true",
        hint="remove `disabled`",
        repairs=(Repair("enabled", (replace_word(at.words[0], "enabled"),)),) if isinstance(at, Statement) else (),
    )


RULE = Rule(
    code="proxy-disabled",
    severity=Severity.ERROR,
    says="the sections through which clients come are in use",
    title="the frontend or backend of the pool is disabled",
    what="`disabled` in a section (or in its `defaults`) stops the proxy: it is read, and does nothing.",
    why="`haproxy -c` says valid, HAProxy starts, and nobody listens.",
    fix="Remove `disabled`.",
    promises=("service-unaffected",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    disabled
    default_backend pgbouncers
backend pgbouncers
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
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
