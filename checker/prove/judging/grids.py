"""Which values a parameter can have: the steps in which a daemon, or a person who promises, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.model.contract import Contract


@dataclass(frozen=True, slots=True)
class Grid:
    """The values `least`, `least + step`, ... up to `most` of a parameter, and why these (`says`).

    `promise` says that it is a bound that somebody promised, and no setting of a daemon: nothing else follows from it.
    Where `settings` name other parameters, they must have these values.
    """

    parameter: str
    step: int
    least: int
    most: int
    says: str
    promise: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


_DAY = 24 * 3600 * NS_PER_S
_HAPROXY = "HAProxy counts milliseconds"
_SPRING = "fixedDelay counts milliseconds"
_PROMISED = "promises are counted in hundredths of a second here"


def _times(step: int, says: str, *names: str) -> dict[str, Grid]:
    return {name: Grid(name, step, step, _DAY, says) for name in names}


def _counts(*names: str) -> dict[str, Grid]:
    return {name: Grid(name, 1, 1, 255, "a count") for name in names}


PROMISES = ("down.within", "up.within", "vip.takeover", "client.interruption", "alert.within", "agree.within")
GRIDS: Mapping[str, Grid] = MappingProxyType(
    _times(NS_PER_MS, _HAPROXY, "check.interval", "check.fastinter", "check.downinter", "check.timeout")
    | _times(NS_PER_MS, _SPRING, "heartbeat.interval", "heartbeat.timeout")
    | _times(NS_PER_MS, "clients count milliseconds", "client.retry")
    | _times(NS_PER_S, "the monitor sleeps whole seconds", "monitor.interval")
    | _counts("check.fall", "check.rise", "heartbeat.fall", "heartbeat.rise")
    | {name: Grid(name, 10 * NS_PER_MS, 10 * NS_PER_MS, _DAY, _PROMISED, promise=True) for name in PROMISES}
)
# RFC 3768 §5.3.7: an octet of whole seconds; RFC 9568 §5.2.7: twelve bits of hundredths of a second.
_ADVERT_V2 = Grid("vrrp.advert", NS_PER_S, NS_PER_S, 255 * NS_PER_S, "VRRPv2 counts whole seconds")
_ADVERT_V3 = Grid(
    "vrrp.advert", 10 * NS_PER_MS, 10 * NS_PER_MS, 40_950 * NS_PER_MS, "VRRPv3 counts hundredths of a second"
)
# Settings that are words, and what else they may be.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "balance.persist": ("no",),
        "balance.sticky": ("no",),
        "balance.redispatch": ("yes",),
        "vrrp.preempt": ("no", "yes"),
        "vrrp.track": ("fault", "weight"),
        "alert.save-on-failure": ("no", "yes"),
    }
)


def grids_of(contract: Contract) -> tuple[Grid, ...]:
    """Return the grids of the parameters that a contract states, the settings first, then the promises."""
    stated = [GRIDS[name] for name in contract.parameters if name in GRIDS]
    adverts = _adverts(contract) if "vrrp.advert" in contract.parameters else ()
    return (*adverts, *(g for g in stated if not g.promise), *(g for g in stated if g.promise))


def _adverts(contract: Contract) -> tuple[Grid, ...]:
    """Return the grid of the contract's version of VRRP, and for version 2 that of version 3, too."""
    if contract.numbers.get("vrrp.version", 2) != 2:
        return (_ADVERT_V3,)
    other = Grid(
        _ADVERT_V3.parameter,
        _ADVERT_V3.step,
        _ADVERT_V3.least,
        _ADVERT_V3.most,
        _ADVERT_V3.says,
        settings={"vrrp.version": "3"},
    )
    return _ADVERT_V2, other
