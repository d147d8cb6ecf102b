"""What HAProxy refuses or ignores in one line of a proxy or of the global section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker.base.finding import Finding, Severity
from checker.base.time import NS_PER_MS, NS_PER_S, show_duration
from checker.configs.haproxy.durations import DurationError, duration
from checker.configs.haproxy.keywords import SECTIONS
from checker.configs.haproxy.lines import OpenWord
from checker.configs.haproxy.problems import (
    ignored,
    misread,
    near,
    quoting,
    refused,
    removed,
    undecided,
)
from checker.configs.haproxy.reading import number
from checker.configs.haproxy.section_keywords import (
    BALANCES,
    GLOBAL,
    GLOBAL_FAMILIES,
    MODES,
    NEVER_NEGATED,
    OPTIONS,
    PROXY,
    REMOVED,
    REMOVED_OPTIONS,
    SIDE_NAMES,
    SIDES,
    TIMEOUTS,
    WORDS_ALLOWED,
    WORDS_NEEDED,
)
from checker.configs.haproxy.sections import Said, Section
from checker.configs.haproxy.unknown import unknown_keyword
from checker.configs.words import Word

_REFUSED_ELSEWHERE = frozenset({"server", "server-template", "default-server", "retry-on"})
_MAY_BE_NEGATED = frozenset({"option", "log"})
_AMOUNT = re.compile(r"[0-9]+(?:us|ms|[smhd])")
# a unit in full: HAProxy goes by its first letters, and means the same
_SPELT_OUT = re.compile(r"\d+(?:(?:[mu]?s)(?:ecs?)?|s(?:econds?)|m(?:ins?|inutes?)|h(?:rs?|ours?)|d(?:ays?))")
_SHORT = 100 * NS_PER_MS


def line_problems(section: Section, said: Said) -> Iterator[Finding]:
    """Yield what is wrong with one line of a section."""
    if any(isinstance(word, OpenWord) for word in said.words[:1]):
        yield undecided(said.words[0])
    elif section.kind == "global":
        yield from _global_problems(said)
    elif section.kind in SIDES:
        yield from _proxy_problems(section, said)


def _global_problems(said: Said) -> Iterator[Finding]:
    keyword = said.keyword
    if keyword not in GLOBAL and not keyword.startswith(GLOBAL_FAMILIES):
        yield unknown_keyword(said.words[0], "the global section", [*GLOBAL, *SECTIONS])
    elif keyword in ("maxconn", "spread-checks") and len(said.words) < 2:
        yield refused(said.statement.place, f"'{keyword}' has no value")
    elif keyword == "spread-checks" and not 0 <= number(said.words[1].value) <= 50:
        yield refused(said.words[1].place, f"spread-checks is {said.words[1].value}, and wants 0 to 50")


def _proxy_problems(section: Section, said: Said) -> Iterator[Finding]:
    keyword = said.keyword
    if keyword in REMOVED:
        yield removed(said.words[0], REMOVED[keyword])
        return
    if keyword not in PROXY and keyword != "option":
        yield unknown_keyword(said.words[0], f"a {section.kind} section", [*PROXY, *SECTIONS, "option"])
        return
    if said.negated and keyword not in _MAY_BE_NEGATED:
        yield refused(said.statement.place, f"'{said.statement.keyword}' cannot stand before '{keyword}'")
    wanted = 0 if said.negated and keyword == "log" else WORDS_NEEDED.get(keyword, 0)
    if len(said.words) - 1 < wanted:
        found = len(said.words) - 1
        yield refused(said.statement.place, f"'{keyword}' has {found} words behind it, and wants {wanted} at least")
        return
    for word in said.words[1 + WORDS_ALLOWED.get(keyword, len(said.words)) :]:
        yield refused(word.place, f"'{word.value}' is too much behind '{keyword}'")
    yield from _side_problems(section, said, keyword, PROXY)
    yield from _value_problems(section, said)


def _value_problems(section: Section, said: Said) -> Iterator[Finding]:
    """Yield what is wrong with the words behind a keyword."""
    match said.keyword:
        case "option":
            yield from _named(section, said, OPTIONS, "option")
            if said.negated and said.words[1].value in NEVER_NEGATED:
                yield refused(said.statement.place, f"'option {said.words[1].value}' cannot be negated")
        case "timeout":
            yield from _timeout_problems(section, said)
        case "mode":
            yield from _choice(said.words[1], "mode", MODES)
        case "balance" if len(said.words) > 1:
            yield from _choice(said.words[1], "balance", BALANCES)
        case "stats" if said.starts("stats", "refresh") and len(said.words) > 2:
            yield from duration_problems(said.words[2], "stats refresh", default="s")


def _named(section: Section, said: Said, names: Mapping[str, str], what: str) -> Iterator[Finding]:
    """Yield what is wrong with the name behind `option` or `timeout`."""
    word = said.words[1]
    if isinstance(word, OpenWord):
        yield undecided(word)
    elif what == "option" and word.value in REMOVED_OPTIONS:
        yield removed(word, REMOVED_OPTIONS[word.value])
    elif word.value not in names:
        yield unknown_keyword(word, f"'{what}'", names)
    else:
        yield from _side_problems(section, said, word.value, names, f"{what} ")


def _side_problems(
    section: Section, said: Said, name: str, sides: Mapping[str, str], what: str = ""
) -> Iterator[Finding]:
    """Yield that a section ignores, or cannot have, what belongs to the other side."""
    own = SIDES[section.kind]
    needed = sides.get(name, "FB")
    if set(own) & set(needed):
        return
    where, side = said.statement.place, SIDE_NAMES[needed]
    message = f"{section.kind} '{section.name}' cannot have '{what}{name}', which belongs to a {side}"
    if name in _REFUSED_ELSEWHERE:
        yield refused(where, message)
    else:
        yield ignored(where, f"'{what}{name}' is ignored: {section.kind} '{section.name}' is no {side}")


def _timeout_problems(section: Section, said: Said) -> Iterator[Finding]:
    yield from _named(section, said, TIMEOUTS, "timeout")
    yield from duration_problems(said.words[2], f"timeout {said.words[1].value}")


def _choice(word: Word, what: str, choices: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(word, OpenWord) and word.value.partition("(")[0] not in choices:
        hint = near(word.value, choices) or f"write one of {', '.join(sorted(choices))}"
        yield refused(word.place, f"'{word.value}' is no {what}", hint)


def duration_problems(word: Word, what: str, *, default: str = "ms", least: int = 0) -> Iterator[Finding]:
    """Yield what is wrong with a duration, or surprising: HAProxy takes `2sec` for 2s, and `2` for 2ms."""
    if isinstance(word, OpenWord):
        return
    try:
        ns, rest = duration(word.value, default=default)
    except DurationError as error:
        yield refused(word.place, f"{what}: {error}", quoting(word))
        return
    if ns < least:
        yield refused(word.place, f"{what} is {word.value}, and wants more than 0")
    elif rest:
        taken = word.value.removesuffix(rest)
        severity = Severity.INFO if _SPELT_OUT.fullmatch(word.value) else Severity.WARNING
        message = f"{what}: HAProxy takes '{word.value}' for {taken} and ignores '{rest}'"
        yield misread(word, what, message, _sum(word.value) or taken, severity)
    elif word.value.isdecimal() and 0 < ns < _SHORT:
        yield misread(
            word, what, f"{what}: '{word.value}' has no unit, and means {show_duration(ns)}", f"{word.value}s"
        )


def _sum(written: str) -> str:
    """Return what several amounts behind each other mean, such as `1m30s`, with one unit; '' where it is not that."""
    parts = _AMOUNT.findall(written)
    if len(parts) < 2 or "".join(parts) != written:
        return ""
    try:
        ns = sum(duration(part).ns for part in parts)
    except DurationError:  # one of them is too long
        return ""
    return f"{ns // NS_PER_S}s" if ns % NS_PER_S == 0 else f"{ns // NS_PER_MS}ms"
