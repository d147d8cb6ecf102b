"""From a judgement to what reports tell of it: verdict, assumptions, the run against it, the values that would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import NS_PER_S, Interval
from checker.model.contract import Contract, PropertyUse
from checker.model.outcome import (
    AssumptionOutcome,
    Instance,
    ProofOutcome,
    PropertyOutcome,
    RunOutcome,
    Scope,
)
from checker.model.parameters import PARAMETERS
from checker.pipeline.excerpts import with_excerpt
from checker.properties.property import Property
from checker.prove.drawing.runs import mermaid, text
from checker.prove.judging.examining import Examined
from checker.prove.judging.result import Counterexample, Judgement
from checker.prove.judging.values import Repair
from checker.prove.systems.system import System

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {
        "proved": Verdict.HOLDS,
        "refuted": Verdict.VIOLATED,
        "unknown": Verdict.INCONCLUSIVE,
        "vacuous": Verdict.NOT_EXERCISED,
    }
)
# A model has no time of its own; its verdict speaks of all there is.
_ALWAYS = Interval(0, 0)


def property_outcome(examined: Examined, system: System, certificates: Sequence[str] = ()) -> PropertyOutcome:
    """Return the outcome of one property, with a finding where it is refuted."""
    prop, judgement, contract = examined.prop, examined.judgement, system.contract
    use = contract.properties[prop.id]
    verdict = VERDICTS[judgement.result]
    finding = _finding(examined, contract, use) if judgement.result == "refuted" else None
    why = judgement.why or (finding.message if finding else "")
    outcome = PropertyOutcome(
        id=prop.id,
        system=contract.system,
        says=prop.says,
        verdict=verdict,
        exercised=0 if judgement.result == "vacuous" else judgement.instances,
        violations=int(verdict is Verdict.VIOLATED),
        inconclusive=int(verdict is Verdict.INCONCLUSIVE),
        why=why,
        scope=Scope((), None),
        formula=prop.formula,
        stated=next(iter(use.stated), None),
        instances=(Instance("", _subject(judgement, prop.subject), _ALWAYS, verdict, why, "", finding),),
        parameters={name: contract.parameters[name].shown for name in prop.parameters if name in contract.parameters},
        proof=_proof(examined, system, certificates),
    )
    return with_excerpt(outcome, contract)


def _proof(examined: Examined, system: System, certificates: Sequence[str]) -> ProofOutcome:
    judgement, contract, prop = examined.judgement, system.contract, examined.prop
    assumptions = tuple(
        AssumptionOutcome(each.name, each.says, _run(each.without, contract, prop)) for each in judgement.assumptions
    )
    return ProofOutcome(
        result=judgement.result,
        assumptions=assumptions,
        granted=tuple(AssumptionOutcome(name, system.assumptions[name]) for name in judgement.granted),
        run=_run(judgement.counterexample, contract, prop),
        methods=tuple(dict.fromkeys(proof.method for proof in judgement.proofs)),
        repairs=tuple(shown(each) for each in examined.repairs),
        certificates=tuple(certificates),
    )


def _run(example: Counterexample | None, contract: Contract, prop: Property) -> RunOutcome | None:
    if example is None:
        return None
    steps = zip(example.run.times, example.run.steps, strict=True)
    told = tuple((at, step.action) for at, step in steps)
    stated = contract.properties[prop.id].stated
    drawn = mermaid(example, contract, prop.formula, stated) if contract.diagrams else ""
    return RunOutcome(told, text(example, contract, prop.formula), drawn)


def _finding(examined: Examined, contract: Contract, use: PropertyUse) -> Finding:
    """Return the refutation: at the line that promises it, with the lines of the values that take part."""
    prop, judgement = examined.prop, examined.judgement
    first = next((each for each in examined.repairs if each.value is not None), None)
    named = (*prop.parameters, *(each.parameter for each in examined.repairs))
    return Finding(
        code=prop.id,
        severity=Severity.ERROR,
        message=_message(judgement, prop.says),
        where=next(iter(use.stated), None),
        text=next(iter(use.texts), ""),
        related=(*_promised(use), *_parameters(dict.fromkeys(named), contract)),
        property=prop.id,
        verdict=Verdict.VIOLATED,
        key=first.parameter if first else "",
        wanted=_wanted(first) if first else "",
        found=_value(first.parameter, first.found) if first else "",
        repair=shown(first) if first else "",
        hint=_same(judgement.granted) if first else "",
    )


def _same(granted: Sequence[str]) -> str:
    """Return under which assumptions a repair was proved, if there are any."""
    return f"the repair was proved under the same assumptions: {', '.join(granted)}" if granted else ""


def _message(judgement: Judgement, says: str) -> str:
    run = judgement.counterexample.run if judgement.counterexample else None
    if run is None:
        return f"not always so: {says}"
    seconds = (run.times[-1] if run.times else 0) / NS_PER_S
    return f"not always so: {says}; a run of {len(run.steps)} steps in {seconds:.3f} s breaks it"


def _subject(judgement: Judgement, variable: str) -> str:
    example = judgement.counterexample
    return example.watched.binding.get(variable, "") if example else ""


def _promised(use: PropertyUse) -> Iterable[Related]:
    rest = zip(use.stated[1:], use.texts[1:], strict=False)
    return (Related(place, "promised here, too", line) for place, line in rest)


def _parameters(names: Iterable[str], contract: Contract) -> Iterable[Related]:
    for name in names:
        parameter = contract.parameters.get(name)
        if parameter is not None and parameter.stated is not None:
            yield Related(parameter.stated, f"{name} is {parameter.shown}", parameter.text)


def shown(repair: Repair) -> str:
    """Return a repair in words, with the step in which the value is counted."""
    found = _value(repair.parameter, repair.found)
    grid = repair.grid
    settings = "" if grid is None else "".join(f"{name} {text} and " for name, text in grid.settings.items())
    why = f" ({grid.says}; {found} now)" if grid else f" ({found} now)"
    if repair.value is None:
        return f"no value of {repair.parameter} keeps it{why}"
    unsure = "" if repair.sharp else "; a closer value may do, too"
    return f"{settings}{repair.parameter} {_wanted(repair)}{why}{unsure}"


def _wanted(repair: Repair) -> str:
    value = "" if repair.value is None else _value(repair.parameter, repair.value)
    return value if repair.side == "exactly" else f"{repair.side} {value}"


def _value(parameter: str, value: int | str) -> str:
    return PARAMETERS[parameter].show(value)
