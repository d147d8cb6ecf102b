"""A server that does not answer at all is DOWN within the time that the diagram gives, too."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import show_duration
from checker.gate.pool.pools import Member, checked_members
from checker.gate.pool.silence import blame_for_silence, down_unanswered
from checker.gate.pool.timings import Timing, timing_of
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.shown import seconds


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, limit = member.checks, site.contract.duration("down.within")
    if not checks.enabled.value:
        return
    timing = timing_of(checks)
    worst = down_unanswered(timing, checks).hi
    if worst <= limit:
        return
    knob, repairs = blame_for_silence(site.contract, checks, timing)
    yield Problem(
        where=knob.place,
        message=(
            f"{{who}} would be DOWN only up to {show_duration(worst)} after {_peer(timing, worst)}, and"
            f" {show_duration(limit)} is promised: each failing check lasts until its timeout"
        ),
        who=member.server.name,
        promise="down.within",
        key="detect_down_silent_s.max",
        wanted=seconds(limit),
        found=seconds(worst),
        unit="s",
        hint="shorten `fastinter`, and with `timeout check` and `timeout connect` how long a check may last",
        repairs=repairs,
    )


def _peer(timing: Timing, worst: int) -> str:
    silent = "the machine goes silent (power, network, a dropped packet)"
    return silent if timing.down_silent.hi == worst else "the server hangs (accepts connections, and never answers)"


RULE = Rule(
    code="detect-down-silent-too-slow",
    severity=Severity.WARNING,
    says="a server that does not answer at all is DOWN within the time that the diagram gives",
    title="a server that goes silent is marked DOWN later than the diagram promises",
    what="""
A process that died refuses connections, and a check fails at once. A machine that lost its power or its network says
nothing: each check lasts until its timeout, which comes on top of the intervals. Without `timeout check` a check may
last `inter`; with it the connection may take `timeout connect` (at most `inter`), and an answer `timeout check`.
""",
    why="""
The diagram gives one time, and draws the case that is quick. With HAProxy's defaults the other one takes twice as long:
3 x (2 s + 2 s) instead of 6 s, as measured.
""",
    fix="""
Set `fastinter`, which counts only while a server is failing, and where that is not enough `timeout check` and
`timeout connect`. Or let the diagram say that its time is for refused connections.
""",
    promises=("down.within",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    timeout connect 1s
    timeout check 1s
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    timeout connect 500ms\n    server pgb1 192.168.1.5:6432 check inter 2s\n"},
            at=("haproxy.cfg:3",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    timeout connect 1s
    timeout check 1s
    default-server inter 2s fastinter 500ms fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check inter 1s\n"}),
    ),
)
