"""From tokens to the tree of directives; what nginx refuses is told, and the rest is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.nginx.lexing import Token, tokens_of
from checker.configs.source import Source
from checker.configs.words import Block, Statement, Word

DEEPEST = 60
_STEP = "    "


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive, and for one with braces its block and what is inside."""

    at: Statement
    block: Block | None = None
    inner: tuple[Directive, ...] = ()

    @property
    def name(self) -> str:
        """Its keyword."""
        return self.at.keyword

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the keyword."""
        return self.at.values

    def named(self, *names: str) -> Iterator[Directive]:
        """Yield those of these names inside it, in their order."""
        return (each for each in self.inner if each.name in names)


@dataclass(frozen=True, slots=True)
class Tree:
    """The directives of one file, and what is wrong with its text."""

    source: Source
    directives: tuple[Directive, ...]
    problems: tuple[Finding, ...]


def syntax_problem(message: str, place: Place, hint: str = "") -> Finding:
    """Return the finding that nginx does not take a file."""
    return Finding("config-syntax", Severity.ERROR, message, place, hint=hint)


@dataclass(slots=True)
class _Open:
    """A block that is not closed yet."""

    head: tuple[Word, ...]
    block: Block | None
    inner: list[Directive] = field(default_factory=list)


def tree_of(source: Source, environment: Mapping[str, str]) -> Tree:
    """Return the tree of a file."""
    reading = _Reading(source)
    for token in tokens_of(source, environment):
        reading.take(token)
    return reading.finish()


class _Reading:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._stack = [_Open((), None)]
        self._words: list[Word] = []
        self._problems: list[Finding] = []

    def take(self, token: Token) -> None:
        match token.kind:
            case "word":
                self._words.append(token.word)
            case ";":
                self._end(token.word)
            case "{":
                self._enter(token.word)
            case "}":
                self._leave(token.word)
            case "lua":
                pass
            case "bad":
                self._refuse(token.why, token.word.place)

    def finish(self) -> Tree:
        if self._words:
            self._refuse(f"{self._words[0].value!r} ends with the file: a ';' is missing", self._words[0].place)
            self._add(Directive(self._statement()))
        for opened in self._stack[1:]:
            self._refuse(f"the block {opened.head[0].value!r} is never closed", opened.head[0].place)
        while len(self._stack) > 1:
            self._close()
        return Tree(self._source, tuple(self._stack[0].inner), tuple(self._problems))

    def _refuse(self, message: str, place: Place) -> None:
        self._problems.append(syntax_problem(message, place, "nginx -t refuses this file"))

    def _statement(self) -> Statement:
        words, self._words = tuple(self._words), []
        return Statement(words)

    def _add(self, directive: Directive) -> None:
        self._stack[-1].inner.append(directive)

    def _end(self, mark: Word) -> None:
        if not self._words:
            self._refuse("unexpected ';'", mark.place)
            return
        self._add(Directive(self._statement()))

    def _enter(self, mark: Word) -> None:
        if not self._words:
            self._refuse("unexpected '{': a block needs a name", mark.place)
            self._words = [mark]
        elif len(self._stack) == DEEPEST:
            self._refuse(f"blocks are nested more than {DEEPEST} deep", mark.place)
        head = self._statement()
        self._stack.append(_Open(head.words, self._block(head, mark)))

    def _block(self, head: Statement, mark: Word) -> Block:
        text = self._source.text
        inside = mark.end
        line_end = text.find("\n", inside)
        rest = text[inside:line_end].strip() if line_end >= 0 else "-"
        if not rest or rest.startswith("#"):
            inside = line_end + 1
        line = text.rfind("\n", 0, head.words[0].start) + 1
        margin = text[line : head.words[0].start]
        return Block(head, inside, (margin if not margin.strip() else "") + _STEP)

    def _leave(self, mark: Word) -> None:
        if self._words:
            self._refuse(f"{self._words[0].value!r} is not ended with ';'", self._words[0].place)
            self._add(Directive(self._statement()))
        if len(self._stack) == 1:
            self._refuse("unexpected '}': no block is open", mark.place)
            return
        self._close()

    def _close(self) -> None:
        opened = self._stack.pop()
        if len(self._stack) < DEEPEST:
            self._add(Directive(Statement(opened.head), opened.block, tuple(opened.inner)))
