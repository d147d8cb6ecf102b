"""Writes a proof so that any solver can check it: the machine, the invariant and the property as SMT-LIB 2.

Clocks are real seconds, so the certificate rests neither on the scaling of times nor on clocks that stand still at a
cap; only where the lemmas need that they do, times are whole numbers of a unit, and the README says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import z3

from checker.base.time import show_duration
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import WAIT
from checker.prove.machines.scaling import Scale, scale_of
from checker.prove.machines.terms import Term, negation
from checker.prove.questions.question import Effort, Proof
from checker.prove.smt.algebra import Algebra, Expression, Integers, Seconds, Truth, conjunction, disjunction
from checker.prove.smt.discharging import failing
from checker.prove.smt.encoding import moves, reading, same, starts, terms_of, typed
from checker.prove.smt.queries import DEFINITIONS, queries

MANIFEST, README = "manifest.json", "README.md"


def write(proof: Proof, folder: Path, title: str, effort: Effort = Effort()) -> None:  # noqa: B008
    """Write the certificate of a proof into a folder that exists.

    Raises ValueError if the proof is none, or a name cannot stand in SMT-LIB; OSError if the folder is not writable.
    """
    algebra = _algebra(proof, effort)
    definitions = define(proof, algebra, title)
    files = {DEFINITIONS: definitions, **queries(definitions), README: _readme(proof, algebra, title)}
    manifest = {"title": title, "sha256": {name: digest(text) for name, text in files.items()}}
    for name, text in {**files, MANIFEST: json.dumps(manifest, indent=2) + "\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def define(proof: Proof, algebra: Algebra, title: str) -> str:
    """Return the definitions of a certificate: `init`, an action each, `move`, `trans`, `inv`, `prop`."""
    machine = proof.machine
    _check_names((*machine.variables, *(each.name for each in machine.actions)))
    now, context = reading(machine, algebra, ""), algebra.context
    excluded = negation(proof.goal)
    inside = (*proof.lemmas, excluded) if proof.steps == 1 else proof.lemmas
    head = [f"; {' '.join(title.split())}", "(set-logic QF_LIRA)", f"(set-info :steps {proof.steps})"]
    inv = conjunction(context, [*typed(now), *(now.truth(each) for each in inside)])
    state = terms_of(now)
    return "\n".join(
        (
            *head,
            *machine_definitions(machine, algebra),
            _function("inv", state, inv),
            _function("prop", state, now.truth(excluded)),
            "",
        )
    )


def machine_definitions(machine: Machine, algebra: Algebra) -> list[str]:
    """Return the definitions of what a machine does: its start, its actions, its steps."""
    now, following, context = reading(machine, algebra, ""), reading(machine, algebra, "'"), algebra.context
    delay = algebra.clock("delay")
    made = list(moves(now, delay))
    inputs = {each.decl().name(): each for move in made for each in move.inputs}
    parameters = [*terms_of(now), *terms_of(following), delay.term, *inputs.values()]
    found = [_function("init", terms_of(now), conjunction(context, [*typed(now), *starts(now)]))]
    calls: dict[str, Truth] = {}
    for move in made:
        values = [same(algebra, following.values[name], value) for name, value in move.after.values.items()]
        name = f"action {move.action.name}"
        found.append(_function(name, parameters, z3.And(*move.possible, *values)))
        sorts = (each.sort() for each in parameters)
        calls[move.action.name] = z3.Function(name, *sorts, z3.BoolSort(context))(*parameters)
    acting = [call for name, call in calls.items() if name != WAIT]
    found.append(_function("move", parameters, disjunction(context, acting)))
    found.append(_function("trans", parameters, disjunction(context, list(calls.values()))))
    return found


def property_definition(machine: Machine, goal: Term, algebra: Algebra) -> str:
    """Return the definition of the property, that the goal does not hold."""
    now = reading(machine, algebra, "")
    return _function("prop", terms_of(now), now.truth(negation(goal)))


def algebras(scale: Scale) -> tuple[Algebra, ...]:
    """Return in what a certificate can be written, the better first."""
    return Seconds(scale), Integers(scale)


def _algebra(proof: Proof, effort: Effort) -> Algebra:
    scale = scale_of(proof.machine, proof.goal, *proof.lemmas)
    problems: list[str] = []
    for algebra in algebras(scale):
        problems = list(failing(proof, algebra, effort))
        if not problems:
            return algebra
    raise ValueError(f"this is no proof: {'; '.join(problems)}")


def _check_names(names: Iterable[str]) -> None:
    for name in names:
        if "|" in name or "\\" in name or not name.isprintable():
            raise ValueError(f"the name {name!r} cannot stand in SMT-LIB")


def _function(name: str, parameters: list[Expression], body: Truth) -> str:
    declared = " ".join(f"({each.sexpr()} {each.sort().sexpr()})" for each in parameters)
    symbol = name if name.isalpha() else f"|{name}|"
    return f"\n(define-fun {symbol} ({declared}) Bool\n  {body.sexpr()})"


_STEPWISE = """`move` is a delay and then an action, `trans` a `move` or a delay alone. Only the last of several steps
can be a delay alone, as a delay before another step is part of that step's delay. So the property holds in every state
that can be reached: a shortest run to a state without it has either fewer steps than {steps} (`3-base-*.smt2`), or its
last {steps} steps are as in `4-steps.smt2`. `1-start.smt2` and `2-step.smt2` say that `inv` holds throughout."""

_INDUCTIVE = """`trans` is a delay and then an action, or a delay alone. `1-start.smt2` asks for a start outside `inv`,
`2-step.smt2` for a step that leaves `inv`, `3-property.smt2` for a state in `inv` without the property. As there is
none of them, the property holds in every state that can be reached."""


def _readme(proof: Proof, algebra: Algebra, title: str) -> str:
    steps = (_INDUCTIVE if proof.steps == 1 else _STEPWISE).format(steps=proof.steps)
    unit = show_duration(algebra.scale.unit)
    times: Mapping[bool, str] = {
        True: "Times are real numbers, in seconds.",
        False: f"Times are whole numbers, in units of {unit}, which divides all times of the model: as nothing is "
        "compared strictly, no other delays reach more. A clock that shows more than the largest of them stands still.",
    }
    return f"""# {title}

A certificate: why a state that violates the property is never reached ({proof.method}, {len(proof.lemmas)} lemmas).

`{DEFINITIONS}` defines the machine (`init`, an action each, `trans`), the invariant `inv` and the property `prop`.
{times[isinstance(algebra, Seconds)]}

{steps}

Every numbered file holds the definitions and one question. Each must be answered `unsat`, by any solver:

    for file in [1-4]-*.smt2; do cvc5 --lang smt2 "$file"; done
    for file in [1-4]-*.smt2; do z3 "$file"; done

`python -m checker.prove.smt.checking DIR` asks cvc5, after it has made the questions anew from the definitions: so a
question that was replaced by another is refused. `{MANIFEST}` has the SHA-256 of the other files.
"""
