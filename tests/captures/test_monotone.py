"""Evidence is monotone per instance: what a part of the sources decides, all of them may refine but never reverse."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from checker.model.outcome import Outcome
from tests.captures.subsets import cut, named_subsets, random_subsets, reversals, sources
from tests.captures.truths import NAMES, folder, truth
from tests.pipeline.running import HOLDER, HOLDS, ROUTED, VIOLATED, of, run, told_lines

NAMED = [(name, subset) for name in NAMES for subset in named_subsets(name)]
# By default: every kind of subset of the captures with the most to get wrong, and a few of the others.
TELLING = (
    "lab/unplugged_overlap",
    "lab/reload_while_down",
    "pgbouncer-ha/persist_to_down",
    "pgbouncer-ha/split_brain",
)
DEFAULT = [pair for n, pair in enumerate(NAMED) if (pair[0] in TELLING and n % 3 == 0) or n % 23 == 0]
# Of the samples test_every_subset.py has every subset.
REST = [pair for n, pair in enumerate(NAMED) if pair not in DEFAULT and (n % 3 == 0 or pair[0].startswith("lab/"))]
REST = [pair for n, pair in enumerate(REST) if n % 2]


# The monitor of the samples polls every two seconds, whatever the diagram says.
SETTINGS = ("monitor.interval=2s",)


@cache
def whole(name: str) -> Outcome:
    return run(folder(name), settings=SETTINGS)


def judge(name: str, part: Outcome) -> None:
    assert reversals(part, whole(name)) == []
    contradicts_truth(name, part)


def contradicts_truth(name: str, part: Outcome) -> None:
    """A violation needs one in truth; `holds` where truth says violated must say which source was missing."""
    for prop in part.properties:
        true = truth(name).verdicts.get(prop.id)
        if prop.verdict is VIOLATED and true:
            assert true == "violated", prop.why
        if prop.id == HOLDER and prop.verdict is HOLDS and true == "violated":
            raise AssertionError("a part of the sources passes a split brain")
    known = truth(name).violating | truth(name).boundary
    lines = told_lines(of(part, ROUTED), VIOLATED)
    assert {(Path(file).parent.name, line) for file, line in lines if "haproxy" in file} <= known


@pytest.mark.parametrize(("name", "subset"), DEFAULT)
def test_no_subset_decides_what_all_sources_reverse(name: str, subset: str):
    judge(name, run(*named_subsets(name)[subset], settings=SETTINGS))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "subset"), REST)
def test_no_other_subset_decides_what_all_sources_reverse(name: str, subset: str):
    judge(name, run(*named_subsets(name)[subset], settings=SETTINGS))


@pytest.mark.parametrize("name", NAMES)
def test_no_random_subset_decides_what_all_sources_reverse(name: str):
    for files in random_subsets(name, 2):
        judge(name, run(*files, settings=SETTINGS))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_random_subset_of_many_decides_what_all_sources_reverse(name: str):
    for files in random_subsets(name, 4, seed=8):
        judge(name, run(*files, settings=SETTINGS))


def half_logs(name: str, tmp_path, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")
    files = sources(name)
    some = chance.sample(files, chance.randint(1, len(files)))
    part = run(*cut(some, tmp_path / str(seed), chance), settings=SETTINGS)
    assert reversals(part, whole(name)) == []
    for prop in part.properties:
        true = truth(name).verdicts.get(prop.id)
        if prop.verdict is VIOLATED and true:
            assert true == "violated", prop.why


@pytest.mark.parametrize("name", NAMES)
def test_no_truncated_logs_decide_what_whole_ones_reverse(name: str, tmp_path):
    for seed in range(2):
        half_logs(name, tmp_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_truncated_logs_of_many_decide_what_whole_ones_reverse(name: str, tmp_path):
    for seed in range(2, 5):
        half_logs(name, tmp_path, seed)


@pytest.mark.parametrize("subset", named_subsets("pgbouncer-ha/crash_nopreempt"))
def test_a_crash_is_never_a_split_brain_and_no_missing_source_goes_unnamed(subset: str):
    files = named_subsets("pgbouncer-ha/crash_nopreempt")[subset]
    found = of(run(*files), HOLDER)
    assert found.violations == 0
    if found.verdict is HOLDS:
        assert set(found.scope.missing) == missing(files)


def missing(files) -> set[str]:
    there = {f"{f.name.partition('.')[0]}@{f.parent.name}" if f.suffix == ".log" else "capture" for f in files}
    return {"capture", "keepalived@hap1", "keepalived@hap2"} - there
