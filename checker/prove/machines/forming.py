"""Whether a machine is put together well: names, kinds, ranges, and clocks compared in ways that scaling allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.prove.machines.bounding import extent, narrowed
from checker.prove.machines.interpreter import fits, names_of, names_of_kind
from checker.prove.machines.machine import ELAPSED, Action, Clock, Kind, Machine, Range, Switch
from checker.prove.machines.remembering import GHOSTS
from checker.prove.machines.simplifying import simplified
from checker.prove.machines.terms import (
    FALSE,
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
    children,
    every,
    negation,
    variables_of,
    walk,
)
from checker.prove.machines.wording import told

# What a term is of: a truth value, a whole number, a time, a value of an enumeration, or whatever its place asks for.
TRUTH, NUMBER, TIME, NAMED, ANY = "a truth value", "a number", "a time", "a value of an enumeration", "anything"


def well_formed(machine: Machine) -> tuple[str, ...]:
    """Return what is wrong with a machine, in words; nothing where all is well.

    Looked for: variables that there are not, values that do not fit, updates that can leave their range by their own
    guard, clock comparisons that are not closed (a negated bound is a strict one, with which integer times no longer
    stand for real ones), and comparisons of two clocks (their difference is lost where clocks stand still; Bouyer 2003,
    "Untameable timed automata!").
    """
    return tuple(dict.fromkeys(_Forming(machine).problems()))


@dataclass(frozen=True, slots=True)
class _Forming:
    machine: Machine

    def problems(self) -> Iterator[str]:
        yield from self._variables()
        for action in self.machine.actions:
            yield from self._action(action)
        for each in self.machine.deadlines:
            yield from self._truth("a deadline", each.term)
            yield from self._closed("a deadline", each.term, True)
            if self._known(each.term):
                yield from self._upper(each.term)
        for term in self.machine.starts:
            yield from self._truth("what holds at the start", term)
            yield from self._closed("what holds at the start", term, True)
        for (name, individuals), term in self.machine.fluents.items():
            yield from self._truth(f"{name}({', '.join(individuals)})", term)
        for term in self.machine.hints:
            if ELAPSED.variable not in variables_of(term):
                yield from self._truth("a hint", term)

    def _variables(self) -> Iterator[str]:
        for name, each in self.machine.variables.items():
            if name != each.name:
                yield f"{each.name} goes by the name of {name}"
            if each.initial is None:
                continue
            yield from self._fits(f"the start of {name}", each.kind, each.initial)
            if variables_of(each.initial):
                yield f"the start of {name} depends on other variables"

    def _action(self, action: Action) -> Iterator[str]:
        yield from self._truth(f"the guard of {action.name}", action.guard)
        yield from self._closed(f"the guard of {action.name}", action.guard, True)
        for name, term in action.under.items():
            yield from self._truth(f"the assumption {name} of {action.name}", term)
            yield from self._closed(f"the assumption {name} of {action.name}", term, True)
        for name, term in action.updates.items():
            where = f"the update of {name} in {action.name}"
            if name not in self.machine.variables:
                yield f"{where}: there is no such variable"
                continue
            kind = self.machine.variables[name].kind
            yield from self._fits(where, kind, term)
            # Ghosts may compare clocks as they like.
            if self._known(term) and not name.startswith(GHOSTS):
                yield from self._choices(where, term)
            if isinstance(kind, Range) and self._known(term) and self._known(action.guard):
                yield from self._within(where, action, kind, term)

    def _truth(self, where: str, term: Term) -> Iterator[str]:
        found = list(self._problems(where, term))
        yield from found
        if not found and self._kind(term) not in (TRUTH, ANY):
            yield f"{where} is {self._kind(term)}, not {TRUTH}: {told(term)}"

    def _fits(self, where: str, kind: Kind, term: Term) -> Iterator[str]:
        found = list(self._problems(where, term))
        yield from found
        if found:
            return
        wanted, given = _of(kind), self._kind(term)
        if given not in (wanted, ANY):
            yield f"{where} is {given}, not {wanted}: {told(term)}"
        names = names_of_kind(kind)
        for each in _values(term):
            if isinstance(each, Name) and each.name not in names:
                yield f"{where}: {each.name} is none of {', '.join(names) or 'no names'}"
            if isinstance(each, Number) and not fits(kind, each.value):
                yield f"{where}: {each.value} is out of its range"

    def _problems(self, where: str, term: Term) -> Iterator[str]:
        """Yield what is wrong inside a term."""
        for name in sorted(variables_of(term) - self.machine.variables.keys()):
            yield f"{where}: there is no variable {name}"
        if self._known(term):
            for each in walk(term):
                yield from self._mixed(where, each)

    def _mixed(self, where: str, term: Term) -> Iterator[str]:
        kinds = [self._kind(each) for each in children(term)]
        match term:
            case Not() | Every() | Some():
                wrong = any(kind not in (TRUTH, ANY) for kind in kinds)
            case AtMost() | Plus():
                wrong = kinds[0] not in (NUMBER, TIME) or kinds[0] != kinds[1]
            case Equal(left, right):
                wrong = kinds[0] != kinds[1] or (kinds[0] == NAMED and not self._of_one(left, right))
            case Choose(_, then, otherwise):
                wrong = kinds[0] != TRUTH or self._kind(then) != self._kind(otherwise)
            case _:
                wrong = False
        if wrong:
            yield f"{where}: values of different kinds, or no truth values, are combined: {told(term)}"

    def _of_one(self, left: Term, right: Term) -> bool:
        """Say whether two values can be of one enumeration, and that it is known of which."""
        variables = self.machine.variables
        known = [names for side in (left, right) if (names := names_of(side, variables))]
        named = {each.name for side in (left, right) for each in _values(side) if isinstance(each, Name)}
        return bool(known) and all(each == known[0] for each in known) and named <= set(known[0])

    def _kind(self, term: Term) -> str:
        match term:
            case Ref(name):
                return _of(self.machine.variables[name].kind)
            case Number():
                return NUMBER
            case Time():
                return TIME
            case Name():
                return NAMED
            case Anything():
                return ANY
            case Plus(left, _):
                return self._kind(left)
            case Choose(_, then, _):
                return self._kind(then)
            case _:
                return TRUTH

    def _known(self, term: Term) -> bool:
        return variables_of(term) <= self.machine.variables.keys()

    def _closed(self, where: str, term: Term, positive: bool) -> Iterator[str]:
        """Yield the comparisons of clocks that are negated."""
        if not self._known(term):
            return
        match term:
            case Not(operand):
                yield from self._closed(where, operand, not positive)
            case Every() | Some():
                for each in children(term):
                    yield from self._closed(where, each, positive)
            case AtMost() | Equal():
                left, right = children(term)
                if self._kind(left) == TIME and not positive:
                    yield f"{where} negates a comparison of clocks: {told(term)}"
                if self._kind(left) == TIME and variables_of(left) and variables_of(right):
                    yield f"{where} compares one clock with another, and at the cap all are alike: {told(term)}"
                yield from self._choices(where, term)
            case Choose():
                yield from self._choices(where, term)
                for each in (term.then, term.otherwise):
                    yield from self._closed(where, each, positive)
            case _:
                return

    def _choices(self, where: str, term: Term) -> Iterator[str]:
        """Yield the choices that depend on clocks: one of their sides is taken under a negated comparison.

        The lesser or the greater of two times is no such choice: where they are equal both sides are the same.
        """
        for each in walk(term):
            if not isinstance(each, Choose) or _extreme(each):
                continue
            if any(self._kind(Ref(name)) == TIME for name in variables_of(each.condition)):
                yield f"{where} chooses by a clock: {told(each)}"

    def _upper(self, term: Term) -> Iterator[str]:
        for each in walk(term):
            if isinstance(each, AtMost) and isinstance(each.left, Time) and variables_of(each.right):
                yield f"a deadline bounds a clock from below: {told(each)}"

    def _within(self, where: str, action: Action, kind: Range, term: Term) -> Iterator[str]:
        """Yield that an update can leave its range, as far as its guard and its own choices tell."""
        for condition, chosen in _cases(term, action.guard):
            known = narrowed(condition, True, self.machine.variables)
            reach = extent(chosen, known, self.machine.variables)
            if reach is not None and reach[0] <= reach[1] and not kind.least <= reach[0] <= reach[1] <= kind.most:
                yield f"{where} can leave its range of {kind.least} to {kind.most}: {told(term)}"


def _cases(term: Term, condition: Term) -> Iterator[tuple[Term, Term]]:
    """Yield what a term may be, and under which condition, where that is not simply false."""
    if condition == FALSE:
        return
    if isinstance(term, Choose):
        yield from _cases(term.then, simplified(every(condition, term.condition)))
        yield from _cases(term.otherwise, simplified(every(condition, negation(term.condition))))
    else:
        yield condition, term


def _extreme(term: Choose) -> bool:
    match term.condition:
        case AtMost(left, right):
            return (term.then, term.otherwise) in ((left, right), (right, left))
        case _:
            return False


def _of(kind: Kind) -> str:
    match kind:
        case Switch():
            return TRUTH
        case Clock():
            return TIME
        case Range(names=names):
            return NAMED if names else NUMBER


def _values(term: Term) -> Iterator[Term]:
    """Yield the terms whose value a term may have."""
    match term:
        case Choose(_, then, otherwise):
            yield from _values(then)
            yield from _values(otherwise)
        case Literal() | Number() | Name() | Time():
            yield term
        case _:
            return
