"""The judgement of one property of a system: proved, refuted, unknown or vacuous, and what that rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from checker.logic.syntax import parse
from checker.properties.property import Property
from checker.prove.judging.asking import Asked, ask, ask_of, carried, counterexample, goals_of, touching
from checker.prove.judging.assuming import Broken, Minimal, Trial, minimal
from checker.prove.judging.breaking import broken
from checker.prove.judging.result import Counterexample, Judgement
from checker.prove.questions.observing import UnreadableError, watch
from checker.prove.questions.question import Effort, Found, Proof, Undecided, Watched
from checker.prove.questions.slicing import symmetric
from checker.prove.questions.speaking import speaking_of
from checker.prove.systems.system import System

# How long the runs may be that are searched where only some of the assumptions are made.
_SHORT = 12
# So much less effort goes into induction without hints there.
_FEWER = 8


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
    least = _least(asking, granted)
    match least:
        case Minimal():
            return _proved(asking, least)
        case Undecided():
            return _unknown(asking, granted, least)
        case Counterexample():
            return _refuted(asking, granted, least)


def _least(asking: _Asking, granted: tuple[str, ...]) -> Minimal | Counterexample | Undecided:
    """Return which assumptions suffice; what is dear is only tried where nothing else decides under all of them."""
    says = asking.system.assumptions
    thrifty = replace(asking, effort=replace(asking.effort, guesses=False))
    quick = replace(asking, effort=replace(thrifty.effort, depth=min(_SHORT, asking.effort.depth), spacer=False))

    modest = replace(quick, effort=replace(quick.effort, spacer=True, rlimit=quick.effort.rlimit // _FEWER))

    def without(names: tuple[str, ...], proofs: tuple[Proof, ...]) -> Trial:
        found = _carried(quick, names, proofs) or _trial(quick, granted, names)
        return _trial(modest, granted, names) if isinstance(found, Undecided) else found

    def within(whole: _Asking) -> Minimal | Counterexample | Undecided:
        return minimal(
            granted, says, lambda names: _trial(whole if names == granted else quick, granted, names), without
        )

    least = within(thrifty)
    return within(asking) if isinstance(least, Undecided) and asking.effort.guesses else least


def _carried(asking: _Asking, assumptions: tuple[str, ...], proofs: tuple[Proof, ...]) -> tuple[Proof, ...]:
    """Return the same proofs under other assumptions; nothing where one of them is none."""
    found: list[Proof] = []
    questions = (case.watched for case in asking.cases for _ in goals_of(case.watched))
    for watched, proof in zip(questions, proofs, strict=True):
        again = carried(watched, proof, assumptions, asking.effort)
        if again is None:
            return ()
        found.append(again)
    return tuple(found)


def cases_of(system: System, prop: Property) -> tuple[Case, ...]:
    """Return the instances that a property has in a system, one for all that differ in names only.

    Raises UnreadableError where the model has no word for something that the property speaks of.
    """
    return tuple(Case(group[0], len(group)) for group in symmetric(instances_of(system, prop)))


def instances_of(system: System, prop: Property) -> list[Watched]:
    """Return the instances that a property has in a system, as far as its contract wants it checked; see `cases_of`."""
    use = system.contract.properties.get(prop.id)
    machine = speaking_of(system.machine, parse(prop.formula))
    every = watch(machine, prop, system.contract.numbers)
    wanted = [each for each in every if use is None or use.covers(each.binding.get(prop.subject, ""))]
    if prop.symmetric and len(wanted) == len(every):
        return _told_once(wanted, prop.subject)
    return wanted


def _told_once(every: Sequence[Watched], subject: str) -> list[Watched]:
    """Return the instances without those of the last subject: what violates them violates another's, too."""
    subjects = list(dict.fromkeys(each.binding.get(subject, "") for each in every))
    return [each for each in every if each.binding.get(subject, "") != subjects[-1]] if subjects[1:] else list(every)


def _trial(asking: _Asking, granted: Collection[str], assumptions: tuple[str, ...]) -> Trial:
    """Return what is so under some of the assumptions.

    A run that breaks another assumption decides at once; of those that break none, the shortest is told. What is not
    known under a part of the assumptions is left open: then all are made.
    """
    asked: list[Asked] = []
    refutations: list[Counterexample] = []
    whole = set(assumptions) == set(granted)
    for case in asking.cases:
        asked.append(ask_of(case.watched, assumptions, asking.effort))
        if isinstance(asked[-1].answer, Undecided) and not whole:
            return asked[-1].answer
        run = counterexample(case.watched, asked[-1])
        if run is None and isinstance(asked[-1].answer, Undecided) and not refutations:
            break  # nothing that follows can make a proof of it
        if run is None:
            continue
        breaks, perhaps = (each & set(granted) for each in broken(case.watched.machine, run.run, assumptions))
        if breaks or perhaps:
            return Broken(run, breaks, perhaps)
        refutations.append(run)
    if refutations:
        return Broken(min(refutations, key=lambda each: len(each.run.steps)), frozenset())
    open_ = [each.answer for each in asked if isinstance(each.answer, Undecided)]
    if open_:
        why = "; ".join(dict.fromkeys(each.why for each in open_))
        return Undecided(why, min(each.depth for each in open_))
    return tuple(proof for each in asked for proof in each.proofs)


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
    for case in asking.cases:
        match ask(case.watched.machine, case.watched.triggered, assumptions, asking.effort).answer:
            case Found():
                return True, ""
            case Proof():
                whys.append(f"{asking.prop.triggered_by} can never happen in the model (proved)")
            case Undecided(why, depth):
                whys.append(f"no run of up to {depth} steps shows {asking.prop.triggered_by} ({why})")
    return False, "; ".join(dict.fromkeys(whys))


def _lacking(system: System) -> str:
    return f" ({'; '.join(system.lacking)})" if system.lacking else ""
