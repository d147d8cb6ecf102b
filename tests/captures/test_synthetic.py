"""Captures written by a simulation whose truth is known: no verdict contradicts it, and most are decided."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.batches import batches
from tests.captures.synthetic.comparing import shares_decided
from tests.captures.synthetic.judging import contradictions, judge
from tests.captures.synthetic.logs import SOURCES, write
from tests.captures.synthetic.story import tell
from tests.captures.synthetic.truth import truths

# The least share of what is decided where every source is there, its clock is right and its stamps are fine:
# four fifths of what was measured.
FLOORS = {
    "alert-per-state-change": 0.72,
    "client-interruption-bounded": 0.57,
    "down-after-failures": 0.61,
    "down-detected-in-time": 0.65,
    "no-failback": 0.73,
    "no-request-routed-to-down": 0.78,
    "poll-on-schedule": 0.70,
    "single-vip-holder": 0.57,
    "up-after-successes": 0.78,
    "vip-always-held": 0.72,
}


@pytest.mark.parametrize("batch", range(6))
def test_no_verdict_contradicts_the_truth(batch: int, tmp_path):
    told = [text for seed in range(batch * 10, batch * 10 + 10) for text in _judged(seed, tmp_path)]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("batch", batches(20, in_ci=2))
def test_a_thousand_captures(batch: int, tmp_path):
    told = [text for seed in range(batch * 50, batch * 50 + 50) for text in _judged(seed, tmp_path)]
    assert not told, "\n".join(told)


def _judged(seed: int, folder: Path) -> list[str]:
    return judge(seed, folder / str(seed))[0]


@pytest.mark.slow
def test_most_is_decided_where_everything_is_there(tmp_path):
    """Inconclusive is no way out. Counted where the truth is exercised and no fact stands on an edge."""
    shares = shares_decided(judge, range(2000, 2100), tmp_path)
    assert {p: s for p, s in shares.items() if s < FLOORS.get(p, 0)} == {}


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    copies = [write(tell(11), tmp_path / name) for name in ("a", "b")]
    assert [p.read_bytes() for p in copies[0].paths] == [p.read_bytes() for p in copies[1].paths]


def test_the_captures_are_worth_checking():
    """Each property is violated in some, kept in others; sources are missing, clocks off and lines lost in some."""
    seen = Counter[tuple[str, str]]()
    for seed in range(250):
        for name, true in truths(tell(seed), 3_000_000).items():
            seen[name, "violated" if true.facts else "kept" if true.exercised and true.clear else ""] += 1
    for name in truths(tell(0), 3_000_000):
        assert seen[name, "violated"] >= 5, name
        assert seen[name, "kept"] >= 8, name


def test_the_ways_of_writing_are_all_used(tmp_path):
    copies = [write(tell(seed), tmp_path / str(seed)) for seed in range(60)]
    assert {form for copy in copies for form in copy.forms.values()} == {"iso", "traditional", "both"}
    assert all(sum(source not in copy.sources for copy in copies) > 3 for source in SOURCES)
    assert sum(bool(copy.bound) for copy in copies) > 10
    assert sum(bool(copy.lost) for copy in copies) > 8
    assert sum(copy.whole for copy in copies) > 20


def test_a_wrong_verdict_would_be_noticed(tmp_path):
    """The judge itself: turned verdicts are contradictions."""
    from dataclasses import replace

    from checker.base.finding import Verdict
    from tests.pipeline.running import run

    noticed = Counter[str]()
    for seed in range(2000, 2012):
        story = tell(seed)
        copy = write(story, tmp_path / str(seed), everything=True)
        true = truths(story, copy.takeover)
        for found in run(*copy.paths, settings=tuple(copy.settings)).properties:
            turned = {Verdict.HOLDS: Verdict.VIOLATED, Verdict.VIOLATED: Verdict.HOLDS}.get(found.verdict)
            if turned and true[found.id].clear:
                assert list(contradictions(replace(found, verdict=turned, instances=()), true[found.id], copy)), seed
                noticed[turned.value] += 1
    assert min(noticed["holds"], noticed["violated"]) >= 2
