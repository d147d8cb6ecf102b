"""Decides whether a goal can be reached; cheap attempts before dear ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from checker.prove.machines.machine import Machine
from checker.prove.machines.terms import Term
from checker.prove.questions.question import Answer, Effort, Found, Proof, Undecided
from checker.prove.smt.extremes import Extreme, maximum, minimum
from checker.prove.smt.inducing import Induction
from checker.prove.smt.searching import Search

__all__ = ["Extreme", "decide", "maximum", "minimum"]

# How deep the first searches go, before dearer proofs are tried.
SHALLOW, LIKELY, MIDDLE = 6, 9, 16


def decide(machine: Machine, goal: Term, effort: Effort = Effort()) -> Answer:  # noqa: B008
    """Return a shortest run to the goal, a proof that there is none, or why neither was found.

    Raises ValueError if the machine still depends on assumptions.
    """
    induction = Induction(machine, goal, effort)
    reasons: list[str] = []
    for attempt in _attempts(induction, effort):
        answer = attempt()
        match answer:
            case Found() | Proof():
                return answer
            case Undecided(why):
                last = induction.search.up_to(effort.depth)
                return last if isinstance(last, Found) else Undecided(f"{why}; {last.why}", last.depth)
            case str():
                reasons.append(answer)
    return Undecided("; ".join(dict.fromkeys(reasons[-2:])), max(induction.search.depth, 0))


Attempt = Callable[[], Answer | str]


def _attempts(induction: Induction, effort: Effort) -> tuple[Attempt, ...]:
    shallow, likely, middle, deep = (
        partial(_searched, induction.search, min(depth, effort.depth))
        for depth in (SHALLOW, LIKELY, MIDDLE, effort.depth)
    )
    # Where not much is spent on proofs, a run is the likelier answer.
    first = shallow if effort.spacer == 1 else likely
    return first, *induction.cheap(), middle, *induction.dear(), deep


def _searched(search: Search, depth: int) -> Found | str:
    found = search.up_to(depth)
    return found if isinstance(found, Found) else found.why
