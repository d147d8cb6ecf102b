"""Properties that a rare event triggers: each happening is held against what was true, and what happened, before it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.finding import Finding, Severity, Verdict
from checker.base.time import Interval
from checker.conform import happenings
from checker.conform.belief import Stretch
from checker.conform.decisive import decisive
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.knowledge import Knowledge
from checker.conform.lives import process_of
from checker.conform.question import Question, reach_of
from checker.conform.words import moment, related
from checker.logic.formula import (
    And,
    Atom,
    Constant,
    Formula,
    Historically,
    Not,
    Once,
    Or,
    Since,
    atoms_of,
)
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import BEGINNING, Signal
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance

_LOST = "lines of the log are missing before it"
_ORDER = "how the stamps of the lines interleave is open"
_FINER = "the same log with finer time stamps"


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The occurrences of one ground happening in the order of time, so that those near an instant are found at once."""

    found: Sequence[Occurrence]
    starts: Sequence[int]
    widest: int

    @classmethod
    def of(cls, occurrences: Iterable[Occurrence]) -> _Timeline:
        found = sorted(occurrences, key=lambda o: o.time.lo)
        return cls(found, [o.time.lo for o in found], max((o.time.hi - o.time.lo for o in found), default=0))

    def between(self, lo: int, hi: int) -> Sequence[Occurrence]:
        """Those that may lie in [lo, hi], and few others."""
        return self.found[bisect_left(self.starts, lo - self.widest) : bisect_right(self.starts, hi)]

    def backwards(self, hi: int) -> Iterator[Occurrence]:
        """Those that may lie before an instant, the latest first."""
        return (self.found[n] for n in range(bisect_right(self.starts, hi) - 1, -1, -1))


@dataclass(slots=True)
class Moments:
    """Decides every happening that triggers a question."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    _found: dict[str, Sequence[Occurrence]] = field(default_factory=dict)
    _timelines: dict[Atom, _Timeline] = field(default_factory=dict)
    _guards: dict[Formula, Signal] = field(default_factory=dict)

    def decide(self) -> list[Instance]:
        """Return the instances in the order of their triggers; those whose guard is false are none."""
        decided = (self._decided(each) for each in self._occurrences(self.question.trigger.name))
        return [instance for instance in decided if instance is not None]

    def _occurrences(self, name: str) -> Sequence[Occurrence]:
        if name not in self._found:
            self._found[name] = happenings.load([name])[name].find(self.evidence)
        return self._found[name]

    def _decided(self, each: Occurrence) -> Instance | None:
        binding = self.question.binding(each.args)
        bounds, domains = self.evidence.contract.numbers, self.knowledge.domains
        guard = ground(self.question.guard, domains, bounds, binding)
        counts = Truth.TRUE if guard == Constant(Truth.TRUE) else self._counts(guard, each)
        if counts is Truth.FALSE:
            return None
        required = self.question.requirement if counts is Truth.TRUE else self.question.claim
        claim = ground(required, domains, bounds, binding)
        facts = self.knowledge.stretches(claim, each.time.lo - reach_of(claim), each.time.hi)
        verdict = Verdict.INCONCLUSIVE if each.lacking else self._verdict(claim, each)
        observer, subject = self.question.who(binding)
        if verdict is Verdict.HOLDS:
            return Instance(observer, subject, each.time, verdict)
        why, settles = ("", "") if verdict is Verdict.VIOLATED else self._open(claim, facts, each)
        told = self._finding(each, claim, facts, verdict, (why, settles))
        return Instance(observer, subject, each.time, verdict, why or told.message, settles, told)

    def _counts(self, guard: Formula, each: Occurrence) -> Truth:
        """Whether it is an instance: what no source tells is taken not to have been, so that none counts by silence."""
        if not (_strictly_past(guard) or self._apart(guard)):
            now: dict[Atom, Sequence[Occurrence]] = {a: self._before(a, each) for a in self._happening(guard)}
            truth = self._evaluated(guard, now, each.time).at(each.time.hi)
        else:  # what happens now has no part in it, so that one signal serves all
            if guard not in self._guards:
                happened = {a: self._timeline(a).found for a in self._happening(guard)}
                times = [o.time for o in self._occurrences(self.question.trigger.name)]
                whole = Interval(min(t.lo for t in times), max(t.hi for t in times))
                self._guards[guard] = self._evaluated(guard, happened, whole)
            truth = self._guards[guard].at(each.time.hi)
        # Of happenings alone only the time before the first of all is unknown.
        never = truth is Truth.UNKNOWN and len(self._happening(guard)) == len(atoms_of(guard))
        return Truth.FALSE if never else truth

    def _apart(self, guard: Formula) -> bool:
        """Whether no event tells both of a trigger and of what a guard speaks of, which then may be now as well."""
        if guard not in self._guards:
            told = {id(o.event) for a in self._happening(guard) for o in self._timeline(a).found}
            return told.isdisjoint(id(o.event) for o in self._occurrences(self.question.trigger.name))
        return True

    def _evaluated(self, guard: Formula, happened: Mapping[Atom, Sequence[Occurrence]], span: Interval) -> Signal:
        signals = self.knowledge.signals(guard, unobserved=Truth.FALSE)
        for atom, occurrences in happened.items():
            instants = sorted({o.time.hi for o in occurrences})
            changes = [c for at in instants for c in ((at, Truth.TRUE), (at + 1, Truth.FALSE))]
            signals[atom] = Signal.from_changes(changes, before=Truth.FALSE)
        start = min([span.lo, *(time for s in signals.values() for time in s.times)]) - 1
        return evaluate(guard, signals, start, span.hi)

    def _verdict(self, claim: Formula, each: Occurrence) -> Verdict:
        if self._happening(claim):
            from checker.conform.moments_exact import earliest, exactly  # no other property asks about single instants

            since = earliest(claim, each)
            happened = {a: self._before(a, each, since) for a in self._happening(claim)}
            return exactly(claim, each, happened, self.knowledge, self.evidence)
        lo, hi = each.time.lo, each.time.hi
        signal = evaluate(claim, self.knowledge.signals(claim), lo - reach_of(claim) - 1, hi)
        low, high = signal.extremes(lo, hi)
        if low is high is not Truth.UNKNOWN:
            return Verdict.HOLDS if low is Truth.TRUE else Verdict.VIOLATED
        return Verdict.INCONCLUSIVE

    def _before(self, atom: Atom, each: Occurrence, since: int = BEGINNING) -> list[Occurrence]:
        """The occurrences of a happening before this one, or at the same time but told by another line.

        One line may tell of two instants: an access log's of the beginning and of the end of a session.
        """
        near = self._timeline(atom).between(since, each.time.hi)
        return [o for o in near if (o.event != each.event or o.time.lo < each.time.lo) and o.time.hi >= since]

    def _last(self, atom: Atom, each: Occurrence) -> Occurrence | None:
        return next((o for o in self._timeline(atom).backwards(each.time.hi) if o.event != each.event), None)

    def _timeline(self, atom: Atom) -> _Timeline:
        if atom not in self._timelines:
            self._timelines[atom] = _Timeline.of(o for o in self._occurrences(atom.name) if o.args == atom.args)
        return self._timelines[atom]

    def _happening(self, formula: Formula) -> list[Atom]:
        return [a for a in atoms_of(formula) if a.name in happenings.names()]

    def _open(self, claim: Formula, facts: Sequence[tuple[Atom, Stretch]], each: Occurrence) -> tuple[str, str]:
        unknown = [s for _, s in facts if s.truth is Truth.UNKNOWN and s.why]
        if each.lacking:
            return each.why, each.settles
        if unknown:
            return unknown[-1].why, unknown[-1].settles
        source = each.event.source
        lost = [x for x in self.evidence.lost_by(source.host, source.program) if x.time.lo < each.time.lo]
        if lost:
            return _LOST, lost[-1].settles
        happened = [each, *filter(None, (self._last(atom, each) for atom in self._happening(claim)))]
        return next(((o.why, o.settles) for o in happened if o.why), (_ORDER, _FINER))

    def _finding(
        self,
        each: Occurrence,
        claim: Formula,
        facts: Sequence[tuple[Atom, Stretch]],
        verdict: Verdict,
        open_: tuple[str, str],
    ) -> Finding:
        why, settles = open_
        prop = self.question.prop
        violated = verdict is Verdict.VIOLATED
        words = {n: str(v) for n, v in each.event.args.items()} | {"at": moment(each.time.lo)}
        words |= self.question.words(self.question.binding(each.args))
        words |= {"observer": process_of(each.event.source.observer), **each.words}
        because = [e for e in self._because(each, claim, facts, violated) if e != each.event]
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if violated else Severity.WARNING,
            message=(prop.violated if violated else prop.inconclusive).format_map(words) + (f": {why}" if why else ""),
            where=each.event.places[0],
            text=each.event.text,
            related=tuple(related(e, self.evidence.hosts) for e in because),
            hint=prop.explanation.fix if violated else settles,
            property=prop.id,
            time=each.time,
            verdict=verdict,
        )

    def _because(
        self, each: Occurrence, claim: Formula, facts: Sequence[tuple[Atom, Stretch]], violated: bool
    ) -> Sequence[Event]:
        """What decides beside the event itself: the last happenings that count, and the events of the states."""
        events = dict.fromkeys(e for _, s in facts for e in s.because)
        for atom in self._happening(claim):
            last = self._last(atom, each)
            events |= {last.event: None} if last else {}
        if self._happening(claim) or not violated:
            return list(events)
        first = min([each.time.lo, *(e.time.lo for e in events)])
        window = Interval(first - reach_of(claim) - 1, each.time.lo)
        return decisive(self.evidence, claim, [*events, each.event], window, Truth.FALSE)


def _strictly_past(formula: Formula) -> bool:
    """Whether all of it is about the time before now."""
    match formula:
        case Once(_, window) | Historically(_, window) | Since(_, _, window):
            return isinstance(window.lower, int) and window.lower > 0
        case And(operands) | Or(operands):
            return all(map(_strictly_past, operands))
        case Not(operand):
            return _strictly_past(operand)
        case _:
            return False
