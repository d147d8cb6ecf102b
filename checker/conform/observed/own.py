"""Events that a contract defines itself, as steps: what a component tells is a note on the lifeline of its host."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.observed.draft import Draft, in_line_order, middle, places_of
from checker.conform.own.occurring import occurrences
from checker.model.casting import Party
from checker.model.contract import Contract
from checker.model.own import BLANK, OwnEvent, told

# Roles whose lifelines are told apart by the host or server that they are on, not by their ids.
_BY_NAME = frozenset({"load-balancer", "vrrp-peer", "server"})
# So many events of one name in a phase stand one by one.
_MOST = 3


def own_drafts(evidence: Evidence) -> list[Draft]:
    """Return what the own events of a contract tell; one that ends a state may be where an incident begins."""
    return in_line_order(_drafts(evidence))


def _drafts(evidence: Evidence) -> Iterator[Draft]:
    contract = evidence.contract
    ending = {
        name
        for fluent in contract.own.fluents.values()
        for effect in ("ends", "clears")
        for name in fluent.effects.get(effect, ())
    }
    for own, each, names in _once(evidence):
        party = _party(contract, evidence.hosts.named(each.event.source.host), each.event.source.program)
        yield Draft(
            "note",
            (party,),
            _text(own, each.args),
            each.time,
            middle(each.time),
            places_of(each.event),
            folded=own.name.replace("_", " "),
            most=_MOST,
            alarm=not ending.isdisjoint(names),
        )


def _once(evidence: Evidence) -> Iterator[tuple[OwnEvent, Occurrence, list[str]]]:
    """Yield what happened, each once, and all names of it: of several the one counts that says most."""
    found: dict[int, tuple[OwnEvent, Occurrence, list[str]]] = {}
    for own in sorted(evidence.contract.own.events.values(), key=lambda own: (-len(own.when), own.name != own.kind)):
        for each in occurrences(own, evidence):
            found.setdefault(id(each.event), (own, each, []))[2].append(own.name)
    yield from found.values()


def _text(own: OwnEvent, args: tuple[str, ...]) -> str:
    """Return an event in words, as its contract says it; else without what its lifeline says already."""
    if BLANK.search(own.says):
        return told(own.name, own.says, dict(zip(own.about, args, strict=True)))
    said = [value for value, arg in zip(args, own.about.values(), strict=True) if arg not in ("host", "program")]
    return " ".join([own.name.replace("_", " "), *said])


def _party(contract: Contract, host: str, program: str) -> Party:
    """Return who tells something: the lifeline of the program, or of the host, or after which its log is called."""
    line = contract.teller(host, program) or contract.lifelines.get(host)
    if line is None:
        return Party("application", host)
    return Party(line.role, host if line.role in _BY_NAME else line.id)
