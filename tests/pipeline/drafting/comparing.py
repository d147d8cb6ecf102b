"""What a drafted contract says otherwise than another one of the same document, in words, one line a difference.

Hosts are matched by address, servers and vips by where they are. Reasons (`ours`, `why`) are no difference; of labels
counts what each text of the diagrams means by the rules, not how the rules are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model.contract import Contract, PropertyUse
from checker.model.contract_diagrams import Meaning, meanings


def differences(drafted: Contract, shipped: Contract) -> list[str]:
    """Return every difference, in the order of a contract's sections."""
    renamed = dict(_renamed(drafted, shipped))
    return [
        *_hosts(drafted, shipped, renamed),
        *_places("vip", drafted.vips, shipped.vips, renamed, ("address", "hosts")),
        *_places("server", drafted.servers, shipped.servers, renamed, ("address", "port", "aliases")),
        *_lifelines(drafted, shipped, renamed),
        *_parameters(drafted, shipped),
        *_uses("property", drafted.properties, shipped.properties),
        *_uses("promise", drafted.promises, shipped.promises),
        *_labels(drafted, shipped),
    ]


def _renamed(drafted: Contract, shipped: Contract) -> Iterator[tuple[str, str]]:
    for mine in drafted.hosts.values():
        for other in shipped.hosts.values():
            if mine.address == other.address:
                yield mine.name, other.name


def _hosts(drafted: Contract, shipped: Contract, renamed: Mapping[str, str]) -> Iterator[str]:
    for name in drafted.hosts:
        if name not in renamed:
            yield f"host {name}: not shipped"
    for name, host in shipped.hosts.items():
        mine = next((drafted.hosts[old] for old, new in renamed.items() if new == name), None)
        if mine is None:
            yield f"host {name}: not drafted"
            continue
        if mine.name != name:
            yield f"host {name}: drafted as {mine.name}"
        for key in ("priority", "stated"):
            if getattr(mine, key) != getattr(host, key):
                yield f"host {name}: {key} {getattr(mine, key)} for {getattr(host, key)}"
        lacking = sorted({*host.aliases, host.name} - {*mine.aliases, mine.name, name})
        if lacking:
            yield f"host {name}: no alias {', '.join(lacking)}"


def _places(
    kind: str, mine: Mapping, shipped: Mapping, renamed: Mapping[str, str], keys: tuple[str, ...]
) -> Iterator[str]:
    for name in {**shipped, **mine}:
        if name not in mine or name not in shipped:
            yield f"{kind} {name}: not {'drafted' if name not in mine else 'shipped'}"
            continue
        for key in (*keys, "stated"):
            one, other = getattr(mine[name], key), getattr(shipped[name], key)
            one = tuple(renamed.get(each, each) for each in one) if key == "hosts" else one
            if one != other:
                yield f"{kind} {name}: {key} {one} for {other}"


def _lifelines(drafted: Contract, shipped: Contract, renamed: Mapping[str, str]) -> Iterator[str]:
    def what(contract: Contract, name: str) -> tuple[str, ...]:
        line = contract.lifelines.get(name)
        host = renamed.get(line.host, line.host) if line else ""
        return (line.role, host, line.server, line.vip, line.program) if line else ()

    for name in {**shipped.lifelines, **drafted.lifelines}:
        if what(drafted, name) != what(shipped, name):
            yield f"lifeline {name}: {what(drafted, name)} for {what(shipped, name)}"
    if drafted.lifelines_in or shipped.lifelines_in:
        yield "diagrams"


def _parameters(drafted: Contract, shipped: Contract) -> Iterator[str]:
    for name in {**shipped.parameters, **drafted.parameters}:
        one, other = drafted.parameters.get(name), shipped.parameters.get(name)
        if one is None or other is None:
            yield f"parameter {name}: not {'drafted' if one is None else 'shipped'}"
            continue
        for key in ("shown", "stated", "formula"):
            if getattr(one, key) != getattr(other, key):
                yield f"parameter {name}: {key} {getattr(one, key)} for {getattr(other, key)}"


def _uses(kind: str, mine: Mapping[str, PropertyUse], shipped: Mapping[str, PropertyUse]) -> Iterator[str]:
    for name in {**shipped, **mine}:
        one, other = mine.get(name), shipped.get(name)
        if one is None or other is None:
            yield f"{kind} {name}: not {'drafted' if one is None else 'shipped'}"
        elif one.stated != other.stated or (one.only, one.skip) != (other.only, other.skip):
            yield f"{kind} {name}: lines {[p.line for p in one.stated]} for {[p.line for p in other.stated]}"


def _labels(drafted: Contract, shipped: Contract) -> Iterator[str]:
    for (label, one), (_, other) in zip(meanings(drafted), meanings(shipped), strict=True):
        if _meant(one) != _meant(other):
            yield f"label at line {label.place.line}: {_told(one)} for {_told(other)}"


def _meant(meaning: Meaning | None) -> object:
    """Return what a label means and says, and the events that show it, in no order."""
    if meaning is None:
        return None
    signs = sorted(
        (s.kind, sorted(s.args.items()), sorted(s.shows), s.at, s.since, s.before)
        for s in (meaning.rule.sign, *meaning.rule.others)
    )
    return meaning.rule.kind, signs, sorted(meaning.said.items())


def _told(meaning: Meaning | None) -> str:
    if meaning is None:
        return "nothing"
    signs = [
        f"{s.kind}({', '.join(f'{k}={v}' for k, v in sorted(s.args.items()))})"
        + "".join(f" {key}={getattr(s, key)}" for key in ("shows", "at", "since", "before") if getattr(s, key))
        for s in (meaning.rule.sign, *meaning.rule.others)
    ]
    said = f" says {dict(meaning.said)}" if meaning.said else ""
    return " or ".join(signs) + said
