"""Terms made smaller without another meaning: constants folded, negations pushed inwards, what follows left out."""

from __future__ import annotations

from collections.abc import Mapping

from checker.prove.machines.terms import (
    FALSE,
    TRUE,
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
    every,
    negation,
    some,
    variables_of,
)


def simplified(term: Term) -> Term:
    """Return a term of the same value in which conjunctions and disjunctions hold nothing that the rest settles.

    In `a and (a or b)` the second part says nothing, in `a and (not a or b)` it says `b`: a violation that names the
    server which is DOWN need not look at all the others of which one is.
    """
    while (smaller := _once(term)) != term:
        term = smaller
    return term


def substituted(term: Term, values: Mapping[str, Term]) -> Term:
    """Return the term with values in place of variables, and constants folded where there were any."""
    if variables_of(term).isdisjoint(values):
        return term
    match term:
        case Ref(variable):
            return values.get(variable, term)
        case Every(operands):
            return every(*(substituted(each, values) for each in operands))
        case Some(operands):
            return some(*(substituted(each, values) for each in operands))
        case Not(operand):
            return negation(substituted(operand, values))
        case Equal(left, right) | AtMost(left, right) | Plus(left, right):
            return _folded(type(term)(substituted(left, values), substituted(right, values)))
        case Choose(condition, then, otherwise):
            return chosen(*(substituted(each, values) for each in (condition, then, otherwise)))
        case _:
            return term


def chosen(condition: Term, then: Term, otherwise: Term) -> Term:
    """Return the choice between two terms, or the one that is always chosen."""
    if condition == TRUE or then == otherwise:
        return then
    return otherwise if condition == FALSE else Choose(condition, then, otherwise)


def _once(term: Term) -> Term:
    match term:
        case Not(operand):
            return _negated(operand)
        case Every(operands):
            return every(*_relieved(tuple(map(_once, operands)), Some))
        case Some(operands):
            return some(*_relieved(tuple(map(_once, operands)), Every))
        case Equal(left, right) | AtMost(left, right) | Plus(left, right):
            return _folded(type(term)(_once(left), _once(right)))
        case Choose(condition, then, otherwise):
            return chosen(*map(_once, (condition, then, otherwise)))
        case _:
            return term


def _negated(operand: Term) -> Term:
    match operand:
        case Every(operands):
            return some(*(_negated(each) for each in operands))
        case Some(operands):
            return every(*(_negated(each) for each in operands))
        case Not(inner):
            return _once(inner)
        case _:
            return negation(_once(operand))


def _relieved(operands: tuple[Term, ...], inner: type[Every | Some]) -> tuple[Term, ...]:
    """Return operands of a conjunction without what the plain ones among them settle; `inner` is the dual.

    Of a disjunction it is the same with truth and falsehood exchanged.
    """
    settled: Term = FALSE if inner is Some else TRUE
    plain = {each for each in operands if not isinstance(each, inner)}
    if any(negation(each) in plain for each in plain):
        return (settled,)
    kept: list[Term] = []
    for each in operands:
        if not isinstance(each, inner):
            kept.append(each)
            continue
        if any(_parts(part, inner) <= plain for part in each.operands):
            continue
        left = [part for part in each.operands if not any(negation(one) in plain for one in _parts(part, inner))]
        kept.append(some(*left) if inner is Some else every(*left))
    return _absorbed(tuple(kept), inner)


def _absorbed(operands: tuple[Term, ...], inner: type[Every | Some]) -> tuple[Term, ...]:
    """Return operands of a conjunction without disjunctions that have all parts of another and more; or the dual."""
    wholes = [frozenset(each.operands) for each in operands if isinstance(each, inner)]
    return tuple(
        each
        for each in operands
        if not isinstance(each, inner) or not any(whole < frozenset(each.operands) for whole in wholes)
    )


def _parts(term: Term, outer: type[Every | Some]) -> set[Term]:
    """Return what all must hold for a part of a disjunction (or fail for one of a conjunction)."""
    dual: type[Every | Some] = Every if outer is Some else Some
    return set(term.operands) if isinstance(term, dual) else {term}


def _folded(term: Equal | AtMost | Plus) -> Term:
    match term:
        case Plus(Number(left), Number(right)):
            return Number(left + right)
        case Plus(Time(left), Time(right)):
            return Time(left + right)
        case Equal(Name(one), Name(other)):
            return Literal(one == other)
        case Equal(Literal(one), Literal(other)):
            return Literal(one == other)
        case Equal(Choose(condition, then, otherwise), Name() as name) | Equal(
            Name() as name, Choose(condition, then, otherwise)
        ):
            # With neither side a variable nothing would say of which enumeration the names are.
            return chosen(condition, _folded(Equal(then, name)), _folded(Equal(otherwise, name)))
        case Equal(Number(left), Number(right)) | Equal(Time(left), Time(right)):
            return Literal(left == right)
        case AtMost(Number(left), Number(right)) | AtMost(Time(left), Time(right)):
            return Literal(left <= right)
        case _:
            return term
