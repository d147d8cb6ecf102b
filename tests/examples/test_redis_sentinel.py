"""examples/redis-sentinel: a system by its YAML alone, held against what truly happened when it was recorded."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from checker.base.finding import Verdict
from checker.cli import main
from checker.model.outcome import Outcome
from tests.pipeline.running import run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "redis-sentinel"
CAPTURES = sorted(path.parent for path in EXAMPLE.glob("captures/*/truth.json"))
README = (EXAMPLE / "README.md").read_text()


@cache
def outcome(capture: str) -> Outcome:
    return run(EXAMPLE / "captures" / capture, spec=str(EXAMPLE))


def truth(capture: Path) -> dict:
    return json.loads((capture / "truth.json").read_text())


def violated(capture: str, id: str) -> list[str]:
    (found,) = (p for p in outcome(capture).properties if p.id == id)
    return [f.message for f in found.findings if f.verdict is Verdict.VIOLATED]


def test_the_captures_are_a_good_run_and_three_planted_faults():
    assert [path.name for path in CAPTURES] == ["good", "pinned-client", "quorum-of-one", "quorum-of-three"]


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
def test_every_verdict_is_what_truly_happened(capture):
    assert {p.id: p.verdict.value for p in outcome(capture.name).properties} == truth(capture)["properties"]


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
def test_every_line_of_the_logs_is_read(capture):
    logs = [i for i in outcome(capture.name).inputs if i.format]
    assert sorted({i.format for i in logs}) == ["app", "redis", "redis-sentinel"]
    assert len(logs) == 8
    assert [(i.path, i.unread_total) for i in logs if i.unread_total] == []


def test_the_writes_that_the_old_primary_acknowledged_are_each_found():
    known = truth(EXAMPLE / "captures" / "pinned-client")
    late = known["acknowledged_by_the_old_primary_after_the_switch"]
    assert len(violated("pinned-client", "no-write-to-the-old-primary")) == late > 0
    assert known["acknowledged_and_lost"] > 0


def test_a_capture_is_small():
    for capture in CAPTURES:
        assert sum(path.stat().st_size for path in capture.rglob("*") if path.is_file()) < 100_000


def commands() -> list[tuple[str, int]]:
    """The commands of the README that check something, each with the exit status that stands behind it."""
    found = re.findall(r"^verify (.*?) *# exit status (\d)", README, re.MULTILINE)
    assert len(found) == len(re.findall(r"^verify ", README, re.MULTILINE))
    return [(arguments, int(status)) for arguments, status in found]


@pytest.mark.parametrize(("arguments", "status"), commands())
def test_every_command_of_the_readme_does_what_it_says(arguments, status, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(arguments)) == status
    assert "internal error" not in capsys.readouterr().err
