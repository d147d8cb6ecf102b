"""The example of docs/diff.md is what the program says, and its examples of codes are true."""

from __future__ import annotations

import re
from pathlib import Path

from checker.base.progress import SilentProgress
from checker.pipeline import DiffRequest, diff
from checker.report.catalogue import load_formats
from checker.report.merged_mermaid import drawn
from checker.report.options import RenderOptions

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "diff.md").read_text()


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(```\w+\n.*?```)", DOCS, re.DOTALL)
    assert found
    return found[1]


def test_the_report_of_the_example(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.md").write_text(block("old") + "\n")
    Path("new.md").write_text(block("new") + "\n")
    outcome = diff(DiffRequest("old.md", "new.md"), SilentProgress())
    text = load_formats()["text"].render(outcome, RenderOptions(unicode=True))
    told = block("report").partition("\n")[2].removesuffix("```")
    assert _untimed(text) == _untimed(told)
    assert [f.code for f in outcome.findings] == ["diff-value", "diff-down-server-used", "diff-wording"]


def test_the_drawing_of_the_example(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.md").write_text(block("old") + "\n")
    Path("new.md").write_text(block("new") + "\n")
    (merged,) = diff(DiffRequest("old.md", "new.md", draw=True), SilentProgress()).merged
    assert f"```mermaid\n{drawn(merged)}```" == block("merged")


def _untimed(text: str) -> str:
    return re.sub(r"; \d+\.\d\d s$", "", text.rstrip())
