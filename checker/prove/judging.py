"""The judgement of one property of a system: proved, refuted, unknown or vacuous, and what that rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from checker.logic.syntax import parse
from checker.properties.property import Property
from checker.prove.asking import Asked, ask, ask_of, counterexample, touching
from checker.prove.assuming import Trial, minimal
from checker.prove.observing import UnreadableError, watch
from checker.prove.question import Effort, Found, Proof, Undecided, Watched
from checker.prove.result import Counterexample, Judgement
from checker.prove.slicing import symmetric
from checker.prove.speaking import speaking_of
from checker.prove.systems import System


@dataclass(frozen=True, slots=True)
class Case:
    """An instance of a property that stands for `instances` of them: they differ in names only."""

    watched: Watched
    instances: int


@dataclass(frozen=True, slots=True)
class _Asking:
    """What stays the same while one property is judged."""

    system: System
    prop: Property
    cases: tuple[Case, ...]
    effort: Effort

    @property
    def instances(self) -> int:
        return sum(case.instances for case in self.cases)


def judge(system: System, prop: Property, effort: Effort, without: Collection[str] = ()) -> Judgement:
    """Return what the model says of a property; assumptions in `without` are not made."""
    try:
        cases = cases_of(system, prop)
    except UnreadableError as error:
        return Judgement(prop.id, system.name, "unknown", f"the model cannot say: {error}{_lacking(system)}")
    if not cases:
        why = f"the model has nothing that it speaks of{_lacking(system)}"
        return Judgement(prop.id, system.name, "unknown", why)
    asking = _Asking(system, prop, cases, effort)
    touched = {name for case in cases for name in touching(case.watched)}
    granted = tuple(sorted(touched - set(without)))
    answers = _asked(asking, granted)
    if runs := list(_runs(cases, answers)):
        return _refuted(asking, granted, runs)
    if open_ := [each.answer for each in answers if isinstance(each.answer, Undecided)]:
        return _unknown(asking, granted, open_)
    return _proved(asking, granted, tuple(proof for each in answers for proof in each.proofs))


def cases_of(system: System, prop: Property) -> tuple[Case, ...]:
    """Return the instances that a property has in a system, one for all that differ in names only.

    Raises UnreadableError where the model has no word for something that the property speaks of.
    """
    use = system.contract.properties.get(prop.id)
    machine = speaking_of(system.machine, parse(prop.formula))
    every = watch(machine, prop, system.contract.numbers)
    wanted = [each for each in every if use is None or use.covers(each.binding.get(prop.subject, ""))]
    if prop.symmetric and len(wanted) == len(every):
        wanted = _told_once(wanted, prop.subject)
    return tuple(Case(group[0], len(group)) for group in symmetric(wanted))


def _told_once(every: Sequence[Watched], subject: str) -> list[Watched]:
    """Return the instances without those of the last subject: what violates them violates another's, too."""
    subjects = list(dict.fromkeys(each.binding.get(subject, "") for each in every))
    return [each for each in every if each.binding.get(subject, "") != subjects[-1]] if subjects[1:] else list(every)


def _asked(asking: _Asking, assumptions: Sequence[str]) -> list[Asked]:
    return [ask_of(case.watched, assumptions, asking.effort) for case in asking.cases]


def _runs(cases: Iterable[Case], answers: Iterable[Asked]) -> Iterable[Counterexample]:
    for case, asked in zip(cases, answers, strict=True):
        if run := counterexample(case.watched, asked):
            yield run


def _refuted(asking: _Asking, granted: tuple[str, ...], runs: Sequence[Counterexample]) -> Judgement:
    shortest = min(runs, key=lambda each: len(each.run.steps))
    return Judgement(
        id=asking.prop.id,
        system=asking.system.name,
        result="refuted",
        why="",
        granted=granted,
        counterexample=shortest,
        instances=asking.instances,
    )


def _unknown(asking: _Asking, granted: tuple[str, ...], open_: Sequence[Undecided]) -> Judgement:
    depth = min(each.depth for each in open_)
    why = f"{'; '.join(dict.fromkeys(each.why for each in open_))}; no run of up to {depth} steps breaks it"
    return Judgement(asking.prop.id, asking.system.name, "unknown", why, granted=granted, instances=asking.instances)


def _proved(asking: _Asking, granted: tuple[str, ...], proofs: tuple[Proof, ...]) -> Judgement:
    least = minimal(granted, proofs, asking.system.assumptions, lambda names: _trial(asking, names))
    names = tuple(each.name for each in least.needed)
    exercised, why = _exercised(asking, names)
    return Judgement(
        id=asking.prop.id,
        system=asking.system.name,
        result="proved" if exercised else "vacuous",
        why=why,
        assumptions=least.needed,
        proofs=least.proofs,
        instances=asking.instances,
    )


def _trial(asking: _Asking, assumptions: Sequence[str]) -> Trial:
    """Return what is left of a proof under fewer assumptions; the first case that fails decides."""
    proofs: list[Proof] = []
    for case in asking.cases:
        asked = ask_of(case.watched, assumptions, asking.effort)
        if not asked.proofs:
            return counterexample(case.watched, asked)
        proofs += asked.proofs
    return tuple(proofs)


def _exercised(asking: _Asking, assumptions: Sequence[str]) -> tuple[bool, str]:
    """Say whether the trigger of every case can happen, and if not why that counts as no proof."""
    for case in asking.cases:
        asked = ask(case.watched.machine, case.watched.triggered, assumptions, asking.effort)
        match asked.answer:
            case Proof():
                return False, f"{asking.prop.triggered_by} can never happen in the model (proved)"
            case Undecided(why, depth):
                told = f"no run of up to {depth} steps shows {asking.prop.triggered_by} ({why})"
                return False, told
            case Found():
                continue
    return True, ""


def _lacking(system: System) -> str:
    return f" ({'; '.join(system.lacking)})" if system.lacking else ""
