"""Walks through a chart with every choice made: which part of an alt, how many rounds of a loop, whether a break.

Operators follow Mauw and Reniers (1994, 1997; Annex B of ITU-T Z.120): alternatives choose one part, loops repeat,
and parts follow each other by weak sequencing, which is what the rules of `chart_causality` do with the moves here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from checker.model.chart import Chart, Fragment
from checker.model.chart_causality import Move

LEAVE = -1
# Asked with a fragment, the options (numbers of operands, or LEAVE: not at all, no further round, no option of a
# `critical`) and the rounds done; the first option is the one that comes closest to the page.
Choose = Callable[[Fragment, tuple[int, ...], int], int]


class _Frame(NamedTuple):
    fragment: int
    rounds: int


class Walk:
    """One walk. Iterate it for its moves; how long it goes on is for `choose` to end."""

    def __init__(self, chart: Chart, choose: Choose) -> None:
        self._chart = chart
        self._choose = choose
        self._at = 0
        self._frames: list[_Frame] = []

    def __iter__(self) -> Iterator[Move]:
        """Yield the moves; a fragment that is skipped or opens without meaning for the order gives none."""
        steps, fragments = self._chart.steps, self._chart.fragments
        while self._at < len(steps):
            step = steps[self._at]
            if step.mark == "event":
                self._at += 1
                yield Move("event", step.number)
                continue
            fragment = fragments[step.number]
            if step.mark == "open":
                move = self._open(fragment)
            else:
                move = self._section(fragment) if step.mark == "section" else self._close(fragment)
            if move:
                yield move

    @property
    def depth(self) -> int:
        """How many fragments are open."""
        return len(self._frames)

    def state(self) -> object:
        """Return something hashable that is equal only where the rest of the walk has the same choices."""
        return self._at, tuple((f.fragment, self._left(f)) for f in self._frames)

    def _left(self, frame: _Frame) -> int:
        """Return the rounds done; beyond the fewest they make no difference to a loop without a bound."""
        fragment = self._chart.fragments[frame.fragment]
        return frame.rounds if fragment.high is not None else min(frame.rounds, fragment.low)

    def _open(self, fragment: Fragment) -> Move | None:
        if fragment.kind == "loop":
            self._round(fragment, 0)
            return None
        options = _options(fragment)
        chosen = self._choose(fragment, options, 0) if len(options) > 1 else options[0]
        if chosen == LEAVE:
            self._at = fragment.last + 1
            return None
        self._frames.append(_Frame(fragment.index, 0))
        self._at = fragment.operands[chosen].step
        if fragment.kind in ("par", "par_over"):
            return Move("fork", fragment.index)
        return Move("enter", fragment.index) if fragment.kind == "critical" else None

    def _round(self, fragment: Fragment, done: int) -> None:
        again = (0,) if fragment.high is None or done < fragment.high else ()
        stop = (LEAVE,) if done >= fragment.low else ()
        options = stop + again if done else again + stop
        if self._choose(fragment, options, done) == LEAVE:
            self._at = fragment.last + 1
        else:
            self._frames.append(_Frame(fragment.index, done + 1))
            self._at = fragment.operands[0].step

    def _section(self, fragment: Fragment) -> Move | None:
        if fragment.kind in ("par", "par_over"):
            self._at += 1
            return Move("next", fragment.index)
        body = fragment.kind == "critical" and self._at == fragment.operands[1].step - 1
        if body:
            chosen = self._choose(fragment, (LEAVE, *range(1, len(fragment.operands))), 0)
            self._at = fragment.last if chosen == LEAVE else fragment.operands[chosen].step
        else:
            self._at = fragment.last
        return None

    def _close(self, fragment: Fragment) -> Move | None:
        frame = self._frames.pop()
        if fragment.kind == "loop":
            self._round(fragment, frame.rounds)
        elif fragment.kind == "break":
            self._break()
        else:
            self._at += 1
        if fragment.kind in ("par", "par_over"):
            return Move("join", fragment.index)
        return Move("leave", fragment.index) if fragment.kind == "critical" else None

    def _break(self) -> None:
        """Go to the end of the part around a break; a loop around it ends. `rect` is no fragment in this respect."""
        while self._chart.fragments[self._frames[-1].fragment].kind == "rect":
            self._frames.pop()
        around = self._chart.fragments[self._frames[-1].fragment]
        if around.kind == "loop":
            self._frames.pop()
            self._at = around.last + 1
        elif around.kind in ("par", "par_over"):
            self._at = next((o.step - 1 for o in around.operands if o.step > self._at), around.last)
        else:
            self._at = around.last


def _options(fragment: Fragment) -> tuple[int, ...]:
    """Return the ways into a fragment that is no loop, the one closest to the page first."""
    if fragment.kind == "alt" and len(fragment.operands) > 1:
        return tuple(range(len(fragment.operands)))
    if fragment.kind in ("alt", "opt"):
        return (0, LEAVE)
    return (LEAVE, 0) if fragment.kind == "break" else (0,)


def flat(chart: Chart) -> Iterator[Move]:
    """Yield the moves with every part of every fragment once and in the order of the page: alternatives flattened."""
    for mark, number in chart.steps:
        kind = chart.fragments[number].kind if mark != "event" else ""
        if mark == "event":
            yield Move("event", number)
        elif kind in ("par", "par_over"):
            yield Move({"open": "fork", "section": "next", "close": "join"}[mark], number)  # type: ignore[arg-type]
