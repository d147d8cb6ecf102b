"""The interval of advertisements is the one that is written."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import show_duration
from checker.gate.nodes import Group, Member, members
from checker.gate.pacing import advert_text, version_edit
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp_examples import broken, kept


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    group, member = subject
    advert = member.instance.advert
    if advert.word is None or member.instance.version.value == 3:
        return
    try:
        written = round(float(advert.word.value) * 1_000_000_000)
    except ValueError:
        return
    if written == advert.value:
        return
    yield Problem(
        where=advert.place,
        message=(
            f"advert_int {advert.word.value} of {member.name} counts as {show_duration(advert.value)}: "
            f"VRRPv2 knows whole seconds only"
        ),
        promise="vip.takeover",
        key="advert_int",
        wanted=advert.word.value,
        found=advert_text(advert.value),
        unit="s",
        hint="with vrrp_version 3 it would count as it stands; all nodes must speak the same version",
        repairs=(Repair("vrrp_version 3", tuple(version_edit(each, 3) for each in group.members), safe=False),),
    )


RULE = Rule(
    code="advert-rounded",
    severity=Severity.WARNING,
    says="the interval of advertisements is the one that is written",
    title="an advert_int with a fraction, which VRRPv2 does not know",
    what="""
VRRPv2, keepalived's default, carries its interval in whole seconds. keepalived rounds a fraction and runs with the
result: `advert_int 0.3` is one second.
""",
    why="The takeover is slower than the file seems to say, by a factor of three in this example.",
    fix="Say `vrrp_version 3` in `global_defs` of all nodes, or write whole seconds.",
    promises=("vip.takeover",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(
            ("vrrp_version 3", "vrrp_version 2"),
            ("advert_int 0.8", "advert_int 0.3"),
            at_one=("advert_int",),
            at_two=("advert_int",),
        ),
        broken(("    vrrp_version 3\n", "    router_id LVS\n"), at_one=("advert_int",), at_two=("advert_int",)),
    ),
    valid=(
        kept(),
        kept(("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1")),
        kept(("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1.0")),
        kept(("vrrp_version 3", "vrrp_version 2"), ("    advert_int 0.8\n", "")),
    ),
)
