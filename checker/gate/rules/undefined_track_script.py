"""What an instance tracks is defined."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import replace_word
from checker.gate.nodes import Group, Member, members
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.takeover import is_defined
from checker.gate.vrrp_examples import broken, kept


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    node = member.node
    names = [*(script.name for script in node.scripts), *(process.name for process in node.processes)]
    meant = names[0] if len(names) == 1 else ""
    for tracked in member.instance.tracked:
        if is_defined(tracked):
            continue
        yield Problem(
            where=tracked.at.place,
            message=(
                f"{member.name} tracks {tracked.name}, which is not defined: keepalived goes on without it, and a dead "
                f"HAProxy keeps the address"
            ),
            promise="balancer-not-single-point",
            key="track_script",
            wanted=meant,
            found=tracked.name,
            hint=f"defined: {', '.join(names)}" if names else "no vrrp_script is defined",
            repairs=(Repair(meant, (replace_word(tracked.at.words[0], meant),)),) if meant else (),
        )


_OTHER = ("        haproxy\n", "        chk_haproxy\n")

RULE = Rule(
    code="undefined-track-script",
    severity=Severity.ERROR,
    says="what an instance tracks is defined",
    title="an instance tracks a script that is not defined",
    what="`track_script` and `track_process` name a `vrrp_script` or `vrrp_track_process` of the same keepalived.",
    why="keepalived says so in its log and goes on without: nothing watches HAProxy.",
    fix="Write the name as it is defined, or define the script.",
    promises=("balancer-not-single-point",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(one=(_OTHER,), at_one=("chk_haproxy",)),
        broken(("vrrp_script haproxy", "vrrp_script check"), at_one=("        haproxy",), at_two=("        haproxy",)),
    ),
    valid=(kept(), kept(_OTHER, ("vrrp_script haproxy", "vrrp_script chk_haproxy"))),
)
