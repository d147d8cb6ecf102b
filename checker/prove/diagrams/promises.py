"""The times that diagrams promise, and the formulas that say how long it takes.

The formulas are those of facts that were read in the components' sources and measured: HAProxy's checks (a check
begins `inter` after the one before it ended), VRRP's master-down interval, a scheduler with a fixed delay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from checker.base.time import NS_PER_S, show_duration
from checker.model.contract import Contract
from checker.model.parameters import PARAMETERS, Parameter
from checker.model.parts import VRRP_PEER
from checker.prove.diagrams.arithmetic import Formula, Statement, Values

PRIORITY = "priority"
# What keepalived does where nothing is said: vrrp_version, advert_int, down_timer_adverts.
_DEFAULTS: Mapping[str, int] = MappingProxyType({"vrrp.version": 2, "vrrp.advert": NS_PER_S, "vrrp.down-adverts": 3})
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {"check.fastinter": "check.interval", "check.downinter": "check.interval", "check.timeout": "check.interval"}
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A parameter that promises a time, and the formula of the time that it takes.

    `names` are the parameters of the formula. `if_` says in which case the promise is not kept, where that is one
    that the diagrams do not draw; '' where they do. `at_least` is the least time, which a range promises, too.
    """

    parameter: str
    formula: Formula
    names: tuple[str, ...]
    if_: str = ""
    at_least: Formula | None = None


def promises(contract: Contract) -> Iterator[Promise]:
    """Yield the promises of a contract for whose formulas it says enough."""
    if "check.interval" in contract.parameters:
        yield from _CHECKED
    elif "heartbeat.interval" in contract.parameters:
        yield from _fixed_rate() if _rate(contract) else _FIXED_DELAY
    if _taker(contract) and any(line.role == VRRP_PEER for line in contract.lifelines.values()):
        yield from _V3 if _number(contract, "vrrp.version") == 3 else _V2
    if "alert.timeout" in contract.parameters:
        yield _ALERT


def statements(contract: Contract, promise: Promise) -> tuple[Statement, ...] | None:
    """Return what fixes the parameters of a promise's formula; None where the contract says too little."""
    found = tuple(_statement(contract, name) for name in promise.names)
    kept = tuple(each for each in found if each)
    return kept if len(kept) == len(found) else None


def _statement(contract: Contract, name: str) -> Statement | None:
    if name == PRIORITY:
        return _priority(contract)
    parameter = contract.parameters.get(name) or contract.parameters.get(_INSTEAD.get(name, ""))
    if parameter is None:
        value = _DEFAULTS.get(name)
        says = f"{name} {PARAMETERS[name].show(value)} (the default)" if value is not None else ""
        return Statement(name, Fraction(value), says) if value is not None else None
    if not isinstance(parameter.value, int):
        return None
    place = None if parameter.formula else parameter.stated
    return Statement(name, Fraction(parameter.value), _said(name, parameter), place, parameter.text)


def _said(name: str, parameter: Parameter) -> str:
    if parameter.formula:
        return f"{name} {parameter.shown} (= {parameter.formula})"
    if parameter.stated:
        return f"{name} {parameter.shown} (line {parameter.stated.line})"
    return f"{name} {parameter.shown} (ours)"


def _priority(contract: Contract) -> Statement | None:
    """Return the priority of who takes over first: the second highest of a virtual address."""
    taker = _taker(contract)
    if taker is None:
        return None
    said = (fact for phrases in contract.phrases for fact in phrases.facts if fact.kind == "priority")
    fact = next((f for f in said if taker in (f.values.get("priority"), f.values.get("other"))), None)
    line = f" (line {fact.place.line})" if fact else " (ours)"
    text = fact.text if fact else ""
    return Statement(PRIORITY, Fraction(taker), f"priority {taker}{line}", fact.place if fact else None, text)


def _taker(contract: Contract) -> int | None:
    for vip in contract.vips.values():
        known = sorted((contract.hosts[name].priority for name in vip.hosts), reverse=True)
        if len(known) > 1 and known[1] > 0:
            return known[1]
    return None


def _number(contract: Contract, name: str) -> int:
    value = contract.parameters[name].value if name in contract.parameters else _DEFAULTS[name]
    return value if isinstance(value, int) else _DEFAULTS[name]


def _rate(contract: Contract) -> bool:
    return "heartbeat.schedule" in contract.parameters and contract.text("heartbeat.schedule") == "fixed-rate"


def seconds(value: Fraction | int) -> str:
    """Return a time of nanoseconds as a person reads it; a fraction of a nanosecond is left out."""
    return show_duration(int(value))


def rounded_up(value: Fraction) -> str:
    """Return a time of nanoseconds in words, up to a hundredth of a second more."""
    step = NS_PER_S // 100
    return show_duration(-(-value // step) * step)


def _fastest(values: Values) -> Fraction:
    return (values["vrrp.down-adverts"] - 1) * values["vrrp.advert"] + _skew(values) * NS_PER_S


def _fastest_v3(values: Values) -> Fraction:
    return (values["vrrp.down-adverts"] - 1 + _skew(values)) * values["vrrp.advert"]


def _skewed(values: Values) -> Fraction:
    return values["vrrp.down-adverts"] * values["vrrp.advert"] + _skew(values) * NS_PER_S


def _skewed_v3(values: Values) -> Fraction:
    return (values["vrrp.down-adverts"] + _skew(values)) * values["vrrp.advert"]


def _skew(values: Values) -> Fraction:
    return (256 - values[PRIORITY]) / 256


_NO_SKEW = {PRIORITY: Fraction(256)}
_VRRP = ("vrrp.advert", "vrrp.down-adverts", PRIORITY)


def _vrrp(formula: Formula, least: Callable[[Values], Fraction]) -> tuple[Promise, ...]:
    interruption = replace(formula, says=f"{formula.says}, and no client is served before")
    fastest = replace(formula, value=least, says="a crash right before an advert is due is noticed one advert earlier")
    return (
        Promise("vip.takeover", formula, _VRRP, at_least=fastest),
        Promise("client.interruption", interruption, _VRRP),
    )


_V2 = _vrrp(
    Formula(
        _skewed,
        "a crash is noticed up to down-adverts * advert + (256 - priority)/256 s after it",
        "master-down interval, RFC 3768, 6.1",
        _NO_SKEW,
    ),
    _fastest,
)
_V3 = _vrrp(
    Formula(
        _skewed_v3,
        "a crash is noticed up to (down-adverts + (256 - priority)/256) * advert after it",
        "master-down interval, RFC 5798, 6.1",
        _NO_SKEW,
    ),
    _fastest_v3,
)
_CHECKED = (
    Promise(
        "down.within",
        Formula(
            lambda v: v["check.interval"] + (v["check.fall"] - 1) * v["check.fastinter"],
            "a server that refuses is DOWN up to interval + (fall - 1) * fastinter after it died",
            "HAProxy, check.c: a check begins inter after the one before",
        ),
        ("check.interval", "check.fall", "check.fastinter"),
    ),
    Promise(
        "down.within",
        Formula(
            lambda v: (
                v["check.interval"]
                + v["check.fall"] * v["check.timeout"]
                + (v["check.fall"] - 1) * v["check.fastinter"]
            ),
            "a server that is silent is DOWN up to interval + fall * timeout + (fall - 1) * fastinter after it died",
            "HAProxy, check.c: a check begins inter after the one before ended",
        ),
        ("check.interval", "check.fall", "check.timeout", "check.fastinter"),
        "a server that is silent (a dead host, dropped packets) instead of refusing",
    ),
    Promise(
        "up.within",
        Formula(
            lambda v: v["check.downinter"] + (v["check.rise"] - 1) * v["check.fastinter"],
            "a server is UP up to downinter + (rise - 1) * fastinter after it came back",
            "HAProxy, check.c",
        ),
        ("check.downinter", "check.rise", "check.fastinter"),
    ),
)
_HEARTBEAT = ("heartbeat.interval", "heartbeat.timeout")
_FIXED_DELAY = (
    Promise(
        "down.within",
        Formula(
            lambda v: v["heartbeat.fall"] * (v["heartbeat.interval"] + v["heartbeat.timeout"]),
            "a silent replica is DOWN up to fall * (interval + timeout) after it died",
            "a fixed delay counts from the end of a check",
        ),
        (*_HEARTBEAT, "heartbeat.fall"),
    ),
    Promise(
        "up.within",
        Formula(
            lambda v: v["heartbeat.rise"] * v["heartbeat.interval"] + v["heartbeat.timeout"],
            "a replica is UP up to rise * interval + timeout after it came back",
            "a fixed delay counts from the end of a check",
        ),
        (*_HEARTBEAT, "heartbeat.rise"),
    ),
)


def _counted_at_rate(count: str, values: Values) -> Fraction:
    return values[count] * values["heartbeat.interval"] + values["heartbeat.timeout"]


def _fixed_rate() -> Iterator[Promise]:
    for name, count in (("down.within", "heartbeat.fall"), ("up.within", "heartbeat.rise")):
        yield Promise(
            name,
            Formula(
                partial(_counted_at_rate, count),
                f"a change of a replica is noticed up to {count} * interval + timeout after it",
                "a fixed rate counts from the start of a check",
            ),
            (*_HEARTBEAT, count),
        )


_ALERT = Promise(
    "alert.within",
    Formula(lambda v: v["alert.timeout"], "an alert may take as long as its timeout", "the monitor's own timeout"),
    ("alert.timeout",),
)
