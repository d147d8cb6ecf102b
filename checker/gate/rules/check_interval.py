"""The interval of checks is not a number that lost its unit."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import NS_PER_MS, show_duration
from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.pool.pools import Member, checked_members
from checker.gate.pool.silence import also_when_silent
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import configured_time, seconds

_USUAL_AT_LEAST = 100 * NS_PER_MS


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, usual = member.checks, site.contract.duration("check.interval")
    if not checks.enabled.value:
        return
    settings: dict[str, Setting[int] | Setting[int | None]] = {
        "inter": checks.inter,
        "fastinter": checks.fastinter,
        "downinter": checks.downinter,
    }
    for keyword, setting in settings.items():
        value, word = setting.value, setting.word
        if value is None or word is None or not word.value.isdecimal() or value >= min(_USUAL_AT_LEAST, usual):
            continue
        meant = f"{word.value}s"
        wanted = meant if keyword != "inter" else configured_time(usual)
        repair = Repair(f"{keyword} {wanted}", (write_value(setting, keyword, wanted),))
        yield Problem(
            where=setting.place,
            message=(
                f"{{who}} would be checked every {show_duration(value)}: HAProxy reads '{keyword} {word.value}' as"
                f" milliseconds, and the diagram has a check every {show_duration(usual)}"
            ),
            who=member.server.name,
            promise="check.interval",
            key=keyword,
            wanted=seconds(usual),
            found=seconds(value),
            unit="s",
            hint=f"write the unit: '{keyword} {meant}'",
            repairs=also_when_silent(site.contract, checks, keyword, usual, repair)
            if keyword == "inter"
            else (repair,),
        )


RULE = Rule(
    code="check-interval",
    severity=Severity.ERROR,
    says="the interval of checks has the unit that was meant",
    title="the interval of checks is a number without a unit, and so a few milliseconds",
    what="""
HAProxy counts times in milliseconds where no unit is written: `inter 2` is a check every 2 ms, not every 2 s.
""",
    why="""
Hundreds of checks a second load server and balancer, and the failures that mark a server DOWN fit into a few
milliseconds: one short pause, and the whole pool is out at once. Older versions say nothing about it.
""",
    fix="Write the unit: `inter 2s`.",
    promises=("check.interval",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2 fall 3 rise 2
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
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check inter 2000 fastinter 50ms\n"}),
    ),
)
