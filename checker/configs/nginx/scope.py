"""What is in force in a block: its own directives, else those of the blocks around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from checker.base.places import Place
from checker.configs.nginx.tree import Directive
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block, Statement, Word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """A block within the blocks around it, the outermost first."""

    blocks: tuple[Directive, ...]

    @property
    def block(self) -> Block:
        """The innermost block."""
        return block_of(self.blocks[-1])

    def within(self, inner: Directive) -> Scope:
        """Return the scope of a block inside this one."""
        return Scope((*self.blocks, inner))

    def setting(self, name: str, read: Callable[[str], T], default: T, says: str) -> Setting[T]:
        """Return the value of a directive that takes one, and that inner blocks inherit."""
        return self._found(name, lambda each: _first(each, name, read), default, says)

    def words(self, name: str, default: tuple[str, ...], says: str) -> Setting[tuple[str, ...]]:
        """Return the values of a directive that takes any number of them, and that inner blocks inherit."""
        return self._found(name, lambda each: (each.arguments, _word(each)), default, says)

    def _found(
        self, name: str, value: Callable[[Directive], tuple[T | Unknown, Word | None]], default: T, says: str
    ) -> Setting[T]:
        via: tuple[Place, ...] = ()
        for block in reversed(self.blocks):
            for each in reversed(tuple(block.named(name))):
                known, word = value(each)
                return Setting(known, each.at, word, via=via)
            via = (block.at.place,) if block.at.words else ()
        return Setting(default, self.block, default=says)

    def own(self, *names: str) -> Iterator[Directive]:
        """Yield the directives of these names in the innermost block."""
        return self.blocks[-1].named(*names)


def block_of(directive: Directive) -> Block:
    """Return the block of a directive that has one; of one that lost its braces, one that starts behind it."""
    return directive.block or Block(directive.at, directive.at.end, "")


def _word(directive: Directive) -> Word | None:
    return directive.at.words[1] if len(directive.at.words) > 1 else None


def _first(directive: Directive, name: str, read: Callable[[str], T]) -> tuple[T | Unknown, Word | None]:
    word = _word(directive)
    return (known_value(word, name, read) if word else Unknown(f"{name} has no value"), word)


def known_value(word: Word, name: str, read: Callable[[str], T]) -> T | Unknown:
    """Return what a word says, or why that cannot be told: nginx fills variables in when a request comes."""
    if "$" in word.value:
        return Unknown(f"{name} is {word.value!r}, and the files do not tell what its variables hold")
    try:
        return read(word.value)
    except ValueError as error:
        return Unknown(f"{name}: {error}")


def written(at: Statement, word: Word, name: str, read: Callable[[str], T]) -> Setting[T]:
    """Return what one word of a statement says."""
    return Setting(known_value(word, name, read), at, word)
