"""What the engines are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from checker.base.time import Interval
from checker.prove.machines.machine import Atom, Machine
from checker.prove.machines.run import Run
from checker.prove.machines.terms import FALSE, Term


@dataclass(frozen=True, slots=True)
class Watched:
    """A machine that keeps an eye on one instance of a property.

    A state for which `violated` holds can be reached just if the instance can be violated, and one for which
    `triggered` holds just if its trigger can happen: what an event made true is kept, what is true of a state holds as
    long as it lasts. `binding` names the individuals of the instance. Where a run ends with `overflow`, more
    occurrences of an event came together than are remembered, and it is not known whether it violates anything.
    """

    machine: Machine
    violated: Term
    triggered: Term
    binding: Mapping[str, str]
    overflow: Term = FALSE


@dataclass(frozen=True, slots=True)
class Measure:
    """A length of time that the model bounds: how long `during` lasts, where it ends with the event `ends`.

    `name` is the key of the number in reports (`detect_down_refused_s`), `under` the assumptions that are made,
    `rule` where the formula stands that it must equal, `expected` what that formula gives.
    """

    name: str
    says: str
    during: Term
    ends: Atom
    under: tuple[str, ...]
    rule: str = ""
    expected: Interval | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: steps of a run, of an induction, and z3's own resource units (not seconds) for each question.

    Where the roles' own hints do not suffice, `spacer` is the part of the effort that may go into induction over steps
    and Spacer (from 0 to 1), and `guesses` is whether lemmas made from templates may be tried: that takes longer than
    all the rest together.
    """

    depth: int = 40
    induction: int = 6
    rlimit: int = 20_000_000
    seed: int = 0
    spacer: float = 1
    guesses: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A shortest run (fewest steps) that ends in a state for which the goal holds."""

    run: Run


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a goal is never reached: `lemmas` hold in every reachable state, and exclude it.

    With `steps` 1 the conjunction of the lemmas and of "not the goal" is inductive; with k it is so over k steps
    (Sheeran, Singh, Stalmarck 2000). `method` says who found it: induction, k-induction or spacer.
    """

    machine: Machine
    goal: Term
    lemmas: tuple[Term, ...]
    steps: int
    method: Literal["induction", "k-induction", "spacer"]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a run nor a proof: how deep was searched, and why no further."""

    why: str
    depth: int = 0


Answer = Found | Proof | Undecided


@dataclass(frozen=True, slots=True)
class Measured:
    """The least and the greatest length, each reached by a run; `proved` where nothing outside is possible at all."""

    measure: Measure
    interval: Interval
    proved: bool
    why: str = ""
    runs: tuple[Run, ...] = field(default=())
