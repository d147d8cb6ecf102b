"""Every kind of change between two diagrams has the class that it should, both ways."""

import pytest

from checker.diff.change import Change
from tests.diff.pairs import CHECKS, PAIRS
from tests.diff.versions import changes, told


def test_there_are_many():
    assert len(PAIRS) >= 40
    assert len({code for pair in PAIRS.values() for code in pair.there}) >= 15


@pytest.mark.parametrize("name", PAIRS)
def test_there(name: str):
    pair = PAIRS[name]
    found = changes(pair.old, pair.new)
    assert told(found) == sorted(pair.there), tell(found)


@pytest.mark.parametrize("name", PAIRS)
def test_back(name: str):
    pair = PAIRS[name]
    found = changes(pair.new, pair.old)
    assert told(found) == sorted(pair.back), tell(found)


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_changed(name: str):
    assert changes(PAIRS[name].old, PAIRS[name].old) == ()
    assert changes(PAIRS[name].new, PAIRS[name].new) == ()


@pytest.mark.parametrize("name", PAIRS)
def test_both_places_are_told(name: str):
    for change in changes(PAIRS[name].old, PAIRS[name].new):
        assert change.old or change.new, change
        assert change.says and change.why


def tell(found: tuple[Change, ...]) -> str:
    return "\n".join(f"{c.rank.value} {c.code}: {c.says}; {c.why}" for c in found)


def test_a_longer_bound_has_both_numbers():
    (change,) = changes(CHECKS, CHECKS.replace("(6s)", "(20s)"))
    assert (change.before, change.after) == ("6s", "20s")
    assert change.old and change.new
    assert (change.old.place.line, change.new.place.line) == (8, 8)
    assert change.says == "the note over LB: the time is 20s, was 6s"


def test_a_down_server_that_is_used_has_its_run():
    pair = PAIRS["a branch that uses a DOWN server"]
    (change,) = changes(pair.old, pair.new)
    steps = [step.says for step in change.run]
    assert steps[-1] == "LB sends 'route another query' to W"
    assert any("Mark W as DOWN" in step for step in steps)
    assert change.run_of == "new"


def test_an_order_that_is_new_has_its_run():
    change = next(c for c in changes("A->>B: x\nA->>C: y", "A->>C: y\nA->>B: x") if c.run)
    assert [step.says for step in change.run] == ["A sends 'y' to C", "A sends 'x' to B"]
