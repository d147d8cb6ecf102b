"""What keepalived runs is what the line says: there is no shell."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from checker.base.finding import Severity
from checker.configs.keepalived.facts import Argument, Tracked, TrackScript
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, members

_OPERATOR = re.compile(r"[|&;]+|\d*(>>?|<)(&?\d+|&-|\S+)?|&>>?\S*|\S+;|[$`]\(?\S*`|\$\(\S*")
# What these do with a word too many is known: they look for a process of that name, or refuse.
_SYSTEM = re.compile(r"(/usr(/local)?)?/s?bin|")
_REDIRECTED = re.compile(r"\d*(>>?|<)\S*|&>>?\S*")
_FAILS_ANYWAY = (["exit"], ["exit", "1"], ["false"], ["/bin/false"])
_PROMISE = "balancer-not-single-point"


def _judge(site: Site, subject: tuple[Group, Member]) -> Iterator[Problem]:
    _, member = subject
    for tracked in member.instance.tracked:
        script = tracked.script
        if script is None or script.script.is_default or not script.arguments:
            continue
        if script.dropped:
            yield _dropped(member, tracked, script)
        elif operators := [each.value for each in script.arguments[1:] if _is_operator(each)]:
            yield _given(member, tracked, script, operators)


def _is_operator(argument: Argument) -> bool:
    return not argument.quoted and bool(_OPERATOR.fullmatch(argument.value))


def _given(member: Member, tracked: Tracked, script: TrackScript, operators: Sequence[str]) -> Problem:
    words = [each.value for each in script.arguments]
    first = words.index(operators[0])
    tail = words[first:]
    program, text = words[0], script.script.value
    mild = _is_own(program) and _changes_little(tail)
    effect = "whether it minds is not known" if mild else "what the line means never happens"
    wanted = _in_shell(text)
    return Problem(
        where=script.script.place,
        message=(
            f"{tracked.name} on {member.name}: keepalived runs no shell, and {program} gets {_listed(tail)} as "
            f"{'an argument' if len(tail) == 1 else 'arguments'}: {effect}"
        ),
        promise=_PROMISE,
        key="script",
        wanted=wanted or "/bin/sh -c '...'",
        found=text,
        hint=f"write `script {wanted}`" if wanted else "put the command into a script of its own",
        repairs=tuple(_repairs(script, wanted)),
        severity=Severity.WARNING if mild else None,
    )


def _dropped(member: Member, tracked: Tracked, script: TrackScript) -> Problem:
    text = script.script.word.raw if script.script.word else script.script.value
    shell = any(_OPERATOR.fullmatch(word) for word in script.dropped)
    wanted = _in_shell(text) if shell else _in_quotes(text)
    return Problem(
        where=script.script.place,
        message=(
            f"{tracked.name} on {member.name}: keepalived takes one word or one quoted text, and runs "
            f"`{' '.join(each.value for each in script.arguments)}` without {_listed(script.dropped)}"
        ),
        promise=_PROMISE,
        key="script",
        wanted=wanted or '"..."',
        found=text,
        hint=f"write `script {wanted}`" if wanted else "put the command into double quotes",
        repairs=tuple(_repairs(script, wanted)),
    )


def _listed(words: Sequence[str]) -> str:
    shown = [f"`{word}`" for word in words[:4]]
    if len(words) > 4:
        return f"{', '.join(shown)} and so on"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _is_own(program: str) -> bool:
    """Say whether a program is a script of one's own, which may ignore what it is given."""
    return not _SYSTEM.fullmatch(posixpath.dirname(program))


def _changes_little(tail: Sequence[str]) -> bool:
    """Say whether a shell would do the same without these words: `> /dev/null 2>&1`, `|| exit 1`."""
    left = [w for at, w in enumerate(tail) if not _REDIRECTED.fullmatch(w) and tail[at - 1 : at] not in ([">"], [">>"])]
    return not left or (left[0] == "||" and left[1:] in _FAILS_ANYWAY)


def _in_shell(text: str) -> str:
    """Return how a shell is asked to run a command; '' where its quotes do not let it be said simply."""
    if "\\" in text or ("'" in text and '"' in text):
        return ""
    if '"' in text:
        return "\"/bin/sh -c '" + text.replace('"', '\\"') + "'\""
    return f'"/bin/sh -c \\"{text}\\""' if "'" in text else f"\"/bin/sh -c '{text}'\""


def _in_quotes(text: str) -> str:
    return "" if "\\" in text else '"' + text.replace('"', '\\"') + '"'


def _repairs(script: TrackScript, wanted: str) -> Iterator[Repair]:
    word = script.script.word
    literal = word is not None and (script.dropped or word.raw == f'"{script.script.value}"')
    if word is not None and wanted and literal:
        yield Repair(f"script {wanted}", (replace_word(word, wanted),))


def _command(written: str) -> tuple[str, str]:
    return ('"/usr/bin/pgrep -x haproxy"', written)


_LINE = 'script "/usr/bin/pgrep'

RULE = Rule(
    code="track-script-shell",
    severity=Severity.ERROR,
    says="keepalived runs the command that the line of its script means",
    title="a tracked script is written for a shell, and keepalived runs none",
    what="""
keepalived splits the text of `script` at blanks, obeys quotes, and runs the program with the words as arguments: `|`,
`||`, `&&`, `;`, `>` and `2>&1` are arguments like any other. It also takes one word or one quoted text only: what
stands behind it on the line is dropped.
""",
    why="""
`pgrep -x haproxy > /dev/null 2>&1` is an error of pgrep's usage: the check fails for ever, and the node never holds the
address. `/bin/sh -c ...` without quotes around the whole is a shell with nothing to do: the check always succeeds.
`keepalived -t` accepts both.
""",
    fix="Write `script \"/bin/sh -c '...'\"`, or call a script of your own; keep the whole command in double quotes.",
    promises=(_PROMISE,),
    subjects=members,
    judge=_judge,
    invalid=(
        broken(_command('"/usr/bin/pgrep -x haproxy > /dev/null 2>&1"'), at_one=(_LINE,), at_two=(_LINE,)),
        broken(one=(_command('"/usr/bin/pgrep -x haproxy || exit 1"'),), at_one=(_LINE,)),
        broken(one=(_command("\"ss -ltn | grep ':5432 '\""),), at_one=("ss -ltn",)),
        broken(one=(_command("/usr/bin/pgrep -x haproxy"),), at_one=("/usr/bin/pgrep",)),
        broken(one=(_command("/bin/sh -c 'pgrep -x haproxy'"),), at_one=("/bin/sh",)),
        broken(one=(_command('"/bin/sh -c /etc/haproxy.sh || exit 1"'),), at_one=("/bin/sh",)),
        broken(one=(_command('"/etc/keepalived/haproxy.sh && pgrep -x haproxy"'),), at_one=("/etc/keepalived",)),
        broken(one=(_command('"/etc/keepalived/haproxy.sh > /dev/null 2>&1"'),), at_one=("/etc/keepalived",)),
    ),
    valid=(
        kept(),
        kept(_command("\"/bin/sh -c 'pgrep -x haproxy > /dev/null 2>&1 || exit 1'\"")),
        kept(_command('"/usr/bin/timeout 2 bash -c \\"ss -ltn | grep \':5432 \'\\""')),
        kept(_command("/etc/keepalived/haproxy.sh")),
        kept(_command("\"/usr/bin/test 3 '>' 2\"")),
        kept(_command('"/usr/bin/pgrep -f haproxy|hap"')),
    ),
)
