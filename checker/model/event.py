"""Events: something that happened, as one source saw it, with its time as a closed interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checker.base.places import Place
from checker.base.time import Interval

Value = str | int | bool


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Who speaks: a program on a host, and one process of it (empty when the format does not say).

    A process is part of the identity because a restart or reload starts a new view (two HAProxy workers
    of one host may disagree about a server).
    """

    host: str
    program: str
    process: str = ""

    @property
    def observer(self) -> str:
        """The name that reports use, such as `haproxy@hap1`."""
        return f"{self.program}@{self.host}"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `args` by the vocabulary in `checker.model.vocabulary`; `text` as it was read."""

    kind: str
    time: Interval
    source: Source
    args: Mapping[str, Value] = field(hash=False)
    places: tuple[Place, ...]
    text: str = field(default="", compare=False)

    def moved(self, time: Interval) -> Event:
        """Return the same event at another time."""
        return replace(self, time=time)
