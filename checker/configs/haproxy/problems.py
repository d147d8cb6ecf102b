"""What is wrong with a haproxy.cfg as such, as findings, and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterable

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.haproxy.lines import unknown
from checker.configs.words import Word

SYNTAX = "config-syntax"
UNKNOWN = "unknown-keyword"
DURATION = "duration-misread"
YOUNGER = "config-needs-version"
IGNORED = "config-ignored"
UNDECIDED = "config-undecided"
ASSUMED = "config-assumed"
_QUOTES = "'\""


def refused(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of something that HAProxy does not start with."""
    return Finding(SYNTAX, Severity.ERROR, message, where, hint=hint)


def removed(word: Word, what: str) -> Finding:
    """Return the finding of a keyword that newer versions no longer have (`what`: since which, and what instead)."""
    since, _, instead = what.partition(", ")
    return Finding(UNKNOWN, Severity.ERROR, f"HAProxy has no '{word.value}' since {since}", word.place, hint=instead)


def younger(word: Word, since: str) -> Finding:
    """Return the note that a keyword needs a version of HAProxy that not everybody has."""
    hint = f"older versions refuse the line; `.if version_atleast({since})` keeps it from them"
    return Finding(YOUNGER, Severity.INFO, f"'{word.value}' came with HAProxy {since}", word.place, hint=hint)


def near(word: str, known: Iterable[str]) -> str:
    """Return the question whether a similar word was meant, or ''."""
    import difflib  # only where something is wrong

    found = difflib.get_close_matches(word.lower(), sorted(known), 1, 0.7)
    return f"did you mean '{found[0]}'?" if found else ""


def quoting(word: Word) -> str:
    """Return the hint to put a word in quotes, where it holds a variable that HAProxy leaves as it is, or ''."""
    return (
        f'HAProxy expands variables within double quotes alone: write "{word.raw.strip(_QUOTES)}"'
        if "$" in word.raw
        else ""
    )


def misread(word: Word, key: str, message: str, meant: str, severity: Severity = Severity.WARNING) -> Finding:
    """Return the finding of a duration that HAProxy reads otherwise than it looks (`key`: behind which keyword)."""
    return Finding(
        DURATION,
        severity,
        message,
        word.place,
        hint=f"write {meant}",
        key=key,
        wanted=meant,
        found=word.value,
        repair=f"{key} {meant}",
    )


def ignored(where: Place, message: str) -> Finding:
    """Return the finding of a line that HAProxy ignores."""
    return Finding(IGNORED, Severity.INFO, message, where)


def undecided(word: Word) -> Finding:
    """Return the finding of a line whose keyword is not known: whatever it says is not seen."""
    reason = unknown(word)
    why = reason.why if reason else ""
    hint = "give the environment of HAProxy, or write a value behind '-' in the braces"
    return Finding(UNDECIDED, Severity.INFO, f"what {word.raw} says is not seen: {why}", word.place, hint=hint)


_PROXY = "defaults\n    mode tcp\n    timeout connect 1s\n    timeout client 30m\n    timeout server 30m\n\nlisten pg\n"


def _listen(line: str) -> str:
    return f"{_PROXY}    bind :5432\n    {line}\n"


EXPLANATIONS = (
    Explanation(
        code=SYNTAX,
        title="HAProxy does not start with this configuration",
        what="A line that HAProxy refuses: a quote that is not closed, a value out of its range, a name that nothing "
        "defines, a keyword where it cannot stand.",
        why="With such a line neither a start nor a reload succeeds; a running process keeps its old configuration.",
        bad=_listen("server pgb1 192.168.1.5:6432 check fall 0"),
        good=_listen("server pgb1 192.168.1.5:6432 check fall 3"),
        fix="Correct the line; `haproxy -c -f FILE` agrees then.",
    ),
    Explanation(
        code=UNKNOWN,
        title="a keyword that HAProxy does not know at this place",
        what="The word is no keyword of its line or section in any version that is known here.",
        why="HAProxy refuses the configuration; a misspelt option is never in force.",
        bad=_listen("server pgb1 192.168.1.5:6432 check fal 3"),
        good=_listen("server pgb1 192.168.1.5:6432 check fall 3"),
        fix="Write the keyword as the configuration manual spells it.",
    ),
    Explanation(
        code=DURATION,
        title="a duration means something else than it looks like",
        what="HAProxy counts in milliseconds where no unit stands, and ignores what follows a unit: `inter 2` is 2ms, "
        "`2sec` is 2s, `1m30s` is 1m.",
        why="Checks or timeouts run at another pace than the one that was meant; newer versions refuse trailing text. "
        "Where HAProxy reads it as it was meant (`2sec`), it is a remark.",
        bad=_listen("server pgb1 192.168.1.5:6432 check inter 2"),
        good=_listen("server pgb1 192.168.1.5:6432 check inter 2s"),
        fix="Write a whole number and one unit: us, ms, s, m, h or d.",
    ),
    Explanation(
        code=IGNORED,
        title="a line without effect in its section",
        what="The line belongs to the other side: a frontend has no servers to check, a backend listens nowhere.",
        why="HAProxy ignores it with a warning, so what it seems to set is not in force.",
        bad="frontend pg\n    bind :5432\n    option redispatch\n    default_backend pgb\nbackend pgb\n    mode tcp\n",
        good="frontend pg\n    bind :5432\n    default_backend pgb\nbackend pgb\n    mode tcp\n    option redispatch\n",
        fix="Move the line to the section that it is meant for, or to the defaults.",
    ),
    Explanation(
        code=YOUNGER,
        title="a keyword that older versions of HAProxy do not have",
        what="The keyword came with a version after 2.6, the oldest one that is still kept.",
        why="HAProxy of an older version does not start with the line.",
        bad=_listen("server pgb1 192.168.1.5:6432 check init-state fully-down"),
        good=_listen("server pgb1 192.168.1.5:6432 check"),
        fix="Nothing, where every node runs that version; else put it between `.if version_atleast(...)` and `.endif`.",
    ),
    Explanation(
        code=UNDECIDED,
        title="what a line says depends on something that the files do not tell",
        what="The keyword comes from an environment variable, or there are too many conditions to try them all.",
        why="What the line sets cannot be judged; a promise that depends on it may not be kept.",
        bad=_listen('"$EXTRA"'),
        good=_listen("option redispatch"),
        fix="Give the environment of HAProxy, or a default: `${NAME-value}`.",
    ),
    Explanation(
        code=ASSUMED,
        title="a condition was decided by a version of HAProxy that is only assumed",
        what="A `.if` asks for the version that runs, which no image of a compose file tells. 2.6 is assumed, the one "
        "of Debian 12; who has an `.if` has at least 2.4.",
        why="With another version, other lines are in force, and they were not judged.",
        bad=_PROXY + "    bind :5432\n.if version_atleast(2.8)\n    option redispatch\n.endif\n",
        good=_PROXY + "    bind :5432\n.if version_atleast(2.4)\n    option redispatch\n.endif\n",
        fix="Nothing, where that version runs; else name the right one: `--env HAPROXY_VERSION=3.0`.",
    ),
)
