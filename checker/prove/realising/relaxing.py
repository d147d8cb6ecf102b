"""Which values of the contract are to blame for what no run does: those with another value of which it is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.errors import InputError
from checker.base.places import Place
from checker.model.contract import Contract
from checker.model.parameters import PARAMETERS
from checker.prove.questions.question import Effort, Found
from checker.prove.realising.blame import Core, ask
from checker.prove.realising.watch import Faults
from checker.prove.systems.system import system_of

# What is tried instead, by parameter: other words, counts, and parts of a time.
_WORDS = {"vrrp.preempt": ("yes", "no")}
_COUNTS = {
    "check.fall": range(1, 5),
    "check.rise": range(1, 5),
    "heartbeat.fall": range(1, 5),
    "heartbeat.rise": range(1, 5),
}
_TIMES = ("check.interval", "vrrp.advert", "monitor.interval", "heartbeat.interval")
_PARTS = (2, 10)
_OF = {
    "pool": ("check.fall", "check.rise", "check.interval"),
    "vrrp": ("vrrp.preempt", "vrrp.advert"),
    "monitor": ("monitor.interval",),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the contract that is to blame: what it is, what it would have to be, and where it is stated."""

    name: str
    is_: str
    would: str
    place: Place | None
    text: str


def relaxed(contract: Contract, core: Core, faults: Faults, effort: Effort) -> tuple[Value, ...]:
    """Return the parameters of which another value makes the core possible, with the nearest such value tried."""
    parts = {deed.word.part for deed in core.plan.deeds}
    names = dict.fromkeys(name for part in sorted(parts) for name in _OF[part] if name in contract.parameters)
    return tuple(value for name in names if (value := _relaxed(contract, name, core, faults, effort)))


def _relaxed(contract: Contract, name: str, core: Core, faults: Faults, effort: Effort) -> Value | None:
    parameter = contract.parameters[name]
    for other in _others(name, parameter.value):
        changed = contract.with_parameters([replace(parameter, value=other)])
        try:
            machine = system_of(changed).machine
        except (ValueError, InputError):
            continue
        if isinstance(ask(machine, core.plan, faults, effort), Found):
            show = PARAMETERS[name].show
            return Value(name, show(parameter.value), show(other), parameter.stated, parameter.text)
    return None


def _others(name: str, value: int | str) -> Iterator[int | str]:
    """Yield values to try, the nearest first."""
    yield from (word for word in _WORDS.get(name, ()) if word != value)
    if isinstance(value, int):
        yield from sorted((n for n in _COUNTS.get(name, ()) if n != value), key=lambda n: abs(n - value))
        yield from (value // part for part in _PARTS if name in _TIMES)
