"""Hypothesis strategies for formulas and traces beyond the small scope."""

from __future__ import annotations

from hypothesis import strategies as st

from checker.logic.formula import (
    Always,
    And,
    Atom,
    Compare,
    Constant,
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
    Variable,
    Window,
)
from checker.logic.truth import TRUTHS

ATOMS = (Atom("p"), Atom("q"), Atom("r", ("x",)))

windows = st.builds(
    lambda lower, width: Window(lower, None if width is None else lower + width),
    st.integers(0, 5),
    st.none() | st.integers(0, 6),
)


def _operators(part: st.SearchStrategy[Formula], window: st.SearchStrategy[Window]) -> st.SearchStrategy[Formula]:
    some = st.lists(part, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, part),
        st.builds(And, some),
        st.builds(Or, some),
        st.builds(Implies, part, part),
        st.builds(Once, part, window),
        st.builds(Historically, part, window),
        st.builds(Since, part, part, window),
    )


constants = st.builds(Constant, st.sampled_from(TRUTHS))
ground_formulas = st.recursive(st.sampled_from(ATOMS) | constants, lambda part: _operators(part, windows), max_leaves=8)


@st.composite
def traces(draw: st.DrawFn, ticks: int = 12) -> dict[Atom, tuple[int, ...]]:
    """A trace that changes seldom, so that windows have something to remember."""
    length = draw(st.integers(1, ticks))
    found = {}
    for atom in ATOMS:
        values: list[int] = []
        while len(values) < length:
            values += [draw(st.integers(0, 2))] * draw(st.integers(1, 4))
        found[atom] = tuple(values[:length])
    return found


# What the text form can say: names, quoted constants of any characters, parameters, quantifiers.

names = st.from_regex(r"\A[a-z]{1,3}([.@/-][a-z0-9]{1,2})?\Z").filter(
    lambda word: word not in {"or", "and", "not", "inf"}
)
summands = st.integers(0, 10**12) | names | st.sampled_from([0, 10**9, 10**6, 1500 * 10**6, 7])
sums = st.builds(
    lambda plus, minus: Sum(tuple(plus), tuple(minus)),
    st.lists(summands, min_size=2, max_size=3),
    st.lists(summands, max_size=2),
)
bounds = summands | sums


@st.composite
def any_windows(draw: st.DrawFn) -> Window:
    """A window with numbers, parameters or infinity."""
    lower, upper = draw(bounds), draw(bounds | st.none())
    if isinstance(lower, int) and isinstance(upper, int):
        lower, upper = sorted((lower, upper))
    return Window(lower, upper)


VARIABLES = ("x", "y.z", "forall1")

terms = st.text(max_size=4) | st.sampled_from([Variable(name) for name in VARIABLES])
open_formulas = st.recursive(
    st.one_of(
        st.builds(Atom, names, st.lists(terms, max_size=3).map(tuple)),
        st.builds(Compare, st.sampled_from(["=", "!=", "<"]), terms, terms),
        constants,
    ),
    lambda part: (
        _operators(part, any_windows())
        | st.builds(Exists, st.sampled_from(VARIABLES), names, part)
        | st.builds(Forall, st.sampled_from(VARIABLES), names, part)
    ),
    max_leaves=6,
)


@st.composite
def closed_formulas(draw: st.DrawFn) -> Formula:
    """Formulas all of whose variables are bound; inner quantifiers may bind a name again. Some are properties."""
    body = draw(open_formulas)
    kinds = [Exists, Forall]
    if draw(st.booleans()):
        body, kinds = Always(body), [Forall]
    for variable in VARIABLES:
        body = draw(st.sampled_from(kinds))(variable, draw(names), body)
    return body
