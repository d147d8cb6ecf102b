"""Readers are found by being there, asked in turn, and loaded only when their turn comes."""

from __future__ import annotations

import importlib
import io
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checker.readers as package
from checker.base.modules import module_names
from checker.base.time import Interval
from checker.model.vocabulary import VOCABULARY
from checker.readers import registry
from checker.readers.declared import DeclaredReader
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.registry import readers, recognise

SAMPLES = [(reader.name, name, sample) for reader in readers() for name, sample in reader.samples.items()]


class Said:
    """A reader that is as sure as it is told to be, and counts how often it is asked."""

    def __init__(self, name: str, sure: float) -> None:
        self.name = name
        self.sure = sure
        self.asked = 0

    def recognises(self, head: bytes) -> float:
        self.asked += 1
        return self.sure


def test_the_formats_there_are():
    names = [reader.name for reader in readers()]
    declared = [reader.name for reader in readers() if isinstance(reader, DeclaredReader)]
    modules = names[: -len(declared)]
    assert (modules, declared) == (sorted(modules), sorted(declared))  # modules first: files take longer to load
    assert {"capture", "haproxy", "keepalived", "spring-boot"} <= set(modules)
    assert {"nginx-error", "access-log", "socat"} <= set(declared)


@pytest.mark.parametrize("reader", list(readers()), ids=lambda reader: reader.name)
def test_what_comes_in_bulk_is_said_beforehand(reader):
    assert all(VOCABULARY[kind].bulk for kind in reader.bulk)
    everything = Wanted(control=True, windows=(Interval(0, 1 << 62),))
    for sample in reader.samples.values():
        found = {e.kind for e in reader.read(io.BytesIO(sample), Context("sample"), everything, Tally())}
        assert {kind for kind in found if VOCABULARY[kind].bulk} <= reader.bulk


def test_no_reader_lies_where_nobody_finds_it():
    named = (importlib.import_module(f"checker.readers.{name}") for name in module_names(package.__path__))
    found = list(readers())
    lost = [module.__name__ for module in named if getattr(module, "READER", None) not in (None, *found)]
    assert lost == [], "a reader is found in the folder `formats`: add a module there that imports READER from yours"


@pytest.mark.parametrize(("format", "name", "sample"), SAMPLES)
def test_each_sample_is_recognised_by_its_own_reader_alone(format, name, sample):
    assert [reader.name for reader in readers() if reader.recognises(sample) > 0] == [format]
    assert recognise(sample, readers()).name == format


@pytest.mark.parametrize(("format", "name", "sample"), SAMPLES)
@settings(max_examples=15, deadline=None)
@given(
    at=st.floats(0, 1), lost=st.integers(0, 60), instead=st.binary(max_size=12), rng=st.randoms(use_true_random=False)
)
def test_a_damaged_sample_is_read_to_its_end(format, name, sample, at, lost, instead, rng):
    """Bytes lost, bytes put in, lines in any order: whatever reader is sure of it then reads it and does not raise."""
    cut = int(at * len(sample))
    damaged = sample[:cut] + instead + sample[cut + lost :]
    lines = damaged.splitlines(keepends=True)
    rng.shuffle(lines)
    everything = Wanted(control=True, windows=(Interval(0, 1 << 62),))
    for data in (damaged, b"".join(lines)):
        for reader in readers():
            if reader.name == format or reader.recognises(data) > 0:
                list(reader.read(io.BytesIO(data), Context("sample"), everything, Tally()))


@pytest.mark.parametrize("head", [b"", b"\n", b"nothing that anybody knows\n", b"\0" * 100])
def test_what_nobody_recognises(head):
    assert recognise(head, readers()) is None


def test_the_surest_is_taken():
    candidates = [Said("a", 0.2), Said("b", 0.7), Said("c", 0.7), Said("d", 0.1)]
    assert recognise(b"x", candidates).name == "b"
    assert [each.asked for each in candidates] == [1, 1, 1, 1]


def test_who_is_wholly_sure_ends_the_search():
    candidates = [Said("a", 0.2), Said("b", 1.0), Said("c", 1.0)]
    assert recognise(b"x", iter(candidates)).name == "b"
    assert [each.asked for each in candidates] == [1, 1, 0]


def test_a_new_file_is_a_new_format_and_a_broken_one_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made = ModuleType("formats_made")
    made.__path__ = [str(tmp_path)]
    monkeypatch.setitem(sys.modules, "formats_made", made)
    monkeypatch.setattr(registry, "formats", made)
    (tmp_path / "nginx.py").write_text("class READER:\n    name = 'nginx'\n")
    assert [reader.name for reader in readers()] == ["nginx"]
    (tmp_path / "zabbix.py").write_text("import no_such_module\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        list(readers())
