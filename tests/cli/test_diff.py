"""`verify diff` from the command line: reports, exit status, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.cli import main
from checker.pipeline import DiffRequest, diff
from checker.report.catalogue import load_formats
from checker.report.options import RenderOptions

OLD = "```mermaid\nsequenceDiagram\n  LB->>W: check\n  W--xLB: refused\n  Note over LB: After 3 failures (6s)\n```\n"


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("old.md").write_text(OLD)
    Path("new.md").write_text(OLD.replace("(6s)", "(20s)"))
    return tmp_path


def test_nothing_fails_unless_it_is_asked_to(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "old.md", "new.md"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("✗ BREAKING: 1 breaking\n")
    assert "the time is 20s, was 6s" in told
    assert "new.md:5:" in told and "old.md:5  before" in told


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "breaking"], 1),
        (["--fail-on", "cosmetic,breaking"], 1),
        (["--fail-on", "strengthening", "--fail-on", "compatible"], 0),
    ],
)
def test_the_exit_status(versions: Path, capsys: pytest.CaptureFixture[str], options: list[str], status: int):
    assert main(["diff", "old.md", "new.md", "-q", *options]) == status
    assert capsys.readouterr().out == ""


def test_reports_go_to_files(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "old.md", "new.md", "--format", "json:r.json", "--format", "markdown:r.md", "--summary"]) == 0
    assert capsys.readouterr().out.startswith("✗ BREAKING: 1 breaking\n")
    (finding,) = json.loads(Path("r.json").read_text())["findings"]
    assert (finding["rank"], finding["wanted"], finding["found"]) == ("breaking", "6s", "20s")
    assert Path("r.md").read_text().startswith("### ❌ verify diff: 1 breaking\n")


def test_equal_versions(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "old.md", "old.md", "--fail-on", "cosmetic"]) == 0
    assert capsys.readouterr().out.startswith("✓ THE SAME: ")


@pytest.mark.parametrize("width", [60, 100])
def test_it_fits_the_width(versions: Path, width: int):
    Path("new.md").write_text(OLD.replace("(6s)", "(20s)").replace("check", "CHECK") + "\n")
    outcome = diff(DiffRequest("old.md", "new.md"), SilentProgress())
    lines = load_formats()["text"].render(outcome, RenderOptions(width=width)).splitlines()
    assert len(lines) > 8
    assert all(len(line) <= width for line in lines)


def test_what_cannot_be_read_is_told(versions: Path, capsys: pytest.CaptureFixture[str]):
    Path("new.md").write_text(OLD.replace("LB->>W: check", "LB->>: check"))
    assert main(["diff", "old.md", "new.md"]) == 2
    assert "new.md:3:" in capsys.readouterr().err
