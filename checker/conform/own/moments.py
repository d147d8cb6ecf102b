"""Properties that an own event triggers: each is decided at the instant of the event, or of the deadline after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from checker.base.errors import InputError
from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.knowledge import Knowledge
from checker.conform.own.deciding import Decider
from checker.conform.own.occurring import occurrences
from checker.conform.question import Question
from checker.conform.words import moment, related
from checker.logic.formula import Atom, Constant, Exists, Forall, Formula, walk
from checker.logic.grounding import ground
from checker.logic.minimal import minimal_window
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance
from checker.model.own import told

_TRUE = Constant(Truth.TRUE)
# So many events around a finding are looked at, the nearest ones.
_MOST = 24
# More values than this are not gone through for each case.
_MOST_VALUES = 2_000
# So many states are told of beside a finding.
_MOST_STATES = 4


@dataclass(frozen=True, slots=True)
class _Case:
    """A trigger with the values of its variables: the instant that counts, what opens it, what is required."""

    trigger: Occurrence
    binding: dict[str, str]
    moment: Occurrence
    guard: Formula
    claim: Formula


@dataclass(slots=True)
class OwnMoments:
    """Decides every occurrence of an own event that triggers a question."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    _decider: Decider = field(init=False)

    def __post_init__(self) -> None:
        self._decider = Decider(self.evidence, self.knowledge)

    def decide(self) -> Iterator[Instance]:
        """Yield the instances in the order of their triggers; those whose guard is false are none."""
        self._refuse_too_many()
        own = self.evidence.contract.own.events[self.question.trigger.name]
        for each in occurrences(own, self._decider.stamped):
            binding = self.question.matched(each.args)
            if binding is not None:
                decided = self._decided(self._case(each, binding))
                if decided is not None:
                    yield decided

    def _refuse_too_many(self) -> None:
        """Refuse what would look at more values for each case than anybody waits for; InputError says of what."""
        q, domains = self.question, self.knowledge.domains
        nodes = [node for f in (q.guard, q.requirement) for node in walk(f) if isinstance(node, Exists | Forall)]
        sorts = {node.sort for node in nodes} | {sort for _, sort in q.free}
        for sort in sorted(sorts):
            if len(domains.get(sort, ())) > _MOST_VALUES:
                message = f"{q.prop.id} looks at every {sort} for each case, and these logs have {len(domains[sort]):,}"
                place = self.evidence.contract.own.properties[q.prop.id].place
                raise InputError(message, place, "write a variable of what triggers it instead of _ or a further one")

    def _case(self, each: Occurrence, binding: dict[str, str]) -> _Case:
        q, numbers, domains = self.question, self.evidence.contract.numbers, self.knowledge.domains
        guard, claim = q.guard, q.claim
        for name, sort in reversed(q.free):
            guard, claim = Exists(name, sort, guard), Forall(name, sort, claim)
        delay = q.delay_of(numbers)
        later = replace(each, time=each.time.shift(delay))
        grounded = (ground(f, domains, numbers, binding) for f in (guard, claim))
        return _Case(each, binding, later, *grounded)

    def _decided(self, case: _Case) -> Instance | None:
        counts = self._decider.verdict(case.guard, case.moment, lenient=True)
        if counts is Verdict.VIOLATED:
            return None
        verdict = self._decider.verdict(case.claim, case.moment)
        if verdict is Verdict.HOLDS and counts is not Verdict.HOLDS:
            return None
        observer, subject = self.question.who(case.binding)
        observer = observer or case.trigger.event.source.observer
        if verdict is Verdict.HOLDS:
            return Instance(observer, subject, case.trigger.time, verdict)
        why, settles = ("", "") if verdict is Verdict.VIOLATED else self._decider.open(case.claim, case.moment)
        found = self._finding(case, verdict, why, settles)
        return Instance(observer, subject, case.trigger.time, verdict, why or found.message, settles, found)

    def _finding(self, case: _Case, verdict: Verdict, why: str, settles: str) -> Finding:
        prop, violated, event = self.question.prop, verdict is Verdict.VIOLATED, case.trigger.event
        words = {**self.question.words(case.binding), "at": moment(case.moment.time.lo)}
        words |= {"observer": event.source.observer, **self._others(case, violated)}
        because = self._because(case, violated)
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if violated else Severity.WARNING,
            message=(prop.violated if violated else prop.inconclusive).format_map(words) + (f": {why}" if why else ""),
            where=event.places[0],
            text=event.text,
            related=(*(related(e, self.evidence.hosts) for e in because), *self._states(case)),
            hint=prop.explanation.fix if violated else settles,
            property=prop.id,
            time=Interval(case.trigger.time.lo, case.moment.time.hi),
            verdict=verdict,
        )

    def _others(self, case: _Case, violated: bool) -> dict[str, str]:
        """Return the variables that the trigger does not bind: for which values it is violated, or as they stand."""
        q, numbers, domains = self.question, self.evidence.contract.numbers, self.knowledge.domains
        words = {name: name for name, _ in q.free}
        for name, sort in q.free if violated else ():
            claim = q.claim
            for other, of in reversed(q.free):
                claim = claim if other == name else Forall(other, of, claim)
            grounded = {v: ground(claim, domains, numbers, {**case.binding, name: v}) for v in domains.get(sort, ())}
            wrong = [v for v, f in grounded.items() if self._decider.verdict(f, case.moment) is Verdict.VIOLATED]
            words[name] = " or ".join(wrong) or name
        return words

    def _states(self, case: _Case) -> Iterator[Related]:
        """Yield since which lines the states of the claim are what they are, the latest first."""
        at, own = case.moment.time.lo, self.evidence.contract.own.fluents
        found: dict[Atom, tuple[Event, Truth]] = {}
        for atom, stretch in self.knowledge.stretches(case.claim, at, at):
            before = [event for event in stretch.because if event.time.lo <= at and event is not case.trigger.event]
            if before and atom.name in own and stretch.truth is not Truth.UNKNOWN:
                found[atom] = max(before, key=lambda event: event.time), stretch.truth
        latest = sorted(found.items(), key=lambda pair: pair[1][0].time, reverse=True)
        for atom, (event, truth) in latest[:_MOST_STATES]:
            fluent = own[atom.name]
            said = told(fluent.name, fluent.says, dict(zip(fluent.sorts, map(str, atom.args), strict=True)))
            label = f"{said} from here on" if truth is Truth.TRUE else f"not so from here on: {said}"
            yield Related(event.places[0], label, event.text)

    def _because(self, case: _Case, violated: bool) -> Sequence[Event]:
        """Return the fewest events that decide beside the trigger itself; where it is open, the nearest ones."""
        near = self._decider.candidates(case.claim, case.moment)[-_MOST:]
        near = [event for event in near if event != case.trigger.event]

        def still(part: Sequence[Event]) -> bool:
            return self._decider.verdict(case.claim, case.moment, only=frozenset(map(id, part))) is Verdict.VIOLATED

        if not violated:
            return near[-4:]
        return minimal_window(near, still) if still(near) else near
