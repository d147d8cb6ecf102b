"""What makes a verdict contradict what is true of a written story, whatever the system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.model.outcome import Instance, PropertyOutcome
from tests.captures.synthetic.plan import EPOCH, S
from tests.captures.synthetic.truth import Fact, Truth

BASE = round(EPOCH.timestamp()) * S
DECIDED = (Verdict.HOLDS, Verdict.VIOLATED)
# Properties of which an instance is one instant of one server, as one observer sees it.
EXACT = ("down-after-failures", "up-after-successes")


class Written(Protocol):
    """What was written of a story: how far its clocks may be off, and which lines of it were lost."""

    @property
    def bound(self) -> int:
        """How far clocks may be off, in microseconds."""

    @property
    def lost(self) -> Iterable[tuple[str, int, int]]:
        """The file, and from when to when lines of it are missing."""


def contradicting(
    found: PropertyOutcome,
    true: Truth,
    same: Callable[[Instance, Fact], bool],
    shows: Callable[[Fact], bool],
    sure: Callable[[Iterable[bool]], bool] = any,
) -> Iterator[str]:
    """`violated` needs a fact, each violated instance one of its own time and place; `holds` bears none that shows.

    `sure` says of the facts and doubts at an instance that holds, one by one whether it is a fact, if that is wrong.
    """
    if found.verdict is Verdict.VIOLATED and not (true.facts or true.doubts):
        yield f"violated, but nothing violates it: {found.why}"
    for instance in found.instances:
        near = [f for f in (*true.facts, *true.doubts) if same(instance, f)]
        if instance.verdict is Verdict.VIOLATED and not near:
            yield f"violated, but not then and there: {_tells(instance)}"
        if instance.verdict is Verdict.HOLDS and found.id in EXACT and near and sure(f in true.facts for f in near):
            yield f"holds, where it is violated: {_tells(instance)} {near}"
    if found.verdict is Verdict.HOLDS:
        shown = [f for f in true.facts if shows(f)]
        if shown:
            yield f"holds, but {shown[0]} shows it violated"


def in_scope(fact: Fact, found: PropertyOutcome, copy: Written) -> bool:
    """Whether a fact lies within the time that a verdict speaks of, and no line about it was lost."""
    if any(lo - S <= fact.hi and fact.lo <= hi + S for _, lo, hi in copy.lost):
        return False
    time = found.scope.time
    return time is not None and _since(time)[0] - copy.bound <= fact.lo and fact.hi <= _since(time)[1] + copy.bound


def at_once(instance: Instance, fact: Fact, reach: int) -> bool:
    """Whether an instance and a fact are of one time, or no further apart than `reach`."""
    time = instance.trigger
    if instance.finding and instance.finding.time:
        time = instance.finding.time
    lo, hi = _since(time)
    return lo - reach <= max(fact.hi, fact.ends) and fact.lo <= hi + reach


def _since(time: Interval) -> tuple[int, int]:
    """Return a time in microseconds since the stories began."""
    return time.lo // 1000 - BASE, time.hi // 1000 - BASE


def _tells(instance: Instance) -> str:
    lo, hi = (t / 1e9 - BASE / S for t in (instance.trigger.lo, instance.trigger.hi))
    message = instance.finding.message if instance.finding else instance.why
    return f"{instance.observer} {instance.subject} [{lo:.3f}, {hi:.3f}] {message}"


def shares_decided(judge: Callable[..., tuple], seeds: Iterable[int], folder: Path) -> dict[str, float]:
    """The share of the written stories in which each property is decided, of those where it can be."""
    decided, all_of = Counter[str](), Counter[str]()
    for seed in seeds:
        told, outcome, true = judge(seed, folder / str(seed), everything=True)
        assert not told, "\n".join(told)
        for found in outcome.properties:
            if true[found.id].exercised and true[found.id].clear:
                all_of[found.id] += 1
                decided[found.id] += found.verdict in DECIDED
    print("\n" + "\n".join(f"{p:30} {decided[p]:3} of {all_of[p]:3} decided" for p in sorted(all_of)))
    return {p: decided[p] / n for p, n in all_of.items()}
