"""Properties that a rare event triggers: each happening is held against what was true, and what happened, before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from checker.base.finding import Finding, Severity, Verdict
from checker.base.time import Interval
from checker.conform import happenings
from checker.conform.belief import Stretch
from checker.conform.decisive import decisive
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.knowledge import Knowledge
from checker.conform.lives import process_of
from checker.conform.question import Question, reach_of
from checker.conform.words import moment, related
from checker.logic.formula import Atom, Constant, Formula, atoms_of
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import Signal
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance

_LOST = "lines of the log are missing before it"
_ORDER = "how the stamps of the lines interleave is open"
_FINER = "the same log with finer time stamps"


@dataclass(slots=True)
class Moments:
    """Decides every happening that triggers a question."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    _found: dict[str, Sequence[Occurrence]] = field(default_factory=dict)
    _loaded: dict[str, Happening] = field(default_factory=lambda: dict(happenings.load()))

    def decide(self) -> list[Instance]:
        """Return the instances in the order of their triggers; those whose guard is false are none."""
        decided = (self._decided(each) for each in self._occurrences(self.question.trigger.name))
        return [instance for instance in decided if instance is not None]

    def _occurrences(self, name: str) -> Sequence[Occurrence]:
        if name not in self._found:
            self._found[name] = self._loaded[name].find(self.evidence)
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
        verdict = self._verdict(claim, each)
        observer, subject = self.question.who(binding)
        if verdict is Verdict.HOLDS:
            return Instance(observer, subject, each.time, verdict)
        why, settles = ("", "") if verdict is Verdict.VIOLATED else self._open(facts, each)
        told = self._finding(each, claim, facts, verdict, (why, settles))
        return Instance(observer, subject, each.time, verdict, why or told.message, settles, told)

    def _counts(self, guard: Formula, each: Occurrence) -> Truth:
        """Whether it is an instance: what no source tells is taken not to have been, so that none counts by silence."""
        signals = self.knowledge.signals(guard, unobserved=Truth.FALSE)
        for atom in self._happening(guard):
            instants = sorted({o.time.hi for o in self._before(atom, each)})
            changes = [c for at in instants for c in ((at, Truth.TRUE), (at + 1, Truth.FALSE))]
            signals[atom] = Signal.from_changes(changes, before=Truth.FALSE)
        start = min([each.time.lo, *(time for s in signals.values() for time in s.times)]) - 1
        truth = evaluate(guard, signals, start, each.time.hi).at(each.time.hi)
        # Of happenings alone only the time before the first of all is unknown.
        never = truth is Truth.UNKNOWN and len(self._happening(guard)) == len(atoms_of(guard))
        return Truth.FALSE if never else truth

    def _verdict(self, claim: Formula, each: Occurrence) -> Verdict:
        if self._happening(claim):
            from checker.conform.moments_exact import exactly  # no other property asks about single instants

            happened = {a: list(self._before(a, each)) for a in self._happening(claim)}
            return exactly(claim, each, happened, self.knowledge, self.evidence)
        lo, hi = each.time.lo, each.time.hi
        signal = evaluate(claim, self.knowledge.signals(claim), lo - reach_of(claim) - 1, hi)
        low, high = signal.extremes(lo, hi)
        if low is high is not Truth.UNKNOWN:
            return Verdict.HOLDS if low is Truth.TRUE else Verdict.VIOLATED
        return Verdict.INCONCLUSIVE

    def _before(self, atom: Atom, each: Occurrence) -> Iterator[Occurrence]:
        """The occurrences of a happening before this one, or at the same time but told by another line."""
        for other in self._occurrences(atom.name):
            if other.args == atom.args and other.event != each.event and other.time.lo <= each.time.hi:
                yield other

    def _happening(self, formula: Formula) -> list[Atom]:
        return [a for a in atoms_of(formula) if a.name in self._loaded]

    def _open(self, facts: Sequence[tuple[Atom, Stretch]], each: Occurrence) -> tuple[str, str]:
        unknown = [s for _, s in facts if s.truth is Truth.UNKNOWN and s.why]
        if unknown:
            return unknown[-1].why, unknown[-1].settles
        source = each.event.source
        lost = [x for x in self.evidence.lost_by(source.host, source.program) if x.time.lo < each.time.lo]
        return (_LOST, lost[-1].settles) if lost else (_ORDER, _FINER)

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
        words = {**{n: str(v) for n, v in each.event.args.items()}, **each.words, "at": moment(each.time.lo)}
        words |= self.question.words(self.question.binding(each.args))
        words["observer"] = process_of(each.event.source.observer)
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
            events |= dict.fromkeys([o.event for o in self._before(atom, each)][-1:])
        if self._happening(claim) or not violated:
            return list(events)
        first = min([each.time.lo, *(e.time.lo for e in events)])
        window = Interval(first - reach_of(claim) - 1, each.time.lo)
        return decisive(self.evidence, claim, [*events, each.event], window, Truth.FALSE)
