from itertools import product

from checker.logic.truth import TRUTHS, Truth


def test_the_tables_are_kleenes():
    """Kleene 1952, section 64: unknown wherever the known operands do not settle it."""
    as_bool = {Truth.FALSE: (False,), Truth.UNKNOWN: (False, True), Truth.TRUE: (True,)}

    def settled(values):
        return Truth.of(values.pop()) if len(values) == 1 else Truth.UNKNOWN

    for a, b in product(Truth, repeat=2):
        assert min(a, b) == settled({x and y for x in as_bool[a] for y in as_bool[b]})
        assert max(a, b) == settled({x or y for x in as_bool[a] for y in as_bool[b]})
        assert a.negated() == settled({not x for x in as_bool[a]})


def test_bools_and_none():
    assert (Truth.of(False), Truth.of(None), Truth.of(True)) == TRUTHS
