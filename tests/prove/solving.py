"""Asks the encoding what the interpreter knows: whether a run is one, and which steps there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import z3

from checker.prove.machines.interpreter import delayed, enabled, may_pass, successors
from checker.prove.machines.machine import Clock, Machine
from checker.prove.machines.run import WAIT, Run, State
from checker.prove.machines.scaling import Scale, scale_of
from checker.prove.smt.algebra import Algebra, Bits, Integers, Quantity
from checker.prove.smt.copies import Copies
from checker.prove.smt.encoding import Encoding, encode, state_of, terms_of


class Asking:
    """An encoding that runs are held against."""

    def __init__(
        self, machine: Machine, algebra: type[Bits] | type[Integers] = Bits, scale: Scale | None = None
    ) -> None:
        self.machine = machine
        self.scale = scale or scale_of(machine)
        self.encoding: Encoding = encode(machine, algebra(self.scale))
        self.copies = Copies(self.encoding)
        self._names = [action.name for action in self.encoding.actions]

    def accepts(self, run: Run) -> bool:
        """Say whether the encoding has this very run; clocks beyond its cap stand still."""
        solver = self.solver()
        solver.add(self.copies.state(0, self.encoding.init), self.copies.state(0, self.at(run.start)))
        for index, step in enumerate(run.steps):
            if step.action not in self._names or step.delay < 0:
                return False
            solver.add(self.copies.step(index, self.encoding.step), self.copies.step(index, self.does(step.action)))
            solver.add(
                self.copies.step(index, self.waits(step.delay)), self.copies.state(index + 1, self.at(step.after))
            )
        return solver.check() == z3.sat

    def some_run(self, actions: Iterable[str], seed: int) -> Run | None:
        """Return a run in which these actions happen in this order, None where there is none."""
        solver, length = self.solver(seed), 0
        solver.add(self.copies.state(0, self.encoding.init))
        for length, name in enumerate(actions, 1):
            solver.add(self.copies.step(length - 1, self.encoding.step), self.copies.step(length - 1, self.does(name)))
        return self.copies.run(solver.model(), length) if solver.check() == z3.sat else None

    def steps(self, state: State) -> set[tuple[int, str, tuple[int, ...]]]:
        """Return every step from a state: the delay in nanoseconds, the action, and the values after it."""
        solver, encoding = self.solver(), self.encoding
        solver.add(self.at(state), encoding.typed, encoding.step)
        found = set()
        while solver.check() == z3.sat:
            model = solver.model()
            after = state_of(model, self.machine, encoding.next)
            delay = model.eval(encoding.delay.term, model_completion=True).as_long()
            name = next(n for n, s in zip(self._names, encoding.chosen, strict=True) if z3.is_true(model.eval(s)))
            found.add((delay * self.scale.unit, name, tuple(after.values())))
            primes = zip(terms_of(encoding.now), terms_of(encoding.next), strict=True)
            following = z3.substitute(self.at(after), *primes)
            solver.add(z3.Not(z3.And(following, self.does(name), self.waits(delay * self.scale.unit))))
        return found

    def solver(self, seed: int = 0) -> z3.Solver:
        made = z3.Solver(ctx=self.encoding.algebra.context)
        made.set("random_seed", seed)
        return made

    def at(self, state: State):
        """Say that the values of `now` are these."""
        return z3.And(*(self._is(self.encoding.now.values[name], name, state[name]) for name in self.machine.variables))

    def does(self, action: str):
        return self.encoding.chosen[self._names.index(action)]

    def waits(self, ns: int):
        units = min(self.scale.units(ns), self.scale.cap)
        return self.encoding.algebra.equal(self.encoding.delay, self.encoding.algebra.time(units))

    def _is(self, value, name: str, number: int):
        algebra: Algebra = self.encoding.algebra
        if not isinstance(value, Quantity):
            return value if number else z3.Not(value)
        if isinstance(self.machine.variables[name].kind, Clock):
            return algebra.equal(value, algebra.time(min(self.scale.units(number), self.scale.cap)))
        return algebra.equal(value, algebra.number(number))


def all_steps(machine: Machine, state: State, scale: Scale) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Yield every step from a state as the interpreter has it, delays up to the cap, clocks standing still there."""
    cap, clocks = scale.cap * scale.unit, tuple(range(0, scale.cap * scale.unit + 1, scale.unit))
    for delay in clocks:
        then = delayed(machine, state, delay)
        if not may_pass(machine, then):
            continue
        possible = enabled(machine, then)
        acted = [(each.name, after) for each in possible for after in successors(machine, then, each, clocks)]
        for name, after in ((WAIT, then), *acted):
            capped = (
                min(after[each], cap) if isinstance(v.kind, Clock) else after[each]
                for each, v in machine.variables.items()
            )
            yield delay, name, tuple(capped)
