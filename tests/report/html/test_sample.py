"""The page of docs/ is what the command beside it writes today: its structure, not its bytes."""

from pathlib import Path

from tests.report.html.outline import faults, outline, read
from tests.report.html.sample import KEPT, MOST_BYTES, write


def test_the_page_of_the_document_is_what_its_command_writes(tmp_path: Path) -> None:
    write(tmp_path / "page.html")
    root = read((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert faults(root) == []
    kept = read(KEPT.read_text(encoding="utf-8"))
    assert outline(kept) == outline(root), "if this is meant: python -m tests.report.regenerate, and look at the page"
    assert faults(kept) == []
    assert KEPT.stat().st_size < MOST_BYTES


def test_it_shows_the_incident() -> None:
    root = read(KEPT.read_text(encoding="utf-8"))
    ids = {each.get("id"): each for each in root.every() if each.get("id")}
    finding = ids["f1"]
    assert "violated" in finding.every("h3")[0].text
    to = {link.text: ids[link.get("href")[1:]] for link in finding.every("a") if link.get("href") != "#f1"}
    assert to["its time"].has("timeline") and to["its rule"].name == "article" and to["its diagram"].name == "g"
    lanes = [each.get("aria-label") for each in root.every("svg") if each.has("strip")]
    assert sum(lane.startswith(("hap1 has 192.168.1.100: yes", "hap2 has 192.168.1.100: yes")) for lane in lanes) == 2
