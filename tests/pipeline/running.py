"""Runs the check as the command does, and looks things up in what came out."""

from __future__ import annotations

from pathlib import Path

from checker.base.finding import Verdict
from checker.base.progress import SilentProgress
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from checker.pipeline import CheckRequest, check

ROUTED = "no-request-routed-to-down"
HOLDER = "single-vip-holder"

HOLDS, VIOLATED = Verdict.HOLDS, Verdict.VIOLATED
INCONCLUSIVE, NOT_EXERCISED = Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED


def run(*paths: str | Path, **options) -> Outcome:
    """Check the paths and keep the instances that hold, too."""
    return check(CheckRequest(tuple(map(str, paths)), keep=True, **options), SilentProgress())


def of(outcome: Outcome, name: str) -> PropertyOutcome:
    return next(p for p in outcome.properties if p.id == name)


def routed(*paths: str | Path, **options) -> PropertyOutcome:
    return of(run(*paths, select=(ROUTED,), **options), ROUTED)


def holder(*paths: str | Path, **options) -> PropertyOutcome:
    return of(run(*paths, select=(HOLDER,), **options), HOLDER)


def with_verdict(prop: PropertyOutcome, verdict: Verdict) -> list[Instance]:
    return [i for i in prop.instances if i.verdict is verdict]


def told_lines(prop: PropertyOutcome, verdict: Verdict) -> list[tuple[str, int]]:
    """File and line of each finding of a verdict, sorted; one that is told twice stands there twice."""
    findings = (i.finding for i in with_verdict(prop, verdict) if i.finding)
    return sorted((f.where.file, f.where.line) for f in findings if f.where)
