"""Warnings."""
from __future__ import annotations
from checker.base.finding import Finding
from checker.diagram.tree import Diagram


def warnings(diagram: Diagram) -> tuple[Finding, ...]:
    """Return warnings."""
    return ()
