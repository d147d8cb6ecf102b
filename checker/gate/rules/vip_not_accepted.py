"""The holder of the address answers at it."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Statement, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.takeover import OWNER


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    accept = member.instance.accept
    if accept.value or member.instance.priority.value == OWNER:
        return
    why = "vrrp_strict" if accept.is_default else "no_accept"
    written = accept.at if isinstance(accept.at, Statement) else None
    yield Problem(
        where=accept.place,
        message=f"{member.name} drops everything that is sent to the virtual address ({why}): nobody can connect",
        promise="vip-always-held",
        key="accept",
        wanted="accept",
        found=why,
        hint="no_accept is for routers, whose address is only passed through",
        repairs=(Repair("accept", (replace_word(written.words[0], "accept"),)),) if written else (),
    )


RULE = Rule(
    code="vip-not-accepted",
    severity=Severity.ERROR,
    says="the holder of the virtual address answers at it",
    title="the holder drops what is sent to the virtual address",
    what="""
With `no_accept`, or `vrrp_strict`, a holder that does not own the address (priority 255) drops packets to it, by a rule
of the firewall that keepalived adds.
""",
    why="The takeover works, and no client gets an answer.",
    fix="Write `accept`, and no `vrrp_strict`.",
    promises=("vip-always-held",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(one=(("    nopreempt\n", "    nopreempt\n    no_accept\n"),), at_one=("no_accept",)),
        broken(two=(("global_defs {", "global_defs {\n    vrrp_strict"),), at_two=("vrrp_instance",)),
    ),
    valid=(kept(), kept(("    nopreempt\n", "    nopreempt\n    accept\n"))),
)
