"""How a load balancer checks its servers: the settings, and which interval applies in which health."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.time import NS_PER_S
from checker.prove.machines.terms import Ref, Term, every, some


@dataclass(frozen=True, slots=True)
class Checks:
    """The settings of health checks, times in nanoseconds (HAProxy's defaults: configuration manual 5.2).

    `fastinter`, `downinter` and `timeout` (how long a check lasts that nobody answers) are `interval` where None.
    `asks` is true of a check that wants an answer of the server's process, as `option pgsql-check` does.

    Raises ValueError for counts below 1 and times that are not positive.
    """

    interval: int = 2 * NS_PER_S
    fastinter: int | None = None
    downinter: int | None = None
    timeout: int | None = None
    fall: int = 3
    rise: int = 2
    asks: bool = False

    def __post_init__(self) -> None:
        if min(self.fall, self.rise) < 1:
            raise ValueError(f"fall and rise are at least 1, not {self.fall} and {self.rise}")
        if min(self.interval, self.fast, self.down, self.lasting) < 1:
            raise ValueError("the times of checks must be longer than zero")

    @property
    def fast(self) -> int:
        """The interval while the state is changing, and before a server was checked."""
        return self.interval if self.fastinter is None else self.fastinter

    @property
    def down(self) -> int:
        """The interval while the server is fully DOWN."""
        return self.interval if self.downinter is None else self.downinter

    @property
    def lasting(self) -> int:
        """How long a check lasts that nobody answers."""
        return self.interval if self.timeout is None else self.timeout

    @property
    def top(self) -> int:
        """The health of a server that is fully UP: `rise + fall - 1`; it is UP from `rise` on (HAProxy, check.c)."""
        return self.rise + self.fall - 1

    @property
    def first(self) -> int:
        """The longest time from the start of a process to its first check (HAProxy, start_check_task)."""
        return self.interval if self.top == self.rise else self.fast

    @property
    def longest(self) -> int:
        """The longest of the intervals: after a maintenance the timer still runs that was set before it."""
        return max(self.interval, self.fast, self.down)

    def over(self, health: Ref, clock: Ref) -> Term:
        """Say that the interval between two checks has passed (HAProxy, srv_getinter)."""
        return self._each(health, *(clock.since(ns) for ns in (self.interval, self.fast, self.down)))

    def running(self, health: Ref, clock: Ref) -> Term:
        """Say that the interval between two checks has not passed yet, or just now."""
        return self._each(health, *(clock.within(ns) for ns in (self.interval, self.fast, self.down)))

    def _each(self, health: Ref, full: Term, changing: Term, down: Term) -> Term:
        """Return the term that counts in each health; one is enough where they are the same."""
        if full == changing == down:
            return full
        between = (health.equals(level) for level in range(1, self.top))
        return some(
            every(health.equals(self.top), full), every(health.equals(0), down), every(some(*between), changing)
        )
