"""examples/redis-sentinel: a system by its YAML alone, held against what truly happened when it was recorded."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
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


def test_the_readme_quotes_what_is_found():
    (block,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    quoted = [line.split(None, 2) for line in re.sub(r"\n +", " ", block).splitlines()]
    assert [capture for capture, *_ in quoted] == [
        "quorum-of-one",
        "quorum-of-one",
        "quorum-of-three",
        "pinned-client",
        "pinned-client",
    ]
    for capture, id, said in quoted:
        assert any(message.startswith(said) for message in violated(capture, id)), said


@pytest.mark.parametrize(("arguments", "status"), commands())
def test_every_command_of_the_readme_does_what_it_says(arguments, status, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    words = [sorted(map(str, Path().glob(word))) if "*" in word else [word] for word in shlex.split(arguments)]
    assert main([word for found in words for word in found]) == status
    assert "internal error" not in capsys.readouterr().err


def test_each_step_that_a_log_could_show_is_seen_in_the_good_run():
    told = outcome("good")
    # what these logs never tell of: the end of a message that nobody logs, and commands between sentinels
    nobody = ("no event that the contract gives shows this end of it", "the contract maps it to no event")
    assert [step.text for d in told.scenarios for step in d.steps if not step.seen and step.why not in nobody] == []
    assert {d.diagram[:1]: d.observed for d in told.scenarios if d.kind == "diagram"} == {
        "1": 7,
        "2": 10,
        "3": 6,
        "4": 5,
    }


def test_the_document_says_no_number_that_nobody_understands_and_contradicts_nothing(capsys):
    assert not outcome("good").findings
    main(["prove", str(EXAMPLE), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    about_diagrams = {(f["code"], f["severity"]) for f in told["findings"] if not f["property"]}
    assert about_diagrams == {("diagram-not-looked-at", "info")}
    assert {p["why"][:26] for p in told["properties"]} == {"the model has no word for "}


def test_what_happened_is_drawn_on_the_lifelines_of_the_team(capsys):
    assert main(["render", "--observed", str(EXAMPLE / "captures" / "good"), "--spec", str(EXAMPLE)]) == 0
    drawn = capsys.readouterr().out
    assert re.search(r"note over S[123]: \S+ s sentinel-[123] has redis-1 down\n", drawn)
    assert re.search(r"note over R2: \S+ s redis-2 is made the primary\n", drawn)
    assert "lifelines of: 1. Normal operation" in drawn


def test_what_the_signal_handlers_of_the_daemons_write_is_read_too(tmp_path):
    """Lines without a date, which no sample can hold: they are of whichever daemon wrote the others."""
    for name in ("redis-1/redis.log", "sentinel-1/sentinel.log"):
        (tmp_path / name).parent.mkdir()
        lines = (EXAMPLE / "captures" / "good" / name).read_text()
        pid, stamp = lines.rsplit("\n", 2)[1].partition(":")[0], "1795411821"
        (tmp_path / name).write_text(f"{lines}{pid}:signal-handler ({stamp}) Received SIGTERM scheduling shutdown...\n")
    assert [(i.format, i.unread_total) for i in run(tmp_path, spec=str(EXAMPLE)).inputs] == [
        ("redis", 0),
        ("redis-sentinel", 0),
    ]


@pytest.mark.slow
def test_a_log_that_is_not_given_turns_nothing_round():
    folders = sorted(path for path in (EXAMPLE / "captures" / "good").iterdir() if path.is_dir())
    for left_out in folders:
        told = run(*(path for path in folders if path != left_out), spec=str(EXAMPLE))
        assert not [p.id for p in told.properties if p.verdict is Verdict.VIOLATED], left_out
        assert [p.id for p in told.properties if p.verdict is not Verdict.HOLDS], left_out


def test_the_recorder_says_what_it_takes():
    said = subprocess.run(
        [sys.executable, EXAMPLE / "record.py", "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    for path in CAPTURES:
        assert path.name in said.stdout


@pytest.mark.parametrize("capture", ["good", "quorum-of-one"])
def test_a_sentinel_may_run_beside_each_redis(capture, tmp_path):
    """The usual three machines: two programs on each, told apart by lifelines that are a program on a host."""
    shutil.copytree(EXAMPLE / "formats", tmp_path / "formats")
    shutil.copy(EXAMPLE / "redis-sentinel.md", tmp_path)
    text = (EXAMPLE / "redis-sentinel.yaml").read_text()
    ids = re.findall(r"^  sentinel-\d: .*?(, aliases: .*)\}$", text, re.MULTILINE)
    text = re.sub(r"^  sentinel-\d: \{address.*\n", "", text, flags=re.MULTILINE)
    for number, alias in enumerate(ids, 1):
        text = re.sub(rf"^(  redis-{number}: .*)\}}$", rf"\1{alias}}}", text, flags=re.MULTILINE)
        text = text.replace(
            f"role: database, host: redis-{number}", f"role: database, host: redis-{number}, program: redis"
        )
    text = text.replace("host: sentinel-", "host: redis-").replace("sentinel@sentinel-", "sentinel@redis-")
    (tmp_path / "redis-sentinel.yaml").write_text(text)
    for log in (EXAMPLE / "captures" / capture).rglob("*.*l*"):
        beside = tmp_path / "logs" / log.parent.name.replace("sentinel-", "redis-")
        beside.mkdir(parents=True, exist_ok=True)
        shutil.copy(log, beside)
    told = run(tmp_path / "logs", spec=str(tmp_path))
    assert {p.id: p.verdict.value for p in told.properties} == truth(EXAMPLE / "captures" / capture)["properties"]
    assert [d.observed for d in told.scenarios] == [d.observed for d in outcome(capture).scenarios]
