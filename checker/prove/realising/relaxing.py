"""What the contract says that is to blame for what no run does: that without which it is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from checker.base.errors import InputError
from checker.base.places import Place
from checker.model.contract import Contract
from checker.model.parameters import PARAMETERS
from checker.prove.machines.machine import Machine
from checker.prove.realising.asking import Asker
from checker.prove.realising.blame import Core
from checker.prove.realising.watch import Faults, watch
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
    "heartbeat": ("heartbeat.fall", "heartbeat.rise", "heartbeat.interval"),
    "publishing": (),
}


@dataclass(frozen=True, slots=True)
class Value:
    """What the contract says and is to blame: of what, what it is, what it would have to be, where that is stated."""

    name: str
    is_: str
    would: str
    place: Place | None
    text: str


@dataclass(frozen=True)
class Relaxing:
    """A contract, and the machines of those that differ from it in one thing, each made once."""

    contract: Contract
    machine: Machine
    _made: dict[tuple[str, int | str], Machine | None] = field(default_factory=dict)

    def relaxed(self, core: Core, faults: Faults) -> tuple[Value, ...]:
        """Return what else the contract would have to say for the core to be possible.

        Where a service would have to live elsewhere, that; else the parameters of which another value does it, with
        the nearest such value that was tried.
        """
        homes = tuple(value for name in self._residents(core) if (value := self._apart(name, core, faults)))
        parts = {deed.word.part for deed in core.plan.deeds}
        known = self.contract.parameters
        names = dict.fromkeys(name for part in sorted(parts) for name in _OF[part] if name in known)
        return homes or tuple(value for name in names if (value := self._relaxed(name, core, faults)))

    def _relaxed(self, name: str, core: Core, faults: Faults) -> Value | None:
        parameter = self.contract.parameters[name]
        for other in _others(name, parameter.value):
            changed = self.contract.with_parameters([replace(parameter, value=other)])
            if self._possible((name, other), changed, core, faults):
                show = PARAMETERS[name].show
                return Value(name, show(parameter.value), show(other), parameter.stated, parameter.text)
        return None

    def _residents(self, core: Core) -> Iterator[str]:
        """Yield the services of a core that live in a replica."""
        lines = self.contract.lifelines
        for name in dict.fromkeys(deed.whose[0] for deed in core.plan.deeds if deed.word.part == "heartbeat"):
            if name in lines and lines[name].server:
                yield name

    def _apart(self, name: str, core: Core, faults: Faults) -> Value | None:
        line = self.contract.lifelines[name]
        changed = replace(self.contract, lifelines={**self.contract.lifelines, name: replace(line, server="")})
        if not self._possible((name, ""), changed, core, faults):
            return None
        return Value(name, f"lives in {line.server}", f"living outside of {line.server}", line.place, "")

    def _possible(self, key: tuple[str, int | str], changed: Contract, core: Core, faults: Faults) -> bool:
        if key not in self._made:
            self._made[key] = _machine(changed)
        machine = self._made[key]
        # What does not hear of the change cannot be otherwise for it.
        if machine is None or watch(machine, core.plan, faults) == watch(self.machine, core.plan, faults):
            return False
        return Asker(machine, faults).does(core.plan)


def _machine(contract: Contract) -> Machine | None:
    """Return the model of a contract, None where such a contract has none."""
    try:
        return system_of(contract).machine
    except (ValueError, InputError):
        return None


def _others(name: str, value: int | str) -> Iterator[int | str]:
    """Yield values to try, the nearest first."""
    yield from (word for word in _WORDS.get(name, ()) if word != value)
    if isinstance(value, int):
        yield from sorted((n for n in _COUNTS.get(name, ()) if n != value), key=lambda n: abs(n - value))
        yield from (value // part for part in _PARTS if name in _TIMES)
