"""Whether what the checker says of a written story contradicts what is true of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import yaml

from checker.model.outcome import Instance, Outcome, PropertyOutcome
from tests.captures.synthetic.comparing import DECIDED, at_once, contradicting, in_scope
from tests.captures.synthetic.disputes import disputed
from tests.captures.synthetic.logs import Copy, write
from tests.captures.synthetic.plan import MS
from tests.captures.synthetic.story import tell
from tests.captures.synthetic.truth import Fact, Truth, truths
from tests.pipeline.running import run

SPEC = Path(__file__).parents[3] / "spec"


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
    return contradicting(found, true, partial(_same, copy), partial(_shows, found, copy))


def _shows(found: PropertyOutcome, copy: Copy, fact: Fact) -> bool:
    """Whether the sources given tell the fact, or the verdict claims that no source was missing."""
    if not in_scope(fact, found, copy) or (copy.quiet and found.id == "no-request-routed-to-down"):
        return False
    return (bool(fact.shown_by) and fact.shown_by <= copy.sources) or not found.scope.missing


def _same(copy: Copy, instance: Instance, fact: Fact) -> bool:
    who = f"{instance.observer} {instance.subject}"
    hosts = [h for h in ("hap1", "hap2") if h in who]
    servers = [s for s in ("pgb1", "pgb2", "pgb3", "vip") if s in instance.subject]
    return (
        at_once(instance, fact, copy.bound + 20 * MS)
        and (not fact.host or not hosts or fact.host in hosts)
        and (not fact.subject or not servers or fact.subject in servers)
    )


__all__ = ["DECIDED", "contradictions", "judge", "promised"]
