"""The virtual address moves within the time that the diagram says after its holder crashed."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.time import show_duration
from checker.gate.rule import Problem, Rule, Site
from checker.gate.shown import seconds
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, groups
from checker.gate.vrrp.pacing import blamed, place_of, repairs
from checker.gate.vrrp.takeover import Takeover, takeovers


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    limit, every = site.contract.duration("vip.takeover"), takeovers(group)
    worst = max(every, key=lambda takeover: takeover.after_crash.hi)
    if worst.after_crash.hi <= limit:
        return
    blame = blamed(worst, limit)
    owner = worst.taker if blame is not worst.pace.instance.advert else worst.pace
    yield Problem(
        where=place_of(owner, blame),
        message=_message(worst, limit),
        promise="vip.takeover",
        key="takeover_after_crash_s.max",
        wanted=seconds(limit),
        found=seconds(worst.after_crash.hi),
        unit="s",
        hint=""
        if worst.version == 3
        else "VRRPv2 counts in whole seconds; with vrrp_version 3 advert_int may be below 1",
        related=tuple(
            Related(place_of(member, member.instance.advert), f"advert_int of {member.name}")
            for member in group.others(owner)
        ),
        repairs=tuple(repairs(group, every, limit, blame)),
    )


def _message(takeover: Takeover, limit: int) -> str:
    wait, crash = takeover.after_crash, takeover.holder.name if takeover.holder else "the holder"
    adverts = f"{takeover.down_adverts} adverts of {show_duration(takeover.advert)}"
    return (
        f"{takeover.taker.name} takes the address over {seconds(wait.lo)} s to {seconds(wait.hi)} s after {crash} "
        f"crashed, and the diagram says {seconds(limit)} s at most: it waits for {adverts} and "
        f"{seconds(takeover.after_stop)} s more, as its priority is {takeover.priority}"
    )


_V2 = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))

RULE = Rule(
    code="vrrp-takeover-too-slow",
    severity=Severity.ERROR,
    says="the address moves in time after a crash of its holder",
    title="after a crash, the virtual address is without a holder longer than the diagram says",
    what="""
A backup takes over when it heard nothing for `down_timer_adverts` (3) intervals of `advert_int` and a skew of
(256 - priority)/256 seconds (VRRPv2) or intervals (VRRPv3). The holder may crash right after an advertisement, so this
is the longest time without a holder. A VRRPv3 backup goes by the interval that the holder announces.
""",
    why="""
With the usual `advert_int 1` and priority 100 it is 2.61 s to 3.61 s: more than 3 s are always possible.
`keepalived -t` accepts any interval.
""",
    fix="""
Use VRRPv3 and an `advert_int` below one second, the same on all nodes; or count fewer advertisements with
`down_timer_adverts`, which makes a takeover by a lost packet more likely.
""",
    promises=("vip.takeover",),
    subjects=groups,
    judge=_judge,
    invalid=(
        broken(("advert_int 0.8", "advert_int 1"), at_two=("advert_int 1",)),
        broken(("    advert_int 0.8\n", ""), at_two=("vrrp_instance",)),
        broken(*_V2, at_two=("advert_int 1",)),
        broken(("advert_int 0.8", "advert_int 0.84"), at_two=("advert_int",)),
        broken(one=(("advert_int 0.8", "advert_int 2"),), at_one=("advert_int 2",)),
        broken(two=(("advert_int 0.8", "advert_int 2"),), at_two=("advert_int 2",)),
        broken(("nopreempt", "nopreempt\n    down_timer_adverts 5"), at_two=("down_timer_adverts",)),
        broken(two=(("priority 100", "priority 1"),), at_two=("priority 1",)),
    ),
    valid=(
        kept(),
        kept(("advert_int 0.8", "advert_int 0.83")),
        kept(("advert_int 0.8", "advert_int 0.1")),
        kept(*_V2, ("nopreempt", "nopreempt\n    down_timer_adverts 2")),
        kept(*_V2, settings=("vip.takeover=4s",)),
    ),
)
