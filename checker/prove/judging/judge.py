"""The judgement of one property of a system: proved, refuted, unknown or vacuous, and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from checker.logic.syntax import parse
from checker.properties.property import Property
from checker.prove.judging.asking import ask, touching
from checker.prove.judging.assuming import Minimal
from checker.prove.judging.result import Counterexample, Judgement
from checker.prove.judging.trying import Case, least
from checker.prove.questions.observing import Binding, UnreadableError, watch
from checker.prove.questions.question import Effort, Found, Proof, Undecided, Watched
from checker.prove.questions.slicing import symmetric
from checker.prove.questions.speaking import speaking_of, unknown_to
from checker.prove.systems.system import System


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
        words = unknown_to(system.machine, parse(prop.formula)) if prop.id in system.contract.own.properties else ()
        nothing = f"no word for {', '.join(words)}" if words else "nothing that it speaks of"
        why = f"the model has {nothing}{_lacking(system)}"
        return Judgement(prop.id, system.name, "unknown", why)
    asking = _Asking(system, prop, cases, effort)
    touched = {name for case in cases for name in touching(case.watched)}
    granted = tuple(sorted(touched - set(without)))
    found = least(cases, granted, system.assumptions, effort)
    match found:
        case Minimal():
            return _proved(asking, found)
        case Undecided():
            return _unknown(asking, granted, found)
        case Counterexample():
            return _refuted(asking, granted, found)


def cases_of(system: System, prop: Property) -> tuple[Case, ...]:
    """Return the instances that a property has in a system, one for all that differ in names only.

    Raises UnreadableError where the model has no word for something that the property speaks of.
    """
    return tuple(Case(group[0], len(group)) for group in symmetric(instances_of(system, prop)))


def instances_of(system: System, prop: Property) -> list[Watched]:
    """Return the instances that a property has in a system, as far as its contract wants it checked; see `cases_of`."""
    use = system.contract.properties.get(prop.id)
    found = _watched(system, prop, lambda binding: use is None or use.covers(binding.get(prop.subject, "")))
    limited = use is not None and (use.only or use.skip)
    return _told_once(found, prop.subject) if prop.symmetric and not limited else list(found)


def instance_of(system: System, prop: Property, binding: Binding) -> Watched | None:
    """Return one instance, None where the system has not these individuals; see `cases_of`."""
    return next(iter(_watched(system, prop, lambda each: each == binding)), None)


def _watched(system: System, prop: Property, wanted: Callable[[Binding], bool]) -> tuple[Watched, ...]:
    return watch(speaking_of(system.machine, parse(prop.formula)), prop, system.contract.numbers, wanted)


def _told_once(every: Sequence[Watched], subject: str) -> list[Watched]:
    """Return the instances without those of the last subject: what violates them violates another's, too."""
    subjects = list(dict.fromkeys(each.binding.get(subject, "") for each in every))
    return [each for each in every if each.binding.get(subject, "") != subjects[-1]] if subjects[1:] else list(every)


def _refuted(asking: _Asking, granted: tuple[str, ...], run: Counterexample) -> Judgement:
    return Judgement(
        id=asking.prop.id,
        system=asking.system.name,
        result="refuted",
        why="",
        granted=granted,
        counterexample=run,
        instances=asking.instances,
    )


def _unknown(asking: _Asking, granted: tuple[str, ...], open_: Undecided) -> Judgement:
    why = f"{open_.why}; no run of up to {open_.depth} steps breaks it"
    return Judgement(asking.prop.id, asking.system.name, "unknown", why, granted=granted, instances=asking.instances)


def _proved(asking: _Asking, least: Minimal) -> Judgement:
    exercised, why = _exercised(asking, tuple(each.name for each in least.needed))
    return Judgement(
        id=asking.prop.id,
        system=asking.system.name,
        result="proved" if exercised else "vacuous",
        why=why,
        assumptions=least.needed,
        proofs=least.proofs,
        instances=asking.instances,
    )


def _exercised(asking: _Asking, assumptions: Sequence[str]) -> tuple[bool, str]:
    """Say whether the trigger of any case can happen, and if not why that counts as no proof."""
    whys: list[str] = []
    shown = replace(asking.effort, spacer=0, guesses=False)
    triggers = [(case.watched.machine, case.watched.triggered) for case in asking.cases]
    if any(isinstance(ask(*each, assumptions, shown).answer, Found) for each in triggers):
        return True, ""
    for each in triggers:
        match ask(*each, assumptions, asking.effort).answer:
            case Found():
                return True, ""
            case Proof():
                whys.append(f"{asking.prop.triggered_by} can never happen in the model (proved)")
            case Undecided(why, depth):
                whys.append(f"no run of up to {depth} steps shows {asking.prop.triggered_by} ({why})")
    return False, "; ".join(dict.fromkeys(whys))


def _lacking(system: System) -> str:
    return f" ({'; '.join(system.lacking)})" if system.lacking else ""
