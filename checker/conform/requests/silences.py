"""Stretches in which a program fell silent: a batch of its records may have been lost, and with it what requests lack.

A program hands on its records in the order in which they end, many at a time. What was lost is then all that it had to
tell in one stretch: of every request, not of one of them. So a request lacks something for certain only where the
program went on to tell of others.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.time import Interval, union
from checker.conform.requests.collecting import Collected
from checker.model.event import Source
from checker.readers.collecting import FIRST_TIME, OUTLINE

# So many times as long as usually passes between two requests of it is a program not silent by chance: if requests come
# independently of each other, one gap in 3000 is as long, or one in 50 that also holds two requests which lack it.
_LONG, _RATHER_LONG = 8, 4
# Instants are told apart to this part of `edge`, or of all that is listened to.
_FINE, _FINEST = 1 << 13, 1 << 20


@dataclass(slots=True)
class _Voice:
    """When something was heard: the first and the last instant, of how many requests, and in between to a grain."""

    lo: int
    hi: int
    requests: int = 0
    marks: set[int] = field(default_factory=set)

    @property
    def usual(self) -> float:
        """How long (ns) it is between two requests."""
        return (self.hi - self.lo) / max(1, self.requests - 1)


class Lacking:
    """The requests that lack what a program would have told: from when to when each lasted."""

    def __init__(self) -> None:
        self._times: dict[str, array[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._times)

    def add(self, programs: Iterable[str], time: Interval) -> None:
        """Note that a request lacks something of some programs."""
        for program in programs:
            self._times.setdefault(program, array("q")).extend((time.lo, time.hi))

    def times(self) -> Mapping[str, Sequence[Interval]]:
        """Return when the requests were, by program, in the order of their first instants."""
        return {p: sorted(map(Interval, times[::2], times[1::2])) for p, times in self._times.items()}


def silences(
    collected: Collected, lacking: Lacking, edge: int, named: Callable[[Source], tuple[Source, int]]
) -> Mapping[str, Sequence[Interval]]:
    """Return, by program, when it was silent in such a way that its records may have been lost, in order and disjoint.

    Only what is near requests that lack something is looked at. `named` gives a source its name, and what is added to
    its stamps.
    """
    found = {}
    for program, times in lacking.times().items():
        windows = union([Interval(t.lo - edge, t.hi + edge) for t in times])
        grain = max(1, edge // _FINE, sum(w.hi - w.lo for w in windows) // _FINEST)
        whole, parts = _heard(collected, program, windows, grain, named)
        silent = list(_silent(whole, times, grain, edge, alone=True)) if whole else []
        for part in parts if len(parts) > 1 else ():
            silent += _silent(part, times, grain, edge, alone=False)
        found[program] = union(silent)
    return found


def _heard(
    collected: Collected,
    program: str,
    windows: Sequence[Interval],
    grain: int,
    named: Callable[[Source], tuple[Source, int]],
) -> tuple[_Voice | None, list[_Voice]]:
    """Return when a program was heard within some windows, as a whole and each component of it."""
    known = {}
    for key, outline in collected.outlines.items():
        source, offset = named(outline.events[0].source)
        if source.program == program:
            known[key] = source, offset
    starts = [window.lo for window in windows]
    voices: dict[Source | None, _Voice] = {}
    for share in range(collected.shares):
        for _, rows in collected.requests(share):
            # a record is handed on when what it tells has ended
            told = [(max(row[FIRST_TIME:]), *known[row[OUTLINE]]) for row in rows if row[OUTLINE] in known]
            for end, source, offset in told:
                time = end + offset
                at = bisect_right(starts, time) - 1
                near = at >= 0 and windows[at].hi >= time
                for who in (None, source):
                    voice = voices.get(who) or voices.setdefault(who, _Voice(time, time))
                    voice.lo, voice.hi = min(voice.lo, time), max(voice.hi, time)
                    if near:
                        voice.marks.add(time // grain)
            for who in {None, *(source for _, source, _ in told)} if told else ():
                voices[who].requests += 1
    whole = voices.pop(None, None)
    return whole, list(voices.values())


def _silent(voice: _Voice, times: Sequence[Interval], grain: int, edge: int, *, alone: bool) -> Iterator[Interval]:
    """Yield the gaps in what was heard that may be due to lost records.

    While one component is silent, others of its program may be heard (not `alone`): then a gap that is longer than
    records are on their way says only that it had little to do.
    """
    marks = sorted(voice.marks | {voice.lo // grain, voice.hi // grain})
    within = [0] * (len(marks) + 1)
    for time in times:
        at = bisect_right(marks, time.lo // grain)
        within[at] += at == bisect_left(marks, time.hi // grain)
    for at in range(1, len(marks)):
        length = (marks[at] - marks[at - 1]) * grain
        several = within[at] > 1
        if alone:
            is_long = length > edge // 2 or several or length >= _LONG * voice.usual
        else:
            rather = several and length >= _RATHER_LONG * voice.usual
            is_long = length <= edge and (rather or length >= _LONG * voice.usual)
        if is_long and marks[at] - marks[at - 1] > 1:
            yield Interval((marks[at - 1] + 1) * grain, marks[at] * grain - 1)
