"""Puts what only the old version has between the elements of the new one, where it stood among what both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.diagram.tree import Activation, Block
from checker.diff.matching.matched import Matched, Part
from checker.diff.merging.tokens import DIAGRAM, Token, tokens_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of the merged diagram, as the new version has it if it does, and what it was in either version."""

    token: Token
    old: Token | None = None
    new: Token | None = None


@dataclass(frozen=True)
class Versions:
    """The elements of both versions, and what of one is what of the other.

    `step_of` has for each old step that keeps its place among the others the new one; `parts` for each part of an old
    fragment that of the new one, `fragments` for the fragments.
    """

    old: Sequence[Token]
    new: Sequence[Token]
    pairs: dict[int, int]
    kept: dict[int, int]
    parts: dict[Part, Part]
    fragments: dict[int, int]


def versions_of(matched: Matched) -> Versions:
    """Return both versions as elements."""
    pairs = dict(matched.steps.pairs)
    kept = {a: b for a, b in pairs.items() if (a, b) not in matched.steps.moved}
    fragments = {a: b for b, a in matched.fragments.old_of.items()}
    parts = {old: new for new, old in matched.fragments.parts.items()}
    parts[DIAGRAM] = DIAGRAM
    old, new = tokens_of(matched.old.drawn.diagram), tokens_of(matched.new.drawn.diagram)
    return Versions(old, new, pairs, kept, parts, fragments)


def woven(versions: Versions) -> list[Entry]:
    """Return all elements of the new version with the steps and the parts of fragments that only the old one has.

    Fragments of the old version alone are not among them, unless nothing of what stood in them kept its place.
    """
    weaver = _Weaver(versions)
    for token in versions.old:
        weaver.take(token)
    return list(weaver.entries())


class _Weaver:
    """Walks through the old version with a position in the new one, behind which the next old element belongs."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._slots: defaultdict[int, list[Entry]] = defaultdict(list)
        self._at = -1
        self._steps = {t.item: n for n, t in enumerate(versions.new) if t.is_step}
        frames = [(n, t) for n, t in enumerate(versions.new) if t.is_frame]
        self._heads = {t.part: n for n, t in frames if t.mark != "close"}
        self._ends = {t.part[0]: n for n, t in frames if t.mark == "close"}
        # The first part of a new fragment has a removed one before it.
        self._divided: set[int] = set()
        self._both = set(versions.fragments.values())
        self._lone = _hollow(versions)

    def take(self, token: Token) -> None:
        """Take the next element of the old version."""
        if token.is_step:
            self._step(token)
        elif token.is_frame and token.part[0] in self._versions.fragments:
            self._frame(token)
        elif token.mark == "open" and token.part[0] in self._lone:
            self._add(token)
            self._slots[self._at].append(Entry(self._lone[token.part[0]], old=self._lone[token.part[0]]))

    def _step(self, token: Token) -> None:
        here = self._versions.kept.get(token.item)
        if here is not None:
            self._at = self._steps[here]
        elif token.item not in self._versions.pairs:
            self._add(token)

    def _add(self, token: Token) -> None:
        self._leave()
        self._slots[self._at].append(Entry(token, old=token))

    def _leave(self) -> None:
        """Go behind the bars that begin or end here, and out of the new fragments that end here."""
        new = self._versions.new
        while self._at + 1 < len(new):
            following = new[self._at + 1]
            ends = following.is_frame and following.mark == "close" and following.part[0] not in self._both
            if not ends and not isinstance(following.node, Activation):
                return
            self._at += 1

    def _frame(self, token: Token) -> None:
        """Go where a fragment of both versions opens, divides or closes; or divide it where only the old one does."""
        fragment = self._versions.fragments[token.part[0]]
        here = self._versions.parts.get(token.part)
        if token.mark == "close":
            self._at = self._ends[fragment]
        elif here is not None and here[0] == fragment:
            self._at = self._heads[here]
        elif token.mark == "open":
            self._at = self._heads[fragment, 0] - 1
            self._slots[self._at].append(Entry(token, old=token))
            self._divided.add(fragment)
        else:
            self._divide(token, fragment)

    def _divide(self, token: Token, fragment: int) -> None:
        """Begin a part of the old version behind the new part in which one is."""
        inside = self._versions.new[self._at].inside if self._at >= 0 else DIAGRAM
        operand = self._around(inside, fragment)
        if operand is None:
            return
        following = self._heads.get((fragment, operand + 1), self._ends[fragment])
        self._at = following - 1
        self._slots[self._at].append(Entry(token, old=token))

    def _around(self, inside: Part, fragment: int) -> int | None:
        """Return the part of a fragment in which one is; None where one is not in it."""
        if inside[0] == fragment:
            return inside[1]
        start, end = self._heads[fragment, 0], self._ends[fragment]
        if not start <= self._at < end:
            return None
        operand = 0
        while self._heads.get((fragment, operand + 1), end) <= self._at:
            operand += 1
        return operand

    def entries(self) -> Iterator[Entry]:
        """Yield the elements of the new version with those of the old one between them."""
        back = {b: a for a, b in self._versions.pairs.items()}
        olds = {t.item: t for t in self._versions.old if t.item >= 0}
        heads = {t.part: t for t in self._versions.old if t.is_frame and t.mark != "close"}
        old_part = {new: old for old, new in self._versions.parts.items()}
        yield from self._slots[-1]
        for number, token in enumerate(self._versions.new):
            if token.is_step:
                yield Entry(token, olds.get(back.get(token.item, -1)), token)
            elif token.is_frame:
                old = heads.get(old_part.get(token.part, (-1, -1))) if token.mark != "close" else None
                opens = token.mark == "open" and token.part[0] in self._divided
                yield Entry(token._replace(mark="section") if opens else token, old, token)
            else:
                yield Entry(token, None, token)
            yield from self._slots.get(number, ())


def _hollow(versions: Versions) -> dict[int, Token]:
    """Return the fragments of the old version alone in which no step is gone or keeps its place, with their ends."""
    held: set[int] = set()
    stack: list[int] = []
    found: dict[int, Token] = {}
    for token in versions.old:
        if token.is_step and stack:
            if token.item in versions.kept or token.item not in versions.pairs:
                held.add(stack[-1])
        elif token.is_frame and token.mark == "open":
            stack.append(token.part[0])
        elif token.is_frame and token.mark == "close":
            inner = stack.pop()
            # A colour of the old version alone is not drawn.
            coloured = isinstance(token.node, Block) and token.node.kind == "rect"
            if inner in held and stack:
                held.add(stack[-1])
            elif inner not in held and inner not in versions.fragments and not coloured:
                found[inner] = token
    return found
