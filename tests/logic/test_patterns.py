"""Every pattern in every scope says what a naive reading of it does, on every short trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import pytest

from checker.logic.formula import Always, Atom, Constant, Exists, Formula, Implies, Variable
from checker.logic.grounding import instances
from checker.logic.patterns import (
    MOST_OF,
    MOST_TIMES,
    PATTERNS,
    Pattern,
    Scope,
    at_least,
    at_most_for,
    at_most_one,
)
from checker.logic.syntax import parse, show
from checker.logic.triggered import taken_apart
from checker.logic.truth import Truth
from tests.logic.naive import Naive

P, Q, R, S = (Atom(name) for name in "pqrs")
TICKS = 4
# four atoms over four ticks are 65,536 traces
MOST_TRACES = 4096
Ticks = Sequence[frozenset[str]]

SCOPES = {
    "always": Scope(),
    "after": Scope(Q),
    "before": Scope(None, R),
    "after until": Scope(Q, R),
    "between": Scope(Q, R, closed=True),
}


@dataclass(frozen=True)
class Stretch:
    """The ticks from `start` up to (without) `end`; `closed` if something closed it there."""

    start: int
    end: int
    closed: bool


def stretches(scope: str, ticks: Ticks) -> Iterator[Stretch]:
    """The scope as a person reads it."""
    end = len(ticks)
    if scope in ("always", "before"):
        first = next((t for t in range(end) if "r" in ticks[t]), end) if scope == "before" else end
        yield Stretch(0, first, first < end)
        return
    start = None
    for t, now in enumerate(ticks):
        if "r" in now and scope != "after" and start is not None:
            yield Stretch(start, t, True)
            start = None
        if "q" in now and start is None:
            start = t
    if start is not None:
        yield Stretch(start, end, False)


def judged(scope: str, stretch: Stretch, at: list[int]) -> set[int]:
    """When something that is bad at these ticks of a stretch is told: at once, or where it closes, if it does."""
    if scope in ("before", "between"):
        return {stretch.end} if at and stretch.closed else set()
    return set(at)


def inside(stretch: Stretch, ticks: Ticks, name: str) -> list[int]:
    return [t for t in range(stretch.start, stretch.end) if name in ticks[t]]


def bad_absence(scope, stretch, ticks, within, most):
    return judged(scope, stretch, inside(stretch, ticks, "p"))


def bad_at_most(scope, stretch, ticks, within, most):
    found = inside(stretch, ticks, "p")
    if within is not None:
        return judged(scope, stretch, [t for t in found if any(0 < t - u <= within for u in found)])
    return judged(scope, stretch, found[most:])


def bad_precedence(scope, stretch, ticks, within, most):
    before = inside(stretch, ticks, "p")
    late = [
        t
        for t in inside(stretch, ticks, "s")
        if not any(u <= t and (within is None or t - u <= within) for u in before)
    ]
    return judged(scope, stretch, late)


def bad_existence(scope, stretch, ticks, within, most):
    if within is None:
        return {stretch.end} if stretch.closed and not inside(stretch, ticks, "p") else set()
    return set()


def bad_deadlines(scope, ticks, asked, answer, within):
    """Of what is due at a time of its own: the deadlines that were missed."""
    closing = ["r"] if scope in ("after until",) else []
    found = set()
    for t in asked:
        enough = [u for u in range(t, min(t + within, len(ticks) - 1) + 1) if {answer, *closing} & ticks[u]]
        if t + within < len(ticks) and not enough:
            found.add(t + within)
    return found


READINGS = {
    "absence": bad_absence,
    "at-most": bad_at_most,
    "precedence": bad_precedence,
    "existence": bad_existence,
}


def traces(names: str) -> Iterator[Ticks]:
    sets = [
        frozenset(n for n, on in zip(names, bits, strict=True) if on) for bits in product((0, 1), repeat=len(names))
    ]
    ticks = TICKS if len(sets) ** TICKS <= MOST_TRACES else TICKS - 1
    return product(sets, repeat=ticks)


def told(formula: Formula, ticks: Ticks) -> set[int]:
    """The ticks at which the formula is false; nothing was before the trace."""
    trace = {atom: [2 * (atom.name in now) for now in ticks] for atom in (P, Q, R, S)}
    naive = Naive(trace, 0, dict.fromkeys((P, Q, R, S), 0))
    return {t for t in range(len(ticks)) if naive.at(formula, t) != 2}


def names_of(pattern: str, scope: str) -> str:
    return "p" + {"always": "", "after": "q", "before": "r"}.get(scope, "qr") + ("s" if pattern in TWO else "")


TWO = ("precedence", "response")
UNDATED = [
    (pattern, scope, within, most)
    for pattern, within, most in [
        ("absence", None, 0),
        ("at-most", None, 1),
        ("at-most", None, 2),
        ("at-most", 1, 1),
        ("at-most", 2, 1),
        ("precedence", None, 0),
        ("precedence", 1, 0),
        ("existence", None, 0),
    ]
    for scope in SCOPES
    if pattern != "existence" or scope not in ("always", "after")
]


@pytest.mark.parametrize(("pattern", "scope", "within", "most"), UNDATED)
def test_a_pattern_is_its_naive_reading(pattern, scope, within, most):
    formula = PATTERNS[pattern](Pattern(P, SCOPES[scope], S, within, most))
    seen = set()
    for ticks in traces(names_of(pattern, scope)):
        expected = set[int]().union(
            *(READINGS[pattern](scope, each, ticks, within, most) for each in stretches(scope, ticks))
        )
        assert told(formula, ticks) == expected, ticks
        seen.add(bool(expected))
    assert seen == {False, True}, "the traces show both sides"


@pytest.mark.parametrize("within", [1, 2])
@pytest.mark.parametrize("scope", ["always", "after", "after until"])
def test_a_response_is_due_at_a_time_of_its_own(scope, within):
    formula = PATTERNS["response"](Pattern(P, SCOPES[scope], S, within))
    for ticks in traces(names_of("response", scope)):
        asked = [t for each in stretches(scope, ticks) for t in inside(each, ticks, "s")]
        assert told(formula, ticks) == bad_deadlines(scope, ticks, asked, "p", within), ticks


@pytest.mark.parametrize("scope", ["after", "after until"])
def test_existence_with_a_bound_counts_from_where_the_scope_opens(scope):
    formula = PATTERNS["existence"](Pattern(P, SCOPES[scope], within=2))
    for ticks in traces(names_of("existence", scope)):
        opened = [t for t in range(len(ticks)) if "q" in ticks[t]]
        assert told(formula, ticks) == bad_deadlines(scope, ticks, opened, "p", 2), ticks


def test_what_would_answer_itself_is_answered_by_another():
    formula = PATTERNS["response"](Pattern(P, Scope(), P, 2))
    for ticks in traces("p"):
        at = [t for t in range(TICKS) if "p" in ticks[t]]
        alone = {t + 2 for t in at if t + 2 < TICKS and not any(0 < u - t <= 2 for u in at)}
        assert told(formula, ticks) == alone, ticks


@pytest.mark.parametrize("tolerance", [None, 1])
def test_a_state_of_one_value_at_most(tolerance):
    leads = Atom("leads", (Variable("n"),))
    body = parse(f"forall n: node. always ({show(at_most_one(leads, 'n', 'node', tolerance))})")
    ground = [each.formula for each in instances(body, {"node": ("a", "b")})]
    for a, b in product(product((0, 2), repeat=TICKS), repeat=2):
        naive = Naive({Atom("leads", ("a",)): a, Atom("leads", ("b",)): b}, 0, {})
        false = {t for t in range(TICKS) if any(naive.at(f, t) == 0 for f in ground)}
        both = [t for t in range(TICKS) if a[t] == b[t] == 2]
        assert false == {t for t in both if tolerance is None or t - 1 in both}


def test_a_state_lasts_no_longer():
    formula = at_most_for(P, 2)
    for values in product((0, 2), repeat=TICKS + 1):
        naive = Naive({P: values}, 0, {P: 0})
        expected = {t for t in range(2, TICKS + 1) if all(values[u] for u in (t, t - 1, t - 2))}
        assert {t for t in range(TICKS + 1) if naive.at(formula, t) == 0} == expected


@pytest.mark.parametrize("within", [None, 1])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_so_many_members_are_counted(count, within):
    """Whenever p happens, f holds (or held, at most `within` ago) of so many of three."""
    counted = Exists("any", "node", Atom("f", (Variable("any"),)))
    body = parse(f"always ({show(at_least(count, P, counted, within))})")
    (one,) = instances(body, {"node": ("a", "b", "c")})
    states = list(product((0, 2), repeat=3))
    for before, now in product(states, repeat=2):
        held = {Atom("f", (n,)): [before[i], now[i]] for i, n in enumerate("abc")}
        naive = Naive({P: [0, 2], **held}, 0, {})
        found = sum(bool(now[i] or (within and before[i])) for i in range(3))
        assert (naive.at(one.formula, 1) == 2) == (found >= count), (before, now)


@pytest.mark.parametrize(
    ("count", "body", "message"),
    [
        (0, Atom("f", (Variable("any"),)), "from 1 to"),
        (MOST_OF + 1, Atom("f", (Variable("any"),)), "from 1 to"),
        (2, Exists("other", "node", Atom("f", (Variable("any"), Variable("other")))), "one _ in it"),
    ],
)
def test_what_cannot_be_counted_is_refused(count, body, message):
    with pytest.raises(ValueError, match=message):
        at_least(count, P, Exists("any", "node", body), None)


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        ("existence", Pattern(P)),
        ("existence", Pattern(P, Scope(Q))),
        ("existence", Pattern(P, Scope(None, R), within=2)),
        ("existence", Pattern(P, Scope(Q, R, closed=True), within=2)),
        ("response", Pattern(P, Scope(), S)),
        ("response", Pattern(P, Scope(None, R), S, 2)),
        ("response", Pattern(P, Scope(Q, R, closed=True), S, 2)),
        ("at-most", Pattern(P, most=2, within=3)),
        ("at-most", Pattern(P, most=MOST_TIMES + 1)),
    ],
)
def test_what_no_trace_could_show_is_refused(pattern, asked):
    with pytest.raises(ValueError, match=r"say|only"):
        PATTERNS[pattern](asked)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("scope", SCOPES)
def test_each_has_the_form_of_a_property_and_a_text_that_reads_back(pattern, scope):
    timed = pattern in ("response",) or (pattern == "existence" and scope in ("always", "after"))
    try:
        formula = PATTERNS[pattern](Pattern(P, SCOPES[scope], S, "a.bound" if timed else None, 1))
    except ValueError:
        assert timed
        return
    assert isinstance(formula, Implies)
    whole = Always(formula)
    assert parse(show(whole)) == whole
    parts = taken_apart(whole)
    assert parts.trigger in (P, Q, R, S)
    assert parts.requirement != Constant(Truth.TRUE)
    assert parts.delay == ("a.bound" if timed else 0)


@pytest.mark.parametrize("scope", SCOPES)
def test_as_often_as_can_be_counted_is_a_text_that_reads_back(scope):
    whole = Always(PATTERNS["at-most"](Pattern(P, SCOPES[scope], most=MOST_TIMES)))
    assert parse(show(whole)) == whole
