"""Servers that do not answer at all: how late they are seen, and what makes that as quick as promised."""

from __future__ import annotations

from dataclasses import replace

from checker.base.time import Interval
from checker.configs.haproxy.facts import Checks
from checker.gate.pool.timings import Timing, timing_of
from checker.gate.pool.tuning import Knob, blame, fall_knob, interval_knobs, timeout_knobs
from checker.gate.rule import Repair
from checker.model.contract import Contract


def down_unanswered(timing: Timing, checks: Checks) -> Interval:
    """Return how long it takes until a server that does not answer is DOWN.

    The slower of two: its machine is gone, or it accepts connections and hangs. A bare TCP check never sees the
    latter, which another rule tells.
    """
    hanging = timing.down_silent if checks.kind.value == "tcp" else timing.down_hanging
    return max(timing.down_silent, hanging, key=lambda interval: interval.hi)


def blame_for_silence(contract: Contract, checks: Checks, timing: Timing) -> tuple[Knob, tuple[Repair, ...]]:
    """Return which setting makes that too slow, and the repairs.

    The interval comes last, and is only brought to what the diagram says: its own text is about it.
    """
    inter, fastinter, spread = interval_knobs(contract, checks, "fastinter")
    limit = contract.duration("down.within")
    fixed = [fall_knob(contract, checks), *([inter] if inter.deviates and timing.inter > (inter.usual or 0) else [])]
    knobs = [fastinter, *timeout_knobs(checks), *([spread] if spread.deviates else []), inter]
    return blame(timing, lambda t: down_unanswered(t, checks), limit, fixed, knobs)


def also_when_silent(contract: Contract, checks: Checks, field: str, value: int, repair: Repair) -> tuple[Repair, ...]:
    """Return a repair that sets one field of the timing, and one that makes up for what it costs silent servers."""
    if "down.within" not in contract.parameters:
        return (repair,)
    after = replace(timing_of(checks), **{field: value})
    if down_unanswered(after, checks).hi <= contract.duration("down.within"):
        return (repair,)
    _, further = blame_for_silence(contract, checks, after)
    written = {edit.start for edit in repair.edits if edit.end > edit.start}
    apart = (more for more in further if written.isdisjoint(edit.start for edit in more.edits))
    return (repair, *(Repair(f"{repair.shown}, {m.shown}", (*repair.edits, *m.edits), m.safe) for m in apart))
