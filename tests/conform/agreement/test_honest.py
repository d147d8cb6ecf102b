"""Honest evidence never disagrees: whole, cut anywhere, with inputs missing, filtered, or with clocks a little off."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.captures.synthetic.logs import write
from tests.captures.synthetic.story import tell
from tests.captures.truths import NAMES, folder
from tests.conform.agreement.altered import copy, disagreements, without_packets

PORTS = 6432, 6433, 6434
HOSTS = "192.168.1.5", "192.168.1.10", "192.168.1.11"


@pytest.mark.parametrize("name", NAMES)
def test_no_capture_disagrees_with_itself(name: str):
    assert disagreements(folder(name)) == []


def _cut(path: Path, dice: random.Random) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lo = dice.choice([0, dice.randrange(len(lines) + 1)])
    hi = dice.choice([len(lines), dice.randrange(lo, len(lines) + 1)])
    path.write_bytes(b"".join(lines[lo:hi]))


def _filter(trace: Path, dice: random.Random) -> None:
    """What tcpdump may have been told to leave out, and when it may have run."""
    total = without_packets(trace, lambda packet: False)
    assert total == 0
    lo, hi = dice.choice([0, 500]), dice.choice([1500, 10**9])
    port, host = dice.choice(PORTS), dice.choice(HOSTS)
    filters = (
        lambda p: False,
        lambda p: p.protocol == 112,
        lambda p: p.protocol == 6,
        lambda p: p.protocol == 6 and not any(p.between(h, port) for h in HOSTS),
        lambda p: not p.sent_by(host),
    )
    left_out = dice.choice(filters)
    without_packets(trace, lambda p: not lo <= p.number <= hi or left_out(p))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_cut_off_or_left_out_is_no_disagreement(seed: int, tmp_path: Path):
    dice = random.Random(seed)
    trace = copy(dice.choice(NAMES), tmp_path)
    for path in sorted(p for p in trace.rglob("*") if p.is_file() and p.suffix in (".log", ".jsonl", ".csv")):
        chance = dice.random()
        if chance < 0.2:
            path.unlink()
        elif chance < 0.6 and path.suffix != ".csv":
            _cut(path, dice)
    _filter(trace, dice)
    assert disagreements(trace) == []


@pytest.mark.parametrize("offset", ["+15ms", "-300ms", "+700ms"])
@pytest.mark.parametrize("name", ["pgbouncer-ha/pgb2_kill", "pgbouncer-ha/split_brain", "lab/preempt", "lab/flap"])
def test_clocks_that_are_a_little_off_are_no_disagreement(name: str, offset: str):
    assert disagreements(folder(name), clocks=(f"hap1={offset}",)) == []


@pytest.mark.parametrize("seed", range(3000, 3012))
def test_simulated_captures_do_not_disagree(seed: int, tmp_path: Path):
    """Sources are missing, clocks off by no more than declared, lines lost in declared gaps."""
    given = write(tell(seed), tmp_path)
    assert disagreements(*given.paths, clocks=given.clocks, gaps=given.gaps) == []


def test_one_kind_of_source_is_compared_with_nothing(tmp_path: Path):
    trace = copy("pgbouncer-ha/pgb2_kill", tmp_path)
    assert disagreements(trace / "hap1" / "haproxy.iso.log") == []
