"""Variables of a formula put in the place of others, or values in the place of variables: prepared once, used often."""

from __future__ import annotations

from collections.abc import Iterable

import z3
from z3.z3 import _to_expr_ref

from checker.prove.smt.algebra import Expression


class Renaming:
    """A substitution of expressions for others of the same sorts.

    What `z3.substitute` does, which looks at the sorts of all pairs at each call: that takes longer than the rest.
    Where they differ the solver says so itself, at the first call (z3.Z3Exception).
    """

    def __init__(self, pairs: Iterable[tuple[Expression, Expression]]) -> None:
        self._pairs = tuple(pairs)  # the solver's arrays below do not keep them alive
        many = len(self._pairs)
        self._old, self._new = (z3.Ast * many)(), (z3.Ast * many)()
        for index, (one, other) in enumerate(self._pairs):
            self._old[index], self._new[index] = one.as_ast(), other.as_ast()

    def __call__(self, formula: Expression) -> Expression:
        """Return the formula with every first of a pair replaced by its second, all at once."""
        made = z3.Z3_substitute(formula.ctx_ref(), formula.as_ast(), len(self._pairs), self._old, self._new)
        return _to_expr_ref(made, formula.ctx)

    def __add__(self, other: Renaming) -> Renaming:
        """Return both substitutions as one."""
        return Renaming((*self._pairs, *other._pairs))


class Numbered:
    """Solver variables, and copies of them: each has the variable's name and a number.

    Made as `z3.Const` does it, but what all copies have in common is asked of the solver once.
    """

    def __init__(self, terms: Iterable[Expression]) -> None:
        self._of = tuple((term, term.decl().name(), term.sort().ast) for term in terms)

    def copy(self, number: int) -> Renaming:
        """Return the variables renamed to their copies of this number."""
        return Renaming((term, _variable(term, f"{name}@{number}", sort)) for term, name, sort in self._of)


def _variable(like: Expression, name: str, sort: z3.Ast) -> Expression:
    context = like.ctx
    symbol = z3.Z3_mk_string_symbol(context.ref(), name)
    return type(like)(z3.Z3_mk_const(context.ref(), symbol, sort), context)
