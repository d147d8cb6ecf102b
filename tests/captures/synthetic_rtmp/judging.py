"""Whether what the checker says of a written story contradicts what is true of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checker.base.finding import Verdict
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from tests.captures.synthetic.plan import EPOCH, MS, S
from tests.captures.synthetic.truth import Fact, Truth
from tests.captures.synthetic_rtmp.logs import SOURCES, Copy, write
from tests.captures.synthetic_rtmp.plan import REPLICAS, SERVICES
from tests.captures.synthetic_rtmp.story import tell
from tests.captures.synthetic_rtmp.truth import truths
from tests.pipeline.running import run

BASE = round(EPOCH.timestamp()) * S
DECIDED = (Verdict.HOLDS, Verdict.VIOLATED)
# Properties of which an instance is one instant of one replica of one service.
EXACT = ("down-after-failures", "up-after-successes")


def judge(seed: int, folder: Path, everything: bool = False) -> tuple[list[str], Outcome, dict[str, Truth]]:
    """Write the story of a seed, check it, and list each contradiction."""
    story = tell(seed)
    copy = write(story, folder, everything)
    true, outcome = truths(story), checked(copy)
    told = [
        f"seed {seed} {found.id}: {text}"
        for found in outcome.properties
        for text in (contradictions(found, true[found.id], copy) if found.id in true else ())
    ]
    # nothing here lies: whatever sources tell twice, they tell alike
    told += [f"seed {seed} {n.code}: {n.message}" for n in outcome.notes if n.code == "sources-disagree"]
    return told, outcome, true


def checked(copy: Copy) -> Outcome:
    """What the checker says of the files."""
    options = {"clocks": tuple(copy.clocks), "gaps": tuple(copy.gaps), "settings": tuple(copy.settings)}
    return run(*copy.paths, **options)


def contradictions(found: PropertyOutcome, true: Truth, copy: Copy) -> Iterator[str]:
    """`violated` needs a fact, each violated instance one of its own time and place; `holds` bears none that shows."""
    if found.verdict is Verdict.VIOLATED and not (true.facts or true.doubts):
        yield f"violated, but nothing violates it: {found.why}"
    for instance in found.instances:
        near = [f for f in (*true.facts, *true.doubts) if _same(instance, f, copy)]
        if instance.verdict is Verdict.VIOLATED and not near:
            yield f"violated, but not then and there: {_tells(instance)}"
        if instance.verdict is Verdict.HOLDS and found.id in EXACT and near and all(f in true.facts for f in near):
            yield f"holds, where it is violated: {_tells(instance)} {near}"
    if found.verdict is Verdict.HOLDS:
        shown = [f for f in true.facts if _shows(f, found, copy)]
        if shown:
            yield f"holds, but {shown[0]} shows it violated"


def _shows(fact: Fact, found: PropertyOutcome, copy: Copy) -> bool:
    """Whether the sources given tell the fact, or the verdict claims that no source was missing."""
    if any(lo - S <= fact.hi and fact.lo <= hi + S for _, lo, hi in copy.lost):
        return False
    time = found.scope.time
    if time is None or fact.lo < time.lo // 1000 - BASE - copy.bound or fact.hi > time.hi // 1000 - BASE + copy.bound:
        return False
    # what the end or the beginning of a log would have told that was cut, nobody can know
    return fact.shown_by <= copy.tells or not (found.scope.missing or fact.shown_by & set(copy.kept))


def _same(instance: Instance, fact: Fact, copy: Copy) -> bool:
    time = instance.trigger
    if instance.finding and instance.finding.time:
        time = instance.finding.time
    lo, hi = time.lo // 1000 - BASE, time.hi // 1000 - BASE
    reach = copy.bound + 50 * MS
    who = f"{instance.observer} {instance.subject}"
    services = [s for s in SERVICES if s in who]
    named = [s for s in (*REPLICAS,) if s in instance.subject] if fact.subject in REPLICAS else [instance.subject]
    return (
        lo - reach <= max(fact.hi, fact.ends)
        and fact.lo <= hi + reach
        and (not fact.host or not services or fact.host in services)
        and (not fact.subject or not named or fact.subject in named)
    )


def _tells(instance: Instance) -> str:
    lo, hi = (t / 1e9 - BASE / S for t in (instance.trigger.lo, instance.trigger.hi))
    message = instance.finding.message if instance.finding else instance.why
    return f"{instance.observer} {instance.subject} [{lo:.3f}, {hi:.3f}] {message}"


__all__ = ["DECIDED", "SOURCES", "judge"]
