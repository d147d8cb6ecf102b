"""`verify diff` from the command line: reports, exit status, messages."""

from __future__ import annotations

import json
import os
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


def test_pictures_go_to_a_folder(versions: Path, capsys: pytest.CaptureFixture[str]):
    Path("new.md").write_text(OLD.replace("(6s)", "(20s)") + "\n```mermaid\nsequenceDiagram\nA->>B: hi\n```\n")
    assert main(["diff", "old.md", "new.md", "-q", "--pictures", "a/b"]) == 0
    assert sorted(each.name for each in Path("a/b").iterdir()) == ["new-1.svg", "new-2.svg"]
    assert "BREAKING: the note" in Path("a/b/new-1.svg").read_text()
    assert 'data-mark="added"' in Path("a/b/new-2.svg").read_text()


def test_what_is_the_same_has_no_picture(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "old.md", "old.md", "-q", "--pictures", "drawn"]) == 0
    assert list(Path("drawn").iterdir()) == []


def test_a_comment_holds_the_diagram_in_both_versions(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "old.md", "new.md", "--format", "markdown"]) == 0
    told = capsys.readouterr().out
    assert "~ After 3 failures (20s)<br/>(was: After 3 failures (6s))" in told
    assert "| 6s → 20s | <code>new.md&#58;5</code> | <code>old.md&#58;5</code> |" in told


def test_pictures_that_cannot_be_written(versions: Path, capsys: pytest.CaptureFixture[str]):
    Path("taken").write_text("")
    assert main(["diff", "old.md", "new.md", "-q", "--pictures", "taken"]) == 2
    assert "taken: cannot be written" in capsys.readouterr().err


def test_nothing_stands_for_a_version_without_it(versions: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", os.devnull, "new.md", "--summary"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "is new; what it draws of a failover was not promised before" in told
    assert main(["diff", "new.md", os.devnull, "-q", "--fail-on", "breaking", "--pictures", "drawn"]) == 1
    assert [each.name for each in Path("drawn").iterdir()] == ["new-1.gone.svg"]
    assert main(["diff", "new.md", "gone.md"]) == 2
    assert f"{os.devnull} stands for a version" in capsys.readouterr().err
