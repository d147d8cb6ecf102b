"""When a session was routed, by the variables of a log-format: accept date plus what passed until it left the queue."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.readers.haproxy_logformat import LogFormatError
from checker.readers.haproxy_variables import date_ns, number

_NS_PER_US = 1000


@dataclass(frozen=True, slots=True)
class _Base:
    """A date in a line: its variables, whether the request began then (else it was accepted), how precise it is (ns).

    A `local` one names no zone.
    """

    names: tuple[str, ...]
    resolution: int
    request: bool = False
    local: bool = False


# the best first: finer ones, and of these first those that name a zone
_BASES = (
    _Base(("accept_us",), _NS_PER_US),
    _Base(("accept_ms",), NS_PER_MS),
    _Base(("Ts", "ms"), NS_PER_MS),
    _Base(("T", "ms"), NS_PER_MS),
    _Base(("Tl", "ms"), NS_PER_MS),
    _Base(("t",), NS_PER_MS, local=True),
    _Base(("tr",), NS_PER_MS, request=True, local=True),
    _Base(("Ts",), NS_PER_S),
    _Base(("T",), NS_PER_S),
    _Base(("Tl",), NS_PER_S),
    _Base(("trg",), NS_PER_S, request=True),
    _Base(("trl",), NS_PER_S, request=True),
)
DATES = frozenset(name for base in _BASES for name in base.names if name != "ms")


@dataclass(frozen=True, slots=True)
class Timing:
    """Which variables say when a session began and was routed, and how long all of it took ('': none does)."""

    base: _Base
    waits: tuple[str, ...]
    total: str

    @property
    def names(self) -> tuple[str, ...]:
        """The variables that are needed."""
        return (*self.base.names, *self.waits, *((self.total,) if self.total else ()))

    @property
    def resolution(self) -> int:
        """How precise the instants are (ns)."""
        return self.base.resolution

    @property
    def zoned(self) -> bool:
        """Whether the instants are in UTC, and not in the zone of the host."""
        return not self.base.local

    def began(self, values: Mapping[str, str], hexadecimal: Collection[str]) -> int | None:
        """Return when a session was accepted (or its request began), in ns; None for a date that does not exist."""
        name = self.base.names[0]
        text = values[name]
        if name in ("accept_us", "accept_ms"):
            return int(text) * self.base.resolution
        ns = int(text, 16 if name in hexadecimal else 10) * NS_PER_S if name == "Ts" else date_ns(text)
        if ns is None or len(self.base.names) == 1:
            return ns
        return ns + number(values["ms"], hexadecimal="ms" in hexadecimal) * NS_PER_MS

    def waited(self, values: Mapping[str, str]) -> int | None:
        """Return what passed until the session left the queue (ns); None where it never did."""
        spent = [number(values[name]) for name in self.waits]
        # of the first request of a connection no idle time is printed
        spent = [max(n, 0) if name == "Ti" else n for name, n in zip(self.waits, spent, strict=True)]
        return sum(spent) * NS_PER_MS if min(spent) >= 0 else None

    def lasted(self, values: Mapping[str, str]) -> int | None:
        """Return how long all of it had taken when the line was written (ns), None where it is not told to the ms."""
        if not self.total or self.base.resolution > NS_PER_MS:
            return None
        return max(number(values[self.total]), 0) * NS_PER_MS


def timing_of(names: Collection[str], *, http: bool) -> Timing:
    """Return how the variables of a format tell when a session was routed; raise LogFormatError where they do not."""
    if not DATES & set(names):
        raise LogFormatError("has no accept date (%t, %tr, %T or %Ts)")
    if "Tw" not in names:
        raise LogFormatError("has no %Tw (how long a session waited for its server)")
    for base in _BASES:
        arrivals = (("TR",),) if base.request else (("Tq",), ("Th", "Ti", "TR")) if http else ((),)
        for arrival in arrivals:
            if {*base.names, *arrival} <= set(names):
                total = "Ta" if base.request else "Tt"
                return Timing(base, (*arrival, "Tw"), total if total in names else "")
    raise LogFormatError("does not say how long a request took to arrive (%Tq beside %t, or %TR beside %tr)")
