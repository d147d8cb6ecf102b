"""Sections, and which defaults each of them inherits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding
from checker.base.places import Place
from checker.configs.haproxy.keywords import PROXIES, SECTIONS
from checker.configs.haproxy.problems import refused
from checker.configs.words import Block, Statement, Word

_INHERITING = PROXIES | {"defaults"}
_ODD = re.compile(r"[^A-Za-z0-9_.:-]")
_PREFIXES = frozenset({"no", "default"})
_NAMED = SECTIONS - {"global", "defaults", "traces", "acme", "crt-store"}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it counts in a proxy: without its prefix `no` or `default`, and how it got there."""

    statement: Statement
    words: tuple[Word, ...]
    negated: bool = False
    via: tuple[Place, ...] = ()
    level: int = 0

    @property
    def keyword(self) -> str:
        """Its first word behind the prefix."""
        return self.words[0].value

    def starts(self, *words: str) -> bool:
        """Say whether its first words are these."""
        return tuple(word.value for word in self.words[: len(words)]) == words


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is written, and the defaults that it inherits, the nearest first."""

    kind: str
    name: str
    block: Block
    lines: tuple[Statement, ...]
    bases: tuple[Section, ...] = ()

    def said(self) -> tuple[Said, ...]:
        """Return its own statements, in their order."""
        return tuple(_said(line) for line in self.lines)

    def inherited(self) -> tuple[Said, ...]:
        """Return the statements of its defaults and then its own: of those that exclude each other the last counts."""
        chain = (self, *self.bases)
        found: list[Said] = []
        for level in range(len(chain) - 1, -1, -1):
            via = tuple(base.block.place for base in chain[1 : level + 1])
            found += [replace(each, via=via, level=level) for each in chain[level].said()]
        return tuple(found)


def _said(line: Statement) -> Said:
    if line.keyword in _PREFIXES and len(line.words) > 1:
        return Said(line, line.words[1:], negated=True)
    return Said(line, line.words)


def sections_of(statements: Sequence[Statement], texts: dict[str, str]) -> tuple[tuple[Section, ...], list[Finding]]:
    """Return the sections of a process in their order, each with its defaults, and what is wrong with their heads."""
    problems: list[Finding] = []
    found: list[Section] = []
    latest: Section | None = None
    for head, lines in _parted(statements, problems):
        section = Section(head.keyword, _name(head), _block(head, lines, texts), lines)
        problems += _head_problems(head)
        if section.kind in PROXIES or section.kind == "defaults":
            base = _base(head, found, latest, problems)
            section = replace(section, bases=(base, *base.bases) if base else ())
        latest = section if section.kind == "defaults" else latest
        found.append(section)
    return tuple(found), problems


def _parted(
    statements: Sequence[Statement], problems: list[Finding]
) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
    """Yield each head with its lines; a new file starts without a section."""
    head: Statement | None = None
    lines: list[Statement] = []
    for statement in statements:
        if statement.keyword in SECTIONS:
            if head:
                yield head, tuple(lines)
            head, lines = statement, []
        elif head and head.place.file == statement.place.file:
            lines.append(statement)
        else:
            hint = "put it below 'global', 'defaults', 'frontend', 'backend' or 'listen'"
            problems.append(refused(statement.place, f"'{statement.keyword}' stands in no section", hint))
    if head:
        yield head, tuple(lines)


def _name(head: Statement) -> str:
    values = head.values
    return values[0] if values and not (head.keyword == "defaults" and values[0] == "from") else ""


def _from(head: Statement) -> Word | None:
    """Return the word `from` of a head, where it is no name."""
    at = 1 if head.keyword == "defaults" and head.values[:1] == ("from",) else 2
    found = head.words[at : at + 1]
    return found[0] if found and found[0].value == "from" and head.keyword in _INHERITING else None


def _block(head: Statement, lines: Sequence[Statement], texts: dict[str, str]) -> Block:
    """Return where lines can be added: below the head, indented as its first line is."""
    text = texts.get(head.place.file, "")
    at = text.find("\n", head.end)
    first = lines[0] if lines else None
    indent = " " * 4
    if first:
        start = text.rfind("\n", 0, first.words[0].start) + 1
        written = text[start : first.words[0].start]
        indent = written if not written.strip() else indent
    return Block(head, at + 1 if at >= 0 else len(text), indent)


def _head_problems(head: Statement) -> Iterator[Finding]:
    """Yield a name that is missing or cannot be one, and words that a head has no place for."""
    if head.keyword in _NAMED and not head.values:
        yield refused(head.place, f"'{head.keyword}' has no name")
    if head.keyword in _INHERITING:
        written = _from(head)
        most = 1 + bool(_name(head)) + 2 * bool(written)
        for word in head.words[most:]:
            hint = "addresses stand in 'bind' lines" if head.keyword == "listen" else ""
            yield refused(word.place, f"'{word.value}' is too much behind '{head.keyword}'", hint)
        if odd := _ODD.search(_name(head)):
            yield refused(head.words[1].place, f"the name '{_name(head)}' has '{odd[0]}', which names cannot have")


def _base(head: Statement, found: Sequence[Section], latest: Section | None, problems: list[Finding]) -> Section | None:
    """Return the defaults that a section inherits: those it names, else (for a proxy) the last ones above it."""
    written = _from(head)
    if written is None:
        return latest if head.keyword in PROXIES else None
    at = head.words.index(written)
    if at + 1 >= len(head.words):
        problems.append(refused(written.place, "'from' has no name of defaults behind it"))
        return None
    wanted = head.words[at + 1]
    named = [section for section in found if section.kind == "defaults" and section.name == wanted.value]
    if not named:
        hint = f"write 'defaults {wanted.value}' above it"
        problems.append(refused(wanted.place, f"no defaults section '{wanted.value}' stands above", hint))
        return None
    if len(named) > 1:
        lines = " and ".join(str(section.block.place.line) for section in named)
        problems.append(refused(wanted.place, f"the defaults '{wanted.value}' stand in lines {lines}"))
    return named[-1]
