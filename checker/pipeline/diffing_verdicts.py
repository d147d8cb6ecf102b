"""Which verdicts differ by either version: of the model (`--prove`), and of captures (`--trace`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.base.progress import Progress, Within
from checker.diff.change import Change, Rank, RunStep, Spot
from checker.diff.codes import VERDICT
from checker.model.contract import Contract
from checker.model.outcome import Outcome, PropertyOutcome
from checker.pipeline.diffing_inputs import Given
from checker.pipeline.request import CheckRequest, DiffRequest, ProveRequest

_PROOFS: Mapping[Verdict, str] = {
    Verdict.HOLDS: "proved",
    Verdict.VIOLATED: "refuted",
    Verdict.INCONCLUSIVE: "unknown",
    Verdict.NOT_EXERCISED: "vacuous",
}


_SEEN: Mapping[Verdict, str] = {verdict: verdict.value.replace("_", " ") for verdict in Verdict}
_Key = tuple[str, str]


def verdict_changes(request: DiffRequest, old: Given, new: Given, progress: Progress) -> Iterator[Change]:
    """Yield the properties whose verdict differs, where that was asked and both versions have a contract."""
    parts = Within(progress, "old version: "), Within(progress, "new version: ")
    for pair in _contracts(old, new) if request.prove or request.traces else ():
        if request.prove and all(contract.properties for contract in pair):
            from checker.pipeline.proving import prove

            # What is wrong with the diagrams themselves, and exact times, are for `verify prove`: they take minutes.
            asked = (ProveRequest(spec=each.place.file, select=tuple(each.properties)) for each in pair)
            before, after = (prove(each, part) for each, part in zip(asked, parts, strict=True))
            yield from differing(before, after, proved)
        if request.traces:
            from checker.pipeline.checking import check

            sides = zip(pair, parts, strict=True)
            before, after = (check(CheckRequest(request.traces, spec=each.place.file), part) for each, part in sides)
            yield from differing(before, after, seen)


def _contracts(old: Given, new: Given) -> list[tuple[Contract, Contract]]:
    """Return the contracts that are compared; raise InputError where there are none."""
    befores, afters = ({contract.system: contract for contract in each.version.contracts} for each in (old, new))
    if len(befores) == len(afters) == 1:
        return [(next(iter(befores.values())), next(iter(afters.values())))]
    pairs = [(befores[system], afters[system]) for system in befores if system in afters]
    if not pairs:
        lacking = new if befores else old
        hint = "give two contracts, or folders or revisions that hold them"
        raise InputError(
            f"--prove and --trace need a contract in both versions; {lacking.version.name} has none", hint=hint
        )
    return pairs


_Weigh = Callable[[PropertyOutcome | None, PropertyOutcome], Change | None]


def differing(old: Outcome, new: Outcome, weigh: _Weigh) -> Iterator[Change]:
    """Yield what `weigh` makes of the properties of the new version whose verdict differs."""
    before: dict[_Key, PropertyOutcome] = {(each.system, each.id): each for each in old.properties}
    alone = len({each.system for each in old.properties}) == 1
    by_id = {each.id: each for each in old.properties}
    for after in new.properties:
        one = before.get((after.system, after.id)) or (by_id.get(after.id) if alone else None)
        if one is None or one.verdict is not after.verdict:
            change = weigh(one, after)
            if change:
                yield change


def proved(before: PropertyOutcome | None, after: PropertyOutcome) -> Change | None:
    """Return what the model says otherwise: newly refuted is breaking, and so is what is proved no more."""
    was, now = _PROOFS[before.verdict] if before else "not asked", _PROOFS[after.verdict]
    if before is None and after.verdict is Verdict.HOLDS:
        return None
    says = f"the model: {after.id} is {now}, was {was}"
    run: tuple[RunStep, ...] = ()
    if after.verdict is Verdict.VIOLATED:
        rank, why = Rank.BREAKING, after.why or "a run of the model breaks it"
        if before is None:
            rank, why = Rank.STRENGTHENING, f"it is promised now, and the model does not keep it: {why}"
        run = _run(after)
    elif after.verdict is Verdict.HOLDS:
        rank, why = Rank.STRENGTHENING, "no run of the model breaks it now"
    else:
        rank = Rank.BREAKING if before and before.verdict is Verdict.HOLDS else Rank.COMPATIBLE
        why = after.why or "the model does not decide it"
    return Change(
        VERDICT, rank, says, why, _stated(before), _stated(after), after.id, was, now, run, "new" if run else ""
    )


def _run(outcome: PropertyOutcome) -> tuple[RunStep, ...]:
    place = outcome.stated
    if outcome.proof is None or outcome.proof.run is None or place is None:
        return ()
    from checker.prove.drawing.runs import rows_of

    return tuple(RunStep(place, line.strip()) for line in rows_of(outcome.proof.run.timeline) if line.strip())


def seen(before: PropertyOutcome | None, after: PropertyOutcome) -> Change:
    """Return what captures show otherwise: what newly violates kept the old promise, so more is promised now."""
    was, now = _SEEN[before.verdict] if before else "not asked", _SEEN[after.verdict]
    says = f"the captures: {after.id} is {now}, was {was}"
    if after.verdict is Verdict.VIOLATED:
        rank, why = Rank.STRENGTHENING, after.why or "what the captures show does not keep the new promise"
    elif before and before.verdict is Verdict.VIOLATED:
        rank, why = Rank.BREAKING, "what broke the promise before is allowed now"
    else:
        rank, why = Rank.COMPATIBLE, after.why or "nothing that the captures show breaks either promise"
    return Change(VERDICT, rank, says, why, _stated(before), _stated(after), after.id, was, now)


def _stated(outcome: PropertyOutcome | None) -> Spot | None:
    return Spot(outcome.stated, outcome.id) if outcome and outcome.stated else None
