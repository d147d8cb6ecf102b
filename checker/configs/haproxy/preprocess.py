"""From the text of files to statements: tokens, variables, `.if` blocks. One pass per choice of what is undecided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from checker.base.finding import Finding
from checker.base.places import Place
from checker.configs.haproxy.conditions import ConditionError, Truth, holds
from checker.configs.haproxy.expanding import addresses_expanded
from checker.configs.haproxy.keywords import SECTIONS
from checker.configs.haproxy.lines import OpenWord
from checker.configs.haproxy.problems import refused
from checker.configs.haproxy.tokens import Fault, Token, tokens
from checker.configs.source import Source
from checker.configs.words import Statement, Word

BYTE_ORDER_MARK = "\ufeff"
_BLANKS = " \t\v\f"
_MESSAGES = frozenset({".alert", ".warning", ".notice", ".diag"})
_MOST_WORDS = {".else": 1, ".endif": 1, **dict.fromkeys(_MESSAGES, 2)}


@dataclass(frozen=True, slots=True)
class Read:
    """The statements that count, the undecided questions that were asked on the way, and what is wrong.

    `stopped` says that an `.alert` is reached: HAProxy never runs with these answers.
    """

    statements: tuple[Statement, ...]
    asked: tuple[str, ...]
    problems: tuple[Finding, ...]
    stopped: bool


@dataclass(slots=True)
class _Level:
    """One `.if` that is open: whether its lines count now, whether a branch was taken, where it starts."""

    outer: bool
    active: bool
    taken: bool
    last: Literal[".if", ".elif", ".else"]
    place: Place


def read_files(sources: Sequence[Source], environment: Mapping[str, str], answers: Mapping[str, bool]) -> Read:
    """Return what the files of one process say, with the given answers to questions that nothing else decides."""
    state = _Reading(dict(environment), answers)
    statements = tuple(statement for source in sources for statement in state.file(source))
    return Read(statements, tuple(state.asked), tuple(state.problems), state.stopped)


@dataclass
class _Reading:
    """What changes from line to line: variables (`setenv`), open conditions, the section."""

    environment: dict[str, str]
    answers: Mapping[str, bool]
    asked: dict[str, None] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    section: str = ""
    stopped: bool = False
    unset: set[str] = field(default_factory=set)
    place: Place = field(default_factory=lambda: Place("", 0))

    def file(self, source: Source) -> Iterator[Statement]:
        """Yield the statements of one file that count."""
        self.levels.clear()
        self.section = ""
        start = len(BYTE_ORDER_MARK) if source.text.startswith(BYTE_ORDER_MARK) else 0
        if start:
            hint = "save the file as UTF-8 without one"
            self.problems.append(refused(Place(source.path, 1), "the file starts with a byte order mark", hint))
        for number, line in enumerate(source.text[start:].split("\n"), 1):
            self.place = Place(source.path, number)
            if line.strip(_BLANKS):
                yield from self.line(line, start)
            start += len(line) + 1
        for level in self.levels:
            self.problems.append(refused(level.place, f"'{level.last}' has no '.endif'"))
        if not source.text.endswith("\n") and source.text:
            hint = "end the file with a newline: HAProxy takes it for truncated"
            self.problems.append(refused(self.place, "the last line is not ended", hint))

    def line(self, line: str, start: int) -> Iterator[Statement]:
        """Yield the statement of one line, unless it is a directive or does not count."""
        found, faults = tokens(line, self.variable)
        # HAProxy refuses such a line even where it does not count
        self.refuse(faults)
        if not found or not (self.active or found[0].text.startswith(".")):
            return
        if "$" in line:
            found, faults = addresses_expanded(found, self.environment.get)
            self.refuse(faults)
        statement = Statement(tuple(self.word(line, start, token) for token in found))
        if not statement.keyword.startswith("."):
            self.remember(statement)
            yield statement
        else:
            self.directive(statement)

    def refuse(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.problems.append(refused(replace(self.place, column=fault.at + 1), f"the line {fault.what}"))

    def word(self, line: str, start: int, token: Token) -> Word:
        place = replace(self.place, column=token.start + 1)
        raw = line[token.start : token.end]
        if token.unknown:
            return OpenWord(token.text, raw, start + token.start, place, token.unknown)
        return Word(token.text, raw, start + token.start, place)

    @property
    def active(self) -> bool:
        """Whether lines count here."""
        return all(level.active for level in self.levels[-1:])

    def variable(self, name: str) -> str | None:
        """Return what a variable holds here, or None."""
        match name:
            case ".FILE":
                return self.place.file
            case ".LINE":
                return str(self.place.line)
            case ".SECTION":
                return self.section
        return self.environment.get(name)

    def remember(self, statement: Statement) -> None:
        """Keep what later lines depend on: the section, and variables that the global section sets."""
        match [word.value for word in statement.words]:
            case [head, *rest] if head in SECTIONS:
                self.section = rest[0] if rest else head
            case ["setenv", name, value, *_]:
                self.set(name, value, statement)
            case ["presetenv", name, value, *_] if name not in self.environment:
                self.set(name, value, statement)
            case ["unsetenv", *names]:
                self.forget(names)
            case ["resetenv", *kept]:
                self.forget([name for name in self.environment if name not in kept])

    def set(self, name: str, value: str, statement: Statement) -> None:
        if not isinstance(statement.words[2], OpenWord):
            self.environment[name] = value
            self.unset.discard(name)

    def forget(self, names: Sequence[str]) -> None:
        for name in names:
            self.environment.pop(name, None)
            self.unset.add(name)

    def directive(self, statement: Statement) -> None:
        """Take a line that starts with a dot."""
        most = _MOST_WORDS.get(statement.keyword, len(statement.words))
        for word in statement.words[most:]:
            self.problems.append(refused(word.place, f"'{word.value}' is too much behind '{statement.keyword}'"))
        match statement.keyword:
            case ".if":
                outer = self.active
                active = outer and self.holds(statement)
                self.levels.append(_Level(outer, active, active, ".if", statement.place))
            case ".elif" | ".else" as keyword:
                self.branch(keyword, statement)
            case ".endif":
                if self.levels:
                    self.levels.pop()
                else:
                    self.problems.append(refused(statement.place, "'.endif' without '.if'"))
            case keyword if not self.active:
                pass
            case keyword if keyword in _MESSAGES:
                self.message(statement)
            case keyword:
                self.problems.append(refused(statement.place, f"'{keyword}' is no directive"))

    def branch(self, keyword: Literal[".elif", ".else"], statement: Statement) -> None:
        if not self.levels or self.levels[-1].last == ".else":
            self.problems.append(refused(statement.place, f"'{keyword}' without '.if'"))
            return
        level = self.levels[-1]
        level.last = keyword
        level.active = level.outer and not level.taken and (keyword == ".else" or self.holds(statement))
        level.taken = level.taken or level.active

    def message(self, statement: Statement) -> None:
        if statement.keyword == ".alert":
            self.stopped = True
            said = " ".join(statement.values)
            self.problems.append(refused(statement.place, f"'.alert' stops HAProxy here: {said}"))

    def holds(self, statement: Statement) -> bool:
        """Return whether a condition holds; what is undecided is asked of the answers, and holds unless they deny."""
        text = " ".join(statement.values)
        try:
            return holds(text, self.defined, self.truth)
        except ConditionError as error:
            self.problems.append(refused(statement.place, f"the condition '{text}' {error}"))
            return False

    def truth(self, question: str) -> bool:
        """Return the answer to a question that the files leave open."""
        self.asked.setdefault(question)
        return self.answers.get(question, True)

    def defined(self, name: str) -> Truth:
        """Say whether a variable exists, where that is known."""
        if name in self.environment:
            return True
        return False if name in self.unset else None
