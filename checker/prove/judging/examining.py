"""All that is to be known of one property of a system: the judgement, and the values that would change it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from checker.properties.property import Property
from checker.prove.judging.judge import judge
from checker.prove.judging.result import Judgement
from checker.prove.judging.values import Repair, repairs
from checker.prove.questions.question import Effort
from checker.prove.systems.system import System

# So much less effort goes into each of many values; none into Spacer: hints and runs decide about most of them.
CHEAPER = 3


@dataclass(frozen=True, slots=True)
class Examined:
    """A judgement, and where it is a refutation the nearest values that make the property true."""

    prop: Property
    judgement: Judgement
    repairs: tuple[Repair, ...] = ()


def examine(system: System, prop: Property, without: Collection[str], effort: Effort) -> Examined:
    """Judge a property; where it is refuted look for values of parameters with which it would be proved."""
    judgement = judge(system, prop, effort, without)
    example = judgement.counterexample
    if example is None:
        return Examined(prop, judgement)
    thrifty = replace(effort, rlimit=effort.rlimit // CHEAPER, spacer=0, guesses=False)
    return Examined(prop, judgement, repairs(system, prop, judgement.granted, example, thrifty))
