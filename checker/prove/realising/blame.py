"""Why nothing that is drawn can happen: the smallest set of deeds and claims that no run has together.

The first deed that cannot follow is found by bisection. What it cannot go with is found by insertion: deeds are put
beside it, the nearest first, until no run is left; the last one put in belongs to the core, and so on (de Siqueira and
Puget 1988, the base of QuickXplain). Runs of so few deeds are short, so most questions are cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.bits import bits
from checker.prove.questions.question import Proof, Undecided
from checker.prove.realising.asking import Asker
from checker.prove.realising.steps import Claim, Complete, Deed, Lasting, Plan, only


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


def never(asker: Asker, plan: Plan) -> Iterator[Core]:
    """Yield the deeds that no run does even alone, as cores."""
    for number, deed in enumerate(plan.deeds):
        alone = only(plan, [number])
        if isinstance(answer := asker.prove(alone), Proof):
            yield Core(alone, deed, answer)


def blame(asker: Asker, plan: Plan) -> Core:
    """Return why a plan of which no run was found cannot be; all earlier deeds together are possible."""
    last = _first_impossible(asker, plan)
    prefix = only(plan, list(range(last + 1)))
    core = _core(asker, prefix)
    found = _proved(asker, only(prefix, core))
    if isinstance(found.answer, Undecided):
        # Who draws one change of state draws all of its kind: with those that are drawn it may be easier to prove.
        struck = {prefix.deeds[n].whose for n in core}
        turns = [n for n, deed in enumerate(prefix.deeds) if deed.word.turns and deed.whose in struck]
        more = _proved(asker, only(prefix, sorted({*core, *turns})))
        return more if isinstance(more.answer, Proof) else found
    return found


def _proved(asker: Asker, plan: Plan) -> Core:
    """Return deeds that no run has together as a core, without claims that it does not need."""
    slim = replace(plan, claims=_needed_claims(asker, plan))
    answer = asker.prove(slim)
    verdict = answer if isinstance(answer, Proof) else Undecided("no run was found", getattr(answer, "depth", 0))
    done = [deed for deed in slim.deeds if not deed.word.turns and not deed.word.strikes]
    guessed = [deed for deed in done if deed.guessed]
    return Core(slim, (guessed or done or slim.deeds)[-1], verdict)


def alike(asker: Asker, plan: Plan, core: Core) -> Iterator[Core]:
    """Yield the cores in which another deed of the same kind stands in the place of the culprit."""
    others = [n for n, deed in enumerate(plan.deeds) if deed in core.others]
    for number, deed in enumerate(plan.deeds):
        same = (deed.word, deed.whose, deed.guessed) == (core.culprit.word, core.culprit.whose, core.culprit.guessed)
        if same and deed not in core.plan.deeds and deed.guessed:
            asked = only(plan, sorted([*others, number]))
            answer = asker.prove(asked)
            if isinstance(answer, Proof):
                yield Core(asked, deed, answer)


def without(plan: Plan, core: Core) -> Plan:
    """Return a plan without what a core blames: the claims that it rests on, or else its culprit."""
    blamed = {_said(plan, claim) for claim in plan.claims} & {_said(core.plan, claim) for claim in core.plan.claims}
    if blamed:
        return replace(plan, claims=tuple(each for each in plan.claims if _said(plan, each) not in blamed))
    return only(plan, [n for n in range(len(plan.deeds)) if plan.deeds[n] != core.culprit])


def _first_impossible(asker: Asker, plan: Plan) -> int:
    """Return the first deed that cannot follow those above it: what is possible with it is so without it."""
    low, high = 0, len(plan.deeds) - 1
    while low < high:
        middle = (low + high) // 2
        if asker.does(only(plan, list(range(middle + 1)))):
            low = middle + 1
        else:
            high = middle
    return low


def _core(asker: Asker, plan: Plan) -> list[int]:
    """Return the deeds of a smallest impossible part of a plan, in their order; its last deed is one of them."""
    core = [len(plan.deeds) - 1]
    rest = _nearest(plan)
    while asker.does(only(plan, core)):
        tried = list(core)
        for added in rest:
            tried = sorted([*tried, added])
            if not asker.does(only(plan, tried)):
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


def _needed_claims(asker: Asker, plan: Plan) -> tuple[Claim, ...]:
    kept = list(plan.claims)
    for claim in plan.claims:
        fewer = [each for each in kept if each != claim]
        if not asker.does(replace(plan, claims=tuple(fewer))):
            kept = fewer
    return tuple(kept)


def _said(plan: Plan, claim: Claim) -> tuple[str, int]:
    """Return what makes out a claim in any part of a plan: its kind, and the drawn step that says it."""
    match claim:
        case Lasting(_, last):
            return "lasting", plan.deeds[last].source
        case Complete(_, turn):
            return "complete", plan.deeds[turn].source
