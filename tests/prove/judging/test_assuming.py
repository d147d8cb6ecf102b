"""The set of assumptions that a proof needs suffices, and none of it can be left out."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from checker.prove.judging.assuming import Broken, Minimal, Trial, minimal
from checker.prove.judging.result import Counterexample
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run
from checker.prove.machines.terms import FALSE
from checker.prove.questions.question import Undecided, Watched

NAMES = ("a", "b", "c", "d")
SAYS = {name: f"nothing does {name}" for name in NAMES}
Runs = tuple[frozenset[str], ...]


def example(breaks: frozenset[str]) -> Counterexample:
    """A run that can be told from others by what it breaks."""
    return Counterexample(Watched(Machine(), FALSE, FALSE, {}), Run(dict.fromkeys(breaks, 1), ()))


def possible(runs: Runs, names: tuple[str, ...]) -> list[frozenset[str]]:
    """The runs against a property that are left under assumptions: those that break none of them."""
    return [breaks for breaks in runs if breaks.isdisjoint(names)]


sets = st.frozensets(st.sampled_from(NAMES), max_size=3)


@given(st.lists(sets.filter(bool), max_size=5).map(tuple), st.data())
def test_what_is_left_suffices_and_none_of_it_can_go(runs: Runs, data: st.DataObject) -> None:
    def trial(names: tuple[str, ...]) -> Trial:
        left = possible(runs, names)
        if not left:
            return ()
        breaks = data.draw(st.sampled_from(left))
        unsure = data.draw(st.frozensets(st.sampled_from(sorted(breaks))))
        return Broken(example(breaks), breaks - unsure, unsure)

    found = minimal(NAMES, SAYS, trial)
    assert isinstance(found, Minimal)
    needed = tuple(each.name for each in found.needed)
    assert not possible(runs, needed)
    smaller = chain.from_iterable(combinations(needed, size) for size in range(len(needed)))
    assert all(possible(runs, each) for each in smaller)
    for each in found.needed:
        assert each.says == SAYS[each.name]
        assert each.without is not None
        assert {name for name in each.without.run.start if name in needed} == {each.name}


@given(st.lists(sets, max_size=4).map(tuple), st.data())
def test_a_run_that_breaks_nothing_refutes(runs: Runs, data: st.DataObject) -> None:
    every = (*runs, frozenset[str]())

    def trial(names: tuple[str, ...]) -> Trial:
        breaks = data.draw(st.sampled_from(possible(every, names)))
        return Broken(example(breaks), breaks)

    assert minimal(NAMES, SAYS, trial) == example(frozenset())


def test_an_assumption_is_kept_where_nobody_knows() -> None:
    found = minimal(("a", "b"), SAYS, lambda names: () if "a" in names else Undecided("too hard"))
    assert isinstance(found, Minimal)
    assert [(each.name, each.without) for each in found.needed] == [("a", None)]


def test_what_is_unknown_under_all_is_unknown() -> None:
    assert minimal(NAMES, SAYS, lambda _: Undecided("too hard", 7)) == Undecided("too hard", 7)


def test_nothing_is_assumed_where_nothing_needs_to_be() -> None:
    tried: list[tuple[str, ...]] = []

    def trial(names: tuple[str, ...]) -> Trial:
        tried.append(names)
        return ()

    assert minimal(NAMES, SAYS, trial) == Minimal((), ())
    assert tried == [()]
