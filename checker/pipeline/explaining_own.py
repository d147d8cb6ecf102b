"""What a contract defines itself, in words: its properties, and the events and states that these speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.base.explanation import Explanation
from checker.model.contract import Contract
from checker.model.own import Effect, OwnEvent, OwnFluent, OwnProperty, plain

_EFFECTS: Mapping[Effect, str] = {
    "begins": "begins with",
    "ends": "ends with",
    "sets": "is so after",
    "clears": "is not so after",
    "shows": "is so before and after",
    "denies": "is not so before or after",
}


def own_explanations(contracts: Iterable[Contract]) -> Mapping[str, Explanation]:
    """Return the explanations of what contracts define themselves, by the names that they give it."""
    return {each.code: each for contract in contracts for each in _explained(contract)}


def _explained(contract: Contract) -> Iterator[Explanation]:
    own = contract.own
    yield from (_event(event, contract) for event in own.events.values())
    yield from (_fluent(fluent, contract) for fluent in own.fluents.values())
    yield from (_property(stated, contract) for stated in own.properties.values())


def _property(stated: OwnProperty, contract: Contract) -> Explanation:
    use = contract.properties[stated.id]
    lines = [f"{place}: {text}" for place, text in zip(use.stated, use.texts, strict=False)] or [f"ours: {use.why}"]
    values = [f"{p.name} is {p.shown}" for name in stated.parameters for p in (contract.parameters[name],)]
    return Explanation(
        code=stated.id,
        title=stated.says,
        what=_paragraphs(f"A property of {contract.system}. {_sentence(stated.says)}.", stated.formula, *values),
        why=_paragraphs("Stated in", *lines),
        bad="",
        good="",
        fix=_paragraphs(
            f"Compare with what the contract states: {stated.place}. It speaks of",
            *(_signature(name, contract) for name in stated.names),
        ),
    )


def _event(event: OwnEvent, contract: Contract) -> Explanation:
    about = ", ".join(f"{name} ({arg})" if name != arg else name for name, arg in event.about.items())
    when = "".join(f", where {arg} is {' or '.join(values)}" for arg, values in event.when.items())
    fluents = [
        f"{fluent.name} {_EFFECTS[effect]} it"
        for fluent in contract.own.fluents.values()
        for effect, names in fluent.effects.items()
        if event.name in names
    ]
    return Explanation(
        code=event.name,
        title=plain(event.says),
        what=_paragraphs(
            f"An event of {contract.system}: what formats yield as {event.kind}{when}.",
            f"It is about: {about or 'nothing'}.",
            f"The logs of {' and '.join(event.told_by)} tell of it.",
        ),
        why=_paragraphs(*fluents, *_uses(event.name, contract)),
        bad="",
        good="",
        fix=f"Defined in {event.place}.",
    )


def _fluent(fluent: OwnFluent, contract: Contract) -> Explanation:
    effects = [
        f"It {_EFFECTS[effect]} {_signature(name, contract)}."
        for effect, names in fluent.effects.items()
        for name in names
    ]
    return Explanation(
        code=fluent.name,
        title=plain(fluent.says),
        what=_paragraphs(f"A state of {contract.system}, about {', '.join(fluent.sorts) or 'nothing'}.", *effects),
        why=_paragraphs(*_uses(fluent.name, contract)),
        bad="",
        good="",
        fix=f"Defined in {fluent.place}.",
    )


def _uses(name: str, contract: Contract) -> Iterator[str]:
    """Say which properties speak of something."""
    yield from (f"{stated.id} speaks of it." for stated in contract.own.properties.values() if name in stated.names)


def _signature(name: str, contract: Contract) -> str:
    """Return an event or state as formulas write it, with what it means."""
    own = contract.own
    meant = own.events.get(name) or own.fluents[name]
    about = meant.about if isinstance(meant, OwnEvent) else meant.sorts
    return f"{name}({', '.join(about)}): {plain(meant.says)}" if about else f"{name}: {plain(meant.says)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)
