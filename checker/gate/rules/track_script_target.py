"""What keepalived watches is HAProxy."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.keepalived.facts import Tracked
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.takeover import is_defined
from checker.gate.vrrp.tracking import always_passes, command_of, looks_at_balancer, looks_at_process

_USUAL = "/usr/bin/pgrep -x haproxy"
# a program that looks for one process by its name, its options, and the name
_OF_A_NAME = re.compile(r"((?:\S*/)?(?:pgrep|pidof|killall|pkill|systemctl)(?:\s+(?:-\w+|is-active))*)\s+[\w.@-]+\s*\Z")


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    tracked = [each for each in member.instance.tracked if is_defined(each)]
    useful = [each for each in tracked if not always_passes(each)]
    if any(looks_at_balancer(site.contract, each) for each in useful):
        return
    yield from (_problem(member, each) for each in tracked)


def _problem(member: Member, tracked: Tracked) -> Problem:
    command = command_of(tracked)
    if tracked.script is not None:
        key, setting = "script", tracked.script.script
    elif tracked.process is not None:
        key, setting = "process", tracked.process.process
    if always_passes(tracked):
        why, severity = "it cannot fail, so that a dead HAProxy keeps the address", Severity.ERROR
    elif looks_at_process(command) or tracked.process is not None:
        sure = tracked.process is not None or _OF_A_NAME.match(command)
        why, severity = (
            "it looks at another process than HAProxy, which may die unseen",
            Severity.ERROR if sure else Severity.WARNING,
        )
    else:
        why, severity = (
            "nothing in it speaks of HAProxy: whether it notices that HAProxy died is not known",
            Severity.INFO,
        )
    return Problem(
        where=setting.place,
        message=f"{tracked.name} on {member.name} runs `{setting.value}`: {why}",
        promise="balancer-not-single-point",
        key=key,
        wanted="haproxy",
        found=setting.value,
        repairs=_repairs(tracked, command) if severity is not Severity.INFO else (),
        severity=severity,
    )


def _repairs(tracked: Tracked, command: str) -> tuple[Repair, ...]:
    """Offer to look at HAProxy by the same program, else by pgrep."""
    if tracked.script is None:
        word, text = tracked.process.process.word if tracked.process else None, "haproxy"
    else:
        same = _OF_A_NAME.match(command)
        word, text = tracked.script.script.word, f"{same[1]} haproxy" if same else _USUAL
    if word is None:
        return ()
    mark = word.raw[0] if word.raw[:1] in ("'", '"') else '"' if " " in text else ""
    return (Repair(text, (replace_word(word, f"{mark}{text}{mark}"),), safe=False),)


def _script(text: str) -> tuple[str, str]:
    return ("/usr/bin/pgrep -x haproxy", text)


_UNTOLD = ("vrrp_script haproxy", "vrrp_script alive"), ("        haproxy\n", "        alive\n")

RULE = Rule(
    code="track-script-target",
    severity=Severity.ERROR,
    says="what keepalived watches is HAProxy",
    title="the tracked script does not look at HAProxy",
    what="""
A `vrrp_script` stands for the health of HAProxy only if it fails when HAProxy is gone. Found are commands that cannot
fail (`true`, `sh -c '... || true'`), and such that look at another process. Of a script elsewhere only the name is
known.
""",
    why="The configuration looks as if HAProxy were watched, and a dead one keeps the address.",
    fix="Ask for the process (`pgrep -x haproxy`), or better for an answer at the port or on the stats page.",
    promises=("balancer-not-single-point",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(_script("/bin/true"), at_one=("/bin/true",), at_two=("/bin/true",)),
        broken(one=(_script("/bin/sh -c 'pgrep haproxy || true'"),), at_one=('script "',)),
        broken(two=(_script("/usr/bin/killall -0 nginx"),), at_two=("nginx",)),
        broken(one=(_script("/usr/bin/pgrep -x nginx"),), at_one=("nginx",)),
        broken(
            ("vrrp_script haproxy {", "vrrp_track_process haproxy {"),
            ('    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n', "    process nginx\n"),
            ("track_script {", "track_process {"),
            at_one=("process nginx",),
            at_two=("process nginx",),
        ),
        broken(*_UNTOLD, two=(_script("/etc/keepalived/alive.sh"),), at_two=("alive.sh",)),
    ),
    valid=(
        kept(),
        kept(_script("/usr/bin/killall -0 haproxy")),
        kept(_script("/bin/nc -z 127.0.0.1 5432")),
        kept(_script("/etc/keepalived/check.sh")),
        kept(*_UNTOLD),
    ),
)
