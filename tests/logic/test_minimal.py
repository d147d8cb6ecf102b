import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.logic.minimal import minimal_window

masks = st.integers(0, 2**7 - 1)


def bits(part):
    return sum(1 << item for item in part)


@given(st.integers(0, 7), st.lists(masks, min_size=1, max_size=4))
def test_monotone_violations_shrink_to_a_cause(size, causes):
    """A part violates if it contains some cause; a 1-minimal part then is a cause that contains no other."""
    items = tuple(range(size))
    causes = [cause & bits(items) for cause in causes]
    kept = minimal_window(items, lambda part: any(bits(part) & cause == cause for cause in causes))
    assert bits(kept) in causes
    assert not any(cause & bits(kept) == cause != bits(kept) for cause in causes)


@given(st.integers(1, 7), st.sets(masks))
def test_any_violation_shrinks_to_a_1_minimal_part(size, violating):
    """Also where removing more brings a violation back, or where nothing at all violates."""
    items = tuple(range(size))
    violating |= {bits(items)}
    kept = minimal_window(items, lambda part: bits(part) in violating)
    assert bits(kept) in violating
    assert list(kept) == sorted(kept)
    assert not any(bits(kept) & ~(1 << item) in violating for item in kept)


@given(st.integers(1, 7), st.sets(masks))
def test_the_same_question_is_not_asked_twice(size, violating):
    asked = []

    def still_violates(part):
        asked.append(part)
        return bits(part) in violating or len(part) == size

    first = minimal_window(range(size), still_violates)
    assert len(asked) == len(set(asked))
    assert minimal_window(range(size), still_violates) == first


def test_few_questions_for_a_small_cause_among_many():
    asked = []

    def still_violates(part):
        asked.append(part)
        return {300, 700, 701} <= set(part)

    assert minimal_window(range(1000), still_violates) == (300, 700, 701)
    assert len(asked) < 120


def test_the_questions_grow_with_the_cause_and_not_with_its_square():
    asked, cause = [], set(range(0, 200, 2))

    def still_violates(part):
        asked.append(part)
        return cause <= set(part)

    assert set(minimal_window(range(200), still_violates)) == cause
    assert len(asked) < 800


def test_equal_items_are_kept_apart():
    assert minimal_window("abab", lambda part: part.count("a") == 2) == ("a", "a")


def test_items_that_do_not_violate_are_refused():
    with pytest.raises(ValueError, match="do not violate"):
        minimal_window([1, 2], lambda part: False)
