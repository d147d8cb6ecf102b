"""Why nothing that is drawn can happen: the smallest set of deeds and claims that no run has together.

The first deed that cannot follow is found by bisection. What it cannot go with is found by insertion: deeds are put
beside it, the nearest first, until no run is left; the last one put in belongs to the core, and so on (de Siqueira and
Puget 1988, the base of QuickXplain). Runs of so few deeds are short, so most questions are cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.bits import bits
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Machine
from checker.prove.questions.question import Answer, Effort, Found, Proof, Undecided
from checker.prove.realising.steps import Claim, Complete, Deed, Lasting, Plan, only
from checker.prove.realising.watch import Faults, Watch, watch
from checker.prove.smt.inducing import Induction
from checker.prove.smt.searching import search

# How many steps a run may have: so many for each drawn deed, and for what happens before and between.
_EACH, _MORE = 2, 8
# The usual effort: what is drawn takes more steps than what breaks a property.
EFFORT = Effort(depth=60, induction=3, rlimit=8_000_000)


@dataclass(frozen=True, slots=True)
class Core:
    """Deeds and claims that no run has together, of which each is needed: all of `plan`.

    `culprit` is the deed that the others are held to be right against: one that only its arrow tells of, or the
    last that is neither a fault nor a change of state.
    `answer` is the proof, or how far was searched.
    """

    plan: Plan
    culprit: Deed
    answer: Proof | Undecided

    @property
    def others(self) -> tuple[Deed, ...]:
        """The deeds beside the culprit."""
        return tuple(deed for deed in self.plan.deeds if deed is not self.culprit)


def ask(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> Found | Undecided:
    """Return a run that does what a plan draws, of no more steps than such a plan should need."""
    return _run(watch(replace(machine, hints=()), plan, faults), plan, effort)


def prove(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> Answer:
    """Return a run that does what a plan draws, or a proof that there is none, or how far was searched."""
    found = ask(machine, plan, faults, effort)
    if isinstance(found, Found):
        return found
    asked = watch(machine, plan, faults)
    attempts = Induction(asked.machine, asked.goal, effort).cheap()
    return next((each for attempt in attempts if isinstance(each := attempt(), Proof)), found)


def blame(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> Core:
    """Return why a plan of which no run was found cannot be; all earlier deeds together are possible."""
    last = _first_impossible(machine, plan, faults, effort)
    prefix = only(plan, list(range(last + 1)))
    core = _core(machine, prefix, faults, effort)
    found = _proved(machine, only(prefix, core), faults, effort)
    if isinstance(found.answer, Undecided):
        # Who draws one change of state draws all of its kind: with those that are drawn it may be easier to prove.
        struck = {prefix.deeds[n].whose for n in core}
        turns = [n for n, deed in enumerate(prefix.deeds) if deed.word.turns and deed.whose in struck]
        more = _proved(machine, only(prefix, sorted({*core, *turns})), faults, effort)
        return more if isinstance(more.answer, Proof) else found
    return found


def _proved(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> Core:
    """Return deeds that no run has together as a core, without claims that it does not need."""
    slim = replace(plan, claims=_needed_claims(machine, plan, faults, effort))
    answer = prove(machine, slim, faults, effort)
    verdict = answer if isinstance(answer, Proof) else Undecided("no run was found", getattr(answer, "depth", 0))
    guessed = [deed for deed in slim.deeds if deed.guessed]
    done = [deed for deed in slim.deeds if not deed.word.turns and not deed.word.strikes]
    return Core(slim, (guessed or done or slim.deeds)[-1], verdict)


def alike(machine: Machine, plan: Plan, core: Core, faults: Faults, effort: Effort) -> Iterator[Core]:
    """Yield the cores in which another deed of the same kind stands in the place of the culprit."""
    others = [n for n, deed in enumerate(plan.deeds) if deed in core.others]
    for number, deed in enumerate(plan.deeds):
        same = (deed.word, deed.whose, deed.guessed) == (core.culprit.word, core.culprit.whose, core.culprit.guessed)
        if same and deed not in core.plan.deeds and deed.guessed:
            asked = only(plan, sorted([*others, number]))
            answer = prove(machine, asked, faults, effort)
            if isinstance(answer, Proof):
                yield Core(asked, deed, answer)


def without(plan: Plan, core: Core) -> Plan:
    """Return a plan without what a core blames: the claims that it rests on, or else its culprit."""
    blamed = {_said(plan, claim) for claim in plan.claims} & {_said(core.plan, claim) for claim in core.plan.claims}
    if blamed:
        return replace(plan, claims=tuple(each for each in plan.claims if _said(plan, each) not in blamed))
    return only(plan, [n for n in range(len(plan.deeds)) if plan.deeds[n] != core.culprit])


def _run(asked: Watch, plan: Plan, effort: Effort) -> Found | Undecided:
    depth = min(effort.depth, _EACH * len(plan.deeds) + _MORE)
    found = search(asked.machine, asked.goal, replace(effort, depth=depth))
    if isinstance(found, Found) and (doubt := accepts(asked.machine, found.run)):
        return Undecided(f"an error in verify: the run that the solver found is none for the interpreter: {doubt}")
    return found


def _first_impossible(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> int:
    """Return the first deed that cannot follow those above it: what is possible with it is so without it."""
    low, high = 0, len(plan.deeds) - 1
    while low < high:
        middle = (low + high) // 2
        if isinstance(ask(machine, only(plan, list(range(middle + 1))), faults, effort), Found):
            low = middle + 1
        else:
            high = middle
    return low


def _core(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> list[int]:
    """Return the deeds of a smallest impossible part of a plan, in their order; its last deed is one of them."""
    core = [len(plan.deeds) - 1]
    rest = _nearest(plan)
    while isinstance(ask(machine, only(plan, core), faults, effort), Found):
        tried = list(core)
        for added in rest:
            tried = sorted([*tried, added])
            if not isinstance(ask(machine, only(plan, tried), faults, effort), Found):
                core = sorted([*core, added])
                rest = [each for each in rest if each in tried and each != added]
                break
        else:
            return tried
    return core


def _nearest(plan: Plan) -> list[int]:
    """Return the deeds before the last one: its causes and what claims tie to it first, the nearest first."""
    last = len(plan.deeds) - 1
    tied = {n for claim in plan.claims if last in _ends(claim) for n in _ends(claim)}
    causes = set(bits(plan.causes[last]))
    return sorted(range(last), key=lambda n: (n not in tied, n not in causes, last - n))


def _ends(claim: Claim) -> tuple[int, ...]:
    match claim:
        case Lasting(first, last):
            return (first, last)
        case Complete(counted, turn):
            return (*counted, turn)


def _needed_claims(machine: Machine, plan: Plan, faults: Faults, effort: Effort) -> tuple[Claim, ...]:
    kept = list(plan.claims)
    for claim in plan.claims:
        fewer = [each for each in kept if each != claim]
        if not isinstance(ask(machine, replace(plan, claims=tuple(fewer)), faults, effort), Found):
            kept = fewer
    return tuple(kept)


def _said(plan: Plan, claim: Claim) -> tuple[str, int]:
    """Return what makes out a claim in any part of a plan: its kind, and the drawn step that says it."""
    match claim:
        case Lasting(_, last):
            return "lasting", plan.deeds[last].source
        case Complete(_, turn):
            return "complete", plan.deeds[turn].source
