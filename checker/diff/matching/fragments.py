"""Which fragment of the new version is which of the old one, and which part of it is which: by what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.diff.matching.items import Item
from checker.diff.reading.plain import plain
from checker.model.chart import Chart, Fragment

# Fragments further out than this are not tried for a step: nobody nests so deep, and generated texts may.
_DEEPEST = 12
_SHARE, _SHARE_OTHER_KIND = 0.5, 0.75


@dataclass(frozen=True)
class Fragments:
    """The old number of each new fragment that has one, and of each part (fragment, operand) of these."""

    old_of: Mapping[int, int]
    parts: Mapping[tuple[int, int], tuple[int, int]]


def homes(items: Sequence[Item]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return for each step the parts (fragment, operand) that it stands in, the innermost first.

    Fragments are numbered as in charts: 0 is the diagram, then as they open.
    """
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    stack: list[tuple[int, int]] = []
    count = 0
    for item in items:
        if item.kind == "open":
            count += 1
            stack.append((count, 0))
        elif item.kind == "section":
            number, operand = stack.pop()
            stack.append((number, operand + 1))
        elif item.kind == "close":
            stack.pop()
        else:
            found[item.index] = tuple(reversed(stack[-_DEEPEST:]))
    return found


def match_fragments(
    old: Chart,
    new: Chart,
    homes_of: tuple[Mapping[int, tuple[tuple[int, int], ...]], Mapping[int, tuple[tuple[int, int], ...]]],
    pairs: Sequence[tuple[int, int]],
    frames: Sequence[tuple[int, int]],
) -> Fragments:
    """Return how the fragments of two charts go together; `frames` are pairs whose labels stand at one place."""
    before, after = homes_of
    shared: Counter[tuple[int, int]] = Counter()
    parts: Counter[tuple[tuple[int, int], tuple[int, int]]] = Counter()
    for a, b in pairs:
        for one in before[a]:
            for other in after[b]:
                shared[one[0], other[0]] += 1
                parts[one, other] += 1
    sizes = Counter(f for b in after.values() for f, _ in b), Counter(f for a in before.values() for f, _ in a)
    scored = list(_scored(shared, sizes, (old, new), set(frames)))
    scored += [(0.0, -1, -1, a, b) for a, b in frames if not sizes[1][a] and not sizes[0][b]]
    old_of: dict[int, int] = {0: 0}
    used = {0}
    for *_, a, b in sorted(scored):
        if b not in old_of and a not in used:
            old_of[b] = a
            used.add(a)
    return Fragments(old_of, dict(_parts(old_of, parts, old, new)))


def _scored(
    shared: Mapping[tuple[int, int], int],
    sizes: tuple[Counter[int], Counter[int]],
    charts: tuple[Chart, Chart],
    frames: set[tuple[int, int]],
) -> Iterator[tuple[float, int, int, int, int]]:
    """Yield pairs that may go together, the best first when sorted."""
    for (a, b), count in shared.items():
        one, other = charts[0].fragments[a], charts[1].fragments[b]
        share = count / max(sizes[0][b], sizes[1][a])
        same = _kind(one) == _kind(other)
        if share >= (_SHARE if same else _SHARE_OTHER_KIND) or (same and (a, b) in frames):
            alike = plain(one.label) == plain(other.label)
            yield -share, -int(same), -int(alike), a, b


def _kind(fragment: Fragment) -> str:
    return "par" if fragment.kind == "par_over" else fragment.kind


def _parts(
    old_of: Mapping[int, int],
    shared: Mapping[tuple[tuple[int, int], tuple[int, int]], int],
    old: Chart,
    new: Chart,
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield which part of a fragment is which of the other: that with the most in common, else that with the label."""
    best: dict[int, list[tuple[int, int, int]]] = {}
    for (one, other), count in shared.items():
        if old_of.get(other[0]) == one[0]:
            best.setdefault(other[0], []).append((-count, one[1], other[1]))
    for b, a in old_of.items():
        olds, news = old.fragments[a].operands, new.fragments[b].operands
        taken: dict[int, int] = {}
        for _, m, n in sorted(best.get(b, ())):
            if n not in taken and m not in taken.values():
                taken[n] = m
        left = [n for n in range(len(olds)) if n not in taken.values()]
        for n, operand in enumerate(news):
            same = [m for m in left if plain(olds[m].label) == plain(operand.label)]
            if n not in taken and same:
                taken[n] = same[0]
                left.remove(same[0])
        if len(olds) == len(news) and len(taken) == len(news) - 1:
            taken[next(n for n in range(len(news)) if n not in taken)] = left[0]
        yield from (((b, n), (a, m)) for n, m in taken.items())
