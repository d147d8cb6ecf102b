"""Rows come back whole, each request in one piece, however few of them fit into memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.requests import collecting
from checker.conform.requests.collecting import LINES, Collected
from checker.readers.collecting import Outline, Row

START = 1_795_375_486_000_000_000
HEARD = Interval(0, 1_000)


def collected() -> Collected:
    made = Collected({}, {}, 16)
    made.begin("a.json")
    return made


def rows(count: int, requests: int) -> Iterator[Row]:
    random = Random(3)
    for n in range(count):
        yield f"{random.randrange(requests):032x}", n % 7, n, (f"{n:016x}",), START + n, START + 2 * n


def back(made: Collected) -> dict[str, list[Row]]:
    return {request: found for share in range(made.shares) for request, found in made.requests(share)}


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 300), requests=st.integers(1, 60), at_once=st.integers(1, 50), most=st.integers(1, 400))
def test_every_row_comes_back_with_those_of_its_request(count, requests, at_once, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collecting, "MOST_ROWS", most)
        made, given_ = collected(), list(rows(count, requests))
        for n in range(0, count, at_once):
            made.take(given_[n : n + at_once])
        wanted: dict[str, list[Row]] = {}
        for row in given_:
            wanted.setdefault(row[0], []).append(row)
        assert back(made) == wanted
        assert back(made) == wanted  # as often as it is asked for


def test_names_that_no_file_can_hold_as_they_are():
    made = collected()
    made.take([("\ud800", 0, 1, (None, 1, "ä"), START), ("\x00", 0, 2, (), START)])
    assert sorted(back(made)) == ["\x00", "\ud800"]


def test_lines_are_told_apart_by_their_input():
    made = collected()
    made.take([("r", 0, 5, (), START)])
    made.begin("b.json")
    made.take([("r", 0, 5, (), START)])
    assert [row[2] for row in back(made)["r"]] == [5, LINES + 5]
    assert [made.place(row) for row in back(made)["r"]] == [Place("a.json", 5), Place("b.json", 5)]


def test_what_others_collected_is_taken_over(tmp_path):
    made = collected()
    made.take([("r", 0, 1, (), START)])
    number = made.reserve()
    with (tmp_path / "part").open("w+b") as spool:
        other = Collected({}, {}, 16, number, spool)
        other.begin("b.json")
        other.take([("r", other.outline(Outline((), ())), 3, (), START), ("s", 0, 4, (), START)])
        made.adopt(other.part("part"), spool, "b.json", 100)
        first, second = sorted(back(made)["r"], key=lambda row: row[2])
        assert (made.place(first), made.place(second)) == (Place("a.json", 1), Place("b.json", 103))
        assert second[1] in made.outlines
        assert set(back(made)) == {"r", "s"}


def peak(count: int) -> int:
    """The most memory in bytes that it takes to keep so many rows, and to read them again."""
    tracemalloc.start()
    made = Collected({}, {}, collecting.shares_for(count * 400))
    made.begin("a.json")
    for n in range(0, count, 100):
        made.take([(f"{m:032x}", 0, m, (f"{m:016x}",), START + m, START + m) for m in range(n, n + 100)])
    for share in range(made.shares):
        for _ in made.requests(share):
            pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_rows(monkeypatch):
    monkeypatch.setattr(collecting, "MOST_ROWS", 2_000)
    monkeypatch.setattr(collecting, "_SHARE_BYTES", 100_000)
    peak(1_000)  # what is loaded at first stays
    assert peak(40_000) < 1.5 * peak(10_000)


def test_what_was_lost_lies_between_its_neighbours():
    made = collected()
    made.lost(None, 200)
    made.lost(500, 510)
    made.begin("b.json")
    made.lost(900, None)
    offsets = {"a.json": Interval(0, 0), "b.json": Interval(-20, 30)}
    found = made.losses(10, HEARD, offsets.__getitem__)
    assert found == [Interval(-10, 210), Interval(490, 520), Interval(870, 1_010)]


def test_what_is_lost_too_often_is_all_one():
    made = collected()
    for n in range(2_000):
        made.lost(n, n + 1)
    assert made.losses(0, HEARD, lambda _: Interval(0, 0)) == [Interval(0, 2_000)]
