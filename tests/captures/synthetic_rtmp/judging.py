"""Whether what the checker says of a written story contradicts what is true of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from checker.model.outcome import Instance, Outcome, PropertyOutcome
from tests.captures.synthetic.comparing import DECIDED, at_once, contradicting, in_scope
from tests.captures.synthetic.plan import MS
from tests.captures.synthetic.truth import Fact, Truth
from tests.captures.synthetic_rtmp.logs import SOURCES, Copy, write
from tests.captures.synthetic_rtmp.plan import REPLICAS, SERVICES
from tests.captures.synthetic_rtmp.story import tell
from tests.captures.synthetic_rtmp.truth import truths
from tests.pipeline.running import run


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
    return contradicting(found, true, partial(_same, copy), partial(_shows, found, copy), sure=all)


def _shows(found: PropertyOutcome, copy: Copy, fact: Fact) -> bool:
    """Whether the sources given tell the fact, or the verdict claims that no source was missing."""
    if not in_scope(fact, found, copy):
        return False
    # what the end or the beginning of a log would have told that was cut, nobody can know
    return fact.shown_by <= copy.tells or not (found.scope.missing or fact.shown_by & set(copy.kept))


def _same(copy: Copy, instance: Instance, fact: Fact) -> bool:
    who = f"{instance.observer} {instance.subject}"
    services = [s for s in SERVICES if s in who]
    named = [s for s in (*REPLICAS,) if s in instance.subject] if fact.subject in REPLICAS else [instance.subject]
    return (
        at_once(instance, fact, copy.bound + 50 * MS)
        and (not fact.host or not services or fact.host in services)
        and (not fact.subject or not named or fact.subject in named)
    )


__all__ = ["DECIDED", "SOURCES", "checked", "contradictions", "judge"]
