"""The set of assumptions that a proof needs suffices, and none of it can be left out."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from checker.prove.assuming import Trial, minimal
from checker.prove.machine import Machine
from checker.prove.question import Watched
from checker.prove.result import Counterexample
from checker.prove.run import Run
from checker.prove.terms import FALSE

NAMES = ("a", "b", "c", "d")
SAYS = {name: f"nothing does {name}" for name in NAMES}
RUN = Counterexample(Watched(Machine(), FALSE, FALSE, {}), Run({}, ()))
subsets = st.frozensets(st.sampled_from(NAMES))


def proves(sufficient: frozenset[frozenset[str]], names: frozenset[str]) -> bool:
    """More assumptions never spoil a proof: so it is in the engines, and so it is here."""
    return any(each <= names for each in sufficient)


@given(st.frozensets(subsets, min_size=1, max_size=4))
def test_what_is_left_suffices_and_none_of_it_can_go(sufficient: frozenset[frozenset[str]]) -> None:
    def trial(names: tuple[str, ...]) -> Trial:
        return () if proves(sufficient, frozenset(names)) else RUN

    found = minimal(NAMES, (), SAYS, trial)
    needed = frozenset(each.name for each in found.needed)
    assert proves(sufficient, needed)
    smaller = chain.from_iterable(combinations(sorted(needed), size) for size in range(len(needed)))
    assert not any(proves(sufficient, frozenset(each)) for each in smaller)
    assert [each.says for each in found.needed] == [SAYS[each.name] for each in found.needed]
    assert all(each.without is RUN for each in found.needed)


def test_an_assumption_is_kept_where_nobody_knows() -> None:
    found = minimal(("a", "b"), (), SAYS, lambda names: None if "a" not in names else ())
    assert [(each.name, each.without) for each in found.needed] == [("a", None)]


def test_every_assumption_is_tried_once() -> None:
    tried: list[tuple[str, ...]] = []

    def trial(names: tuple[str, ...]) -> Trial:
        tried.append(names)
        return () if "c" in names else RUN

    minimal(NAMES, (), SAYS, trial)
    assert tried == [("b", "c", "d"), ("c", "d"), ("d",), ("c",)]


def test_without_assumptions_nothing_is_tried() -> None:
    assert minimal((), (), SAYS, lambda _: RUN).needed == ()
