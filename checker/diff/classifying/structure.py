"""Order and choice: steps that were moved, fragments that came, went or became others, loops of other bounds.

Each such edit is judged by the runs of the steps that it is about. The diagram as a whole is asked at last, so that
edits of which each is harmless do not hide what they allow or forbid together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checker.base.words import counted
from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.labels import label_changes, loop_changes, shown
from checker.diff.classifying.texts import plain_breaks
from checker.diff.codes import CHOICE, ORDER
from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched, Part
from checker.diff.reading.promising import promises
from checker.diff.runs.comparing import Compared, Comparing
from checker.diff.runs.telling import told_run
from checker.model.chart import Chart

# More steps than this that were moved, or that were moved past more others than this, are judged together.
_MOST_MOVED, _EFFORT = 60, 6_000
_Pair = tuple[int, int]
_CHOICE = ("alt", "opt", "break", "critical", "loop", "par", "par_over")


@dataclass(frozen=True)
class _Edit:
    """Fragments of either version that do not go together, and the matched steps that it is about."""

    olds: frozenset[int]
    news: frozenset[int]
    pairs: frozenset[_Pair]


@dataclass(frozen=True)
class StructureChanges:
    """The questions about order and choice of one matched diagram."""

    comparing: Comparing

    @property
    def _matched(self) -> Matched:
        return self.comparing.matched

    def changes(self) -> list[Change]:
        """Return the changes of order and choice."""
        if self._matched.skeleton_same:
            return [*loop_changes(self._matched), *label_changes(self._matched)]
        found = [*self.moves(), *self.fragments(), *loop_changes(self._matched), *label_changes(self._matched)]
        return [*found, *self._unsaid(found)]

    @cached_property
    def all_same(self) -> Compared | None:
        """The comparison of the whole diagrams, where both allow exactly the same; else None."""
        compared = None if self._matched.skeleton_same else self.comparing.of_all()
        return compared if compared and compared.same and compared.whole else None

    def moves(self) -> Iterator[Change]:
        """Yield the steps that stand elsewhere among the others."""
        moved = sorted(self._matched.steps.moved)
        judged = self._counting
        for pair in moved:
            if pair not in judged:
                why = "what is moved is in no order: a note that promises nothing, or told as a message that is lost"
                yield self._shift(*self._items(pair), Rank.COSMETIC, why)
        telling = [pair for pair in moved if pair in judged]
        spent = number = 0
        while number < min(len(telling), _MOST_MOVED) and spent < _EFFORT:
            about = frozenset({telling[number], *(p for p in judged if _crosses(telling[number], p))})
            yield self._moved(*self._items(telling[number]), self.comparing.of_steps(about))
            number, spent = number + 1, spent + len(about)
        yield from self._further(telling[number:])

    def _further(self, moved: list[_Pair]) -> Iterator[Change]:
        """Yield what the rest of very many moved steps do together."""
        if not moved:
            return
        about = frozenset(p for p in self._counting if any(p == m or _crosses(m, p) for m in moved))
        compared = self.comparing.of_steps(about)
        says = f"{len(moved)} further steps stand at other places"
        old, new = (_spot(item) for item in self._items(moved[0]))
        if compared.same:
            yield Change(ORDER, Rank.COSMETIC, says, f"the same runs are allowed{compared.bound}", old, new)
        else:
            yield _ranked_at(ORDER, says, old, new, compared)

    @cached_property
    def _counting(self) -> frozenset[_Pair]:
        """The matched steps that take part in runs: no notes that promise nothing, no messages lost in one version.

        Nor notes over more lifelines than before: that is told by itself.
        """
        pairs = ((pair, *self._items(pair)) for pair in self._matched.steps.pairs)
        return frozenset(
            pair
            for pair, old, new in pairs
            if old.shape == new.shape and (old.kind == "message" or (old.ends == new.ends and promises(old.text)))
        )

    def _items(self, pair: _Pair) -> tuple[Item, Item]:
        return self._matched.old_items[pair[0]], self._matched.new_items[pair[1]]

    def _moved(self, old: Item, new: Item, compared: Compared) -> Change:
        if compared.same:
            why = f"nothing orders it and what it changed places with, so the same runs are allowed{compared.bound}"
            return self._shift(old, new, Rank.COSMETIC, why)
        return _ranked(ORDER, f"{_step(new)} stands at another place", old, new, compared)

    def _shift(self, old: Item, new: Item, rank: Rank, why: str) -> Change:
        return Change(ORDER, rank, f"{_step(new)} stands at another place", why, _spot(old), _spot(new))

    def fragments(self) -> Iterator[Change]:
        """Yield the fragments around matched steps that came, went or became others."""
        for edit in self._edits():
            old = self._fragment_spot(0, edit.olds)
            new = self._fragment_spot(1, edit.news)
            says = self._edit_says(edit)
            compared = self.comparing.of_steps(edit.pairs)
            if compared.same:
                why = f"the same runs are allowed{compared.bound}"
                yield Change(CHOICE, Rank.COSMETIC, says, why, old, new)
            else:
                yield _ranked_at(CHOICE, says, old, new, compared)

    def _edits(self) -> list[_Edit]:
        """Return the edits of fragments, those of the same fragments together."""
        groups: dict[tuple[frozenset[int], frozenset[int]], set[_Pair]] = {}
        for a, b in self._counting:
            olds, news = self._differing(a, b)
            if olds or news:
                groups.setdefault((olds, news), set()).add((a, b))
        for number in self._new_parts():
            groups.setdefault((frozenset({self._matched.fragments.old_of[number]}), frozenset({number})), set())
        return [_Edit(o, n, frozenset(p | self._inside(o, n))) for (o, n), p in sorted(groups.items(), key=_first)]

    def _differing(self, a: int, b: int) -> tuple[frozenset[int], frozenset[int]]:
        """Return the fragments around a matched step that it does not stand in alike, of either version."""
        matched = self._matched
        olds = [part for part in matched.homes[0][a] if self._kind(0, part) in _CHOICE]
        news = [part for part in matched.homes[1][b] if self._kind(1, part) in _CHOICE]
        mapped = {part: self._old_part(part) for part in news}
        alike = {part for part in mapped.values() if part in olds}
        return (
            frozenset(f for f, _ in olds if not any(part[0] == f for part in alike)),
            frozenset(part[0] for part in news if mapped[part] not in alike),
        )

    def _old_part(self, part: Part) -> Part | None:
        """Return the old part that a new one is, where both are of one kind of fragment."""
        old = self._matched.fragments.parts.get(part)
        if old is None or self._kind(0, old) != self._kind(1, part):
            return None
        return old

    def _kind(self, side: int, part: Part) -> str:
        chart = (self._matched.old if side == 0 else self._matched.new).chart
        kind = chart.fragments[part[0]].kind
        return "par" if kind == "par_over" else kind

    def _new_parts(self) -> Iterator[int]:
        """Yield the fragments that have another number of parts than before."""
        olds, news = self._matched.old.chart.fragments, self._matched.new.chart.fragments
        for b, a in self._matched.fragments.old_of.items():
            if len(olds[a].operands) != len(news[b].operands) and news[b].kind in _CHOICE:
                yield b

    def _inside(self, olds: frozenset[int], news: frozenset[int]) -> set[_Pair]:
        """Return the matched steps in some fragments, and those beside them that say whether these are reached at all.

        That is, those in the choice around a fragment that stand there alike in both versions; of a break all that it
        may skip.
        """
        both = (olds, self._matched.old.chart), (news, self._matched.new.chart)
        wide = [{c.fragments[n].parent if c.fragments[n].kind == "break" else n for n in some} for some, c in both]
        around = [{_choice_around(c, n) for n in some} - {0} for some, c in both]
        homes, found = self._matched.homes, set()
        for pair in self._counting:
            inside = [{f for f, _ in homes[side][pair[side]]} | {0} for side in (0, 1)]
            beside = any(one & other for one, other in zip(inside, around, strict=True))
            if any(one & other for one, other in zip(inside, wide, strict=True)) or (
                beside and not any(self._differing(*pair))
            ):
                found.add(pair)
        return found

    def _fragment_spot(self, side: int, numbers: frozenset[int]) -> Spot | None:
        chart = (self._matched.old if side == 0 else self._matched.new).chart
        found = [chart.fragments[n] for n in sorted(numbers)]
        if found:
            return Spot(found[0].place, shown(found[0]))
        return None

    def _edit_says(self, edit: _Edit) -> str:
        olds = [shown(self._matched.old.chart.fragments[n]) for n in sorted(edit.olds)]
        news = [shown(self._matched.new.chart.fragments[n]) for n in sorted(edit.news)]
        count = counted(self._held(edit), "step")
        if olds and news:
            return f"{count} stood in {' in '.join(olds)} and now in {' in '.join(news)}"
        if news:
            return f"{' in '.join(news)} is new around {count}"
        return f"{' in '.join(olds)} around {count} is gone"

    def _held(self, edit: _Edit) -> int:
        """Return how many matched steps stand in the fragments themselves."""
        held = (
            any(f in edit.olds for f, _ in self._matched.homes[0][a])
            or any(f in edit.news for f, _ in self._matched.homes[1][b])
            for a, b in edit.pairs
        )
        return sum(held)

    def _unsaid(self, found: list[Change]) -> Iterator[Change]:
        """Yield what the matched steps as a whole allow or forbid and no single edit told."""
        compared = self.comparing.of_steps(self._counting)
        told = {change.rank for change in found}
        old, new = (Spot(page.drawn.place, page.drawn.title) for page in (self._matched.old, self._matched.new))
        says = f"{self._matched.new.name} as a whole"
        if not compared.more.included and Rank.BREAKING not in told:
            yield _ranked_at(ORDER, f"{says} allows a run that was not allowed", old, new, compared)
        elif not compared.less.included and not told & {Rank.BREAKING, Rank.STRENGTHENING}:
            yield _ranked_at(ORDER, f"{says} does not allow a run that was allowed", old, new, compared)


def _choice_around(chart: Chart, number: int) -> int:
    """Return the nearest choice around a fragment that holds further events, or 0."""
    inner = chart.fragments[number]
    at = inner.parent
    while at > 0:
        fragment = chart.fragments[at]
        if fragment.kind in _CHOICE and fragment.end - fragment.start > inner.end - inner.start:
            return at
        at = fragment.parent
    return 0


def _first(group: tuple[tuple[frozenset[int], frozenset[int]], set[_Pair]]) -> tuple[list[int], list[int]]:
    return sorted(group[0][1]), sorted(group[0][0])


def _crosses(one: _Pair, other: _Pair) -> bool:
    return (one[0] < other[0]) != (one[1] < other[1])


def _ranked(code: str, says: str, old: Item, new: Item, compared: Compared) -> Change:
    return _ranked_at(code, says, _spot(old), _spot(new), compared)


def _ranked_at(code: str, says: str, old: Spot | None, new: Spot | None, compared: Compared) -> Change:
    """Return a change by what runs of which version the other does not allow."""
    bound = compared.bound
    if compared.more.witness is not None:
        both = "" if compared.less.included else "; and a run that was allowed is not any more"
        why = f"a run is allowed that was not{both}{bound}"
        run = told_run(compared.more.witness)
        return Change(code, Rank.BREAKING, says, why, old, new, run=run, run_of="new")
    assert compared.less.witness is not None
    why = f"a run that was allowed is not any more, and none is new{bound}"
    return Change(code, Rank.STRENGTHENING, says, why, old, new, run=told_run(compared.less.witness), run_of="old")


def _spot(item: Item) -> Spot:
    return Spot(item.place, item.text)


def _step(item: Item) -> str:
    text = plain_breaks(item.text)
    return f"the {item.kind} '{text[:57] + '...' if len(text) > 60 else text}'"
