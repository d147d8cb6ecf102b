"""A server that refuses connections is DOWN within the time that the diagram gives."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import show_duration
from checker.gate.pool.pools import Member, checked_members
from checker.gate.pool.timings import Timing, timing_of
from checker.gate.pool.tuning import blame, blame_first, fall_knob, interval_knobs
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.shown import seconds


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, limit = member.checks, site.contract.duration("down.within")
    if not checks.enabled.value:
        return
    timing = timing_of(checks)
    worst = timing.down_refused.hi
    if worst <= limit:
        return
    knobs = blame_first(interval_knobs(site.contract, checks, "fastinter"))
    knob, repairs = blame(timing, lambda t: t.down_refused, limit, [fall_knob(site.contract, checks)], knobs)
    yield Problem(
        where=knob.place,
        message=(
            f"{{who}} would be DOWN only up to {show_duration(worst)} after connections are refused, and"
            f" {show_duration(limit)} is promised: {_sum(timing)}"
        ),
        who=member.server.name,
        promise="down.within",
        key="detect_down_refused_s.max",
        wanted=seconds(limit),
        found=seconds(worst),
        unit="s",
        hint="the worst case is inter + (fall - 1) x fastinter (inter where not set), and spread-checks on top",
        repairs=repairs,
    )


def _sum(timing: Timing) -> str:
    between = show_duration(timing.fastinter or timing.inter)
    spread = f", each up to {timing.spread}% longer" if timing.spread else ""
    rest = f", then {timing.fall - 1} more {between} apart" if timing.fall > 1 else ""
    return f"up to {show_duration(timing.inter)} until the first check fails{rest}{spread}"


RULE = Rule(
    code="detect-down-too-slow",
    severity=Severity.ERROR,
    says="a server that refuses connections is DOWN within the time that the diagram gives",
    title="a dead server is marked DOWN later than the diagram promises",
    what="""
From the settings of the health check follows how long a server that refuses connections can stay UP: it dies right
after a check succeeded, so that up to `inter` passes until the first failure, and `fall` - 1 further checks follow,
`fastinter` apart (`inter` where that is not set). `spread-checks` lengthens each interval by up to its percentage.
""",
    why="""
Until then HAProxy sends clients to the dead server. Monitoring, alerts and the takeover times of everything above are
drawn with the promised time. The numbers agree with measurements of HAProxy 2.6.
""",
    fix="""
Take the value that is offered as repair: the largest one on HAProxy's grid that keeps the promise with everything else
as it is. A short `fastinter` speeds up detection without more checks of healthy servers.
""",
    promises=("down.within",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 5s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s
    default-server fall 10
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example(
            {
                "haproxy.cfg": """\
global
    spread-checks 10
backend pgbouncers
    server pgb1 192.168.1.5:6432 check inter 2s
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s
    default-server fastinter 3s
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
            settings=("down.within=4s",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check inter 5s fastinter 500ms\n"}),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check inter 2000\n"}),
    ),
)
