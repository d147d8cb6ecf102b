"""No timeout is a number that lost its unit."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import NS_PER_MS, show_duration
from checker.configs.haproxy.facts import Proxy
from checker.gate.changes import write_value
from checker.gate.pool.pools import pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site

_USUAL_AT_LEAST = 100 * NS_PER_MS


def _subjects(site: Site) -> Iterator[Proxy]:
    for pool in pools(site):
        yield from pool.sections


def _judge(site: Site, proxy: Proxy) -> Iterator[Problem]:
    for name, setting in proxy.timeouts.items():
        word = setting.word
        if word is None or not word.value.isdecimal() or not 0 < setting.value < _USUAL_AT_LEAST:
            continue
        yield Problem(
            where=setting.place,
            message=(
                f"'timeout {name} {word.value}' is {show_duration(setting.value)} in {{who}}: HAProxy counts in"
                " milliseconds where no unit stands"
            ),
            who=f"'{proxy.name}'",
            promise="service-unaffected",
            key=f"timeout {name}",
            wanted=f"{word.value}s",
            found=f"{word.value}ms",
            hint=f"write the unit: 'timeout {name} {word.value}s'",
            repairs=(Repair(f"timeout {name} {word.value}s", (write_value(setting, "", f"{word.value}s"),)),),
        )


RULE = Rule(
    code="timeout-unit",
    severity=Severity.ERROR,
    says="every timeout has the unit that was meant",
    title="a timeout is a number without a unit, and so a few milliseconds",
    what="""
HAProxy counts times in milliseconds where no unit is written: `timeout connect 5` gives a server 5 ms to accept.
""",
    why="""
A server that is a little slow counts as failed, and clients are cut off in the middle of their work. `haproxy -c`
accepts it.
""",
    fix="Write the unit: `timeout connect 5s`.",
    promises=("service-unaffected",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    timeout connect 5
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
    timeout connect 5s
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    timeout connect 5000\n    server pgb1 192.168.1.5:6432 check\n"}),
    ),
)
