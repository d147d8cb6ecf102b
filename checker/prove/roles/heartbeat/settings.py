"""How a heartbeat service checks: its schedule, its thresholds, where it lives."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.time import NS_PER_S


@dataclass(frozen=True, slots=True)
class Beats:
    """The settings of heartbeat services, times in nanoseconds.

    A round checks all replicas one after another. The next begins `interval` after the last one ended (fixed delay, as
    Spring's `@Scheduled(fixedDelay)`), or with `fixed_rate` after it began, at once where it took longer. A check that
    nobody answers lasts `timeout`, one that is answered at most `answer`.

    Raises ValueError for counts below 1, and for an interval or a timeout that is not positive, or less than `answer`.
    """

    interval: int = 10 * NS_PER_S
    timeout: int = 5 * NS_PER_S
    fall: int = 3
    rise: int = 2
    answer: int = 0
    fixed_rate: bool = False

    def __post_init__(self) -> None:
        if min(self.fall, self.rise) < 1:
            raise ValueError(f"fall and rise are at least 1, not {self.fall} and {self.rise}")
        if self.interval < 1 or self.timeout < 1 or not 0 <= self.answer <= self.timeout:
            raise ValueError("interval and timeout must be longer than zero, and an answer comes within the timeout")

    @property
    def settling(self) -> int:
        """More time (ns) than it takes to find out that a replica failed or is back, if another one answers.

        So many rounds with a timeout in each, and a check that waits for as long.
        """
        return max(self.fall, self.rise) * (self.interval + self.timeout + self.answer) + self.timeout

    def failed(self, count: int, lasting: int) -> tuple[int, int]:
        """Return the least and the greatest time (ns) from a fault to the end of the `count`-th failing check.

        Each lasts `lasting`; the fault falls anywhere between two rounds. By fixed rate the timeouts lie within the
        intervals (as long as they fit).
        """
        pauses = self.interval if self.fixed_rate else self.interval + lasting
        return (count - 1) * pauses + lasting, (count - 1) * pauses + lasting + self.interval


@dataclass(frozen=True, slots=True)
class Service:
    """A heartbeat service, and the replica in which it lives (and with which it dies), '' where in none."""

    name: str
    home: str = ""
