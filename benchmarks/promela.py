"""A machine as Promela, the language of the model checker SPIN: the same states, the same steps, time in ticks.

    text = promela(machine, goal, unit)

One process chooses for ever between the actions whose guard holds and a tick of one unit, which is possible as long as
all deadlines still hold after it. The goal is an assertion after each of them. Time in ticks loses nothing here, for
the same reason that scaled integers do not (`checker.prove.machines.terms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.prove.machines.machine import Action, Clock, Kind, Machine, Range, Switch, Variable
from checker.prove.machines.terms import (
    TRUE,
    Anything,
    AtMost,
    Choose,
    Equal,
    Every,
    Literal,
    Name,
    Not,
    Number,
    Plus,
    Ref,
    Some,
    Term,
    Time,
    variables_of,
)


class Promela:
    """The translation of one machine; `unit` is one tick in nanoseconds, `cap` where clocks stand still, in ticks."""

    def __init__(self, machine: Machine, unit: int, cap: int) -> None:
        self._machine, self._unit, self._cap = machine, unit, cap
        self._ids = {name: f"v{i}_{re.sub(r'[^A-Za-z0-9]+', '_', name)}" for i, name in enumerate(machine.variables)}

    def text(self, goal: Term) -> str:
        """Return the whole model."""
        declared = [f"{_type(v.kind, self._cap)} {self._ids[name]};" for name, v in self._machine.variables.items()]
        options = [option for action in self._machine.actions if action.updates for option in self._option(action)]
        declared += [f"short t_{self._ids[name]};" for name in self._machine.variables if self._kept(name)]
        starts = [line for variable in self._machine.variables.values() for line in self._initial(variable)]
        check = f"assert(!({self.term(goal)}));"
        lines = [*declared, "active proctype system() {", "atomic {", *starts]
        lines += [f"({self.term(term)});" for term in self._machine.starts]
        lines += ["}", check, "do", *options, self._tick(), "od", "}"]
        return "\n".join(line.replace("CHECK", check) for line in lines)

    def _initial(self, variable: Variable) -> Iterator[str]:
        name = self._ids[variable.name]
        if variable.initial is None:
            least, most = _bounds(variable.kind, self._cap)
            yield f"select({name} : {least} .. {most});"
        else:
            yield f"{name} = {self.term(variable.initial, variable.name)};"

    def _option(self, action: Action) -> Iterator[str]:
        """Yield the action: all new values from the old ones, then the check."""
        chosen = [n for n, term in action.updates.items() if isinstance(term, Anything)]
        plain = {n: term for n, term in action.updates.items() if n not in chosen}
        # the state vector stays small: only what another update still reads is put aside, and forgotten at once
        aside = [n for n in plain if self._read_beside(action, n)]
        first = [f"t_{self._ids[n]} = {self.term(plain[n], n)};" for n in aside]
        then = [f"{self._ids[n]} = {self.term(term, n)};" for n, term in plain.items() if n not in aside]
        last = [f"{self._ids[n]} = t_{self._ids[n]}; t_{self._ids[n]} = 0;" for n in aside]
        steps = " ".join([*first, *then, *last, *(self._any_value(name) for name in chosen)])
        # SPIN takes a step that begins with a condition that is always true for an endless loop
        guard = "" if action.guard == TRUE else f"({self.term(action.guard)}) -> "
        yield f":: atomic {{ {guard}{steps} CHECK }} /* {action.name} */"

    def _any_value(self, name: str) -> str:
        least, most = _bounds(self._machine.variables[name].kind, self._cap)
        return f"if {' '.join(f':: {self._ids[name]} = {value};' for value in range(least, most + 1))} fi;"

    @staticmethod
    def _read_beside(action: Action, name: str) -> bool:
        return any(name in variables_of(term) for other, term in action.updates.items() if other != name)

    def _kept(self, name: str) -> bool:
        return any(name in action.updates and self._read_beside(action, name) for action in self._machine.actions)

    def _tick(self) -> str:
        clocks = [name for name, v in self._machine.variables.items() if isinstance(v.kind, Clock)]
        after = {name: f"({self._ids[name]} < {self._cap} -> {self._ids[name]} + 1 : {self._cap})" for name in clocks}
        due = " && ".join(self.term(each.term, clocks=after) for each in self._machine.deadlines) or "1"
        grow = " ".join(f"{self._ids[n]} = {text};" for n, text in after.items())
        return f":: atomic {{ ({due}) -> {grow or 'skip;'} CHECK }} /* a tick */"

    def term(self, term: Term, of: str = "", clocks: dict[str, str] | None = None) -> str:  # noqa: C901
        """Return an expression; a name is read as a value of the enumeration `of`."""

        def inner(each: Term, of: str = of) -> str:
            return self.term(each, of, clocks)

        match term:
            case Literal(value):
                return "1" if value else "0"
            case Number(value):
                return str(value)
            case Time(ns):
                return str(ns // self._unit)
            case Name(name):
                return str(self._names(of).index(name))
            case Ref(variable):
                return (clocks or {}).get(variable, self._ids[variable])
            case Not(operand):
                return f"!({inner(operand)})"
            case Every(operands):
                return "(" + (" && ".join(map(inner, operands)) or "1") + ")"
            case Some(operands):
                return "(" + (" || ".join(map(inner, operands)) or "0") + ")"
            case Equal(left, right):
                named = next((side.variable for side in (left, right) if isinstance(side, Ref)), of)
                return f"({inner(left, named)} == {inner(right, named)})"
            case AtMost(left, right):
                return f"({inner(left)} <= {inner(right)})"
            case Plus(left, right):
                return f"({inner(left)} + {inner(right)})"
            case Choose(condition, then, otherwise):
                return f"({inner(condition)} -> {inner(then)} : {inner(otherwise)})"
            case Anything():
                raise ValueError("any value stands alone in an update")

    def _names(self, variable: str) -> tuple[str, ...]:
        kind = self._machine.variables[variable].kind
        return kind.names if isinstance(kind, Range) else ()


def promela(machine: Machine, goal: Term, unit: int, cap: int) -> str:
    """Return the Promela text of an unconditional machine, with the assertion that the goal is never reached."""
    return Promela(machine, unit, cap).text(goal)


def _bounds(kind: Kind, cap: int) -> tuple[int, int]:
    match kind:
        case Switch():
            return 0, 1
        case Range(least, most):
            return least, most
        case Clock():
            return 0, cap


def _type(kind: Kind, cap: int) -> str:
    least, most = _bounds(kind, cap)
    if (least, most) == (0, 1):
        return "bit"
    return "byte" if least >= 0 and most < 256 else "short"
