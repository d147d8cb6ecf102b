"""Properties that a fluent triggers: each stretch during which it holds, or may hold, is one instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import Interval
from checker.conform.belief import Stretch
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge
from checker.conform.question import Question
from checker.conform.words import moment, related, span
from checker.logic.formula import Atom, Formula, Historically, atoms_of, walk
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import Run, Signal
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance


@dataclass(frozen=True, slots=True)
class Tenures:
    """Decides every stretch during which the trigger of a question holds."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    observed: Interval

    def decide(self) -> list[Instance]:
        """Return the instances in the order of their triggers, an incident that two of them share reported once."""
        found: list[Instance] = []
        for trigger in self._triggers():
            binding = self.question.binding([str(a) for a in trigger.args])
            formula = ground(self.question.requirement, self.knowledge.domains, self._bounds(), binding)
            signal = evaluate(formula, self.knowledge.signals(formula), self.observed.lo, self.observed.hi)
            held = self.knowledge.about(trigger).signal()
            found += [self._instance(trigger, tenure, formula, signal) for tenure in _tenures(held, self.observed)]
        found.sort(key=lambda i: (i.trigger, i.subject))
        return _reported_once(found) if self.question.prop.symmetric else found

    def _triggers(self) -> list[Atom]:
        name = self.question.trigger.name
        return sorted((a for a in self.knowledge.beliefs if a.name == name), key=str)

    def _bounds(self) -> dict[str, int]:
        parameters = self.evidence.contract.parameters
        return {n: p.value for n, p in parameters.items() if isinstance(p.value, int)}

    def _instance(self, trigger: Atom, tenure: Run, formula: Formula, signal: Signal) -> Instance:
        subject, vip = str(trigger.args[0]), str(trigger.args[1])
        when = Interval(tenure.lo, tenure.hi - 1)
        worst = list(self._in_scope(signal, tenure))
        for truth, verdict in ((Truth.FALSE, Verdict.VIOLATED), (Truth.UNKNOWN, Verdict.INCONCLUSIVE)):
            runs = [r for r in worst if r.truth is truth]
            if runs:
                finding = self._finding(vip, formula, runs, verdict)
                settles = finding.hint if verdict is Verdict.INCONCLUSIVE else ""
                return Instance(vip, subject, when, verdict, finding.message, settles, finding)
        return Instance(vip, subject, when, Verdict.HOLDS)

    def _in_scope(self, signal: Signal, tenure: Run) -> Iterator[Run]:
        """Leave out what lies outside of every capture, where there are any: no source spoke there about the wire."""
        captures = self.evidence.captures()
        for run in signal.runs(tenure.lo, tenure.hi):
            if run.truth is not Truth.UNKNOWN or not captures:
                yield run
                continue
            for capture in captures:
                if run.lo <= capture.hi and capture.lo < run.hi:
                    yield Run(max(run.lo, capture.lo), min(run.hi, capture.hi + 1), run.truth)

    def _finding(self, vip: str, formula: Formula, runs: Sequence[Run], verdict: Verdict) -> Finding:
        reach = max((int(n.window.upper or 0) for n in walk(formula) if isinstance(n, Historically)), default=0)
        first = runs[0]
        start = first.lo - (reach if verdict is Verdict.VIOLATED else 0)
        facts = [
            (a, s) for a in atoms_of(formula) for s in self.knowledge.about(a).between(first.lo, first.lo)
        ]
        hosts = sorted({str(a.args[0]) for a, s in facts if s.truth is not Truth.FALSE and a.name == "has_address"})
        unknown = [(a, s) for a, s in facts if s.truth is Truth.UNKNOWN]
        prop = self.question.prop
        words = {
            "hosts": " and ".join(hosts),
            "vip": vip,
            "at": moment(start),
            "lasted": span(first.hi - start),
        }
        template = prop.violated if verdict is Verdict.VIOLATED else prop.inconclusive
        why = "; ".join(dict.fromkeys(f"{a.args[0]}: {s.why}" for a, s in unknown if s.why))
        settles = " or ".join(dict.fromkeys(s.settles for _, s in unknown if s.settles))
        places = self._evidence_of(facts, first, verdict)
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if verdict is Verdict.VIOLATED else Severity.WARNING,
            message=template.format_map(words) + (f" ({why})" if why else ""),
            where=places[0].place if places else None,
            text=places[0].text if places else "",
            related=tuple(places[1:]),
            hint=settles if verdict is Verdict.INCONCLUSIVE else prop.explanation.fix,
            property=prop.id,
            time=Interval(start, first.hi - 1),
            verdict=verdict,
        )

    def _evidence_of(self, facts: Sequence[tuple[Atom, Stretch]], run: Run, verdict: Verdict) -> list[Related]:
        """The events that decide, those on a log first; the one that began the incident leads."""
        wanted = Truth.TRUE if verdict is Verdict.VIOLATED else None
        events: list[Event] = []
        for _, stretch in facts:
            if wanted is None or stretch.truth is wanted:
                events += stretch.because
        unique = sorted(dict.fromkeys(events), key=lambda e: (e.kind == "presence", e.time))
        leading = [e for e in unique if e.time.hi <= run.lo and e.kind != "presence"]
        if leading:
            unique.remove(leading[-1])
            unique.insert(0, leading[-1])
        return [related(e, self.evidence.hosts) for e in unique]


def _tenures(held: Signal, observed: Interval) -> Iterator[Run]:
    """Yield the stretches in which the fluent is never certainly false, and somewhere certainly true."""
    lo, seen = None, False
    for run in held.runs(observed.lo, observed.hi + 1):
        if run.truth is Truth.FALSE:
            if lo is not None and seen:
                yield Run(lo, run.lo, Truth.TRUE)
            lo, seen = None, False
            continue
        lo = run.lo if lo is None else lo
        seen = seen or run.truth is Truth.TRUE
    if lo is not None and seen:
        yield Run(lo, observed.hi + 1, Truth.TRUE)


def _reported_once(instances: Sequence[Instance]) -> list[Instance]:
    """Drop the finding of an instance whose incident an earlier one already tells."""
    told: list[Finding] = []
    kept: list[Instance] = []
    for instance in instances:
        finding = instance.finding
        if finding is not None and finding.time is not None:
            again = any(
                f.verdict is finding.verdict and f.time is not None and f.time.overlaps(finding.time) for f in told
            )
            if again:
                instance = Instance(
                    instance.observer, instance.subject, instance.trigger, instance.verdict, instance.why,
                    instance.settles,
                )
            else:
                told.append(finding)
        kept.append(instance)
    return kept


