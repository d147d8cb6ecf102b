"""The machines, servers and addresses of a contract, the labels that mean events, and all that is not looked into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from checker.base.places import Place
from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import DEPLOYMENT, MAPPING
from checker.model.contract import Contract
from checker.model.contract_events import EventRule

_NOT_SAID = ("stated", "name")
_FOLLOW = "configurations and logs that agree with the old contract do not agree with the new one"


def deployment_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what became of hosts, virtual addresses and servers."""
    for noun, before, after in (
        ("host", old.hosts, new.hosts),
        ("virtual address", old.vips, new.vips),
        ("server", old.servers, new.servers),
    ):
        yield from _named(noun, before, after, (old, new))


def _named(
    noun: str, before: Mapping[str, Any], after: Mapping[str, Any], contracts: tuple[Contract, Contract]
) -> Iterator[Change]:
    old, new = contracts
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is not None and other is None:
            says, why = f"the {noun} {name} is gone", "nothing is promised of it any more"
            yield Change(DEPLOYMENT, Rank.BREAKING, says, why, _at(one.stated, old), Spot(new.place))
        elif one is None and other is not None:
            says, why = f"the {noun} {name} is new", "what is promised of such is promised of it, too"
            yield Change(DEPLOYMENT, Rank.STRENGTHENING, says, why, Spot(old.place), _at(other.stated, new))
        else:
            yield from _fields(noun, one, other, contracts)


def _fields(noun: str, one: Any, other: Any, contracts: tuple[Contract, Contract]) -> Iterator[Change]:  # noqa: ANN401
    for field in fields(one):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if field.name in _NOT_SAID or before == after:
            continue
        spots = _at(one.stated, contracts[0]), _at(other.stated, contracts[1])
        shown = tuple(", ".join(v) if isinstance(v, tuple) else str(v) for v in (before, after))
        says = f"the {field.name} of the {noun} {one.name} is {shown[1] or 'nothing'}, was {shown[0] or 'nothing'}"
        rank, why = Rank.STRENGTHENING, _FOLLOW
        if field.name == "aliases":
            rank, why = Rank.COMPATIBLE, "by which further names logs call it changes no promise"
        elif field.name == "hosts" and not set(before) <= set(after):
            rank, why = Rank.BREAKING, "a host that could take the address over no longer may"
        yield Change(DEPLOYMENT, rank, says, why, *spots, f"{one.name}.{field.name}", shown[0], shown[1])


def mapping_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what labels mean otherwise, where no drawn step tells it; how a step is seen promises nothing."""
    before, after = ({_rule(rule): rule for rule in contract.events} for contract in (old, new))
    for (label, ends), rule in after.items():
        other = before.get((label, ends))
        if other and (other.sign, other.others) != (rule.sign, rule.others):
            spots = Spot(other.place, label), Spot(rule.place, label)
            if other.kind == rule.kind and other.args != rule.args:
                shown = _args(other), _args(rule)
                says = f"the label '{label}' means {rule.kind} with {shown[1]}, was with {shown[0]}"
                yield Change(MAPPING, Rank.BREAKING, says, "what has to be seen is another event", *spots, "", *shown)
                continue
            says = f"by what the label '{label}' is seen differs"
            why = "what is promised is the same; how a trace shows it is not"
            yield Change(MAPPING, Rank.COMPATIBLE, says, why, *spots)
    if old.haproxy_formats != new.haproxy_formats and [f for f, _ in old.haproxy_formats] != [
        f for f, _ in new.haproxy_formats
    ]:
        says, why = "the log-formats of HAProxy differ", "how logs are read promises nothing"
        yield Change(MAPPING, Rank.COMPATIBLE, says, why, Spot(old.place), Spot(new.place))
    if (old.own.events.keys(), old.own.fluents.keys()) != (new.own.events.keys(), new.own.fluents.keys()):
        says, why = (
            "what the contract defines (events, states) differs",
            "properties that speak of it tell their changes",
        )
        yield Change(MAPPING, Rank.COMPATIBLE, says, why, Spot(old.place), Spot(new.place))


def _rule(rule: EventRule) -> tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return rule.label, (rule.senders, rule.receivers)


def _args(rule: EventRule) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(rule.args.items())) or "nothing"


def _at(place: Place | None, contract: Contract) -> Spot:
    return Spot(place or contract.place)
