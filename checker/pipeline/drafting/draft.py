"""What a draft is made of: entries of a contract with the place they were read from, and questions to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.places import Place

# What may stand behind a key: texts, numbers, lists and mappings of them.
Value = str | int | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: its key ('' in a list), its value, the place it was read from, and what stands there.

    `off` says that it is a proposal only, which stands in the file as a comment.
    """

    name: str
    value: Value
    place: Place | None = None
    why: str = ""
    off: bool = False
    more: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to answer: where it came up, what is asked, and an entry that the answer may be."""

    ask: str
    place: Place | None = None
    proposal: Entry | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the contract: its key, a line about it, what it holds, and what is open about it."""

    key: str
    about: str = ""
    entries: tuple[Entry, ...] = ()
    questions: tuple[Question, ...] = ()
    # entries below a name of their own: what a lifeline is in one diagram
    below: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """An input of traces, the lifeline that it is taken for ('' for none), and why."""

    input: str
    lifeline: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract to start with: its parts in the order of the file, and what in the document tells of a failover."""

    system: str
    document: str
    parts: tuple[Part, ...]
    failover: tuple[Place, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def questions(self) -> tuple[tuple[str, Question], ...]:
        """Every question with the key of its section."""
        return tuple((part.key, each) for part in self.parts for each in part.questions)


def places(found: Iterable[Place]) -> tuple[Place, ...]:
    """Return places, each line once, in the order given."""
    return tuple({(place.file, place.line): place for place in reversed(tuple(found))}.values())[::-1]
