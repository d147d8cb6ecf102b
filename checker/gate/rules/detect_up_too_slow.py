"""A server that is back is UP within the time that the diagram gives."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import show_duration
from checker.gate.pool.pools import Member, checked_members
from checker.gate.pool.timings import timing_of
from checker.gate.pool.tuning import blame, blame_first, interval_knobs, rise_knob
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.shown import seconds


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, limit = member.checks, site.contract.duration("up.within")
    if not checks.enabled.value:
        return
    timing = timing_of(checks)
    worst = timing.up.hi
    if worst <= limit:
        return
    knobs = blame_first(interval_knobs(site.contract, checks, "downinter", "fastinter"))
    knob, repairs = blame(timing, lambda t: t.up, limit, [rise_knob(site.contract, checks)], knobs)
    yield Problem(
        where=knob.place,
        message=(
            f"{{who}} would be UP only up to {show_duration(worst)} after it answers again, and"
            f" {show_duration(limit)} is promised: up to {show_duration(timing.downinter or timing.inter)} until the"
            f" first check, and {timing.rise - 1} more {show_duration(timing.fastinter or timing.inter)} apart"
        ),
        who=member.server.name,
        promise="up.within",
        key="detect_up_s.max",
        wanted=seconds(limit),
        found=seconds(worst),
        unit="s",
        hint="the worst case is downinter + (rise - 1) x fastinter, each inter where it is not set",
        repairs=repairs,
    )


RULE = Rule(
    code="detect-up-too-slow",
    severity=Severity.ERROR,
    says="a server that is back is UP within the time that the diagram gives",
    title="a recovered server is marked UP later than the diagram promises",
    what="""
A server that is DOWN is checked every `downinter` (`inter` where that is not set). After the first success, `rise` - 1
further checks follow, `fastinter` apart.
""",
    why="""
Until then the pool works with fewer servers than drawn. A `downinter 60s`, written to spare a dead server, keeps a
recovered one out for more than a minute, and `haproxy -c` has nothing against it.
""",
    fix="Take the value that is offered as repair: the largest one that keeps the promise, all else as it is.",
    promises=("up.within",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 rise 2 downinter 60s
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    default-server rise 5\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
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
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check downinter 3s fastinter 1s\n"}),
    ),
)
