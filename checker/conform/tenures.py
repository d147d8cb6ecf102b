"""Properties that a fluent triggers: each stretch during which it holds, or may hold, is one instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.decisive import decisive, rank
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge
from checker.conform.question import Question
from checker.conform.words import moment, related, span
from checker.logic.formula import Atom, Formula, Historically, atoms_of, walk
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import BEGINNING, Run, Signal
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance

# So many events around an open question are shown.
MOST_UNDECIDED = 6


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
            # What was still going on where the sources end is open for as long as the requirement looks back.
            span = Interval(self.observed.lo, self.observed.hi + _reach(formula))
            signal = evaluate(formula, self.knowledge.signals(formula), span.lo, span.hi)
            held = self.knowledge.about(trigger).signal()
            for tenure in _tenures(held, span):
                found += self._instances(trigger, tenure, formula, signal)
        found.sort(key=lambda i: (i.trigger, i.subject))
        return _reported_once(found) if self.question.prop.symmetric else found

    def _triggers(self) -> list[Atom]:
        name = self.question.trigger.name
        return sorted((a for a in self.knowledge.beliefs if a.name == name), key=str)

    def _bounds(self) -> dict[str, int]:
        parameters = self.evidence.contract.parameters
        return {n: p.value for n, p in parameters.items() if isinstance(p.value, int)}

    def _instances(self, trigger: Atom, tenure: Run, formula: Formula, signal: Signal) -> list[Instance]:
        """Return the tenure as an instance; one that violates several times makes one of each incident."""
        subject, vip = str(trigger.args[0]), str(trigger.args[1])
        when = Interval(tenure.lo, tenure.hi - 1)
        runs = list(signal.runs(tenure.lo, tenure.hi))
        violated = [r for r in runs if r.truth is Truth.FALSE]
        unknown = [r for r in runs if r.truth is Truth.UNKNOWN]
        if not violated and unknown:
            verdicts = [self._exactly(trigger, formula, run) for run in unknown]
            violated = [r for r, v in zip(unknown, verdicts, strict=True) if v is Verdict.VIOLATED]
            unknown = [r for r, v in zip(unknown, verdicts, strict=True) if v is Verdict.INCONCLUSIVE]
        if violated and (unsure := self._perhaps_one_host(formula, violated[0])):
            finding = self._finding(vip, formula, violated[0], Verdict.INCONCLUSIVE)
            settles = f"which address {unsure} has: write it under `hosts:` in the contract"
            finding = replace(finding, hint=settles)
            return [Instance(vip, subject, when, Verdict.INCONCLUSIVE, finding.message, settles, finding)]
        if violated:
            incidents = [(run, self._finding(vip, formula, run, Verdict.VIOLATED)) for run in violated]
            return [
                Instance(vip, subject, when if n == 0 else _closed(run), Verdict.VIOLATED, told.message, "", told)
                for n, (run, told) in enumerate(incidents)
            ]
        if unknown:
            finding = self._finding(vip, formula, unknown[0], Verdict.INCONCLUSIVE)
            return [Instance(vip, subject, when, Verdict.INCONCLUSIVE, finding.message, finding.hint, finding)]
        return [Instance(vip, subject, when, Verdict.HOLDS)]

    def _perhaps_one_host(self, formula: Formula, run: Run) -> str:
        """A host that only logs name and one that only addresses show may be the same one; return the former."""
        facts = self.knowledge.stretches(formula, run.lo, run.lo)
        hosts = {str(a.args[0]) for a, s in facts if s.truth is Truth.TRUE and a.name == "has_address"}
        unplaced = hosts & self.evidence.hosts.unplaced
        return min(unplaced) if unplaced and hosts - unplaced else ""

    def _exactly(self, trigger: Atom, formula: Formula, run: Run) -> Verdict:
        """Ask the exact question where nothing but the order of overlapping stamps leaves a run open."""
        facts = self.knowledge.stretches(formula, run.lo, run.hi - 1)
        if any(s.truth is Truth.UNKNOWN and s.ground is not Ground.TRANSITION for _, s in facts):
            return Verdict.INCONCLUSIVE
        margin = _reach(formula) + max((s.hi - s.lo for _, s in facts if s.ground is Ground.TRANSITION), default=0)
        span = Interval(max(run.lo - margin, self.observed.lo), min(run.hi + margin, self.observed.hi))
        from checker.conform.refine import refine  # few runs have such a question

        return refine(self.evidence, trigger, formula, span)

    def _finding(self, vip: str, formula: Formula, run: Run, verdict: Verdict) -> Finding:
        violated = verdict is Verdict.VIOLATED
        start = max(run.lo - _reach(formula), self.observed.lo)
        facts = self.knowledge.stretches(formula, start, run.lo)
        hosts = sorted({str(a.args[0]) for a, s in facts if s.truth is not Truth.FALSE and a.name == "has_address"})
        unknown = [(a, s) for a, s in facts if s.truth is Truth.UNKNOWN]
        prop = self.question.prop
        words = {"hosts": " and ".join(hosts), "vip": vip, "at": moment(start), "lasted": span(run.hi - start)}
        if violated and run.truth is Truth.UNKNOWN:
            # Every admissible timing violates; how long and from when exactly, the stamps do not say.
            words |= {"lasted": f"more than {span(_reach(formula))}", "at": f"{moment(start)} at the earliest"}
        template = prop.violated if violated else prop.inconclusive
        why = "" if violated else "; ".join(dict.fromkeys(f"{a.args[0]}: {s.why}" for a, s in unknown if s.why))
        settles = " or ".join(dict.fromkeys(s.settles for _, s in unknown if s.settles))
        places = self._evidence_of(formula, run, start, violated)
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if violated else Severity.WARNING,
            message=template.format_map(words) + (f" ({why})" if why else ""),
            where=places[0].place if places else None,
            text=places[0].text if places else "",
            related=tuple(places[1:]),
            hint=prop.explanation.fix if violated else settles,
            property=prop.id,
            time=Interval(start, run.hi - 1),
            verdict=verdict,
        )

    def _evidence_of(self, formula: Formula, run: Run, start: int, violated: bool) -> list[Related]:
        """The smallest set of events that decides, led by the one that began the incident; then what ended it."""
        # Seen from its middle an incident needs no witness for the very instants at which it began and ended.
        at = (run.lo + run.hi) // 2 if violated else run.lo
        candidates: dict[Event, None] = {}
        for atom in atoms_of(formula):
            for stretch in _back_to_the_beginning(list(self.knowledge.about(atom).between(BEGINNING, at))):
                candidates |= dict.fromkeys(stretch.because)
        events = list(candidates)
        if violated:
            first = min((e.time.lo for e in events), default=at)
            window = Interval(min(first, at - _reach(formula)) - 1, at)
            events = list(decisive(self.evidence, formula, events, window, Truth.FALSE))
        else:
            events = sorted(events, key=lambda e: (-rank(e), abs(e.time.hi - at)))[:MOST_UNDECIDED]
        events.sort(key=lambda e: (e.kind == "presence", e.time))
        earlier = [e for e in events if e.time.lo <= start and e.kind != "presence"]
        if earlier:
            leading = max(earlier, key=lambda e: (rank(e), e.time))
            events.remove(leading)
            events.insert(0, leading)
        told = [related(e, self.evidence.hosts) for e in events]
        if violated:
            told += [replace(r, label=f"ends it: {r.label}") for r in self._ending(formula, run)]
        return told

    def _ending(self, formula: Formula, run: Run) -> list[Related]:
        facts = self.knowledge.stretches(formula, run.hi, run.hi)
        ending = [e for _, s in facts if s.ground is Ground.TRANSITION for e in s.because]
        return [related(e, self.evidence.hosts) for e in dict.fromkeys(ending) if e.kind == "vrrp_state"]


def _closed(run: Run) -> Interval:
    return Interval(run.lo, run.hi - 1)


def _reach(formula: Formula) -> int:
    return max((int(n.window.upper or 0) for n in walk(formula) if isinstance(n, Historically)), default=0)


def _back_to_the_beginning(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Of the stretches up to an instant, those of the last value and the transition that led to it."""
    kept: list[Stretch] = []
    for stretch in reversed(stretches):
        kept.append(stretch)
        if kept[0].truth is not stretch.truth:
            break
    return kept


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
