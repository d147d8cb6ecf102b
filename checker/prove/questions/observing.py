"""A property of the trace monitor, watched over in a model: one machine for each instance of it.

The formula's text is the one that the monitor reads. Its quantifiers range over the individuals of the machine, its
atoms are the machine's fluents and the events of its actions, and what it says of the past becomes ghost variables (see
`checker.prove.questions.past`, which says how edges of windows are read).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from checker.logic.formula import (
    Always,
    And,
    Atom,
    Bound,
    Exists,
    Forall,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Sum,
    Summand,
    Window,
    atoms_of,
    conjunction,
    walk,
)
from checker.logic.grounding import TRUE as ALWAYS
from checker.logic.grounding import Instance, instances
from checker.logic.syntax import parse
from checker.properties.property import Property
from checker.prove.machines.machine import Atom as Fact
from checker.prove.machines.machine import Machine
from checker.prove.machines.remembering import QUARTERS, Memory, UnreadableError
from checker.prove.machines.simplifying import chosen, simplified, substituted
from checker.prove.machines.terms import FALSE, TRUE, Term, Time, every, some
from checker.prove.questions.ghosts import hints_of_ghosts
from checker.prove.questions.past import NOTHING, Events, Reader
from checker.prove.questions.question import Watched

__all__ = ["UnreadableError", "watch", "watch_formula", "watch_term"]


Binding = Mapping[str, str]


def watch(
    machine: Machine,
    prop: Property,
    numbers: Mapping[str, int],
    wanted: Callable[[Binding], bool] = lambda _: True,
) -> tuple[Watched, ...]:
    """Return the machine that watches over each wanted instance of a property, by what its variables are bound to.

    There are none where the machine has no individuals of a sort. `numbers` are the contract's, durations in
    nanoseconds. Raises UnreadableError where the machine lacks an atom of the formula, a parameter has no number, or a
    window cannot be remembered.
    """
    return watch_formula(machine, parse(prop.formula), numbers, wanted)


def watch_formula(
    machine: Machine, formula: Formula, numbers: Mapping[str, int], wanted: Callable[[Binding], bool] = lambda _: True
) -> tuple[Watched, ...]:
    """Return the machine that watches over each instance of `forall x: s, ... . always f`; see `watch`."""
    sorts = {node.sort for node in walk(formula) if isinstance(node, Forall | Exists)}
    domains = {sort: machine.sorts.get(sort, ()) for sort in sorts}
    quarters = {name: number * QUARTERS for name, number in numbers.items()}
    try:
        found = instances(_spread(_in_quarters(formula)), domains, quarters)
    except ValueError as error:
        raise UnreadableError(str(error)) from error
    possible = (each for each in found if not _contradictory(_trigger(each.formula)))
    return tuple(_watched(machine, each) for each in possible if wanted(dict(each.binding)))


def watch_term(machine: Machine, during: Term, ends: Fact) -> tuple[Machine, str, Term]:
    """Return the machine with a clock of how long `during` has held, the clock's name, and when it is to be read.

    The third is true of a state in which a stretch that began within the run can end with the event `ends`. The machine
    must be unconditional (`machine.assuming`): raises ValueError if an action that ends the stretch is
    not, and UnreadableError if nothing ends it, or `during` depends on a clock.
    """
    memory = Memory(machine)
    ending = [action for action in machine.actions if ends in action.events]
    if any(action.under for action in ending):
        raise ValueError("lengths are measured under given assumptions")
    if not ending:
        raise UnreadableError(f"the model has no {Atom(*ends)}")
    if not memory.timeless(during):
        raise UnreadableError("what is measured must not change while time passes")
    changing = [action for action in machine.actions if action.name in memory.writers(during)]
    lasted = memory.clock("lasted", 0)
    memory.change(lasted, changing, lambda _: chosen(during, lasted, Time(0)))
    begun: Term = TRUE
    if _at_start(machine, during) != FALSE:
        begun = latch = memory.switch("begun", False)
        memory.change(latch, changing, lambda _: chosen(during, latch, TRUE))
    ended = simplified(every(during, begun, some(*(action.guard for action in ending))))
    return memory.watching(), lasted.variable, ended


def _at_start(machine: Machine, term: Term) -> Term:
    known = {name: each.initial for name, each in machine.variables.items() if each.initial is not None}
    return simplified(substituted(term, known))


def _watched(machine: Machine, instance: Instance) -> Watched:
    atoms = frozenset(atoms_of(instance.formula))
    events = {
        action.name: relevant
        for action in machine.actions
        if (relevant := frozenset(Atom(*each) for each in action.events) & atoms)
    }
    happening = frozenset(name for action in machine.actions for name, _ in action.events)
    memory = Memory(machine)
    fluents = {Atom(*fact): term for fact, term in machine.fluents.items()}
    reader = Reader(memory, fluents, happening, events)
    violated = _reached(reader, conjunction(*_strongest(_conjuncts(instance.formula, False))), "violated")
    overflow = memory.overflow
    triggered = _reached(reader, _trigger(instance.formula), "triggered")
    watching = memory.watching()
    watching = replace(watching, hints=(*watching.hints, *hints_of_ghosts(watching)))
    return Watched(watching, violated, triggered, dict(instance.binding), overflow)


def _conjuncts(formula: Formula, truth: bool) -> tuple[Formula, ...]:
    """Return formulas that all hold just if the formula has this truth value."""
    match formula:
        case Not(operand):
            return _conjuncts(operand, not truth)
        case And(operands) if truth:
            return tuple(part for each in operands for part in _conjuncts(each, True))
        case Or(operands) if not truth:
            return tuple(part for each in operands for part in _conjuncts(each, False))
        case Implies(left, right) if not truth:
            return (*_conjuncts(left, True), *_conjuncts(right, False))
        case _:
            return (formula if truth else Not(formula),)


def _contradictory(formula: Formula) -> bool:
    """Say whether a conjunction holds a formula and its negation, as one about two hosts does of a host and itself."""
    parts = set(_conjuncts(formula, True))
    return any(Not(each) in parts for each in parts)


def _strongest(formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Leave out `historically f` beside `historically (f and g)` of the same window: it is one clock less."""
    lasting = {each: set(_conjuncts(each.operand, True)) for each in formulas if isinstance(each, Historically)}
    implied = {
        each
        for each, parts in lasting.items()
        if any(parts < others and each.window == other.window for other, others in lasting.items())
    }
    return tuple(each for each in formulas if each not in implied)


def _trigger(formula: Formula) -> Formula:
    return formula.left if isinstance(formula, Implies) else ALWAYS


def _reached(reader: Reader, formula: Formula, name: str) -> Term:
    """Return the states of which one is reachable just if the formula is true somewhere.

    What the events of an action make true is kept in a switch; what is true of a state needs none.
    """

    def at(events: Events) -> Term:
        return simplified(reader.read(formula, events, True))

    lasting = at(NOTHING)
    passing = {action: at(events) for action, events in reader.events.items()}
    actions = [each for each in reader.memory.machine.actions if passing.get(each.name, FALSE) not in (FALSE, lasting)]
    if not actions:
        return lasting
    latch = reader.memory.switch(name, False)
    reader.memory.change(latch, actions, lambda action: some(latch, passing[action.name]))
    return some(latch, lasting)


def _spread(formula: Formula) -> Formula:
    """Return the same property with the quantifiers of its requirement in front, so that each member is an instance."""
    match formula:
        case Forall(variable, sort, body):
            return Forall(variable, sort, _spread(body))
        case Always(Implies(left, Forall(variable, sort, body))):
            return Forall(variable, sort, _spread(Always(Implies(left, body))))
        case _:
            return formula


def _in_quarters(formula: Formula) -> Formula:
    """Return the formula with windows in quarters of a nanosecond; `1ns` becomes one quarter."""
    match formula:
        case Once(operand, window) | Historically(operand, window):
            return replace(formula, operand=_in_quarters(operand), window=_quartered(window))
        case Since(left, right, window):
            return Since(_in_quarters(left), _in_quarters(right), _quartered(window))
        case Not(operand):
            return Not(_in_quarters(operand))
        case And(operands) | Or(operands):
            return type(formula)(tuple(map(_in_quarters, operands)))
        case Implies(left, right):
            return Implies(_in_quarters(left), _in_quarters(right))
        case Exists(_, _, body) | Forall(_, _, body) | Always(body):
            return replace(formula, body=_in_quarters(body))
        case _:
            return formula


def _quartered(window: Window) -> Window:
    return Window(_bound(window.lower), None if window.upper is None else _bound(window.upper))


def _bound(bound: Bound) -> Bound:
    if isinstance(bound, Sum):
        return Sum(tuple(map(_summand, bound.plus)), tuple(map(_summand, bound.minus)))
    return _summand(bound)


def _summand(part: Summand) -> Summand:
    return part if part == 1 or isinstance(part, str) else part * QUARTERS
