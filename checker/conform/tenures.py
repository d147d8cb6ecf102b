"""Properties that a fluent triggers: each stretch during which it holds, or may hold, is one instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge
from checker.conform.question import Question, reach_of
from checker.conform.tenure_findings import Teller
from checker.logic.formula import Atom, Constant, Formula, Implies, conjunction
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import BEGINNING, Run, Signal
from checker.logic.truth import Truth
from checker.model.outcome import Instance


@dataclass(frozen=True, slots=True)
class _Case:
    """One tenure of the trigger: what has to be true during it, and where that is so."""

    trigger: Atom
    binding: Mapping[str, str]
    tenure: Run
    guard: Formula
    claim: Formula
    signal: Signal

    @property
    def when(self) -> Interval:
        return Interval(self.tenure.lo, self.tenure.hi - 1)


@dataclass(frozen=True, slots=True)
class Tenures:
    """Decides every stretch during which the trigger of a question holds."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    observed: Interval

    def decide(self) -> list[Instance]:
        """Return the instances in the order of their triggers, an incident that two of them share reported once."""
        found = [each for trigger, binding in self._triggers() for each in self._about(trigger, binding)]
        found.sort(key=lambda i: (i.trigger, i.subject))
        return _reported_once(found) if self.question.prop.symmetric else found

    def _about(self, trigger: Atom, binding: Mapping[str, str]) -> Iterator[Instance]:
        bounds, domains = self.evidence.contract.numbers, self.knowledge.domains
        guard = ground(self.question.guard, domains, bounds, binding)
        claim = ground(self.question.claim, domains, bounds, binding)
        # What was still going on where the sources end is open for as long as the formula looks back.
        span = Interval(self.observed.lo, self.observed.hi + reach_of(claim))
        # Where the trigger itself is open, so is what it would violate.
        whole = Implies(trigger, claim)
        signals = self.knowledge.signals(whole)
        signal, counts = (evaluate(f, signals, span.lo, span.hi) for f in (whole, guard))
        held = self.knowledge.about(trigger).signal()
        for tenure in _tenures(held, span):
            if _counts(guard, counts, signal, tenure):
                yield from self._instances(_Case(trigger, binding, tenure, guard, claim, signal))

    def _triggers(self) -> Iterator[tuple[Atom, Mapping[str, str]]]:
        name = self.question.trigger.name
        for atom in sorted((a for a in self.knowledge.beliefs if a.name == name), key=str):
            binding = self.question.matched([str(value) for value in atom.args])
            if binding is not None:
                yield atom, binding

    def _instances(self, case: _Case) -> list[Instance]:
        """Return the tenure as an instance; one that violates several times makes one of each incident."""
        runs = list(case.signal.runs(case.tenure.lo, case.tenure.hi))
        violated = [r for r in runs if r.truth is Truth.FALSE]
        unknown = [r for r in runs if r.truth is Truth.UNKNOWN and self._is_open(case, r)]
        if not violated and unknown:
            verdicts = [self._exactly(case, run) for run in unknown]
            violated = [r for r, v in zip(unknown, verdicts, strict=True) if v is Verdict.VIOLATED]
            unknown = [r for r, v in zip(unknown, verdicts, strict=True) if v is Verdict.INCONCLUSIVE]
        teller = Teller(
            self.question, self.knowledge, self.evidence, self.observed, case.trigger, case.binding, case.claim
        )
        observer, subject = self.question.who(case.binding)
        if violated and (unsure := teller.perhaps_one_host(violated[0])):
            settles = f"which address {unsure} has: write it under `hosts:` in the contract"
            finding = replace(teller.finding(violated[0], Verdict.INCONCLUSIVE), hint=settles)
            return [Instance(observer, subject, case.when, Verdict.INCONCLUSIVE, finding.message, settles, finding)]
        if violated:
            incidents = [(parts[0], _told(teller, parts)) for parts in _incidents(violated, runs, reach_of(case.claim))]
            return [
                Instance(observer, subject, _when(case, run, n), Verdict.VIOLATED, told.message, "", told)
                for n, (run, told) in enumerate(incidents)
            ]
        if unknown:
            finding = teller.finding(unknown[0], Verdict.INCONCLUSIVE)
            return [
                Instance(observer, subject, case.when, Verdict.INCONCLUSIVE, finding.message, finding.hint, finding)
            ]
        return [Instance(observer, subject, case.when, Verdict.HOLDS)]

    def _is_open(self, case: _Case, run: Run) -> bool:
        """Say whether an open run matters: it lies within the observed time, or was going on when the sources ended.

        What may have begun where nobody looked, too late to last for long enough by then, is nothing that is open.
        """
        if run.lo <= self.observed.hi:
            return True
        whole = Implies(case.trigger, case.claim)
        signals = {
            atom: self.knowledge.about(atom).continued(self.observed.hi) for atom in self.knowledge.signals(whole)
        }
        continued = evaluate(whole, signals, self.observed.lo, run.hi)
        return any(each.truth is not Truth.TRUE for each in continued.runs(run.lo, run.hi))

    def _exactly(self, case: _Case, run: Run) -> Verdict:
        """Ask the exact question where nothing but the order of overlapping stamps leaves a run open."""
        facts = self.knowledge.stretches(case.claim, run.lo, run.hi - 1)
        if any(s.truth is Truth.UNKNOWN and s.ground is not Ground.TRANSITION for _, s in facts):
            return Verdict.INCONCLUSIVE
        # Before and after the run it is decided, whatever the timing.
        span = Interval(run.lo, max(run.lo, min(run.hi - 1, self.observed.hi)))
        from checker.conform.refine import refine  # few runs have such a question

        return refine(self.evidence, conjunction(case.trigger, case.guard), case.claim, span, self.knowledge)


def _incidents(violated: Sequence[Run], runs: Sequence[Run], reach: int) -> list[list[Run]]:
    """Join what is one incident: parts no further apart than the formula looks back, with nothing between that is well.

    Another one would show that late at the earliest.
    """
    found: list[list[Run]] = []
    for run in violated:
        last = found[-1][-1].hi if found else BEGINNING
        well = any(r.truth is Truth.TRUE and last <= r.lo < run.lo for r in runs)
        if run.lo - last <= reach and not well:
            found[-1].append(run)
        else:
            found.append([run])
    return found


def _told(teller: Teller, parts: Sequence[Run]) -> Finding:
    told = teller.finding(parts[0], Verdict.VIOLATED)
    return replace(told, time=Interval(told.time.lo, parts[-1].hi - 1)) if told.time else told


def _when(case: _Case, run: Run, n: int) -> Interval:
    return case.when if n == 0 else Interval(run.lo, run.hi - 1)


def _counts(guard: Formula, counts: Signal, claim: Signal, tenure: Run) -> bool:
    """Whether a tenure is an instance: its guard was true; or it may have been, and the answer depends on that."""
    if guard == Constant(Truth.TRUE):
        return True
    runs = [r.truth for r in counts.runs(tenure.lo, tenure.hi)]
    open_ = any(r.truth is not Truth.TRUE for r in claim.runs(tenure.lo, tenure.hi))
    return Truth.TRUE in runs or (Truth.UNKNOWN in runs and open_)


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
        if finding is None or finding.time is None:
            kept.append(instance)
        elif any(f.verdict is finding.verdict and f.time and f.time.overlaps(finding.time) for f in told):
            kept.append(replace(instance, finding=None))
        else:
            told.append(finding)
            kept.append(instance)
    return kept
