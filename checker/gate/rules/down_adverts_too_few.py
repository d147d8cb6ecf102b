"""One lost advertisement does not move the address."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    count = member.instance.down_adverts
    if count.value > 1:
        return
    yield Problem(
        where=count.place,
        message=(
            f"{member.name} takes the address over as soon as {count.value} advertisement is missing: one lost packet, "
            f"and two hosts hold it"
        ),
        promise="single-vip-holder",
        key="down_timer_adverts",
        wanted="2",
        found=str(count.value),
        hint="a shorter advert_int makes a takeover quicker without that",
        repairs=tuple(
            Repair(f"down_timer_adverts {more}", (write_value(count, "down_timer_adverts", str(more)),))
            for more in (2, 3)
        ),
    )


def _count(number: int) -> tuple[str, str]:
    return ("advert_int 0.8", f"advert_int 0.8\n    down_timer_adverts {number}")


RULE = Rule(
    code="down-adverts-too-few",
    severity=Severity.WARNING,
    says="one lost advertisement does not move the address",
    title="a backup takes over after a single missing advertisement",
    what="`down_timer_adverts` is how many advertisements in a row must be missing for a takeover; usual is 3.",
    why="VRRP sends each advertisement once and nobody confirms it. With 1, each lost packet makes a second holder.",
    fix="Write 2 or 3, and a shorter `advert_int` where the takeover must be quick.",
    promises=("single-vip-holder",),
    subjects=members,
    judge=_judge,
    invalid=(broken(two=(_count(1),), at_two=("down_timer_adverts",)),),
    valid=(kept(_count(2)), kept()),
)
