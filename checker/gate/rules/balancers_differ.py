"""The two load balancers do the same, so that a takeover changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checker.base.finding import Related, Severity
from checker.base.time import show_duration
from checker.configs.haproxy.facts import BalancedServer, Checks
from checker.configs.setting import Setting
from checker.gate.pool.pools import Member, Pool, members_of, pools
from checker.gate.rule import Example, Problem, Rule, Site

_CHECKS = ("enabled", "inter", "fastinter", "downinter", "fall", "rise", "kind", "timeout_check", "observe")
_SERVER = ("address", "port", "backup", "disabled", "weight", "on_marked_down")
_DURATIONS = ("inter", "fastinter", "downinter", "timeout_check")
_PROXY = ("mode", "balance", "redispatch", "retries", "persist", "sticky")


@dataclass(frozen=True, slots=True)
class _Pair:
    """The pools of two load balancers, of which the first is the measure."""

    first: Pool
    second: Pool


def _subjects(site: Site) -> Iterator[_Pair]:
    first, *others = pools(site) or (None,)
    for other in others:
        if first is not None and other is not None and other.balancer is not first.balancer:
            yield _Pair(first, other)


def _judge(site: Site, pair: _Pair) -> Iterator[Problem]:
    for name in _PROXY:
        one, other = getattr(pair.first.proxy, name), getattr(pair.second.proxy, name)
        yield from _differing(name, pair.second.proxy.name, one, other)
    mine, theirs = _by_name(site, pair.first), _by_name(site, pair.second)
    for name in dict.fromkeys([*mine, *theirs]):
        if name not in mine or name not in theirs:
            yield _alone(pair, name, name in mine)
            continue
        for setting, one, other in _pairs(mine[name], theirs[name]):
            yield from _differing(setting, name, one, other)


def _by_name(site: Site, pool: Pool) -> dict[str, Member]:
    members = members_of(site.contract, pool)
    return {member.wanted.name if member.wanted else member.server.name: member for member in members}


def _pairs(one: Member, other: Member) -> Iterator[tuple[str, Setting[Any], Setting[Any]]]:
    sides: tuple[tuple[tuple[str, ...], Checks | BalancedServer, Checks | BalancedServer], ...] = (
        (_SERVER, one.server, other.server),
        (_CHECKS, one.checks, other.checks),
    )
    for names, mine, theirs in sides:
        yield from ((name, getattr(mine, name), getattr(theirs, name)) for name in names)


def _differing(name: str, who: str, one: Setting[Any], other: Setting[Any]) -> Iterator[Problem]:
    if one.value == other.value:
        return
    mine, theirs = _shown(name, one.value), _shown(name, other.value)
    key = name.replace("_", "-")
    yield Problem(
        where=other.place,
        message=f"{{who}}: {key} is {theirs} here, and {mine} at {one.place}",
        who=who,
        promise="balancer-not-single-point",
        key=key,
        wanted=mine,
        found=theirs,
        hint="after a takeover the other load balancer serves the same clients: keep the two alike",
        related=(Related(one.place, f"{key} is {mine} here"),),
    )


def _alone(pair: _Pair, name: str, in_first: bool) -> Problem:
    has, lacks = (pair.first, pair.second) if in_first else (pair.second, pair.first)
    return Problem(
        where=lacks.proxy.block.place,
        message=f"{{who}} is in the pool at {has.proxy.block.place}, and not here",
        who=name,
        promise="balancer-not-single-point",
        key="server",
        wanted=name,
        found="",
        hint="after a takeover the other load balancer serves the same clients: keep the two alike",
        related=(Related(has.proxy.block.place, f"{name} is in this pool"),),
    )


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int) and name in _DURATIONS:
        return show_duration(value)
    return "not set" if value in (None, "") else str(value)


_FIRST = """\
listen pgbouncers
    bind :5432
    balance leastconn
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""

RULE = Rule(
    code="balancers-differ",
    severity=Severity.WARNING,
    says="the load balancers treat the pool alike",
    title="two load balancers treat the same pool in different ways",
    what="""
The haproxy.cfg of the two hosts differ in what the pool is, or in how its servers are checked and chosen.
""",
    why="""
The diagrams draw one HAProxy, whichever is active. After a takeover the service behaves in another way than before,
which nobody tests: most changes are made on the active host, and forgotten on the other.
""",
    fix="Keep both files the same, from one source.",
    promises=("balancer-not-single-point",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {"hap1/haproxy.cfg": _FIRST, "hap2/haproxy.cfg": _FIRST.replace("inter 2s", "inter 1s")},
            at=("hap2/haproxy.cfg:4",),
        ),
        Example(
            {
                "hap1/haproxy.cfg": _FIRST + "    server pgb2 192.168.1.5:6433 check\n",
                "hap2/haproxy.cfg": _FIRST,
            },
            at=("hap2/haproxy.cfg:1",),
        ),
    ),
    valid=(
        Example(
            {
                "hap1/haproxy.cfg": _FIRST,
                "hap2/haproxy.cfg": _FIRST.replace("bind :5432", "bind 192.168.1.100:5432 transparent"),
            },
        ),
    ),
)
