"""docs/own-system.md says nothing that the program does not do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.base.finding import Verdict
from checker.logic.patterns import PATTERNS
from checker.model.own import EFFECTS, FORMS, SCOPE_KEYS
from tests.pipeline.running import run

PAGE = (Path(__file__).parents[2] / "docs" / "own-system.md").read_text()


def block(mark: str) -> str:
    match = re.search(rf"<!-- {re.escape(mark)} -->\n(`{{3,}})\w+\n(.*?)\n\1\n", PAGE, re.DOTALL)
    assert match, f"docs/own-system.md has no block {mark!r}"
    return match[2] + "\n"


@pytest.fixture
def folder(tmp_path):
    for name in re.findall(r"<!-- file: (\S+) -->", PAGE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(block(f"file: {name}"))
    return tmp_path


def test_the_example_finds_what_the_page_says(folder):
    outcome = run(folder / "a", folder / "b", spec=str(folder / "lease.yaml"))
    found = [f"{p.id}: {f.message}\n" for p in outcome.properties for f in p.findings if f.verdict is Verdict.VIOLATED]
    assert "".join(found) == block("findings")
    assert {p.id: p.verdict.value for p in outcome.properties}["asked-first"] == "holds"
    assert all(not i.unread_total for i in outcome.inputs)


def test_every_pattern_scope_and_effect_has_its_row():
    for name in (*FORMS, *PATTERNS, *SCOPE_KEYS, *EFFECTS):
        assert re.search(rf"`{name}(`|:)", PAGE), name
