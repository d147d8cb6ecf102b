"""`once[a, b] event` as a state of its own: an event within a stretch that has just passed.

What a state is asked for must be known over time. An event is true at one instant, which nobody knows exactly; that it
was one of the last five seconds is known nearly always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Fluent
from checker.conform.happenings.happening import Occurrence
from checker.conform.own.occurring import domains, occurrences, tuples_of
from checker.conform.own.tellers import coverage
from checker.conform.question import Question
from checker.logic.formula import (
    And,
    Atom,
    Exists,
    Forall,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Window,
)
from checker.logic.grounding import ground
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.contract import Contract
from checker.model.own import Own, OwnEvent, plain

_NAME = re.compile(r"once\[(\d+), (\d+|inf)\] (.+)")
_UNOBSERVED = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), "no log tells of it", "a log that does")
_STAMPS, _FINER = "it lies within the resolution of a stamp", "a log with finer time stamps"
# How sure what is known is: silence, lost lines, the edges of a stamp, a stamp that is too wide, certainty.
_SILENT, _LOST, _EDGE, _WIDE, _SURE = range(5)


def is_recent(name: str) -> bool:
    """Say whether this is the name of such a state."""
    return name.startswith("once[")


def with_recent(question: Question, contract: Contract) -> Question:
    """Return a question that a state triggers with each `once event` in it as such a state."""
    events, numbers = contract.own.events, contract.numbers
    guard, requirement = (_replaced(f, events, numbers) for f in (question.guard, question.requirement))
    return replace(question, guard=guard, requirement=requirement)


def _replaced(formula: Formula, events: Mapping[str, OwnEvent], numbers: Mapping[str, int]) -> Formula:
    def inner(part: Formula) -> Formula:
        return _replaced(part, events, numbers)

    match formula:
        case Once(Atom(name, args), window) if name in events:
            window = _numbers(window, numbers)
            upper = "inf" if window.upper is None else window.upper
            return Atom(f"once[{window.lower}, {upper}] {name}", args)
        case Once(operand, window) | Historically(operand, window):
            return type(formula)(inner(operand), window)
        case Not(operand):
            return Not(inner(operand))
        case And(operands) | Or(operands):
            return type(formula)(tuple(map(inner, operands)))
        case Implies(left, right):
            return Implies(inner(left), inner(right))
        case Since(left, right, window):
            return Since(inner(left), inner(right), window)
        case Exists(variable, sort, body) | Forall(variable, sort, body):
            return type(formula)(variable, sort, inner(body))
        case _:
            return formula


def _numbers(window: Window, numbers: Mapping[str, int]) -> Window:
    grounded = ground(Once(Atom("any"), window), {}, numbers)
    assert isinstance(grounded, Once), "an atom is no constant, so that nothing folds"
    return grounded.window


def recent(name: str, own: Own) -> Fluent:
    """Return the state of such a name."""
    match = _NAME.fullmatch(name)
    assert match is not None, "names of such states are made here"
    event = own.events[match[3]]
    window = Window(int(match[1]), None if match[2] == "inf" else int(match[2]))
    says = f"{plain(event.says)} (in a stretch that has just passed)"
    return Fluent(name, event.sorts, says, partial(_estimate, event, window), _UNOBSERVED, widens_domains=False)


def _estimate(event: OwnEvent, window: Window, evidence: Evidence) -> dict[tuple[str, ...], Belief]:
    found: dict[tuple[str, ...], list[Occurrence]] = {}
    for each in occurrences(event, evidence):
        found.setdefault(each.args, []).append(each)
    every = tuples_of(event.sorts, {}, domains(evidence), found)
    return {args: _belief(event, args, found.get(args, ()), window, evidence) for args in every}


@dataclass(frozen=True, slots=True)
class _Part:
    """A half-open stretch in which one thing is known; what is surer goes before what is less sure."""

    lo: int
    hi: int
    rank: int
    stretch: Stretch


def _belief(
    event: OwnEvent, args: tuple[str, ...], found: Sequence[Occurrence], window: Window, evidence: Evidence
) -> Belief:
    covered = coverage(event, dict(zip(event.about, args, strict=True)), evidence)
    lower, upper = window.lower, window.upper
    assert isinstance(lower, int) and not isinstance(upper, str), "parameters have been replaced"
    reach = None if upper is None else int(str(upper))
    parts = [part for each in found for part in _of(each, lower, reach)]
    if covered.time is None:
        settled = replace(_UNOBSERVED, why=f"{covered.lacking} was not given", settles=covered.lacking)
        parts.append(_Part(BEGINNING, END, _SILENT, settled))
    else:
        parts += _silence(covered.time, lower, reach, covered.source)
        for lost in covered.lost:
            gap = Stretch(0, 0, Truth.UNKNOWN, Ground.GAP, (), lost.why, lost.settles)
            parts.append(_Part(lost.time.lo + lower, _end(lost.time.hi + 1, reach), _LOST, gap))
    return Belief(tuple(_layered(parts)))


def _of(each: Occurrence, lower: int, upper: int | None) -> Iterator[_Part]:
    """Where an event is certainly in the stretch, and where it may be, as its stamp is wide."""
    time, because = each.time, (each.event,)
    sure = Interval(time.hi + lower, END if upper is None else time.lo + upper) if _fits(time, lower, upper) else None
    edge = Stretch(0, 0, Truth.UNKNOWN, Ground.TRANSITION, because, _STAMPS, _FINER)
    if sure is None:
        # true at some instant, perhaps, and false again: no single change tells that
        yield _Part(time.lo + lower, _end(time.hi + 1, upper), _WIDE, replace(edge, ground=Ground.GAP))
        return
    yield _Part(sure.lo, min(END, sure.hi + 1), _SURE, Stretch(0, 0, Truth.TRUE, Ground.KNOWN, because))
    yield _Part(time.lo + lower, sure.lo, _EDGE, edge)
    if upper is not None:
        yield _Part(sure.hi + 1, time.hi + upper + 1, _EDGE, edge)


def _fits(time: Interval, lower: int, upper: int | None) -> bool:
    return upper is None or time.hi + lower <= time.lo + upper


def _silence(time: Interval, lower: int, upper: int | None, source: str) -> Iterator[_Part]:
    """Where it was certainly not: the whole stretch lies in what was heard."""
    begin = time.lo if time.lo == BEGINNING else END if upper is None else time.lo + upper
    end = time.hi + lower + 1
    unseen = Stretch(0, 0, Truth.UNKNOWN, Ground.GAP, (), f"{source} was not heard then", f"{source} of that time")
    yield _Part(BEGINNING, END, _SILENT, unseen)
    if begin < end:
        yield _Part(begin, end, _SILENT, Stretch(0, 0, Truth.FALSE, Ground.KNOWN))


def _end(instant: int, upper: int | None) -> int:
    return END if upper is None else instant + upper


def _layered(parts: Sequence[_Part]) -> list[Stretch]:
    """Return what is surest at each time; two edges that meet are no single change, and tell nothing."""
    begin: dict[int, list[int]] = {}
    end: dict[int, list[int]] = {}
    for index, part in enumerate(parts):
        if part.lo < part.hi:
            begin.setdefault(part.lo, []).append(index)
            end.setdefault(part.hi, []).append(index)
    cuts = sorted({BEGINNING, END, *begin, *end})
    # by rank, in the order in which they begin: of one rank the later goes before
    here: dict[int, dict[int, None]] = {}
    layers: list[Stretch] = []
    for lo, hi in pairwise(cuts):
        for index in end.get(lo, ()):
            del here[parts[index].rank][index]
        for index in begin.get(lo, ()):
            here.setdefault(parts[index].rank, {})[index] = None
        rank = max(rank for rank, some in here.items() if some)
        best = parts[next(reversed(here[rank]))].stretch
        single = rank != _EDGE or len(here[rank]) == 1
        layers.append(replace(best, lo=lo, hi=hi, ground=best.ground if single else Ground.GAP))
    return _without_meeting_edges(layers)


def _without_meeting_edges(layers: Sequence[Stretch]) -> list[Stretch]:
    kept = list(layers)
    for n, (one, other) in enumerate(pairwise(layers)):
        if one.ground is Ground.TRANSITION and other.ground in (Ground.TRANSITION, Ground.GAP) and other.because:
            kept[n] = replace(one, ground=Ground.GAP)
        if other.ground is Ground.TRANSITION and one.ground in (Ground.TRANSITION, Ground.GAP) and one.because:
            kept[n + 1] = replace(other, ground=Ground.GAP)
    return kept
