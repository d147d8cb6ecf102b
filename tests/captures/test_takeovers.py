"""Vacancies and failbacks in the captures of real components: as the truth says, and monotone in the sources."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from checker.model.outcome import Outcome
from tests.captures.subsets import named_subsets, random_subsets, reversals
from tests.captures.truths import NAMES, folder
from tests.pipeline.running import VIOLATED, of, run

ALWAYS, FAILBACK = "vip-always-held", "no-failback"
LONGER = ("vip.takeover=3.91s",)
# How long the address was without a holder, as the packets bound it: the truth lies in between.
STRADDLED = {
    "pgbouncer-ha/crash_nopreempt": 3.043,
    "lab/unplugged": 3.085,
    "lab/unplugged_overlap": 3.100,
}
# Who took the address back, looked at by hand: hap1 preempts in both.
TAKEN_BACK = {"lab/preempt", "lab/keepalived_sigkill"}
# Somebody had lost it, was back, and let the other one hold it.
STANDBY = {
    *("lab/flap", "lab/unplugged", "lab/unplugged_overlap"),
    *("pgbouncer-ha/crash_nopreempt", "pgbouncer-ha/split_brain"),
}
CRASH = "pgbouncer-ha/crash_nopreempt"


@cache
def outcome(name: str, settings: tuple[str, ...] = ()) -> Outcome:
    return run(folder(name), settings=settings, select=(ALWAYS, FAILBACK))


def truly(name: str, bound: float) -> str:
    document = json.loads((folder(name) / "truth.json").read_text())
    told = document.get("invariants", {}).get("vip_always_held_within_bound")
    gaps = told["gaps"] if told else document["vip_gaps"]
    return "violated" if any(gap["to"] - gap["from"] > bound for gap in gaps) else "holds"


@pytest.mark.parametrize("name", NAMES)
def test_vacancies_are_those_of_the_truth(name: str):
    found = of(outcome(name), ALWAYS)
    assert found.verdict.value == ("inconclusive" if name in STRADDLED else truly(name, 3.0)), found.why
    longer = of(outcome(name, LONGER), ALWAYS)
    assert longer.verdict.value == truly(name, 3.91) == "holds", longer.why


@pytest.mark.parametrize(("name", "seconds"), STRADDLED.items())
def test_what_is_open_is_told_with_both_bounds_and_the_truth_lies_between(name: str, seconds: float):
    assert truly(name, 3.0) == "violated"
    found = of(outcome(name), ALWAYS)
    least, most = (float(t) for t in re.search(r"between ([\d.]+)s and ([\d.]+)s", found.why).groups())
    assert least < 3.0 < seconds < most
    assert most - least < 0.2
    assert found.settles


@pytest.mark.parametrize("name", NAMES)
def test_failbacks_are_those_that_happened(name: str):
    wanted = "violated" if name in TAKEN_BACK else "holds" if name in STANDBY else "not_exercised"
    found = of(outcome(name), FAILBACK)
    assert found.verdict.value == wanted, found.why
    assert {i.subject for i in found.instances if i.verdict is VIOLATED} == ({"hap1"} if name in TAKEN_BACK else set())


def judge(name: str, files, settings: tuple[str, ...] = ()) -> None:
    part, whole = run(*files, settings=settings, select=(ALWAYS, FAILBACK)), outcome(name, settings)
    assert reversals(part, whole) == []
    for prop in part.properties:
        assert prop.verdict is not VIOLATED or of(whole, prop.id).verdict is VIOLATED, prop.why


@pytest.mark.parametrize("name", NAMES)
def test_no_random_subset_decides_what_all_sources_reverse(name: str):
    for files in random_subsets(name, 2, seed=11):
        judge(name, files)
        judge(name, files, LONGER)


@pytest.mark.parametrize("subset", named_subsets(CRASH))
def test_no_subset_decides_what_all_sources_reverse(subset: str):
    judge(CRASH, named_subsets(CRASH)[subset])
