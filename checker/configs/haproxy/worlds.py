"""What is known where conditions are undecided: what all choices agree on. The rest is unknown, and says why."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType
from typing import TypeVar, cast

from checker.configs.haproxy.facts import BalancedServer, Balancer, Bind, Checks, Proxy, StatsPage
from checker.configs.setting import Setting, Unknown

T = TypeVar("T")
Fact = Balancer | BalancedServer | Bind | Checks | Proxy | StatsPage


def merged(one: T, other: T, why: str) -> T:
    """Return what two choices agree on; a setting on which they do not becomes unknown."""
    if isinstance(one, Setting) and isinstance(other, Setting):
        return one if one.known == other.known else cast(T, replace(one, known=Unknown(why)))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return cast(T, tuple(_merged_items(one, other, why)))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = {**one, **other}
        pairs = {key: _merged_value(one.get(key), other.get(key), why) for key in keys}
        return cast(T, MappingProxyType(pairs))
    if isinstance(one, Fact) and type(one) is type(other):
        return cast(T, _merged_facts(one, other, why))
    return other if one is None else one


def _merged_facts(one: Fact, other: object, why: str) -> Fact:
    """Return a fact each part of which is merged."""
    return replace(one, **{f.name: merged(getattr(one, f.name), getattr(other, f.name), why) for f in fields(one)})


def _merged_items(one: Sequence[object], other: Sequence[object], why: str) -> Iterator[object]:
    """Yield the items of both, those of one choice alone as doubtful."""
    mine = {_key(item, n): item for n, item in enumerate(one)}
    theirs = {_key(item, n): item for n, item in enumerate(other)}
    for key, item in {**mine, **theirs}.items():
        if key in mine and key in theirs:
            yield merged(mine[key], theirs[key], why)
        else:
            yield doubtful(item, why)


def _key(item: object, n: int) -> Hashable:
    match item:
        case Proxy():
            return ("proxy", item.name, item.kind)
        case BalancedServer():
            return ("server", item.name)
        case Bind():
            return ("bind", item.address.known, item.port.known)
        case Setting():
            return ("setting", item.known)
    return item if isinstance(item, Hashable) else n


def _merged_value(one: Setting[int] | None, other: Setting[int] | None, why: str) -> Setting[int]:
    if one and other:
        return merged(one, other, why)
    present = one or other
    assert present is not None
    return replace(present, known=Unknown(why))


def doubtful(item: T, why: str) -> T:
    """Return what is there under one choice only: whether a server or a proxy is in service is unknown."""
    match item:
        case Proxy() | BalancedServer():
            return replace(item, disabled=replace(item.disabled, known=Unknown(why)))
        case Bind():
            return replace(item, address=replace(item.address, known=Unknown(why)))
        case Setting():
            return cast(T, replace(item, known=Unknown(why)))
    return item
