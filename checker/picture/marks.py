"""What a picture says of parts of a diagram beyond the diagram itself: each by a sign, a word and a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "added", "removed", "changed", "failing", "breaking", "strengthening", "seen", "missing", "unobservable", "hidden"
]

# How a kind is called in the legend; a hidden part is not drawn, so it has no sign.
WORDS: dict[Kind, str] = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "failing": "fails here",
    "breaking": "breaking",
    "strengthening": "strengthening",
    "seen": "seen",
    "missing": "not seen",
    "unobservable": "no source could show it",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A line below a part, with a sign of its own in the gutter: what it is, and what it says."""

    kind: Kind
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on a lifeline or a part: what it is, the text that stood there before, and a line more about it.

    Steps in a row that are `hidden` are drawn as one line that counts them. `remarks` are drawn below a message, a
    note, or the label of a fragment.
    """

    kind: Kind
    old: str = ""
    about: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a picture and the tips of its parts.

    Parts are named by their number in `visits(diagram.statements)`, so that a section of a block has one of its own;
    lifelines by id. `tips` are shown where a reader points at a part: the lines of a log that tell of it. `remarks`
    stand below the title; `about` is what the description of the picture says at first.
    """

    parts: Mapping[int, Mark] = field(default_factory=dict)
    lifelines: Mapping[str, Mark] = field(default_factory=dict)
    tips: Mapping[int, str] = field(default_factory=dict)
    hidden: str = "unchanged"
    remarks: tuple[Remark, ...] = ()
    about: str = ""


NO_MARKS = Marks()
