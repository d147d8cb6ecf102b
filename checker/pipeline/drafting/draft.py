"""What a draft is made of: entries of a contract with the place they were read from, and questions to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
    # texts that the section says nothing of
    silent: tuple[Entry, ...] = ()

    @property
    def asked(self) -> tuple[Question, ...]:
        """Every question: those about single things, and one about the texts of which nothing is said."""
        count = sum(1 + len(entry.more) for entry in self.silent)
        many = f"{count} texts mean no event, so that nothing is compared with them; does a log show one?"
        one = "one text means no event, so that nothing is compared with it; does a log show it?"
        return (*self.questions, *([Question(one if count == 1 else many)] if count else []))


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
        return tuple((part.key, each) for part in self.parts for each in part.asked)


def accepted(draft: Draft) -> Draft:
    """Return a draft with all that it only proposes, as if a person had taken it out of the comments."""
    return replace(draft, parts=tuple(_accepted(part) for part in draft.parts))


def _accepted(part: Part) -> Part:
    proposed = tuple(question.proposal for question in part.questions if question.proposal)
    entries = tuple(replace(entry, off=False) for entry in (*part.entries, *proposed))
    below = {title: tuple(replace(entry, off=False) for entry in some) for title, some in part.below.items()}
    return replace(part, entries=entries, below=below, questions=())


def places(found: Iterable[Place]) -> tuple[Place, ...]:
    """Return places, each line once, in the order given."""
    return tuple({(place.file, place.line): place for place in reversed(tuple(found))}.values())[::-1]
