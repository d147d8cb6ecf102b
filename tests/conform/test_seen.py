"""What was told already: exact where another file may repeat it, of one file what was lately told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.conform import seen
from checker.conform.seen import Seen


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(seen, "RECENT", 4)
    monkeypatch.setattr(seen, "LARGEST", 16)


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 40), max_size=120))
def test_what_another_file_may_repeat_is_never_forgotten(identities):
    told, known = Seen(forgetful=False), set()
    for identity in identities:
        assert told.add(identity) == (identity not in known)
        known.add(identity)


@given(st.lists(st.integers(0, 40), max_size=120))
def test_of_one_file_what_was_lately_told_is_known(identities):
    told = Seen(forgetful=True)
    noted: list[int] = []
    for identity in identities:
        new = told.add(identity)
        assert new or identity in noted
        assert not new or identity not in noted[-4:]
        noted += [identity] * new


def test_one_file_costs_the_same_however_long_it_is():
    told = Seen(forgetful=True)
    assert all(told.add(n) for n in range(10_000))
    assert told.add(0)


def test_several_files_cost_eight_bytes_each():
    told = Seen(forgetful=False)
    numbers = random.Random(1).sample(range(1 << 40), 1_000)
    assert all(told.add(n) for n in numbers)
    assert not any(told.add(n) for n in numbers)
    assert len(told._chunks) <= 1_000 // 16 + 3
    assert {chunk.itemsize for chunk in told._chunks} == {8}
