"""What is wrong with the diagrams themselves."""

from __future__ import annotations

from checker.base.finding import Finding
from checker.prove.diagrams import findings as contradictions
from checker.prove.systems import System


def diagram_findings(system: System) -> tuple[Finding, ...]:
    """Return what rules find in the diagrams, and what the model cannot do although they draw it.

    Raises InputError where a diagram cannot be read.
    """
    return contradictions(system.contract)
