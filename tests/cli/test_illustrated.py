"""What only an illustrated report needs is made for it alone: timelines, explanations, pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import main
from tests.cli.conftest import Ran, Stub
from tests.report.html.outline import faults, read
from tests.report.outcomes import OUTCOMES

ROOT = Path(__file__).parents[2]
Verify = Callable[..., Ran]


def test_timelines_are_asked_for_where_a_report_shows_them(verify: Verify, pipeline: Stub, tmp_path: Path) -> None:
    verify("x.log", "--format", "json")
    verify("x.log", "--format", "json", "--format", f"html:{tmp_path}/x.html")
    assert [asked.timelines for asked in pipeline.requests] == [False, True]


def test_the_page_has_explanations_and_other_reports_stay_as_they_are(
    verify: Verify, pipeline: Stub, tmp_path: Path
) -> None:
    pipeline.answer = OUTCOMES["violated"]
    plain = verify("x.log", "--format", "sarif").out
    both = verify("x.log", "--format", f"html:{tmp_path}/x.html", "--format", "text")
    assert "routed to a server that was DOWN" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert both.out.startswith("✗ VIOLATED")
    assert "routed to a server that was DOWN" not in plain


def test_a_page_of_the_gate(verify: Verify, tmp_path: Path) -> None:
    assert verify("gate", "d", "-q", "--format", f"html:{tmp_path}/x.html").status == 1
    root = read((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert faults(root) == [] and root.every("h1")[0].text == "✗ verify gate: violated"


@pytest.mark.parametrize(
    ("argv", "title", "pictures"),
    [
        (["gate", "tests/gate/cases/h01-fall-10"], "✗ verify gate: violated", 1),
        (["diff", "spec/rtmp-failover.md", "spec/pgbouncer-ha.md"], "✗ verify diff:", 5),
    ],
)
def test_a_page_of_each_command(
    argv: list[str], title: str, pictures: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    main([*argv, "-q", "--format", f"html:{tmp_path}/x.html"])
    root = read((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert faults(root) == []
    assert root.every("h1")[0].text.startswith(title)
    assert len([each for each in root.every("svg") if each.has("verify-picture")]) == pictures


@pytest.mark.slow
def test_a_page_of_the_prover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    options = ["--select", "single-vip-holder", "--without", "no-partition", "-q"]
    main(["prove", "spec/pgbouncer-ha.yaml", *options, "--format", f"html:{tmp_path}/x.html"])
    root = read((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert faults(root) == []
    assert root.every("h1")[0].text == "✗ verify prove: refuted or contradicted"
    ids = {each.get("id"): each for each in root.every() if each.get("id")}
    drawn = next(each for each in root.every("a") if each.text == "drawn as a diagram")
    assert "a run against it" in ids[drawn.get("href")[1:]].every("h3")[0].text
