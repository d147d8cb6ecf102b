"""Outcomes of a diff, made by hand: one with a change of each class, one where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import InputOutcome, Outcome

OLD, NEW = "main:docs/shop.md", "docs/shop.md"


def change(rank: str, code: str, severity: Severity, line: int, says: str, **more: object) -> Finding:
    was = Related(Place(OLD, line, 5), "was", f"    Note over LB: before, of line {line}")
    text = f"    Note over LB: after, of line {line}"
    return Finding(code, severity, f"{rank}: {says}", Place(NEW, line, 5), text, (was,), rank=rank, **more)


def breaking() -> Outcome:
    notes = (
        change(
            "breaking",
            "diff-value",
            Severity.ERROR,
            12,
            "the note over LB: the time is 20s, was 6s; the bound is longer: what broke the promise may keep it now",
            key="within",
            wanted="6s",
            found="20s",
        ),
        change("strengthening", "diff-value", Severity.WARNING, 14, "the note over LB: the count is 5, was 3"),
        change(
            "compatible", "diff-step-added", Severity.INFO, 19, "'LB->>Log: kept' is new; nothing is promised of it"
        ),
        *(change("cosmetic", "diff-wording", Severity.INFO, line, "reworded; it means the same") for line in (21, 23)),
    )
    return Outcome(
        command="diff",
        verdict=Verdict.VIOLATED,
        exit_status=1,
        inputs=tuple(InputOutcome(path, "diagrams", "", 40, 0, (), 0) for path in (OLD, NEW)),
        notes=notes,
        numbers={"breaking": 1, "strengthening": 1, "compatible": 1, "cosmetic": 2},
        seconds=0.21,
    )


def same() -> Outcome:
    return Outcome(command="diff", verdict=Verdict.HOLDS, exit_status=0, seconds=0.1)


DIFFED: Mapping[str, Outcome] = {"diff_breaking": breaking(), "diff_same": same()}
