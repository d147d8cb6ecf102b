"""Evidence is monotone for every subset of the kinds of sources that a capture has, for every property."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from checker.model.outcome import Outcome
from tests.captures.subsets import reversals, sources, statistics
from tests.captures.truths import NAMES, folder, truth
from tests.pipeline.running import VIOLATED, run

SETTINGS = ("monitor.interval=2s",)
SAMPLES = [name for name in NAMES if name.startswith("pgbouncer-ha/")]
# By default a part of them, which differs from sample to sample; all of them take a quarter of an hour on two cores.
SOME = 24


@cache
def kinds(name: str) -> Mapping[str, tuple[Path, ...]]:
    """The sources of a capture by what a team has or has not: copies of one log stand or fall together."""
    found: dict[str, list[Path]] = {}
    for file in sources(name):
        found.setdefault(_kind(file), []).append(file)
    found["server"] = [*found.get("server", []), *statistics(name)]
    return {kind: tuple(files) for kind, files in found.items()}


def _kind(file: Path) -> str:
    if ".pcap" in file.name:
        return "packets"
    if file.parent.name.startswith("hap"):
        return f"{file.name.partition('.')[0]} of {file.parent.name}"
    return {"pgb": "server"}.get(file.parent.name, file.parent.name)


@cache
def whole(name: str) -> Outcome:
    return run(folder(name), settings=SETTINGS)


def subsets(name: str) -> list[tuple[str, ...]]:
    names = sorted(kinds(name))
    return [some for size in range(1, len(names)) for some in combinations(names, size)]


def judge(name: str, subset: tuple[str, ...]) -> None:
    part = run(*(file for kind in subset for file in kinds(name)[kind]), settings=SETTINGS)
    assert reversals(part, whole(name)) == [], subset
    for prop in part.properties:
        if prop.verdict is VIOLATED and prop.id in truth(name).verdicts:
            assert truth(name).verdicts[prop.id] == "violated", (subset, prop.why)


def test_the_kinds_of_sources_are_these():
    assert {len(kinds(name)) for name in SAMPLES} == {8}
    assert len(subsets(SAMPLES[0])) == 254


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_no_subset_of_the_kinds_decides_what_all_reverse(name: str):
    for subset in random.Random(name).sample(subsets(name), SOME):
        judge(name, subset)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SAMPLES)
def test_none_at_all_does(name: str):
    for subset in subsets(name):
        judge(name, subset)
