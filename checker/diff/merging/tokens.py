"""A diagram as the flat list of all that a walk meets; each element knows its item and the part of a fragment."""

from __future__ import annotations

from typing import Literal, NamedTuple

from checker.diagram.tree import Block, Diagram, Message, Note, Section, Statement, visits
from checker.diff.matching.matched import Part

TokenMark = Literal["leaf", "open", "section", "close"]
DIAGRAM: Part = (0, 0)


class Token(NamedTuple):
    """One element: `item` is its number as an item (-1: none).

    `part` is the fragment and the operand that it begins, or ends, or (a leaf) stands in; `inside` is where one is
    behind it.
    """

    mark: TokenMark
    node: Statement
    section: Section | None
    item: int
    part: Part
    inside: Part

    @property
    def is_step(self) -> bool:
        """Whether it is a message or a note."""
        return isinstance(self.node, Message | Note)

    @property
    def is_frame(self) -> bool:
        """Whether it opens, divides or closes a fragment."""
        return isinstance(self.node, Block)


def tokens_of(diagram: Diagram) -> list[Token]:
    """Return the elements of a diagram; fragments are numbered as they open, from 1."""
    found: list[Token] = []
    stack = [DIAGRAM]
    items = count = 0
    for mark, node, section, _ in visits(diagram.statements):
        item = -1
        if isinstance(node, Message | Note | Block):
            item, items = items, items + 1
        part = stack[-1]
        if isinstance(node, Block):
            if mark == "open":
                count += 1
                part = (count, 0)
                stack.append(part)
            elif mark == "section":
                part = stack[-1] = (part[0], part[1] + 1)
            else:
                stack.pop()
        found.append(Token(mark, node, section, item, part, stack[-1]))
    return found
