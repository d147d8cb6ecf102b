"""Pictures alone on a page: sound, with no script, each diagram under its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.cli import main as verify
from checker.diagram import diagram_of
from checker.picture.layout import laid_out
from checker.report.html.gallery import gallery
from tests.report.html.outline import faults, read

ROOT = Path(__file__).parents[3]
SPEC = ROOT / "spec" / "pgbouncer-ha.md"


def scripts(page: str) -> int:
    root = read(page)
    return len(root.every("script"))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
@settings(max_examples=25)
def test_whatever_diagrams_are_called_the_page_is_sound(names: list[str]):
    picture = laid_out(diagram_of("sequenceDiagram\n  A->>B: hi <b>\n"), title=names[0])
    page = gallery(" and ".join(names), [(name, picture) for name in names])
    assert faults(read(page)) == []
    assert scripts(page) == 0 and "script-src" not in page
    assert len(read(page).every("svg")) == len(names)


def test_all_diagrams_of_a_document_are_one_page(tmp_path):
    place = tmp_path / "all.html"
    assert verify(["render", str(SPEC), "--format", f"html:{place}"]) == 0
    root = read(place.read_text(encoding="utf-8"))
    assert [h.text for h in root.every("h2")][1] == "2. PgBouncer Failover Scenario"
    assert (len(root.every("svg")), faults(root)) == (4, [])


def test_a_folder_has_a_page_a_diagram(tmp_path):
    assert verify(["render", str(SPEC), "--format", f"html:{tmp_path}/"]) == 0
    pages = sorted(tmp_path.iterdir())
    assert [each.name for each in pages] == [f"pgbouncer-ha-{n}.html" for n in range(1, 5)]
    assert all(len(read(each.read_text(encoding="utf-8")).every("svg")) == 1 for each in pages)


@pytest.mark.slow
def test_what_happened_is_a_page(tmp_path):
    place = tmp_path / "seen.html"
    run = str(ROOT / "traces" / "pgbouncer-ha" / "pgb2_kill")
    assert verify(["render", "--observed", run, "--format", f"html:{place}"]) == 0
    root = read(place.read_text(encoding="utf-8"))
    assert (len(root.every("svg")), faults(root)) == (1, [])


def test_diagrams_as_tidied_mermaid_are_the_same_diagrams(tmp_path, capsys):
    assert verify(["render", str(SPEC), "--format", f"mermaid:{tmp_path}/"]) == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"pgbouncer-ha-{n}.mmd" for n in range(1, 5)]
    for each in sorted(tmp_path.iterdir()):
        title = {"1": "System", "2": "PgBouncer F", "3": "HAProxy", "4": "Health"}[each.stem[-1]]
        capsys.readouterr()
        assert verify(["render", str(SPEC), "--format", "mermaid", "--diagram", title]) == 0
        text = capsys.readouterr().out
        assert text == each.read_text(encoding="utf-8")
        assert diagram_of(text) == diagram_of(each.read_text(encoding="utf-8"))
