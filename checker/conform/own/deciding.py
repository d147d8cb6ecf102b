"""What a formula over own events and states is at an instant, for every admissible timing of what was logged.

Beyond what its sources told an event may have happened unseen: before their first line, after their last one, and where
lines were lost. Most formulas are decided by the last few events; further ones are looked at only where those leave
them open, as the question with all of them may be long.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.exact import decide
from checker.conform.happenings.happening import Occurrence
from checker.conform.knowledge import Knowledge, estimate
from checker.conform.own.occurring import occurrences
from checker.conform.own.tellers import Coverage, coverage
from checker.conform.refine import REFERENCE, changes_of, clock_of
from checker.logic.critical import MARGIN
from checker.logic.formula import Atom, Constant, Formula, Historically, Once, Since, atoms_of, walk
from checker.logic.signal import BEGINNING
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from checker.model.event import Event

# So many of the last events of each kind are looked at, one number after the other while the answer stays open.
_LAST = (4, 32, 256)
APART_NS = 2 * MARGIN
_ORDER = "how the stamps of the lines interleave is open"
_FINER = "the same log with finer time stamps"
_EVERYTHING: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """The occurrences of one ground event in the order of time, and when its sources would have told of it."""

    found: Sequence[Occurrence]
    covered: Coverage
    starts: Sequence[int]
    widest: int

    @classmethod
    def of(cls, found: Sequence[Occurrence], covered: Coverage) -> _Told:
        widest = max((o.time.hi - o.time.lo for o in found), default=0)
        return cls(found, covered, [o.time.lo for o in found], widest)

    def between(self, lo: int, hi: int) -> Sequence[Occurrence]:
        """Those that may lie in [lo, hi], and few others."""
        return self.found[bisect_left(self.starts, lo - self.widest) : bisect_right(self.starts, hi)]

    def last(self, count: int, lo: int, at: Occurrence, only: Collection[int] | None) -> _Last:
        """The last so many of those between an instant and an occurrence, which itself is none of them."""
        near = self.between(lo, at.time.hi)
        kept: list[Occurrence] = []
        for n in range(len(near) - 1, -1, -1):
            if len(kept) == count:
                return _Last(kept, near[n].time.lo + self.widest)
            if near[n].event is not at.event and (only is None or id(near[n].event) in only):
                kept.append(near[n])
        return _Last(kept, None)


class _Last(NamedTuple):
    """Some occurrences, and up to when there were others before them that are left out (None: there were not)."""

    kept: Sequence[Occurrence]
    left_until: int | None


@dataclass(slots=True)
class Decider:
    """Decides formulas by the evidence; what it finds of an event is kept."""

    evidence: Evidence
    knowledge: Knowledge
    stamped: Evidence = field(init=False)
    _known: dict[Atom, _Told] = field(default_factory=dict)
    _by_name: dict[str, dict[tuple[str, ...], list[Occurrence]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        evidence = self.evidence
        self.stamped = replace(evidence, events=evidence.stamped or evidence.events, uncertainty={})
        if evidence.uncertainty and self.knowledge.fluents:
            self.knowledge = estimate(self.stamped, self.knowledge.fluents)

    def verdict(
        self,
        formula: Formula,
        at: Occurrence,
        *,
        lenient: bool = False,
        only: Collection[int] | None = _EVERYTHING,
    ) -> Verdict:
        """Return whether a ground formula is true at an occurrence under every timing, under none, or under some.

        `lenient` takes it that nothing was before the sources were heard. `only` are the identities of the events that
        count, where not all do.
        """
        if isinstance(formula, Constant):
            return {Truth.TRUE: Verdict.HOLDS, Truth.FALSE: Verdict.VIOLATED}.get(formula.truth, Verdict.INCONCLUSIVE)
        verdict = Verdict.INCONCLUSIVE
        for last in _LAST:
            question, cut = self._question(formula, at, last, lenient, only)
            verdict = decide(question).verdict
            if verdict is not Verdict.INCONCLUSIVE or not cut:
                break
        return verdict

    def _question(
        self, formula: Formula, at: Occurrence, last: int, lenient: bool, only: Collection[int] | None
    ) -> tuple[Question, bool]:
        """Return the exact question, and whether something that may matter was left out of it."""
        since = _since(formula, at)
        changes: list[Change] = []
        initial: dict[Atom, Truth] = {}
        cut = False
        for atom in atoms_of(formula):
            if atom.name in self.evidence.contract.own.events:
                told = self._told(atom)
                some = told.last(last, since, at, only)
                initial[atom], edges = _edges(atom, told.covered, lenient, some.left_until)
                changes += [*edges, *(self._change(atom, each) for each in some.kept)]
                cut |= some.left_until is not None
            else:
                stretches = list(self.knowledge.about(atom).between(since, at.time.hi))
                some_stretches = _from_one_that_is_known(stretches, last)
                initial[atom], begin = _begin(atom, some_stretches[0], len(some_stretches) < len(stretches))
                changes += [*begin, *changes_of(atom, some_stretches, self.evidence)]
                cut |= len(some_stretches) < len(stretches)
        clock = clock_of(at.event, self.evidence)
        names = {clock, *(change.clock for change in changes)} - {REFERENCE}
        unsure = {name: self.evidence.uncertainty.get(name, 0) for name in names}
        offsets = {REFERENCE: Interval(0, 0)} | {name: Interval(-u, u) for name, u in unsure.items()}
        return Question(formula, changes, Moment(at.time, clock), offsets, initial), cut

    def _change(self, atom: Atom, each: Occurrence) -> Change:
        return Change(atom, Truth.TRUE, each.time, clock_of(each.event, self.evidence), passing=True)

    def _told(self, atom: Atom) -> _Told:
        if atom not in self._known:
            own = self.evidence.contract.own.events[atom.name]
            if atom.name not in self._by_name:
                grouped: dict[tuple[str, ...], list[Occurrence]] = {}
                for each in occurrences(own, self.stamped):
                    grouped.setdefault(each.args, []).append(each)
                self._by_name[atom.name] = grouped
            args = tuple(map(str, atom.args))
            covered = coverage(own, dict(zip(own.about, args, strict=True)), self.evidence)
            self._known[atom] = _Told.of(self._by_name[atom.name].get(args, []), covered)
        return self._known[atom]

    def candidates(self, formula: Formula, at: Occurrence) -> list[Event]:
        """Return the events that may matter to a formula at an occurrence, in the order of time."""
        since = _since(formula, at)
        found = [o for atom in self._events(formula) for o in self._told(atom).between(since, at.time.hi)[-_LAST[1] :]]
        return [each.event for each in sorted(found, key=lambda o: (o.time, str(o.event.places)))]

    def _events(self, formula: Formula) -> Iterable[Atom]:
        return (a for a in atoms_of(formula) if a.name in self.evidence.contract.own.events)

    def open(self, formula: Formula, at: Occurrence) -> tuple[str, str]:
        """Return why a formula is open at an occurrence, and what would settle it."""
        for atom in self._events(formula):
            if reason := _unheard(self._told(atom).covered, at.time, since=_since(formula, at)):
                return reason
        for _, stretch in self.knowledge.stretches(formula, at.time.lo - _reach(formula), at.time.hi):
            if stretch.truth is Truth.UNKNOWN and stretch.why:
                return stretch.why, stretch.settles
        return _ORDER, _FINER


def _edges(atom: Atom, covered: Coverage, lenient: bool, left_until: int | None) -> tuple[Truth, list[Change]]:
    """Return what an event is before its sources are heard, and the changes where it may have happened unseen."""
    if covered.time is None:
        return (Truth.FALSE if lenient else Truth.UNKNOWN), []
    clock = covered.clock or REFERENCE

    def from_then_on(instant: int, truth: Truth) -> Change:
        return Change(atom, truth, Interval(instant, instant), clock)

    # a little apart from the stamps themselves, so that their order is beyond doubt
    begin = covered.time.lo - APART_NS if left_until is None else max(covered.time.lo, left_until) + APART_NS
    unknown = left_until is not None or not (lenient or covered.time.lo == BEGINNING)
    edges = [from_then_on(begin, Truth.FALSE)] if unknown else []
    for lost in covered.lost:
        if lost.time.hi >= begin:
            edges += [from_then_on(lost.time.lo, Truth.UNKNOWN), from_then_on(lost.time.hi + 1, Truth.FALSE)]
    edges.append(from_then_on(covered.time.hi + APART_NS, Truth.UNKNOWN))
    return (Truth.UNKNOWN if unknown else Truth.FALSE), edges


def _begin(atom: Atom, first: Stretch, cut: bool) -> tuple[Truth, list[Change]]:
    """Return what a state is before the stretches that are looked at, and the change with which these begin."""
    if cut:
        return Truth.UNKNOWN, [Change(atom, first.truth, Interval(first.lo, first.lo), REFERENCE)]
    return Truth.UNKNOWN if first.ground is Ground.TRANSITION else first.truth, []


def _unheard(covered: Coverage, at: Interval, since: int) -> tuple[str, str] | None:
    """Return why an event may have happened unseen, and what would settle it; None where it cannot have."""
    if covered.time is None:
        return f"{covered.lacking} was not given", covered.lacking
    if covered.time.hi < at.hi:
        return f"{covered.source} ends before that", f"{covered.source} beyond its end"
    lost = [each for each in covered.lost if since <= each.time.hi and each.time.lo <= at.hi]
    if lost:
        return lost[-1].why, lost[-1].settles
    if since < covered.time.lo:
        before = f"what was before {covered.source} begins is not known"
        return (before if since == BEGINNING else f"{covered.source} begins later"), f"{covered.source} from its start"
    return None


def _from_one_that_is_known(stretches: list[Stretch], last: int) -> list[Stretch]:
    """Return the last stretches, the first of them no transition: of that the one before would say what it was."""
    start = max(0, len(stretches) - last)
    while start and stretches[start].ground is Ground.TRANSITION:
        start -= 1
    return stretches[start:]


def _windows(formula: Formula) -> Iterator[int | None]:
    for node in walk(formula):
        if isinstance(node, Historically | Once | Since):
            upper = node.window.upper
            yield upper if isinstance(upper, int) else None


def _since(formula: Formula, at: Occurrence) -> int:
    """Return from when on it matters what was."""
    return at.time.lo - _reach(formula) if _is_bounded(formula) else BEGINNING


def _is_bounded(formula: Formula) -> bool:
    """Say whether all of a ground formula looks back no further than its windows say."""
    return None not in list(_windows(formula))


def _reach(formula: Formula) -> int:
    """Return how far (ns) the windows of a ground formula look back together; those without an end are left out."""
    return sum(upper for upper in _windows(formula) if upper is not None)
