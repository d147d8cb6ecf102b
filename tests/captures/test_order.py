"""Neither the order of files and lines nor what damage does to them changes a verdict or a violating event."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import zstandard

from checker.base.finding import Verdict
from checker.model.outcome import Outcome
from tests.captures.subsets import sources
from tests.captures.truths import folder
from tests.pipeline.running import run

NAMES = (
    "lab/redispatch_persist",
    "lab/unplugged",
    "lab/udp_syslog",
    "pgbouncer-ha/split_brain",
)
Edit = Callable[[bytes, random.Random], bytes]


def told(outcome: Outcome) -> list[tuple]:
    """Verdicts, counts, and each instance with when and about whom it is; not the places, which an edit moves."""
    return [
        (p.id, p.verdict, p.exercised, p.violations, p.inconclusive, p.scope.observers, sorted(_instances(p)))
        for p in outcome.properties
    ]


def _instances(prop) -> list[tuple]:
    return [(i.trigger, i.observer, i.subject, i.verdict, _incident(i)) for i in prop.instances]


def _incident(instance):
    return instance.finding.time if instance.finding and instance.verdict is Verdict.VIOLATED else 0


@cache
def original(name: str) -> list[tuple]:
    return told(run(*sources(name)))


def rewritten(name: str, target: Path, edit: Edit, suffix: str = "", seed: int = 1) -> list[Path]:
    """Copies of all sources, the logs edited."""
    written: list[Path] = []
    for file in sources(name):
        copy = target / file.relative_to(folder(name))
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".log":
            copy = copy.with_name(copy.name + suffix)
            copy.write_bytes(edit(file.read_bytes(), random.Random(f"{name} {file.name} {seed}")))
        else:
            shutil.copy(file, copy)
        written.append(copy)
    return written


def shuffled(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def reversed_lines(text: bytes, chance: random.Random) -> bytes:
    return b"".join(reversed(text.splitlines(keepends=True)))


def with_garbage(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    lines.insert(chance.randint(0, len(lines)), b"kernel: Out of memory: Killed process 4711\n")
    return b"".join(lines)


def with_binary(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    junk = bytes(b for b in chance.randbytes(300) if b not in b"\0\n")
    lines.insert(chance.randint(1, len(lines)), junk + b"\n")
    return b"".join(lines)


def windows(text: bytes, chance: random.Random) -> bytes:
    return text.replace(b"\n", b"\r\n")


def unended(text: bytes, chance: random.Random) -> bytes:
    return text.rstrip(b"\n")


def blank_lines(text: bytes, chance: random.Random) -> bytes:
    return text.replace(b"\n", b"\n\n")


EDITS: tuple[Edit, ...] = (shuffled, reversed_lines, with_garbage, with_binary, windows, unended, blank_lines)


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_what_editors_and_transports_do_to_lines_changes_nothing(name: str, edit: Edit, tmp_path):
    assert told(run(*rewritten(name, tmp_path, edit))) == original(name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 4))
@pytest.mark.parametrize("edit", [shuffled, with_garbage, with_binary], ids=lambda e: e.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_what_chance_does_to_lines_changes_nothing(name: str, edit: Edit, seed: int, tmp_path):
    assert told(run(*rewritten(name, tmp_path, edit, seed=seed))) == original(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_arguments_changes_nothing(name: str):
    files = sources(name)
    for seed in range(2):
        random.Random(seed).shuffle(files)
        assert told(run(*files)) == original(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_directory_and_its_files_twice_are_the_same(name: str):
    assert told(run(folder(name), *sources(name), *sources(name))) == told(run(folder(name)))


def squeezed(how: Callable[[bytes], bytes]) -> Edit:
    return lambda text, chance: how(text)


@pytest.mark.parametrize(
    ("suffix", "how"), [(".gz", gzip.compress), (".zst", zstandard.ZstdCompressor().compress)], ids=["gzip", "zstd"]
)
@pytest.mark.parametrize("name", NAMES[:3])
def test_compressed_logs_are_read_as_they_are(name: str, suffix: str, how, tmp_path):
    assert told(run(*rewritten(name, tmp_path, squeezed(how), suffix))) == original(name)


@pytest.mark.parametrize("name", NAMES[:3])
def test_compressed_copies_beside_the_logs_are_copies(name: str, tmp_path):
    paths = rewritten(name, tmp_path, squeezed(bytes))
    copies = rewritten(name, tmp_path, squeezed(gzip.compress), ".gz")
    assert told(run(*paths, *copies)) == original(name)


@pytest.mark.parametrize("name", NAMES[:3])
def test_an_empty_file_and_foreign_files_beside_them_change_nothing(name: str, tmp_path):
    paths = rewritten(name, tmp_path, squeezed(bytes))
    (tmp_path / "hap1" / "haproxy.log.1").write_bytes(b"")
    (tmp_path / "hap1" / "notes.txt").write_text("Server pgb2 was restarted at 19:20\n")
    (tmp_path / "hap1" / "core").write_bytes(random.Random(1).randbytes(5000))
    assert told(run(tmp_path)) == original(name)
    assert len(run(tmp_path).inputs) == len(paths) + 3


@pytest.mark.parametrize("name", NAMES)
def test_a_last_line_that_is_cut_loses_that_line_only(name: str, tmp_path):
    paths = rewritten(name, tmp_path, lambda text, chance: text + text.splitlines()[-1][:25])
    assert told(run(*paths)) == original(name)


@pytest.mark.parametrize("name", NAMES[:3])
def test_a_cut_gzip_file_is_read_as_far_as_it_goes_and_said_to_be_damaged(name: str, tmp_path):
    paths = rewritten(name, tmp_path, lambda text, chance: gzip.compress(text)[:-9], ".gz")
    outcome = run(*paths)
    assert {n.code for n in outcome.notes} == {"input-damaged"}
    for prop, row in zip(outcome.properties, original(name), strict=True):
        assert prop.violations <= row[3]
