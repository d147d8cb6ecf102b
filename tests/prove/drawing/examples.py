"""Runs against the properties of real systems, kept as data: where each starts, and what happens after which delays.

`python -m tests.prove.drawing.examples` asks the solver for them anew, and writes the golden files: look at them before
they are committed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from checker.base.places import Place
from checker.model.contract import Contract
from checker.properties import load
from checker.prove.drawing.runs import mermaid, text
from checker.prove.judging.asking import ask_of, counterexample, goals_of, touching
from checker.prove.judging.judge import cases_of
from checker.prove.judging.result import Counterexample
from checker.prove.machines.interpreter import delayed, successors
from checker.prove.machines.machine import Action, Machine, assuming
from checker.prove.machines.run import Run, State, Step
from checker.prove.questions.question import Effort, Watched
from checker.prove.questions.slicing import slice_of
from checker.prove.systems.system import system_of
from tests.conform.makers import contract

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Example:
    """A property, the assumption that is not made, and parameters of the contract that are set otherwise."""

    name: str
    property: str
    without: str = ""
    settings: tuple[str, ...] = ()

    @property
    def contract(self) -> Contract:
        """The contract of the seed, with the settings."""
        return contract().with_settings(self.settings)

    @property
    def formula(self) -> str:
        """The property's formula."""
        return load()[self.property].formula

    @property
    def stated(self) -> tuple[Place, ...]:
        """The lines of the diagrams that promise it."""
        return self.contract.properties[self.property].stated

    def watched(self) -> tuple[Watched, ...]:
        """The instances of the property, one for those that differ in names only."""
        return tuple(case.watched for case in cases_of(system_of(self.contract), load()[self.property]))

    def made(self, watched: Watched) -> tuple[str, ...]:
        """The assumptions that are made: all, or of those that the proof needs all but one."""
        names = NEEDED.get(self.property, touching(watched))
        return tuple(name for name in names if name != self.without)


SPLITS = (
    *("adverts-arrive", "adverts-in-time", "no-keepalived-hang", "no-keepalived-kill", "no-partition"),
    "rejoins-clean",
)
NEEDED = {"single-vip-holder": SPLITS}
EXAMPLES = (
    Example("vip-always-held", "vip-always-held"),
    Example("client-interruption-bounded", "client-interruption-bounded"),
    *(Example(f"single-vip-holder-without-{name}", "single-vip-holder", name) for name in SPLITS),
    Example(
        "persist-and-sticky",
        "no-request-routed-to-down",
        settings=("balance.persist=yes", "balance.sticky=yes", "balance.redispatch=no"),
    ),
)


def replayed(example: Example) -> Counterexample:
    """Return the run that is kept, as the machine of today does it; no solver takes part."""
    kept = json.loads((GOLDEN / f"{example.name}.json").read_text())
    watched = next(each for each in example.watched() if dict(each.binding) == kept["binding"])
    machine = slice_of(assuming(watched.machine, example.made(watched)), goals_of(watched)[0])
    state: State = kept["start"]
    steps = []
    for delay, name in kept["steps"]:
        state = _after(machine, delayed(machine, state, delay), name)
        steps.append(Step(delay, name, state))
    return Counterexample(replace(watched, machine=machine), Run(kept["start"], tuple(steps)))


def _after(machine: Machine, state: State, name: str) -> State:
    action = next((each for each in machine.actions if each.name == name), Action(name))
    return next(iter(successors(machine, state, action)))


def solved(example: Example) -> Counterexample:
    """Return a shortest run as the solver finds it."""
    for watched in example.watched():
        found = counterexample(watched, ask_of(watched, example.made(watched), Effort()))
        if found:
            return found
    raise ValueError(f"{example.name}: no run")


def _write(example: Example) -> None:
    found = solved(example)
    steps = [[step.delay, step.action] for step in found.run.steps]
    kept = {"binding": dict(found.watched.binding), "start": dict(sorted(found.run.start.items())), "steps": steps}
    (GOLDEN / f"{example.name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    told = replayed(example)
    (GOLDEN / f"{example.name}.txt").write_text("\n".join(text(told, example.contract, example.formula)) + "\n")
    (GOLDEN / f"{example.name}.mmd").write_text(mermaid(told, example.contract, example.formula, example.stated))


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in EXAMPLES:
        _write(each)
