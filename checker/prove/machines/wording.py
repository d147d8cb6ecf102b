"""Terms as text, for people who read why a step was refused or what a lemma says."""

from __future__ import annotations

from checker.base.time import show_duration
from checker.prove.machines.terms import (
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
)


def told(term: Term) -> str:
    """Return a term as one line of text: `view(hap1,pgb2) = down and age(hap1) <= 2s`."""
    match term:
        case Every(operands):
            return " and ".join(map(_operand, operands)) if operands else "true"
        case Some(operands):
            return " or ".join(map(_operand, operands)) if operands else "false"
        case Not(operand):
            return f"not {_operand(operand)}"
        case Equal(left, right):
            return f"{told(left)} = {told(right)}"
        case AtMost(left, right):
            return f"{told(left)} <= {told(right)}"
        case Choose(condition, then, otherwise):
            return f"(if {told(condition)} then {told(then)} else {told(otherwise)})"
        case _:
            return _leaf(term)


def _leaf(term: Term) -> str:
    match term:
        case Literal(value):
            return "true" if value else "false"
        case Number(value):
            return str(value)
        case Time(ns):
            return show_duration(ns)
        case Name(name) | Ref(name):
            return name
        case Plus(left, right):
            return f"{told(left)} + {told(right)}"
        case Anything():
            return "anything"
    raise TypeError(f"not a term: {term!r}")


def _operand(term: Term) -> str:
    text = told(term)
    return f"({text})" if isinstance(term, Every | Some) and len(term.operands) > 1 else text
