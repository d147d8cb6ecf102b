"""What gives a mutant away: a property has another result than before, a time another bound, or a test by hand fails.

Asking everything anew would take hours. So what was known of the model is held against the mutant first: runs that it
can do still are runs, and proofs whose lemmas are inductive in it, too, still are proofs. Only what no longer stands is
asked again, what is cheap before what is dear. Where the engines do not know, it counts as the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property, partial

from checker.base.time import show_duration
from checker.logic.syntax import parse
from checker.properties import load
from checker.properties.property import Property
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import delayed, enabled, holds, initial, may_pass, successors
from checker.prove.machines.machine import Action, Machine, assuming
from checker.prove.machines.run import WAIT, Run
from checker.prove.machines.terms import AtMost, Ref, Term, Time, every, negation, variables_of
from checker.prove.questions.observing import watch, watch_term
from checker.prove.questions.question import Effort, Found, Measure, Proof, Undecided, Watched
from checker.prove.questions.slicing import slice_of
from checker.prove.questions.speaking import speaking_of
from checker.prove.smt.deciding import decide, maximum, minimum
from checker.prove.smt.discharging import discharge
from checker.prove.smt.extremes import Extreme
from checker.prove.smt.searching import search
from tests.prove.health import Health, health
from tests.prove.mutants import Mutant, mutants
from tests.prove.roles.plays import Plays, plays

PROPERTIES = load()
LEARNING = Effort()
EFFORT = Effort(depth=16, rlimit=4_000_000, guesses=False)
# A run against a property is short where there is one.
SHORT = replace(EFFORT, depth=11, rlimit=1_500_000)


@dataclass(frozen=True)
class Subject:
    """A role in a small instance, with the properties that speak of it, the numbers stated, and the times it bounds.

    Each property is asked under each of `under`, which are sets of assumptions. `only` says which mutants are meant, by
    patterns as of a shell, `by_hand` the tests which play the role by hand (see `plays`).
    """

    name: str
    machine: Machine
    properties: Sequence[str]
    numbers: Mapping[str, int]
    measures: Sequence[Measure] = ()
    under: Sequence[Sequence[str]] = ((),)
    only: Sequence[str] = ("*",)
    by_hand: Sequence[str] = ()

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        """Its mutants."""
        return tuple(each for each in mutants(self.machine) if any(fnmatchcase(each.name, one) for one in self.only))


class Watches:
    """A machine as the properties and measures watch over it; each watch is made once."""

    def __init__(self, machine: Machine, numbers: Mapping[str, int]) -> None:
        self._machine, self._numbers = machine, numbers
        self._of: dict[str, tuple[Watched, ...]] = {}

    def of(self, prop: str) -> tuple[Watched, ...]:
        """Return the machine that watches over each instance of a property."""
        if prop not in self._of:
            self._of[prop] = self._watched(PROPERTIES[prop])
        return self._of[prop]

    def _watched(self, prop: Property) -> tuple[Watched, ...]:
        return watch(speaking_of(self._machine, parse(prop.formula)), prop, self._numbers)

    def measured(self, measure: Measure) -> tuple[Machine, str, Term]:
        """Return the machine that is measured, the name of the clock, and when it is read."""
        return watch_term(assuming(self._machine, measure.under), measure.during, measure.ends)


@dataclass(frozen=True)
class Question:
    """What is asked of a machine: whether a goal can be reached; `known` is a run to it, or a proof that it cannot."""

    about: str
    posed: Callable[[Watches], tuple[Machine, Term]]
    part: Machine
    goal: Term
    known: Found | Proof

    def replayed(self, part: Machine, goal: Term) -> bool:
        """Say whether what is known is a run, and still one."""
        return isinstance(self.known, Found) and _leads(part, self.known.run, goal)

    def stands(self, part: Machine, goal: Term, name: str) -> bool:
        """Say whether the answer is the same where the action of this name, or a deadline, has something wrong."""
        match self.known:
            case Found():
                return isinstance(search(part, goal, SHORT), Found) or not isinstance(decide(part, goal, EFFORT), Proof)
            case Proof():
                return _holds_still(self.known, part, goal, name) or not isinstance(search(part, goal, SHORT), Found)


def _leads(machine: Machine, run: Run, goal: Term) -> bool:
    """Say whether the same actions after the same delays still lead to the goal."""
    if not machine.variables.keys() <= run.start.keys():
        return False
    state: dict[str, int] | None = {name: run.start[name] for name in machine.variables}
    if state is None or initial(machine, state):
        return False
    for step in run.steps:
        state = _stepped(machine, delayed(machine, state, step.delay), step.action)
        if state is None:
            return False
    return holds(goal, state, machine)


def _stepped(machine: Machine, then: dict[str, int], name: str) -> dict[str, int] | None:
    if not may_pass(machine, then):
        return None
    if name == WAIT:
        return then
    action = next((each for each in enabled(machine, then) if each.name == name), None)
    after = None if action is None else next(successors(machine, then, action), None)
    return None if after is None else dict(after)


def _holds_still(proof: Proof, machine: Machine, goal: Term, name: str) -> bool:
    """Say whether the lemmas speak of nothing that the machine has not, and still exclude the goal.

    After all actions but the one that is changed they hold as before.
    """
    if not all(variables_of(term) <= machine.variables.keys() for term in proof.lemmas):
        return False
    same_goal = goal == proof.goal
    changed = tuple(each for each in machine.actions if each.name == name)
    alone = _alike_but_for(proof.machine, machine, name)
    if proof.steps == 1 and same_goal and alone and (changed or machine.deadlines == proof.machine.deadlines):
        machine = replace(machine, actions=changed)
    return not discharge(replace(proof, machine=machine, goal=goal), EFFORT)


def _alike_but_for(one: Machine, other: Machine, name: str) -> bool:
    """Say whether two machines differ in nothing else than one action."""

    def others(machine: Machine) -> dict[str, Action]:
        return {each.name: each for each in machine.actions if each.name != name}

    same = (one.variables, one.deadlines, one.starts) == (other.variables, other.deadlines, other.starts)
    return same and others(one) == others(other)


@dataclass(frozen=True)
class Killers:
    """What may give the mutants of a subject away, cheap ones first; what is known is found out where it is used."""

    subject: Subject

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All that is known of the subject."""
        return (*_of_properties(self.subject), *_of_measures(self.subject))

    @cached_property
    def _health(self) -> Health:
        return health(self.subject.machine)

    @cached_property
    def _plays(self) -> Plays:
        return plays(self.subject.by_hand)

    def killing(self, mutant: Mutant) -> str:
        """Return what gives a mutant away, '' if nothing does."""
        if malformed := _problems(mutant.of(self.subject.machine)) - _problems(self.subject.machine):
            return f"not well formed: {min(malformed)}"
        return self._plays.failing(mutant) or self._health.problem(mutant) or self.lost(mutant)

    def lost(self, mutant: Mutant) -> str:
        """Return which question has another answer, '' where none has."""
        watches = Watches(mutant.of(self.subject.machine), self.subject.numbers)
        for question in self.questions:
            part, goal = question.posed(watches)
            alike = part == question.part and goal == question.goal
            if not (alike or question.replayed(part, goal) or question.stands(part, goal, mutant.part)):
                return f"no longer so: {question.about}"
        return ""


def _problems(machine: Machine) -> frozenset[str]:
    """Return what is wrong with how a machine is put together, without the terms that are told with it."""
    return frozenset(each.partition(": ")[0] for each in well_formed(machine))


def _of_properties(subject: Subject) -> Iterator[Question]:
    watches = Watches(subject.machine, subject.numbers)
    for prop in subject.properties:
        for place, watched in enumerate(watches.of(prop)):
            for under in subject.under:
                for what in ("violated", "triggered"):
                    posed = partial(_instance, prop, place, under, what)
                    part, goal = posed(watches)
                    known = decide(part, goal, EFFORT)
                    if not isinstance(known, Undecided):
                        told = "is" if isinstance(known, Found) else "is never"
                        about = f"{prop} {dict(watched.binding)} {told} {what} under {sorted(under)}"
                        yield Question(about, posed, part, goal, known)


def _instance(prop: str, place: int, under: Sequence[str], what: str, watches: Watches) -> tuple[Machine, Term]:
    watched = watches.of(prop)[place]
    goal = watched.triggered if what == "triggered" else every(watched.violated, negation(watched.overflow))
    return slice_of(assuming(watched.machine, under), goal), goal


def _of_measures(subject: Subject) -> Iterator[Question]:
    watches = Watches(subject.machine, subject.numbers)
    for measure in subject.measures:
        machine, clock, ended = watches.measured(measure)
        part = slice_of(machine, every(ended, AtMost(Time(0), Ref(clock))))
        for word, end, beyond in (
            ("least", minimum(part, clock, ended, LEARNING), _below),
            ("greatest", maximum(part, clock, ended, LEARNING), _above),
        ):
            if not (isinstance(end, Extreme) and end.proved):
                continue
            about = f"the {word} {measure.name} is {show_duration(end.value)}"
            exactly = partial(_length, measure, partial(_exactly, end.value))
            yield Question(about, exactly, *exactly(watches), Found(end.run))
            if end.proof is not None:
                further = partial(_length, measure, partial(beyond, end.value))
                yield Question(about, further, *further(watches), end.proof)


def _length(measure: Measure, says: Callable[[str], Term], watches: Watches) -> tuple[Machine, Term]:
    machine, clock, ended = watches.measured(measure)
    goal = every(ended, says(clock))
    return slice_of(machine, goal), goal


def _below(ns: int, clock: str) -> Term:
    return negation(AtMost(Time(ns), Ref(clock)))


def _above(ns: int, clock: str) -> Term:
    return negation(AtMost(Ref(clock), Time(ns)))


def _exactly(ns: int, clock: str) -> Term:
    return every(AtMost(Ref(clock), Time(ns)), AtMost(Time(ns), Ref(clock)))
