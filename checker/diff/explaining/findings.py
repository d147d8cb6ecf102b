"""Changes as findings, so that every report tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from checker.base.finding import Finding, Related, Severity
from checker.diff.change import Change, Rank
from checker.diff.codes import DOWN_USED, NOT_COMPARED, STEP_ADDED, STEP_REMOVED

SEVERITIES: Mapping[Rank, Severity] = MappingProxyType(
    {
        Rank.BREAKING: Severity.ERROR,
        Rank.STRENGTHENING: Severity.WARNING,
        Rank.COMPATIBLE: Severity.INFO,
        Rank.COSMETIC: Severity.INFO,
    }
)
# What stands at the old line, where that is not the thing itself.
_BEFORE: Mapping[str, str] = MappingProxyType(
    {
        STEP_REMOVED: "was here",
        STEP_ADDED: "there was nothing behind this",
        DOWN_USED: "here, in the other version",
    }
)


def finding_of(change: Change) -> Finding:
    """Return a change as a finding: at the new line where there is one, the old line and the run beside it."""
    spot = change.new or change.old
    severity = Severity.WARNING if change.code == NOT_COMPARED else SEVERITIES[change.rank]
    return Finding(
        code=change.code,
        severity=severity,
        message=f"{change.rank.value}: {change.says}; {change.why}",
        where=spot.place if spot else None,
        text=spot.text if spot else "",
        related=tuple(_related(change)),
        key=change.key or ("text" if change.before or change.after else ""),
        wanted=change.before,
        found=change.after,
        rank=change.rank.value,
    )


def _related(change: Change) -> Iterator[Related]:
    if change.old is not None:
        named = "before" if change.old.text.strip() else "in the old version"
        yield Related(change.old.place, _BEFORE.get(change.code, named), change.old.text)
    version = f" of the {change.run_of} version" if change.run_of else ""
    for number, step in enumerate(change.run, 1):
        label = f"a run{version}, step 1: {step.says}" if number == 1 else f"step {number}: {step.says}"
        yield Related(step.place, label)
