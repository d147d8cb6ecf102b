"""Parameters of a contract: what another value does to what is promised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from checker.base.words import listed
from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import PARAMETER
from checker.model.contract import Contract
from checker.model.parameters import Parameter

_NAME = re.compile(r"[a-z][\w-]*(?:\.[a-z][\w-]*)+")
# What is only true of configurations and logs: no value is weaker, but a configuration has to follow.
_CONFIG = frozenset(
    {
        *("vip.port", "balance.algorithm", "pool.mode", "stats.port", "stats.path", "monitor.variable"),
        *("monitor.state-file", "rtmp.port", "hls.port", "hls.push", "hls.path", "publish.path"),
        "vrrp.version",
    }
)
# Settings of components by which properties hold or do not: of each the value that keeps what the others may break.
_KEEPS: Mapping[str, str] = MappingProxyType(
    {"vrrp.preempt": "no", "balance.persist": "no", "balance.sticky": "no", "balance.redispatch": "yes"}
)
# Numbers of which more is the stronger promise.
_MORE_IS_STRONGER = frozenset({"balance.retries"})


def parameter_changes(old: Contract, new: Contract) -> list[Change]:
    """Return the parameters whose values changed, and those of one version only.

    What is computed from a changed one, and changes with it in the same way, is told with it.
    """
    found = list(_every(old, new))
    ranks = {change.key: change.rank for change in found}
    led = {c.key: source for c in found if (source := _source(c, new, ranks))}
    folded: dict[str, list[Change]] = {}
    for change in found:
        if change.key in led:
            folded.setdefault(_root(change.key, led), []).append(change)
    return [_with(change, folded.get(change.key, ())) for change in found if change.key not in led]


def _source(change: Change, new: Contract, ranks: Mapping[str, Rank]) -> str:
    """Return the changed parameter that a computed one follows, or ''."""
    parameter = new.parameters.get(change.key)
    if parameter is None or not parameter.formula or not change.before:
        return ""
    names = _NAME.findall(parameter.formula)
    return next((name for name in names if ranks.get(name) is change.rank), "")


def _root(name: str, led: Mapping[str, str]) -> str:
    while name in led:
        name = led[name]
    return name


def _with(change: Change, led: Sequence[Change]) -> Change:
    if not led:
        return change
    told = listed(f"{each.key} ({each.after}, was {each.before})" for each in led)
    return replace(change, says=f"{change.says}, and with it {told}")


def _every(old: Contract, new: Contract) -> Iterator[Change]:
    for name in dict.fromkeys((*old.parameters, *new.parameters)):
        before, after = old.parameters.get(name), new.parameters.get(name)
        if before and after:
            if before.value != after.value:
                yield _changed(before, after, old, new)
        elif before:
            rank = Rank.COMPATIBLE if name in _CONFIG else Rank.BREAKING
            why = "no promise of this value is left; where one is needed, the component's default counts"
            says = f"{name} ({before.shown}) is gone"
            yield Change(PARAMETER, rank, says, why, _spot(before, old), Spot(new.place), name, before.shown)
        elif after:
            why = "it was not stated before"
            says, spots = f"{name} ({after.shown}) is new", (Spot(old.place), _spot(after, new))
            yield Change(PARAMETER, Rank.STRENGTHENING, says, why, *spots, key=name, after=after.shown)


def _changed(before: Parameter, after: Parameter, old: Contract, new: Contract) -> Change:
    rank, why = _weighed(before, after)
    derived = f" (it follows from {after.formula})" if after.formula else ""
    says = f"{after.name} is {after.shown}, was {before.shown}{derived}"
    spots = _spot(before, old), _spot(after, new)
    return Change(PARAMETER, rank, says, why, *spots, after.name, before.shown, after.shown)


def _weighed(before: Parameter, after: Parameter) -> tuple[Rank, str]:
    name, one, other = after.name, before.value, after.value
    if name in _CONFIG:
        return Rank.STRENGTHENING, "a configuration that agrees with the old value does not agree with the new one"
    if isinstance(one, int) and isinstance(other, int):
        if name in _MORE_IS_STRONGER:
            rank = Rank.STRENGTHENING if other > one else Rank.BREAKING
            return rank, f"{'more' if other > one else 'fewer'} of them keep a failure from a client"
        noun = _noun(after)
        if other > one:
            higher = "higher" if noun == "threshold" else "longer"
            return Rank.BREAKING, f"the {noun} is {higher}: what broke the promise before may keep it now"
        lower = "lower" if noun == "threshold" else "shorter"
        return Rank.STRENGTHENING, f"the {noun} is {lower}: what kept the promise before may break it now"
    if _KEEPS.get(name) == other or (name == "vrrp.track" and one == "none"):
        return Rank.STRENGTHENING, "a configuration with the old value does not agree with the new one"
    if name in _KEEPS:
        return Rank.BREAKING, f"{name} {other} allows what {_KEEPS[name]} forbade"
    if name == "view" and "any" in (one, other):
        if one == "any":
            return Rank.BREAKING, "fewer observers' DOWN counts than before"
        return Rank.STRENGTHENING, "any observer's DOWN counts now"
    return Rank.BREAKING, "what was promised before is no longer what is said"


def _noun(parameter: Parameter) -> str:
    if not parameter.unit:
        return "threshold"
    last = parameter.name.rpartition(".")[2]
    return last if last in ("interval", "timeout", "tolerance", "delay") else "bound"


def _spot(parameter: Parameter, contract: Contract) -> Spot:
    if parameter.stated is None:
        return Spot(parameter.place or contract.place, parameter.why or parameter.formula)
    return Spot(parameter.stated, parameter.text)


def without_told(changes: Iterable[Change], parameters: Iterable[Change]) -> Iterator[Change]:
    """Yield changes but those of a value of which a parameter tells that is stated on the same lines."""
    told = {_lines(change) for change in parameters}
    return (change for change in changes if _lines(change) not in told or not change.before)


def _lines(change: Change) -> tuple[object, ...]:
    spots = (change.old, change.new)
    return (*((s.place.file, s.place.line) if s else None for s in spots), change.before, change.after)
