"""Whether a property holds under some of the assumptions: all of its cases, with as little effort as decides each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.prove.judging.asking import Asked, ask_of, carried, counterexample, goals_of
from checker.prove.judging.assuming import Broken, Minimal, Names, Trial, minimal
from checker.prove.judging.breaking import broken
from checker.prove.judging.result import Counterexample
from checker.prove.questions.question import Effort, Proof, Undecided, Watched

# How much of the effort goes into Spacer, and how much less into all, where an assumption of a proof is left out; and
# beyond how many actions Spacer is not asked at all then, as it only gives up.
_PART, _FEWER, _MANY = 0.3, 3, 16


@dataclass(frozen=True, slots=True)
class Case:
    """An instance of a property that stands for `instances` of them: they differ in names only."""

    watched: Watched
    instances: int


def least(
    cases: Sequence[Case], granted: Names, says: Mapping[str, str], effort: Effort
) -> Minimal | Counterexample | Undecided:
    """Return which assumptions suffice; what is dear is only tried where nothing else decides under all of them."""
    thrifty = replace(effort, guesses=False)
    quick = replace(thrifty, spacer=0)
    modest = replace(thrifty, spacer=_PART, rlimit=effort.rlimit // _FEWER)
    trying = _Trying(tuple(cases), granted)

    def within(whole: Effort) -> Minimal | Counterexample | Undecided:
        return minimal(
            granted,
            says,
            lambda names: trying.trial(names, whole if names == granted else quick),
            lambda names, proofs: trying.trial(names, modest, proofs),
        )

    found = within(thrifty)
    return within(effort) if isinstance(found, Undecided) and effort.guesses else found


@dataclass(frozen=True, slots=True)
class _Trying:
    cases: tuple[Case, ...]
    granted: Names

    def trial(self, assumptions: Names, effort: Effort, proofs: Sequence[Proof] = ()) -> Trial:
        """Return what is so under some of the assumptions; `proofs` of all cases under more of them may still do.

        A run that breaks another assumption decides at once; of those that break none, the shortest is told. What is
        not known under a part of the assumptions is left open: then all are made.
        """
        parts = list(self._parts(proofs))
        asked = [_carried(case.watched, own, assumptions, effort) for case, own in zip(self.cases, parts, strict=True)]
        refutations: list[Counterexample] = []
        for index in _hardest_first(parts):
            case = self.cases[index]
            hard = (
                effort
                if all(len(each.machine.actions) <= _MANY for each in parts[index])
                else replace(effort, spacer=0)
            )
            asked[index] = answer = asked[index] or ask_of(case.watched, assumptions, hard)
            if isinstance(answer.answer, Undecided) and (len(assumptions) < len(self.granted) or not refutations):
                break  # nothing that follows can make a proof of it
            run = counterexample(case.watched, answer)
            if run is None:
                continue
            breaks, perhaps = (each & set(self.granted) for each in broken(case.watched.machine, run.run, assumptions))
            if breaks or perhaps:
                return Broken(run, breaks, perhaps)
            refutations.append(run)
        return _told([each for each in asked if each is not None], refutations)

    def _parts(self, proofs: Sequence[Proof]) -> Iterator[tuple[Proof, ...]]:
        """Yield which of the proofs of all cases are each one's; none where there are none."""
        rest = list(proofs)
        for case in self.cases:
            many = len(goals_of(case.watched))
            yield tuple(rest[:many])
            del rest[:many]


def _hardest_first(parts: Sequence[Sequence[Proof]]) -> list[int]:
    """Return the numbers of the cases, those first whose proofs took most: they are likely to fail with less."""
    return sorted(range(len(parts)), key=lambda index: -sum(len(proof.lemmas) for proof in parts[index]))


def _carried(watched: Watched, proofs: Sequence[Proof], assumptions: Names, effort: Effort) -> Asked | None:
    """Return the same proofs under other assumptions; None where there are none, or one of them is none there."""
    found = [again for proof in proofs if (again := carried(watched, proof, assumptions, effort))]
    return Asked(found[0].machine, found[0], tuple(found[1:])) if found and len(found) == len(proofs) else None


def _told(asked: Sequence[Asked], refutations: Sequence[Counterexample]) -> Trial:
    open_ = [each.answer for each in asked if isinstance(each.answer, Undecided)]
    if refutations:
        return Broken(min(refutations, key=lambda each: len(each.run.steps)), frozenset())
    if open_:
        why = "; ".join(dict.fromkeys(each.why for each in open_))
        return Undecided(why, min(each.depth for each in open_))
    return tuple(proof for each in asked for proof in each.proofs)
