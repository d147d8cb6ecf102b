"""What to tell of a stretch in which a property is violated or open: message, time, the fewest events that decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.decisive import decisive, rank
from checker.conform.durations import duration
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge
from checker.conform.question import Question, lasting_of, reach_of
from checker.conform.words import moment, related, span
from checker.logic.formula import Atom, Formula, atoms_of
from checker.logic.signal import BEGINNING, Run
from checker.logic.truth import Truth
from checker.model.event import Event

# So many events around an open question are shown.
MOST_UNDECIDED = 6


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of the incidents of one tenure of the trigger, whose variables have the values of `binding`."""

    question: Question
    knowledge: Knowledge
    evidence: Evidence
    observed: Interval
    trigger: Atom
    binding: Mapping[str, str]
    formula: Formula

    def finding(self, run: Run, verdict: Verdict) -> Finding:
        """Return the finding for a stretch in which the formula is false, or open."""
        violated = verdict is Verdict.VIOLATED
        start = max(run.lo - lasting_of(self.formula), self.observed.lo)
        earliest = max(run.lo - reach_of(self.formula), self.observed.lo)
        facts = self.knowledge.stretches(self.formula, earliest, run.lo)
        facts += [(self.trigger, s) for s in self.knowledge.about(self.trigger).between(run.lo, run.lo)]
        unknown = [(a, s) for a, s in facts if s.truth is Truth.UNKNOWN]
        if all(s.ground is Ground.TRANSITION for _, s in unknown):
            # What the sources do not tell of the time before them leaves it open, too.
            before = self.knowledge.stretches(self.formula, run.lo - reach_of(self.formula), earliest)
            unknown += [(a, s) for a, s in before if s.truth is Truth.UNKNOWN and s.ground is not Ground.TRANSITION]
        if not all(s.ground is Ground.TRANSITION for _, s in unknown):
            unknown = [(a, s) for a, s in unknown if s.ground is not Ground.TRANSITION]
        prop = self.question.prop
        template = prop.violated if violated else prop.inconclusive
        why = "" if violated else "; ".join(dict.fromkeys(f"{a.args[0]}: {s.why}" for a, s in unknown if s.why))
        settles = " or ".join(dict.fromkeys(s.settles for _, s in unknown if s.settles))
        places = self._evidence_of(run, start, violated)
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if violated else Severity.WARNING,
            message=template.format_map(self._words(run, start)) + (f" ({why})" if why else ""),
            where=places[0].place if places else None,
            text=places[0].text if places else "",
            related=tuple(places[1:]),
            hint=prop.explanation.fix if violated else settles,
            property=prop.id,
            time=Interval(start, run.hi - 1),
            verdict=verdict,
        )

    def perhaps_one_host(self, run: Run) -> str:
        """A host that only logs name and one that only addresses show may be the same one; return the former."""
        facts = self.knowledge.stretches(self.formula, run.lo, run.lo)
        hosts = {str(a.args[0]) for a, s in facts if s.truth is Truth.TRUE and a.name == "has_address"}
        unplaced = hosts & self.evidence.hosts.unplaced
        return min(unplaced) if unplaced and hosts - unplaced else ""

    def _words(self, run: Run, start: int) -> dict[str, str]:
        facts = self.knowledge.stretches(self.formula, start, run.lo)
        hosts = sorted({str(a.args[0]) for a, s in facts if s.truth is not Truth.FALSE and a.name == "has_address"})
        told = dict.fromkeys(s.why for _, s in facts if s.truth is Truth.TRUE and s.lo <= run.lo < s.hi and s.why)
        words = self.question.words(self.binding) | {"hosts": " and ".join(hosts), "at": moment(start)}
        words["told"] = " and ".join(told)
        words["another"] = self._others(run) or "another"
        if run.truth is Truth.UNKNOWN and run.lo > start:
            # Whatever the timing is; how long and from when exactly, the stamps do not say.
            words["at"] += " at the earliest"
        reach = reach_of(self.formula)
        whole = Interval(self.observed.lo, self.observed.hi + reach)
        lasted = duration(self.formula, self.knowledge.signals(self.formula), run.lo, whole)
        most = span(run.hi - start) if run.truth is Truth.FALSE else f"more than {span(reach)}"
        return words | {"lasted": str(lasted) if lasted else most, "bound": span(reach)}

    def _others(self, run: Run) -> str:
        """Return for what else the triggering state holds in the middle of the incident, or may hold."""
        middle, own = (run.lo + run.hi) // 2, self.trigger.args
        facts = self.knowledge.stretches(self.formula, middle, middle)
        same = [(a.args, s.truth) for a, s in facts if a.name == self.trigger.name and a.args != own]
        for truth in (Truth.TRUE, Truth.UNKNOWN):
            held = (args for args, is_so in same if is_so is truth)
            others = {str(one) for args in held for one, mine in zip(args, own, strict=True) if one != mine}
            if others:
                return " and ".join(sorted(others))
        return ""

    def _evidence_of(self, run: Run, start: int, violated: bool) -> list[Related]:
        """The smallest set of events that decides, led by the one that began the incident; then what ended it."""
        # Seen from its middle an incident needs no witness for the very instants at which it began and ended.
        at = (run.lo + run.hi) // 2 if violated else run.lo
        candidates: dict[Event, None] = {}
        # What only has to have been so at some time in a window may no longer be so.
        looked = () if lasting_of(self.formula) else (run.lo - reach_of(self.formula), run.lo - 1)
        for atom in atoms_of(self.formula):
            for until in (at, *looked):
                for stretch in _back_to_the_beginning(list(self.knowledge.about(atom).between(BEGINNING, until))):
                    candidates |= dict.fromkeys(stretch.because)
        events = list(candidates)
        if violated:
            first = min((e.time.lo for e in events), default=at)
            window = Interval(min(first, at - reach_of(self.formula)) - 1, at)
            events = list(decisive(self.evidence, self.formula, events, window, Truth.FALSE))
        else:
            events = sorted(events, key=lambda e: (-rank(e), abs(e.time.hi - at)))[:MOST_UNDECIDED]
        events.sort(key=lambda e: (e.kind == "presence", e.time))
        earlier = [e for e in events if e.time.hi <= start and e.kind != "presence"]
        if earlier:
            leading = max(earlier, key=lambda e: (rank(e), e.time))
            events.remove(leading)
            events.insert(0, leading)
        told = [related(e, self.evidence.hosts) for e in events]
        if violated:
            told += [replace(r, label=f"ends it: {r.label}") for r in self._ending(run)]
        return told

    def _ending(self, run: Run) -> list[Related]:
        facts = self.knowledge.stretches(self.formula, run.hi, run.hi)
        ending = [e for _, s in facts if s.ground is Ground.TRANSITION for e in s.because]
        return [related(e, self.evidence.hosts) for e in dict.fromkeys(ending) if e.kind in ENDINGS]


# The kinds of lines that say by themselves that something is over.
ENDINGS = ("vrrp_state", "server_state", "query", "first_answered", "alert_sent", "alert_received")


def _back_to_the_beginning(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Of the stretches up to an instant, those of the last value and the transition that led to it."""
    kept: list[Stretch] = []
    for stretch in reversed(stretches):
        kept.append(stretch)
        if kept[0].truth is not stretch.truth:
            break
    return kept
