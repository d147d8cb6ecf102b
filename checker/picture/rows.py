"""What stands in a picture from top to bottom, flat: the statements of a diagram with texts read and marks attached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from checker.diagram.arrows import ARROWS, Arrow
from checker.diagram.tree import BlockKind, Centre, Side
from checker.picture.marks import Mark, Remark


class Said(NamedTuple):
    """A text in lines, and the lines that stood there before (to be struck out)."""

    lines: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


NOTHING = Said()
_LINE = ARROWS["->"]
# The kinds of lifelines that are drawn in a shape of their own.
SHAPED = ("participant", "actor", "database")


@dataclass(frozen=True, slots=True)
class Head:
    """One lifeline; `created` says that it does not begin at the top."""

    id: str
    said: Said
    type: str = "participant"
    mark: Mark | None = None
    created: bool = False
    box: int | None = None

    @property
    def stereotype(self) -> str:
        """What a kind of lifeline that has no shape of its own is called, as UML writes it; '' for the others."""
        return "" if self.type in SHAPED else f"«{self.type}»"


@dataclass(frozen=True, slots=True)
class Part:
    """What all rows have: the number of the statement, its mark, what to show where a reader points at it."""

    number: int
    mark: Mark | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow(Part):
    """A message between columns. `levels` are how many bars are active at its ends; `badge` is its number.

    `creates` is the column that it begins, `destroys` those that it ends.
    """

    sender: int = 0
    receiver: int = 0
    arrow: Arrow = _LINE
    said: Said = NOTHING
    levels: tuple[int, int] = (0, 0)
    badge: str = ""
    centre: Centre = ""
    creates: int | None = None
    destroys: tuple[int, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it goes from a lifeline to itself."""
        return self.sender == self.receiver


@dataclass(frozen=True, slots=True)
class NoteRow(Part):
    """A note beside a column, or over all from the first to the last of its columns."""

    side: Side = "over"
    first: int = 0
    last: int = 0
    said: Said = NOTHING


@dataclass(frozen=True, slots=True)
class OpenRow(Part):
    """A fragment begins; `colour` is that of a `rect`."""

    kind: BlockKind = "opt"
    said: Said = NOTHING
    colour: str = ""


@dataclass(frozen=True, slots=True)
class DivideRow(Part):
    """The next section of a fragment begins."""

    word: str = ""
    said: Said = NOTHING


@dataclass(frozen=True, slots=True)
class CloseRow(Part):
    """A fragment ends."""


@dataclass(frozen=True, slots=True)
class FoldRow(Part):
    """So many parts are not drawn."""

    count: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class BarRow(Part):
    """An activation of a column begins or ends; `level` is which of those above each other, from 0.

    `attached` says that it does so with the message before it.
    """

    column: int = 0
    level: int = 0
    begins: bool = True
    attached: bool = False


Row = MessageRow | NoteRow | OpenRow | DivideRow | CloseRow | FoldRow | BarRow


class BoxFrame(NamedTuple):
    """A frame around columns of one box."""

    said: Said
    colour: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All of a diagram that is drawn: lifelines from left to right, rows from top to bottom."""

    title: str
    about: tuple[str, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    boxes: tuple[BoxFrame, ...]
    remarks: tuple[Remark, ...] = ()
