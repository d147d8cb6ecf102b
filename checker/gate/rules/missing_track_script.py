"""keepalived notices that HAProxy died."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.words import listed
from checker.configs.keepalived.facts import TrackProcess, TrackScript
from checker.configs.words import Edit, insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members
from checker.gate.vrrp.takeover import is_defined

_USUAL = 'vrrp_script chk_haproxy {\n    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n}\n\n'


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    tracked = member.instance.tracked
    if any(is_defined(each) for each in tracked):
        return
    if member.instance.track_files:
        yield _by_file(member)
        return
    defined: list[TrackScript | TrackProcess] = [*member.node.scripts, *member.node.processes]
    below = any(tracked[0].name == each.name for each in defined) if tracked else False
    named = f", as {tracked[0].name} is {'defined only below' if below else 'not defined'}" if tracked else ""
    idle = ", ".join(each.name for each in defined)
    unused = f" ({idle} is defined, and nothing uses it)" if defined and not below else ""
    yield Problem(
        where=tracked[0].at.place if tracked else member.instance.block.place,
        message=(
            f"{member.name} tracks nothing{named}{unused}: when HAProxy dies and keepalived lives on, the address "
            f"stays where nobody answers"
        ),
        promise="balancer-not-single-point",
        key="track_script",
        wanted=defined[0].name if tracked and defined and not below else "true",
        found=tracked[0].name if tracked else "",
        hint=f"keepalived reads from top to bottom: move {tracked[0].name} above the instance"
        if below
        else "a track_script or track_process of HAProxy gives the address up when the process is gone",
        related=tuple(Related(each.block.place, f"{each.name} is defined here") for each in defined),
        repairs=(_repair(member),),
    )


def _by_file(member: Member) -> Problem:
    """Return the remark that something else has to watch HAProxy: it cannot be seen, and may well be so."""
    files = member.instance.track_files
    return Problem(
        where=files[0].place,
        message=(
            f"{member.name} tracks {listed(each.value for each in files)}: whether the program that writes there "
            f"notices a dead HAProxy is not told by the configuration"
        ),
        promise="balancer-not-single-point",
        key="track_file",
        wanted="true",
        found=files[0].value,
        hint="a track_script or track_process of HAProxy needs no other program",
        severity=Severity.INFO,
    )


def _repair(member: Member) -> Repair:
    block, node = member.instance.block, member.node
    name = node.scripts[0].name if node.scripts else "chk_haproxy"
    lines = f"track_script {{\n{block.indent * 2}{name}\n{block.indent}}}"
    tracked = member.instance.tracked
    edits = [replace_word(tracked[0].at.words[0], name) if tracked else insert_line(block, lines)]
    if not node.scripts:
        start = block.head.words[0].start
        edits.append(Edit(block.place.file, start, start, _USUAL))
    return Repair(f"track_script {{ {name} }}", tuple(edits), safe=bool(node.scripts))


_TRACK = ("    track_script {\n        haproxy\n    }\n", "")
_SCRIPT = ('vrrp_script haproxy {\n    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n}\n\n', "")
_PROCESS = (
    ("vrrp_script haproxy {", "vrrp_track_process haproxy {"),
    ('    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n', "    process haproxy\n"),
    ("track_script {", "track_process {"),
)

RULE = Rule(
    code="missing-track-script",
    severity=Severity.ERROR,
    says="keepalived notices that HAProxy died",
    title="keepalived does not watch HAProxy",
    what="""
VRRP notices that a machine is gone. That HAProxy on it is gone, keepalived notices only with a `track_script` or a
`track_process` in the instance; a `vrrp_script` that no instance names does nothing.
""",
    why="""
The diagram says that HAProxy is no single point of failure. Without it a dead process keeps the address, and every
client is refused until somebody comes. `keepalived -t` accepts that.
""",
    fix="Define a `vrrp_script` that fails when HAProxy is gone, and name it in `track_script` on every node.",
    promises=("balancer-not-single-point",),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(_TRACK, at_one=("vrrp_instance",), at_two=("vrrp_instance",)),
        broken(two=(_TRACK, _SCRIPT), at_two=("vrrp_instance",)),
        broken(one=(("        haproxy\n", "        chk_haproxy\n"),), at_one=("chk_haproxy",)),
    ),
    valid=(kept(), kept(*_PROCESS)),
)
