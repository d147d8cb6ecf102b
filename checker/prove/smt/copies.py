"""Copies of a machine's formulas, one for each state and step of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import z3

from checker.prove.machines.run import Run, State, Step
from checker.prove.smt.algebra import Quantity, Truth, value_of
from checker.prove.smt.encoding import Encoding, state_of, terms_of
from checker.prove.smt.reading import Value
from checker.prove.smt.renaming import Numbered, Renaming


@dataclass(slots=True)
class Copies:
    """The formulas of an encoding at the instants of a run: state 0, step 0, state 1, step 1, ..."""

    encoding: Encoding
    _now: Numbered = field(init=False)
    _own: Numbered = field(init=False)
    _states: list[Renaming] = field(default_factory=list)
    _steps: list[Renaming] = field(default_factory=list)
    _moves: list[Renaming] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._now, self._own = Numbered(terms_of(self.encoding.now)), Numbered(self.encoding.own)

    def state(self, index: int, formula: Truth) -> Truth:
        """Return a formula of `now` about the state of this index."""
        return self._of_state(index)(formula)

    def step(self, index: int, formula: Truth) -> Truth:
        """Return a formula of `now`, `next` and the step about the step from the state of this index to the next."""
        while len(self._moves) <= index:
            at = len(self._moves)
            following = [self._of_state(at + 1)(each) for each in terms_of(self.encoding.now)]
            after = Renaming(zip(terms_of(self.encoding.next), following, strict=True))
            self._moves.append(self._of_state(at) + after + self._of_step(at))
        return self._moves[index](formula)

    def run(self, model: z3.ModelRef, length: int) -> Run:
        """Return the run that a model shows."""
        return Run(self._valued(model, 0), tuple(self._moved(model, length)))

    def _moved(self, model: z3.ModelRef, length: int) -> Iterator[Step]:
        encoding = self.encoding
        for index in range(length):
            own = self._of_step(index)
            delay = value_of(model, _substituted(encoding.delay, own)) * encoding.algebra.scale.unit
            signs = (own(sign) for sign in encoding.chosen)
            happened = next(i for i, sign in enumerate(signs) if z3.is_true(model.eval(sign, model_completion=True)))
            yield Step(delay, encoding.actions[happened].name, self._valued(model, index + 1))

    def _valued(self, model: z3.ModelRef, index: int) -> State:
        now, there = self.encoding.now, self._of_state(index)
        values = {name: _substituted(value, there) for name, value in now.values.items()}
        return state_of(model, now.machine, replace(now, values=values))

    def _of_state(self, index: int) -> Renaming:
        while len(self._states) <= index:
            self._states.append(self._now.copy(len(self._states)))
        return self._states[index]

    def _of_step(self, index: int) -> Renaming:
        while len(self._steps) <= index:
            self._steps.append(self._own.copy(len(self._steps)))
        return self._steps[index]


def _substituted(value: Value, there: Renaming) -> Value:
    if isinstance(value, Quantity):
        return Quantity(there(value.term), value.low, value.high)
    return there(value)
