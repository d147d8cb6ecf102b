"""Fragments that only the old version has, drawn around what stood in them, where that still stands together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from checker.diagram.tree import Block
from checker.diff.merging.tokens import Token
from checker.diff.merging.weaving import Entry, Versions

# A fragment is not looked for through more fragments around it than this.
_DEEPEST = 64
_NONE = -1


@dataclass
class _Held:
    """What stands in an old fragment: its elements, and the positions of the first and last step in each part."""

    heads: list[Token]
    close: Token | None = None
    firsts: dict[int, int] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)
    count: int = 0

    def add(self, operand: int, first: int, last: int, count: int) -> None:
        """Tell of steps in a part."""
        self.firsts[operand] = min(first, self.firsts.get(operand, first))
        self.lasts[operand] = max(last, self.lasts.get(operand, last))
        self.count += count


def framed(entries: Sequence[Entry], versions: Versions) -> list[Entry]:
    """Return the elements with the fragments of the old version alone around their steps.

    Where steps of others stand between them now, the frame is drawn empty, before the first of them.
    """
    held = _held(entries, versions)
    if not held:
        return list(entries)
    page = _Page(entries, versions)
    before: defaultdict[int, list[Entry]] = defaultdict(list)
    after: defaultdict[int, list[Entry]] = defaultdict(list)
    for _, each in sorted(held.items()):
        _place(each, page, before)
    for _, each in sorted(held.items(), reverse=True):
        _finish(each, page, after)
    found: list[Entry] = []
    for number, entry in enumerate(entries):
        found += [*before.get(number, ()), entry, *after.get(number, ())]
    return found


def _place(held: _Held, page: _Page, before: Mapping[int, list[Entry]]) -> None:
    opening, *divisions = (Entry(token, old=token) for token in held.heads)
    around = page.around(held)
    if around is None:
        assert held.close is not None
        before[min(held.firsts.values())] += [opening, Entry(held.close, old=held.close)]
        return
    before[around[0]].append(opening)
    for operand, division in enumerate(divisions, 1):
        at = page.division(held, operand, around)
        if at is not None:
            before[at].append(division)


def _finish(held: _Held, page: _Page, after: Mapping[int, list[Entry]]) -> None:
    around = page.around(held)
    if around is not None and held.close is not None:
        last = max(held.firsts)
        empty = [Entry(token, old=token) for token in held.heads[last + 1 :]]
        after[around[1]].extend([*empty, Entry(held.close, old=held.close)])


def _held(entries: Sequence[Entry], versions: Versions) -> dict[int, _Held]:
    """Return what stands in each fragment that only the old version has; colours and hollow ones are left out."""
    at = {entry.old.item: n for n, entry in enumerate(entries) if entry.old is not None and entry.old.is_step}
    found: dict[int, _Held] = {}
    stack: list[tuple[int, int]] = []
    for token in versions.old:
        if token.is_step and stack:
            here = at.get(token.item)
            if here is not None and (token.item in versions.kept or token.item not in versions.pairs):
                found[stack[-1][0]].add(stack[-1][1], here, here, 1)
        elif token.is_frame and token.mark == "open":
            stack.append(token.part)
            found[token.part[0]] = _Held([token])
        elif token.is_frame and token.mark == "section":
            stack[-1] = token.part
            found[token.part[0]].heads.append(token)
        elif token.is_frame:
            inner = found[stack.pop()[0]]
            inner.close = token
            if stack and inner.count:
                outer = found[stack[-1][0]]
                outer.add(stack[-1][1], min(inner.firsts.values()), max(inner.lasts.values()), inner.count)
    return {
        number: each
        for number, each in found.items()
        if number not in versions.fragments and each.count and not _coloured(each.heads[0])
    }


def _coloured(token: Token) -> bool:
    return isinstance(token.node, Block) and token.node.kind == "rect"


def _stands(entry: Entry, versions: Versions) -> bool:
    """Say whether an element is a step of the old version that keeps its place, or is gone."""
    old = entry.old
    return old is not None and old.is_step and (old.item in versions.kept or old.item not in versions.pairs)


class _Page:
    """The merged elements so far: which fragment each stands in, and how many old steps stand before it."""

    def __init__(self, entries: Sequence[Entry], versions: Versions) -> None:
        self._container: list[tuple[int, int]] = []  # where the fragment around opens, and the part of it
        self._depth: list[int] = []
        self._end: dict[int, int] = {}
        stack = [(_NONE, _NONE)]
        for number, entry in enumerate(entries):
            mark, frame = entry.token.mark, entry.token.is_frame
            if frame and mark == "close":
                opened, _ = stack.pop()
                self._end[opened] = number
                self._container.append(stack[-1])
            elif frame and mark == "section":
                stack[-1] = (stack[-1][0], number)
                self._container.append(stack[-1])
            else:
                self._container.append(stack[-1])
                if frame:
                    stack.append((number, number))
            self._depth.append(len(stack))
        self._steps = [0, *accumulate(int(_stands(entry, versions)) for entry in entries)]

    def around(self, held: _Held) -> tuple[int, int] | None:
        """Return the first and the last element that a frame holds; None where it would hold steps of others."""
        low, high = min(held.firsts.values()), max(held.lasts.values())
        nodes = self._common(low, high)
        if nodes is None:
            return None
        first, last = nodes[0], self._end.get(nodes[1], nodes[1])
        return (first, last) if self._steps[last + 1] - self._steps[first] == held.count else None

    def division(self, held: _Held, operand: int, around: tuple[int, int]) -> int | None:
        """Return the element before which a part of a frame begins; None where parts are mixed, or nothing follows."""
        following = [held.firsts[each] for each in held.firsts if each >= operand]
        earlier = [held.lasts[each] for each in held.lasts if each < operand]
        if not following or (earlier and max(earlier) >= min(following)):
            return None
        first = min(following)
        container = self._container[around[0]]
        for _ in range(_DEEPEST):
            if self._container[first] == container:
                return first if not earlier or max(earlier) < first else None
            first = self._container[first][0]
            if first < around[0]:
                return None
        return None

    def _common(self, low: int, high: int) -> tuple[int, int] | None:
        """Return the two elements of one part of one fragment in or at which two positions are."""
        for _ in range(_DEEPEST):
            one, other = self._container[low], self._container[high]
            if one == other:
                return low, high
            deeper = self._depth_of(low) - self._depth_of(high)
            if deeper >= 0:
                low = one[0]
            if deeper <= 0:
                high = other[0]
        return None

    def _depth_of(self, number: int) -> int:
        opened = self._container[number][0]
        return 0 if opened == _NONE else self._depth[opened]
