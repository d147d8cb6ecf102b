"""Detection that takes too long: which setting is to blame, and the nearest value that keeps the promise.

Every duration that is made shorter makes detection faster, so that the largest value that keeps a bound is found by
bisection over the grid that HAProxy accepts (milliseconds, whole percents).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.base.time import NS_PER_MS, Interval
from checker.configs.haproxy.facts import Checks
from checker.configs.setting import Setting
from checker.configs.words import Block, Edit, append_words
from checker.gate.changes import write_value
from checker.gate.pool.timings import Timing
from checker.gate.rule import Repair
from checker.gate.shown import configured_time
from checker.model.contract import Contract

Quantity = Callable[[Timing], Interval]


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting on which detection depends: its field of a `Timing`, its keyword, and what the contract wants of it.

    `beside` is the setting next to which it is written where nothing sets it. A change of one that is not `safe` has
    effects beyond the checks.
    """

    field: str
    keyword: str
    setting: Setting[int] | Setting[int | None]
    usual: int | None = None
    beside: Setting[int] | None = None
    safe: bool = True

    @property
    def place(self) -> Place:
        """Where it is set, or where it would be."""
        return self.beside.place if self.setting.is_default and self.beside else self.setting.place

    @property
    def deviates(self) -> bool:
        """Whether it is set to more than the contract wants."""
        set_to = self.setting.value
        return self.usual is not None and set_to is not None and set_to > self.usual

    @property
    def grid(self) -> int:
        """The least step of its value."""
        return 1 if self.field in ("fall", "rise", "spread") else NS_PER_MS

    def shown(self, value: int) -> str:
        """Return the setting as a person writes it."""
        return f"{self.keyword} {self._text(value)}"

    def edit(self, value: int) -> Edit:
        """Return the edit that gives it a value."""
        if self.setting.is_default and self.beside is not None and not isinstance(self.beside.at, Block):
            return append_words(self.beside.at, self.shown(value))
        return write_value(self.setting, self.keyword, self._text(value))

    def _text(self, value: int) -> str:
        return str(value) if self.grid == 1 else configured_time(value)


def fall_knob(contract: Contract, checks: Checks) -> Knob:
    """Return the threshold of DOWN."""
    return Knob("fall", "fall", checks.fall, _stated(contract, "check.fall"))


def rise_knob(contract: Contract, checks: Checks) -> Knob:
    """Return the threshold of UP."""
    return Knob("rise", "rise", checks.rise, _stated(contract, "check.rise"))


def interval_knobs(contract: Contract, checks: Checks, *others: str) -> tuple[Knob, ...]:
    """Return the intervals and what widens them; `others` are `fastinter` and `downinter`, as far as they count."""
    usual = _stated(contract, "check.interval")
    further = {"fastinter": checks.fastinter, "downinter": checks.downinter}
    return (
        Knob("inter", "inter", checks.inter, usual),
        *(Knob(name, name, further[name], usual, checks.inter) for name in others),
        Knob("spread", "spread-checks", checks.spread, 0),
    )


def timeout_knobs(checks: Checks) -> tuple[Knob, ...]:
    """Return the timeouts that say how long a check of a silent server lasts."""
    return (
        Knob("timeout_check", "timeout check", checks.timeout_check, safe=False),
        Knob("timeout_connect", "timeout connect", checks.timeout_connect, safe=False),
    )


def blame_first(knobs: Sequence[Knob]) -> list[Knob]:
    """Return the settings in the order of blame: what deviates from the contract, what is set at all, the rest."""
    return sorted(knobs, key=lambda knob: (not knob.deviates, knob.setting.is_default))


def blame(
    timing: Timing, quantity: Quantity, limit: int, fixed: Sequence[Knob], knobs: Sequence[Knob]
) -> tuple[Knob, tuple[Repair, ...]]:
    """Return which setting makes detection too slow, and the repairs, best first; `knobs` in the order of blame.

    `fixed` are settings whose values are the contract's to say (first the threshold): they are put right first, and no
    other values of them are offered.
    """
    first = [(knob, knob.usual) for knob in fixed if knob.usual is not None and knob.usual != _now(timing, knob)]
    kept = timing
    for done, usual in first:
        kept = _set(kept, done.field, usual)
    if quantity(kept).hi <= limit:
        return first[0][0] if first else knobs[0], (_repair(first),) if first else ()
    knobs = [knob for knob in knobs if all(knob.field != done.field for done, _ in first)]
    single = [(knob, value) for knob in knobs if (value := _largest(kept, [knob], quantity, limit)) is not None]
    if single:
        return single[0][0], tuple(_repair([*first, each]) for each in single)
    tries = [knobs[:end] for end in range(2, len(knobs) + 1)]
    together = next(((t, v) for t in tries if (v := _largest(kept, t, quantity, limit)) is not None), None)
    if together is None:
        return knobs[0], ()
    return together[0][0], (_repair([*first, *_changed(kept, *together)]),)


def _stated(contract: Contract, name: str) -> int | None:
    stated = contract.parameters.get(name)
    return stated.value if stated and isinstance(stated.value, int) else None


def _repair(changes: Sequence[tuple[Knob, int]]) -> Repair:
    return Repair(
        shown=", ".join(knob.shown(value) for knob, value in changes),
        edits=tuple(knob.edit(value) for knob, value in changes),
        safe=all(knob.safe for knob, _ in changes),
    )


def _set(timing: Timing, field: str, value: int) -> Timing:
    return replace(timing, **{field: value})


def _largest(timing: Timing, knobs: Sequence[Knob], quantity: Quantity, limit: int) -> int | None:
    """Return the largest value that keeps the limit when each of the settings is at most that; None: there is none."""
    grid = max(knob.grid for knob in knobs)
    least = 0 if all(knob.field == "spread" for knob in knobs) else 1

    def keeps(steps: int) -> bool:
        tuned = timing
        for knob, value in _changed(timing, knobs, steps * grid):
            tuned = _set(tuned, knob.field, value)
        return quantity(tuned).hi <= limit

    if not keeps(least):
        return None
    low, high = least, max(_now(timing, knob) for knob in knobs) // grid
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if keeps(middle) else (low, middle - 1)
    return low * grid


def _changed(timing: Timing, knobs: Sequence[Knob], value: int) -> list[tuple[Knob, int]]:
    """Return each setting with the lesser of what it is and a value; a spread goes where durations change, too."""
    alone = all(knob.grid == 1 for knob in knobs)
    wanted = [(knob, value if alone or knob.grid > 1 else 0) for knob in knobs]
    return [(k, min(v, _now(timing, k))) for k, v in wanted if v < _now(timing, k) or getattr(timing, k.field) is None]


def _now(timing: Timing, knob: Knob) -> int:
    now: int | None = getattr(timing, knob.field)
    return timing.inter if now is None else now
