"""Whether what the checker says of a written story contradicts what is true of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from checker.base.finding import Verdict
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from tests.captures.synthetic.disputes import disputed
from tests.captures.synthetic.logs import Copy, write
from tests.captures.synthetic.plan import EPOCH, MS, S
from tests.captures.synthetic.story import tell
from tests.captures.synthetic.truth import Fact, Truth, truths
from tests.pipeline.running import run

BASE = round(EPOCH.timestamp()) * S
SPEC = Path(__file__).parents[3] / "spec"
DECIDED = (Verdict.HOLDS, Verdict.VIOLATED)


def judge(
    seed: int, folder: Path, everything: bool = False, settled_only: bool = True
) -> tuple[list[str], Outcome, dict[str, Truth]]:
    """Write the story of a seed, check it, and list each contradiction (without those that are known, unless asked)."""
    story = tell(seed)
    copy = write(story, folder, everything)
    true = truths(story, copy.takeover)
    outcome = run(
        *copy.paths,
        clocks=tuple(copy.clocks),
        gaps=tuple(copy.gaps),
        settings=tuple(copy.settings),
        select=tuple(p for p in promised() if p in true),
    )
    told = [
        f"seed {seed} {p.id}: {text}"
        for p in outcome.properties
        if p.id in true and not (settled_only and disputed(p.id, story, copy))
        for text in contradictions(p, true[p.id], copy)
    ]
    # nothing here lies: whatever sources tell twice, they tell alike
    if not (settled_only and disputed("sources-disagree", story, copy)):
        told += [
            f"seed {seed} {note.code}: {note.message}" for note in outcome.notes if note.code == "sources-disagree"
        ]
    return told, outcome, true


@cache
def promised() -> tuple[str, ...]:
    """The properties of the contract; to select them leaves out what takes longer and is not judged here."""
    return tuple(yaml.safe_load((SPEC / "pgbouncer-ha.yaml").read_text())["properties"])


def contradictions(found: PropertyOutcome, true: Truth, copy: Copy) -> Iterator[str]:
    """`violated` needs a fact, each violated instance one of its own time and place; `holds` bears none that shows."""
    if found.verdict is Verdict.VIOLATED and not (true.facts or true.doubts):
        yield f"violated, but nothing violates it: {found.why}"
    for instance in found.instances:
        near = [f for f in (*true.facts, *true.doubts) if _same(instance, f, copy)]
        if instance.verdict is Verdict.VIOLATED and not near:
            yield f"violated, but not then and there: {_tells(instance)}"
        if instance.verdict is Verdict.HOLDS and found.id in EXACT and [f for f in near if f in true.facts]:
            yield f"holds, where it is violated: {_tells(instance)} {near}"
    if found.verdict is Verdict.HOLDS:
        shown = [f for f in true.facts if _shows(f, found, copy)]
        if shown:
            yield f"holds, but {shown[0]} shows it violated"


# Properties of which an instance is one instant of one server of one host.
EXACT = ("down-after-failures", "up-after-successes")


def _shows(fact: Fact, found: PropertyOutcome, copy: Copy) -> bool:
    """Whether the sources given tell the fact, or the verdict claims that no source was missing."""
    if any(lo - S <= fact.hi and fact.lo <= hi + S for _, lo, hi in copy.lost):
        return False
    if copy.quiet and found.id == "no-request-routed-to-down":
        return False
    time = found.scope.time
    if time is None or fact.lo < time.lo // 1000 - BASE - copy.bound or fact.hi > time.hi // 1000 - BASE + copy.bound:
        return False
    return (bool(fact.shown_by) and fact.shown_by <= copy.sources) or not found.scope.missing


def _same(instance: Instance, fact: Fact, copy: Copy) -> bool:
    time = instance.trigger
    if instance.finding and instance.finding.time:
        time = instance.finding.time
    lo, hi = time.lo // 1000 - BASE, time.hi // 1000 - BASE
    reach = copy.bound + 20 * MS
    who = f"{instance.observer} {instance.subject}"
    hosts = [h for h in ("hap1", "hap2") if h in who]
    servers = [s for s in ("pgb1", "pgb2", "pgb3", "vip") if s in instance.subject]
    return (
        lo - reach <= max(fact.hi, fact.ends)
        and fact.lo <= hi + reach
        and (not fact.host or not hosts or fact.host in hosts)
        and (not fact.subject or not servers or fact.subject in servers)
    )


def _tells(instance: Instance) -> str:
    lo, hi = (t / 1e9 - BASE / S for t in (instance.trigger.lo, instance.trigger.hi))
    message = instance.finding.message if instance.finding else instance.why
    return f"{instance.observer} {instance.subject} [{lo:.3f}, {hi:.3f}] {message}"
