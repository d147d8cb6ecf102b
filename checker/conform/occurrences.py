"""Properties that an event triggers: each occurrence is held against what was known at its instant.

The guard and the requirement are evaluated once over the control events; an occurrence is then only looked up, so
millions of them cost no memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checker.base.finding import Finding, Severity, Verdict
from checker.base.time import NS_PER_MS, Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.decisive import decisive
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge
from checker.conform.lives import Lives, process_of
from checker.conform.question import Question
from checker.conform.words import moment, related, span
from checker.logic.formula import Atom, Formula
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import Signal
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance

# How far from the instants of interest an occurrence may lie and still be asked for (rounding of printed times).
MARGIN_NS = 2 * NS_PER_MS
_OTHER_LIFE = (
    "its process started or stopped within the resolution of the stamps: it may have been another one's",
    "the same log with finer time stamps",
)


@dataclass(slots=True)
class Occurrences:
    """Decides occurrences of one question, one after the other, in any order."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    lives: Lives
    slack: int
    end: int
    # the argument of the event that is the subject
    _argument: str = field(init=False)
    _guards: dict[tuple[str, ...], Signal] = field(default_factory=dict)
    _decided: dict[tuple[str, str, tuple[Event, ...]], tuple[Event, ...]] = field(default_factory=dict)
    _requirements: dict[tuple[str, ...], tuple[Formula, Signal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._argument = self.question.trigger_sorts()[1]

    def observers(self) -> list[str]:
        """Return every observer (process) about which something is known."""
        sort = self.question.trigger_sorts()[0]
        return list(self.knowledge.domains.get(sort, ()))

    def windows(self, observer: str) -> list[Interval]:
        """Return the stretches up to `end` in which an occurrence of this observer would count, or might."""
        runs = self._guard(observer).runs(0, self.end + 1)
        reach = self.slack + MARGIN_NS
        return [Interval(r.lo - reach, r.hi + reach) for r in runs if r.truth is not Truth.FALSE]

    def decide(self, event: Event) -> Instance | None:
        """Return the instance that an event makes, or None where the guard was certainly false.

        Where its process may have been one of several lives then, it violates only if it does in each of them.
        """
        observers = self.lives.names(event.source, event.time)
        found = [self._decide(event, observer) for observer in observers]
        violated = [i for i in found if i is not None and i.verdict is Verdict.VIOLATED]
        if violated and len(violated) < len(found):
            facts = self._facts(event, violated[0].observer, violated[0].subject)
            return self._undecided(event, violated[0].observer, violated[0].subject, facts, _OTHER_LIFE)
        return next((i for i in found if i is not None and i.verdict is Verdict.INCONCLUSIVE), _first(found))

    def _decide(self, event: Event, observer: str) -> Instance | None:
        subject = str(event.args[self._argument])
        at = event.time.widen(self.slack, self.slack)
        if self._guard(observer).extremes(at.lo, at.hi)[1] is Truth.FALSE:
            return None
        _, signal = self._requirement(observer, subject)
        low, high = signal.extremes(at.lo, at.hi)
        if low is Truth.TRUE:
            return Instance(observer, subject, event.time, Verdict.HOLDS)
        facts = self._facts(event, observer, subject)
        if high is Truth.FALSE:
            finding = self._finding(event, observer, subject, facts, ("", ""))
            return Instance(observer, subject, event.time, Verdict.VIOLATED, finding.message, "", finding)
        return self._undecided(event, observer, subject, facts)

    def _facts(self, event: Event, observer: str, subject: str) -> list[tuple[Atom, Stretch]]:
        formula, _ = self._requirement(observer, subject)
        return self.knowledge.stretches(formula, event.time.lo - self.slack, event.time.hi + self.slack)

    def _undecided(
        self,
        event: Event,
        observer: str,
        subject: str,
        facts: list[tuple[Atom, Stretch]],
        because: tuple[str, str] | None = None,
    ) -> Instance | None:
        why, settles = because or _open_questions(facts, self.slack)
        finding = self._finding(event, observer, subject, facts, (why, settles))
        return Instance(observer, subject, event.time, Verdict.INCONCLUSIVE, why, settles, finding)

    def _guard(self, observer: str) -> Signal:
        key = (observer,)
        if key not in self._guards:
            formula = ground(self.question.guard, self.knowledge.domains, {}, self.question.binding([observer, ""]))
            signals = self.knowledge.signals(formula, unobserved=Truth.FALSE)
            self._guards[key] = evaluate(formula, signals, 0, self.end)
        return self._guards[key]

    def _requirement(self, observer: str, subject: str) -> tuple[Formula, Signal]:
        key = (observer, subject)
        if key not in self._requirements:
            binding = self.question.binding([observer, subject])
            formula = ground(self.question.requirement, self.knowledge.domains, {}, binding)
            self._requirements[key] = formula, evaluate(formula, self.knowledge.signals(formula), 0, self.end)
        return self._requirements[key]

    def _deciding(
        self, observer: str, subject: str, facts: list[tuple[Atom, Stretch]], verdict: Verdict, at: Interval
    ) -> tuple[Event, ...]:
        """The smallest set of events beside the occurrence that decides; the same for all within one stretch."""
        events = tuple(dict.fromkeys(e for _, s in facts for e in _around(s)))
        if verdict is not Verdict.VIOLATED:
            return events
        key = (observer, subject, events)
        if key not in self._decided:
            formula, _ = self._requirement(observer, subject)
            # What decides may also come later: `is UP` tells of the time before it.
            first = min(at.lo, *(e.time.lo for e in events))
            window = Interval(first - 1, at.lo)
            self._decided[key] = decisive(self.evidence, formula, events, window, Truth.FALSE)
        return self._decided[key]

    def _finding(
        self, event: Event, observer: str, subject: str, facts: list[tuple[Atom, Stretch]], open_: tuple[str, str]
    ) -> Finding:
        why, hint = open_
        verdict = Verdict.INCONCLUSIVE if why else Verdict.VIOLATED
        prop = self.question.prop
        template = prop.violated if verdict is Verdict.VIOLATED else prop.inconclusive
        because = self._deciding(observer, subject, facts, verdict, event.time)
        since = max((e.time.hi for e in because if e.time.hi <= event.time.lo), default=None)
        words = {
            "observer": process_of(observer),
            "viewer": "it",
            "at": moment(event.time.lo),
            "since": span(event.time.lo - since) if since is not None else "some time",
            **{name: str(value) for name, value in event.args.items()},
        }
        message = template.format_map(words) + (f": {why}" if why else "")
        places = [related(e, self.evidence.hosts) for e in because]
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if verdict is Verdict.VIOLATED else Severity.WARNING,
            message=message,
            where=event.places[0],
            text=event.text,
            related=tuple(places),
            hint=hint or (prop.explanation.fix if verdict is Verdict.VIOLATED else ""),
            property=prop.id,
            time=event.time,
            verdict=verdict,
        )


def _first(found: Iterable[Instance | None]) -> Instance | None:
    return next((i for i in found if i is not None), None)


def _around(stretch: Stretch) -> Iterable[Event]:
    """The events that started a stretch; those at its far end only where they are all there is."""
    started = [e for e in stretch.because if e.time.lo <= stretch.lo]
    return started or stretch.because


def _open_questions(facts: list[tuple[Atom, Stretch]], slack: int) -> tuple[str, str]:
    unknown = [s for _, s in facts if s.truth is Truth.UNKNOWN]
    gap = next((s for s in unknown if s.ground is not Ground.TRANSITION), None)
    if gap is not None:
        return gap.why, gap.settles
    if any(s.hi - s.lo > slack + NS_PER_MS for s in unknown):
        return "its state changes within the resolution of the stamps", "the same log with finer time stamps"
    return f"its state changes within the tolerance of {span(slack)}", "nothing that these logs record"


def identity(event: Event) -> tuple[object, ...]:
    """What makes two occurrences the same one in two copies of a log: who, whom, and the accept date."""
    args: Mapping[str, object] = event.args
    return event.source, args.get("client"), args.get("accepted_ns"), args.get("server")
