"""Evidence is monotone for the streaming system, too: no part of the sources decides what all of them reverse."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from checker.model.outcome import Outcome
from tests.captures.rtmp_truths import (
    NAMES,
    SETTINGS,
    cut,
    named_subsets,
    random_subsets,
    sources,
    verdicts,
    whole,
)
from tests.captures.subsets import reversals
from tests.pipeline.running import VIOLATED, run

NAMED = [(name, subset) for name in NAMES for subset in named_subsets(name)]
DEFAULT = [pair for n, pair in enumerate(NAMED) if n % 4 == 0]
REST = [pair for pair in NAMED if pair not in DEFAULT]


def judge(name: str, part: Outcome) -> None:
    assert reversals(part, whole(name)) == []
    assert [p.why for p in part.properties if p.verdict is VIOLATED and verdicts(name).get(p.id) != "violated"] == []


@pytest.mark.parametrize(("name", "subset"), DEFAULT)
def test_no_subset_decides_what_all_sources_reverse(name: str, subset: str):
    judge(name, run(*named_subsets(name)[subset], settings=SETTINGS))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "subset"), REST)
def test_no_other_subset_decides_what_all_sources_reverse(name: str, subset: str):
    judge(name, run(*named_subsets(name)[subset], settings=SETTINGS))


@pytest.mark.parametrize("name", NAMES)
def test_no_random_subset_decides_what_all_sources_reverse(name: str):
    for files in random_subsets(name, 3):
        judge(name, run(*files, settings=SETTINGS))


@pytest.mark.parametrize("name", NAMES)
def test_no_truncated_logs_decide_what_whole_ones_reverse(name: str, tmp_path):
    for seed in range(4):
        chance = random.Random(f"{name} {seed}")
        some = chance.sample(sources(name), chance.randint(1, len(sources(name))))
        judge(name, run(*cut(some, tmp_path / str(seed), chance), settings=SETTINGS))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_further_truncated_logs_decide_what_whole_ones_reverse(name: str, tmp_path):
    for seed in range(4, 16):
        chance = random.Random(f"{name} {seed}")
        some = chance.sample(sources(name), chance.randint(1, len(sources(name))))
        judge(name, run(*cut(some, tmp_path / str(seed), chance), settings=SETTINGS))


@pytest.mark.parametrize("name", NAMES)
def test_no_quiet_logs_decide_what_all_sources_reverse(name: str, tmp_path):
    """Services at level INFO, and a media server at the default one, beside each other source or not."""
    quiet = [*sources(name)]
    for n, file in enumerate(quiet):
        if file.name.startswith("heartbeat"):
            quiet[n] = without(file, tmp_path, b" DEBUG ")
        elif file.name == "nginx-error.log":
            quiet[n] = without(file, tmp_path, b"[info]", b"[notice]")
    chance = random.Random(name)
    for some in (quiet, *(chance.sample(quiet, chance.randint(2, len(quiet) - 1)) for _ in range(4))):
        judge(name, run(*some, settings=SETTINGS))


def without(file: Path, target: Path, *words: bytes) -> Path:
    lines = file.read_bytes().splitlines(keepends=True)
    copy = target / file.name
    copy.write_bytes(b"".join(line for line in lines if not any(word in line for word in words)))
    return copy
