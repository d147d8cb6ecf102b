"""What is wrong with the diagrams themselves: by rule, and by the model that cannot do what they draw."""

from __future__ import annotations

from checker.base.finding import Finding
from checker.prove.diagrams import findings as contradictions
from checker.prove.realising import findings as unrealised
from checker.prove.systems.system import System


def by_rule(system: System) -> tuple[Finding, ...]:
    """Return what rules find in the diagrams; raise InputError where one cannot be read."""
    return contradictions(system.contract)


def by_model(system: System) -> tuple[Finding, ...]:
    """Return what the model cannot do although a diagram draws it; raise InputError where one cannot be read."""
    return unrealised(system.contract, system)
