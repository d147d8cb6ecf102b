"""How a monitor polls and alerts."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.time import NS_PER_MS, NS_PER_S


@dataclass(frozen=True, slots=True)
class Polling:
    """The settings of a monitor, times in nanoseconds.

    It asks every `interval` (fixed rate, at once where its work took longer), waits for the statistics at most `page`,
    for the webhook at most `alert`. `subjects` are what it compares, in the order in which it alerts: servers, and the
    virtual address, whose state is who answers. With `save_on_failure` the state file is written although the alert
    failed. `within` is how soon an alert is promised.

    Raises ValueError for times that are not positive, and for no subjects.
    """

    subjects: tuple[str, ...]
    monitor: str = "monitor"
    interval: int = 10 * NS_PER_S
    page: int = 2 * NS_PER_S
    alert: int = 2 * NS_PER_S
    within: int = 2 * NS_PER_S
    save_on_failure: bool = True

    def __post_init__(self) -> None:
        if min(self.interval, self.page, self.alert, self.within) < 1:
            raise ValueError("the times of a monitor must be longer than zero")
        if not self.subjects or len(set(self.subjects)) < len(self.subjects):
            raise ValueError("a monitor compares something, each under a name of its own")

    @property
    def share(self) -> int:
        """How long one alert may take so that those of all subjects are sent within the promised time.

        Rounded down to tenths of a second, or milliseconds, so that the times of a model have a large common divisor.
        """
        share = min(self.within // len(self.subjects), self.alert)
        for grain in (NS_PER_S // 10, NS_PER_MS):
            if share >= grain:
                return share - share % grain
        return share
