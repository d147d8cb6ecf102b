"""Formulas about the past, read over a machine: what a state and the ghost variables say of what was before.

A formula is read at an instant: after a delay, before the update of the action that happens there, whose events are
true at this instant only. Several actions may happen at one time; then their order counts, and what lasts between two
of them lasts for no time at all.

Edges. A state that holds from S on until E holds in [S, E). So `historically[0,B]` of a state can be found true
somewhere just if a stretch lasts *longer* than B, and false at an instant just if the stretch has lasted *less* than B.
Which of the two is asked depends on whether the operator helps to violate (then it must have lasted longer) or to
satisfy (then B is enough). Both are exact, and a stretch of exactly B never violates. An event is a point, and its
age is compared with both ends of a window included. What was before the start of a run nobody knows: it violates
nothing (Kleene's UNKNOWN in `checker.logic`).

Bounds are not strict in the machine's own guards; here they may be: `age > B` is the negation of `age <= B`. That is
exact with scaled integers, too, as long as one violation is not bound strictly both from above and from below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.logic.formula import And, Atom, Constant, Formula, Historically, Implies, Not, Once, Or, Since, Window
from checker.logic.grounding import TRUE as ALWAYS
from checker.logic.truth import Truth
from checker.prove.machines.machine import Action
from checker.prove.machines.remembering import Edge, Memory, UnreadableError
from checker.prove.machines.simplifying import chosen, simplified
from checker.prove.machines.terms import FALSE, TRUE, Ref, Term, Time, every, negation, some

Events = frozenset[Atom]
NOTHING: Events = frozenset()

# How many occurrences of an event are remembered where the latest one does not settle what is asked.
OCCURRENCES = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads ground formulas over a machine: `fluents` are its state atoms, `happening` the names of its events."""

    memory: Memory
    fluents: Mapping[Atom, Term]
    happening: frozenset[str]
    events: Mapping[str, Events]

    def read(self, formula: Formula, events: Events, helps: bool) -> Term:
        """Return the truth of a formula at an instant with these events.

        Where it `helps` to violate it counts as true only if it surely is, else it counts as true if it may be.
        Raises UnreadableError for an atom that the machine does not have, or a window that cannot be remembered.
        """
        match formula:
            case Constant(truth):
                return TRUE if truth is Truth.TRUE or (truth is Truth.UNKNOWN and not helps) else FALSE
            case Atom():
                return self._atom(formula, events)
            case Not(operand):
                return negation(self.read(operand, events, not helps))
            case And(operands):
                return every(*(self.read(each, events, helps) for each in operands))
            case Or(operands):
                return some(*(self.read(each, events, helps) for each in operands))
            case Implies(left, right):
                return some(negation(self.read(left, events, not helps)), self.read(right, events, helps))
            case Since() | Once() | Historically():
                return self._past(formula, events, helps)
        raise UnreadableError(f"it is not a ground formula: {formula}")

    def _atom(self, atom: Atom, events: Events) -> Term:
        if atom in events:
            return TRUE
        if atom in self.fluents:
            return self.fluents[atom]
        if atom.name in self.happening:
            return FALSE
        raise UnreadableError(f"the model has no {atom}")

    def _past(self, formula: Since | Once | Historically, events: Events, helps: bool) -> Term:
        match formula:
            case Historically(operand, window):
                return negation(self._past(Once(Not(operand), window), events, not helps))
            case Once(operand, window):
                return _Past(self, ALWAYS, operand, window, helps).read(events)
            case Since(left, right, window):
                return _Past(self, left, right, window, helps).read(events)


@dataclass(frozen=True, slots=True)
class _Past:
    """`left since right` within a window; `once` is the same with a left side that is always true."""

    reader: Reader
    left: Formula
    right: Formula
    window: Window
    helps: bool

    def read(self, events: Events) -> Term:
        lower, upper = self._edges()
        if lower.ns == 0 and upper == Edge(0, False) and not lower.strict:
            return self._right(events)
        if not (self._timeless(self._left(NOTHING)) and self._timeless(self._right(NOTHING))):
            raise UnreadableError(f"what is remembered must not change while time passes: {self.right}")
        if lower != Edge(0, False) and not (self._point and self.left == ALWAYS):
            raise UnreadableError("how long ago something was is known of events only, not of states")
        if lower.ns > 0:
            return self._aged(lower, upper)
        kept, age = self._ghosts(upper)
        bounds = [] if upper is None else [self._within(upper, age)]
        before = every(kept, self._left(events), *bounds)
        return before if lower.strict else some(self._right(events), before)

    @property
    def _point(self) -> bool:
        """Whether the right side is true at instants of events only."""
        return simplified(self._right(NOTHING)) == FALSE

    def _edges(self) -> tuple[Edge, Edge | None]:
        lower, upper = self.window.lower, self.window.upper
        if not isinstance(lower, int) or not (upper is None or isinstance(upper, int)):
            raise UnreadableError("a window without a number")
        return Edge.lower(lower), None if upper is None else Edge.upper(upper)

    def _left(self, events: Events) -> Term:
        return self.reader.read(self.left, events, self.helps)

    def _right(self, events: Events) -> Term:
        return self.reader.read(self.right, events, self.helps)

    def _timeless(self, term: Term) -> bool:
        return self.reader.memory.timeless(term)

    def _within(self, upper: Edge, age: Ref) -> Term:
        """Say that the right side held last within the window: see the module on edges."""
        return upper.within(age) if self._point else (Edge(upper.ns, self.helps or upper.strict)).within(age)

    def _ghosts(self, upper: Edge | None) -> tuple[Term, Ref]:
        """Return the ghost "held ever since the right side", which may be TRUE, and the age of the right side."""
        fleeting = self.left == ALWAYS and upper is not None and not self._point
        latch = self.left != ALWAYS or (self.helps and not fleeting)
        key = (self.left, self.right, None if upper is None else upper.ns, self.helps)
        made = self.reader.memory.ghosts(key, lambda: self._made(latch, upper, upper.ns if fleeting and upper else 0))
        return made[0] if latch else TRUE, made[-1]

    def _made(self, latch: bool, upper: Edge | None, longest: int) -> tuple[Ref, ...]:
        memory, made = self.reader.memory, []
        changing = self._changing()
        if latch:
            kept = memory.switch("kept", not self.helps)
            memory.change(kept, changing, lambda action: self._keeps(kept, action))
            made.append(kept)
        if upper is not None:
            age = memory.clock("age", longest if self.helps else 0)
            memory.change(age, changing, lambda action: chosen(self._renewed(action), Time(0), age))
            made.append(age)
        return tuple(made) or (Ref(""),)

    def _keeps(self, kept: Ref, action: Action) -> Term:
        happened = self._happened(action)
        lately = some(self._right(NOTHING), every(kept, self._left(NOTHING)))
        return some(self._right(happened), every(self._left(happened), lately))

    def _renewed(self, action: Action) -> Term:
        return simplified(some(self._right(NOTHING), self._right(self._happened(action))))

    def _happened(self, action: Action) -> Events:
        return self.reader.events.get(action.name, NOTHING)

    def _changing(self) -> tuple[Action, ...]:
        """Return the actions at which what is remembered can change: by their events, or by what they update."""
        memory = self.reader.memory
        writing = memory.writers(self._left(NOTHING), self._right(NOTHING))
        quiet = (self._left(NOTHING), self._right(NOTHING))
        return tuple(
            each
            for each in memory.machine.actions
            if each.name in writing or (self._left(self._happened(each)), self._right(self._happened(each))) != quiet
        )

    def _aged(self, lower: Edge, upper: Edge | None) -> Term:
        """Return whether an occurrence lies in a window that does not reach up to now."""
        if upper is None:
            raise UnreadableError("a window that is open at its far end must reach up to now")
        *slots, overflow, life = self.reader.memory.ghosts(
            (self.right, lower, upper, self.helps), lambda: self._slots(upper)
        )
        ages = zip(slots[::2], slots[1::2], strict=True)
        found = some(*(every(seen, lower.since(age), upper.within(age)) for seen, age in ages))
        # More occurrences than are remembered: counted as a violation, so that nothing is proved by forgetting.
        return some(found, overflow) if self.helps else every(some(found, life.within(upper.ns)), negation(overflow))

    def _slots(self, upper: Edge) -> tuple[Ref, ...]:
        memory, made = self.reader.memory, []
        changing = self._changing()
        seen: Term = TRUE
        age: Term = Time(0)
        for _ in range(OCCURRENCES):
            next_seen, next_age = memory.switch("seen", False), memory.clock("age", 0)
            self._shift(changing, next_seen, seen)
            self._shift(changing, next_age, age)
            made += [next_seen, next_age]
            seen, age = next_seen, next_age
        overflow = memory.switch("overflow", False)
        late = every(made[-2], upper.within(made[-1]))
        memory.change(overflow, changing, lambda action: some(overflow, every(self._renewed(action), late)))
        memory.overflow = some(memory.overflow, overflow)
        return (*made, overflow, memory.clock("life", 0) if not self.helps else overflow)

    def _shift(self, actions: tuple[Action, ...], ghost: Ref, before: Term) -> None:
        self.reader.memory.change(ghost, actions, lambda action: chosen(self._renewed(action), before, ghost))
