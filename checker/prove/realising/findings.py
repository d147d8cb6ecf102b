"""What is told of diagrams that the model cannot follow: each line that takes part, and the rules behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Finding, Related, Severity
from checker.base.places import Place
from checker.base.time import show_duration
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn
from checker.prove.machines.machine import Machine
from checker.prove.questions.question import Found, Proof, Undecided
from checker.prove.realising.asking import Asker
from checker.prove.realising.blame import Core
from checker.prove.realising.explained import IMPOSSIBLE, NOT_LOOKED_AT, NOT_REALISED
from checker.prove.realising.relaxing import Relaxing, Value
from checker.prove.realising.steps import Claim, Complete, Lasting, Plan
from checker.prove.realising.watch import Faults
from checker.prove.realising.words import parts_of, strikes

_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)
# How much of a text is told where it is spoken of, and where it is one of many.
_LONGEST, _NAME = 70, 48


def impossible(relaxing: Relaxing, cores: Sequence[Core], faults: Faults) -> tuple[Finding, ...]:
    """Return the findings for what is drawn and what no run does; what differs in its culprit only is told once.

    So is all that one service can never do to one replica.
    """
    groups: dict[object, list[Core]] = {}
    for core in cores:
        claims = tuple(_claimed(core.plan, claim) for claim in core.plan.claims)
        word, (who, whom) = core.culprit.word, core.culprit.whose
        alone = len(core.plan.deeds) == 1 and word.part == "heartbeat"
        groups.setdefault((word.part, who) if alone else (word, who, whom, core.others, claims), []).append(core)
    return tuple(_impossible(relaxing, group, faults) for group in groups.values())


def _impossible(relaxing: Relaxing, cores: Sequence[Core], faults: Faults) -> Finding:
    core = min(cores, key=lambda each: each.culprit.place)
    contract, machine = relaxing.contract, relaxing.machine
    proved = all(isinstance(each.answer, Proof) for each in cores)
    helps = _helping(machine, core, faults)
    values = relaxing.relaxed(core, faults)
    where = _stated(core) or core.culprit.place
    return Finding(
        code=IMPOSSIBLE if proved else NOT_REALISED,
        severity=_severity(proved, helps, core),
        message=_message(core, cores, faults),
        where=where,
        text=_line(contract, where),
        related=(*_others(contract, cores, where), *_contract(values), *_rules(machine, core)),
        hint=_hint(helps, values),
    )


def not_looked_at(drawn: Drawn, read: Sequence[Plan]) -> tuple[Finding, ...]:
    """Return a remark on the texts of a diagram that no run of the model could be held against, if there are any."""
    # A step of which any alternative has a word is looked at there.
    known = {deed.place for plan in read for deed in plan.deeds}
    left = {place: text for plan in read for place, text in plan.unknown if place not in known}
    if not left:
        return ()
    many = f"{len(left)} texts" if len(left) > 1 else "1 text"
    message = f"{many} of '{drawn.title}' were not held against the model, which has no word for them: {_named(left)}"
    related = tuple(Related(place, _short(text)) for place, text in sorted(left.items()))
    return (Finding(NOT_LOOKED_AT, Severity.INFO, message, min(left), related=related),)


def _named(texts: Mapping[Place, str]) -> str:
    """Return the texts in the order of the page, each once with all of its lines."""
    lines: dict[str, list[str]] = {}
    for place, text in sorted(texts.items()):
        lines.setdefault(_short(text, _NAME), []).append(str(place.line))
    return _listed([f"'{text}' (line{'s' * (len(of) > 1)} {_listed(of)})" for text, of in lines.items()])


def _severity(proved: bool, helps: tuple[str, ...], core: Core) -> Severity:
    """Return an error for what is proved of texts that the contract maps; of what arrows and words say it is warned."""
    mapped = any(not deed.guessed for deed in core.plan.deeds)
    return Severity.ERROR if proved and not helps and mapped else Severity.WARNING


def _message(core: Core, cores: Sequence[Core], faults: Faults) -> str:
    """Return what no run does; where cores differ in what they draw, where the others stand."""
    rest = sorted({str(each.culprit.place.line) for each in cores if each.culprit.word != core.culprit.word}, key=int)
    drawn = [f"'{_short(each.text)}' (line {each.place.line})" for each in core.plan.deeds]
    claims = [_claimed(core.plan, claim) for claim in core.plan.claims]
    parts = [
        f"no run of the model does {_listed(drawn)}",
        " one after the other" if len(drawn) > 1 else "",
        f", nor what is drawn in line{'s' * (len(rest) > 1)} {_listed(rest)}" if rest else "",
        f", if {_listed(claims)}" if claims else "",
        ", with no other fault than those drawn" if faults is Faults.DRAWN else "",
    ]
    match core.answer:
        case Proof():
            return f"{''.join(parts)}; proved for runs of any length"
        case Undecided(_, depth):
            return f"{''.join(parts)}; none was found of up to {depth} steps, and no proof that there is none"


def _claimed(plan: Plan, claim: Claim) -> str:
    match claim:
        case Lasting(first, last, low, high, text, _):
            said = f"{show_duration(low)} to {show_duration(high)}" if low else f"at most {show_duration(high)}"
            start, end = plan.deeds[first], plan.deeds[last]
            return f"'{_short(text)}' means {said} from line {start.place.line} to line {end.place.line}"
        case Complete(counted, turn):
            lines = _listed([str(plan.deeds[n].place.line) for n in counted])
            what = f"line {lines} is" if len(counted) == 1 else f"lines {lines} are"
            return f"{what} all that is counted before line {plan.deeds[turn].place.line}"


def _stated(core: Core) -> Place | None:
    """Return where it is stated what cannot be, a time or a change of state; the finding stands there."""
    match next(iter(core.plan.claims), None):
        case Lasting(place=place):
            return place
        case Complete(turn=turn):
            return core.plan.deeds[turn].place
        case _:
            return None


def _others(contract: Contract, cores: Sequence[Core], where: Place) -> Iterator[Related]:
    """Yield the lines that take part: the deeds in the order of the page, and those that are wrong in the same way."""
    deeds = {deed.place: deed for core in cores for deed in core.plan.deeds}
    for place, deed in sorted(deeds.items()):
        if place != where:
            yield Related(place, _short(deed.text), _line(contract, place))


def _contract(values: tuple[Value, ...]) -> Iterator[Related]:
    for value in values:
        if value.place:
            yield Related(value.place, f"{value.name} {value.is_}", value.text)


def _rules(machine: Machine, core: Core) -> Iterator[Related]:
    """Yield by which rules of the components the deeds happen at all."""
    said: dict[str, Place] = {}
    for deed in core.plan.deeds:
        for action in machine.actions:
            if action.rule and not strikes(action) and any(sight.fits(action) for sight in deed.word.sights):
                said.setdefault(action.rule, deed.place)
    for rule, place in said.items():
        yield Related(place, f"rule: {rule}")


def _helping(machine: Machine, core: Core, faults: Faults) -> tuple[str, ...]:
    """Return the faults with which it would be possible, none where it is not."""
    if faults is not Faults.DRAWN:
        return ()
    for more in (Faults.USUAL, Faults.ANY):
        answer = Asker(machine, more).ask(core.plan)
        if isinstance(answer, Found):
            known = {action.name for action in machine.actions if strikes(action)}
            return tuple(dict.fromkeys(step.action for step in answer.run.steps if step.action in known))
    return ()


def _hint(helps: tuple[str, ...], values: tuple[Value, ...]) -> str:
    parts = []
    if helps:
        parts.append(f"possible only if something happens that is not drawn: {_listed([_spoken(h) for h in helps])}")
    if values:
        parts.append(f"possible with {' or '.join(f'{v.name} {v.would}' for v in values)}")
    return "; ".join(parts)


def _spoken(action: str) -> str:
    verb, args = parts_of(action)
    return " ".join([verb.replace("_", " "), *args])


def _line(contract: Contract, place: Place) -> str:
    document = next((each for each in contract.documents if each.name == place.file), None)
    return document.line(place.line) if document else ""


def _short(text: str, most: int = _LONGEST) -> str:
    plain = " ".join(_BREAK.sub(", ", text).split())
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
