"""Asks a machine for a run that does what a plan draws, each question once: plans that differ in texts are one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Machine
from checker.prove.questions.question import Answer, Effort, Found, Proof, Undecided
from checker.prove.realising.steps import Plan
from checker.prove.realising.watch import Faults, Watch, quiet, watch
from checker.prove.realising.words import Part
from checker.prove.smt.inducing import Induction
from checker.prove.smt.searching import search

# How many steps a run may have: so many for each drawn deed, and for what happens before and between. A heartbeat
# service checks every replica in every round, and one that is to be UP again has to be DOWN first; so has one that a
# monitor tells to be back.
_LENGTHS: dict[Part, tuple[int, int]] = {"heartbeat": (4, 24), "monitor": (2, 12)}
_USUAL = (2, 8)
# The usual effort: what is drawn takes more steps than what breaks a property.
EFFORT = Effort(depth=60, induction=3, rlimit=8_000_000)


@dataclass(frozen=True)
class Asker:
    """A machine, the faults that may strike beside what is drawn, how hard to try, and what was answered before."""

    machine: Machine
    faults: Faults
    effort: Effort = EFFORT
    _asked: dict[Hashable, Found | Undecided] = field(default_factory=dict)
    _watched: dict[Hashable, Watch] = field(default_factory=dict)
    _proved: dict[Hashable, Answer] = field(default_factory=dict)

    def ask(self, plan: Plan) -> Found | Undecided:
        """Return a run that does what a plan draws, of no more steps than such a plan should need."""
        if plan.shape not in self._asked:
            self._asked[plan.shape] = self._searched(plan)
        return self._asked[plan.shape]

    def does(self, plan: Plan) -> bool:
        """Say whether a run was found that does what a plan draws."""
        return isinstance(self.ask(plan), Found)

    def prove(self, plan: Plan) -> Answer:
        """Return a run that does what a plan draws, or a proof that there is none, or how far was searched."""
        if plan.shape not in self._proved:
            found = self.ask(plan)
            self._proved[plan.shape] = found if isinstance(found, Found) else self._excluded(plan) or found
        return self._proved[plan.shape]

    def watch(self, plan: Plan) -> Watch:
        """Return the machine of which the run is that was found, or in which none was."""
        self.ask(plan)
        return self._watched[plan.shape]

    def _excluded(self, plan: Plan) -> Proof | None:
        asked = watch(self.machine, plan, self.faults)
        attempts = Induction(asked.machine, asked.goal, self.effort).cheap()
        return next((each for attempt in attempts if isinstance(each := attempt(), Proof)), None)

    def _searched(self, plan: Plan) -> Found | Undecided:
        plain = replace(self.machine, hints=())
        if any(deed.word.part == "monitor" for deed in plan.deeds):
            found = self._run(quiet(plain, plan), plan)
            if isinstance(found, Found):
                return found
        return self._run(plain, plan)

    def _run(self, machine: Machine, plan: Plan) -> Found | Undecided:
        asked = self._watched[plan.shape] = watch(machine, plan, self.faults)
        each, more = max((_LENGTHS.get(deed.word.part, _USUAL) for deed in plan.deeds), default=_USUAL)
        depth = min(self.effort.depth, each * len(plan.deeds) + more)
        found = search(asked.machine, asked.goal, replace(self.effort, depth=depth))
        if isinstance(found, Found) and (doubt := accepts(asked.machine, found.run)):
            return Undecided(f"an error in verify: the run that the solver found is none for the interpreter: {doubt}")
        return found
