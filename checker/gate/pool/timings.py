"""How one server is checked, as numbers, and how long its load balancer takes to see that it is dead, or back."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.time import Interval
from checker.configs.haproxy.facts import Checks
from checker.gate import bounds


@dataclass(frozen=True, slots=True)
class Timing:
    """The settings on which detection depends; durations in nanoseconds, None where nothing sets it."""

    fall: int
    rise: int
    inter: int
    fastinter: int | None = None
    downinter: int | None = None
    timeout_connect: int | None = None
    timeout_check: int | None = None
    spread: int = 0

    @property
    def down_refused(self) -> Interval:
        """From the death of a server that refuses connections to DOWN."""
        return self._down(0)

    @property
    def down_silent(self) -> Interval:
        """From the death of a server that does not answer at all (its machine is gone) to DOWN."""
        return self._down(bounds.silent_check(self.inter, self.timeout_connect, self.timeout_check))

    @property
    def down_hanging(self) -> Interval:
        """From the moment when a server accepts connections but never answers to DOWN: not with a bare TCP check."""
        return self._down(bounds.hanging_check(self.inter, self.timeout_check))

    @property
    def up(self) -> Interval:
        """From the return of a server to UP."""
        return bounds.detect_up(self.rise, self.downinter or self.inter, self.fastinter or self.inter, self.spread)

    def _down(self, failing: int) -> Interval:
        return bounds.detect_down(self.fall, self.inter, self.fastinter or self.inter, failing, self.spread)


def timing_of(checks: Checks) -> Timing:
    """Return the numbers of a server's checks; UnknownValueError where the files do not tell one of them."""
    return Timing(
        fall=checks.fall.value,
        rise=checks.rise.value,
        inter=checks.inter.value,
        fastinter=checks.fastinter.value,
        downinter=checks.downinter.value,
        timeout_connect=checks.timeout_connect.value,
        timeout_check=checks.timeout_check.value,
        spread=checks.spread.value,
    )
