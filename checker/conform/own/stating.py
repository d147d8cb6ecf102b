"""The properties that a contract states itself, as all others are: one formula, and the words to speak of it."""

from __future__ import annotations

from checker.base.errors import InputError
from checker.base.explanation import Explanation
from checker.model.contract import Contract
from checker.model.own import OwnProperty, plain
from checker.model.own_numbers import with_values
from checker.properties.property import Property


def stated_by(contract: Contract) -> dict[str, Property]:
    """Return the properties that a contract states itself, by their ids."""
    return {id: _property(contract, stated) for id, stated in contract.own.properties.items()}


def _property(contract: Contract, stated: OwnProperty) -> Property:
    events = contract.own.events_behind(stated.names)
    programs = dict.fromkeys(name.partition("@")[0] for event in events for name in event.told_by)
    trigger = contract.own.events.get(stated.trigger) or contract.own.fluents[stated.trigger]
    return Property(
        id=stated.id,
        says=stated.says,
        formula=_formula(stated, contract),
        triggered_by=_when(plain(trigger.says), stated, contract),
        subject=stated.subject,
        violated=stated.violated,
        inconclusive=f"undecided: {stated.violated}",
        explanation=_explanation(stated),
        programs=tuple(programs),
        symmetric=stated.symmetric,
        parameters=stated.parameters,
        events=tuple(name for name in stated.names if name in contract.own.events),
    )


def _formula(stated: OwnProperty, contract: Contract) -> str:
    """Return the formula with the values of its parameters; InputError where it cannot count so many."""
    if not stated.counted:
        return with_values(stated.formula, contract.parameters)
    count = contract.numbers[stated.counted]
    if not 1 <= count <= len(stated.by_count):
        message = f"{stated.counted} is {count}, and {stated.id} counts up to {len(stated.by_count)}"
        raise InputError(message, stated.place)
    return with_values(stated.by_count[count - 1], contract.parameters)


def _when(happens: str, stated: OwnProperty, contract: Contract) -> str:
    """Return what it takes for a case: what triggers it, in the scope that something has opened."""
    opening = [contract.own.events.get(name) or contract.own.fluents[name] for name in stated.after]
    if not opening or stated.trigger in stated.after:
        return happens
    return f"{happens}, after {' or '.join(plain(each.says) for each in opening)}"


def _explanation(stated: OwnProperty) -> Explanation:
    return Explanation(
        code=stated.id,
        title=f"not so: {stated.says}",
        what=f"The contract states: {stated.says}. As a formula: {stated.formula}",
        why=f"Stated at {stated.place}.",
        bad="",
        good="",
        fix=f"compare with what the contract states: {stated.place}",
    )
