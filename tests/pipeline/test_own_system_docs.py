"""docs/own-system.md says nothing that the program does not do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker.base.finding import Verdict
from checker.conform.requests.explained import EXPLANATIONS
from checker.logic.patterns import PATTERNS
from checker.model.own import EFFECTS, FORMS, SCOPE_KEYS
from checker.model.requests import REQUEST_KEYS
from tests.pipeline.running import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-system.md").read_text()


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


def test_the_contract_of_requests_is_that_of_the_example():
    assert block("requests") in (ROOT / "examples" / "requests" / "requests.yaml").read_text()


def test_what_the_page_says_of_deviations_is_in_a_report():
    report = json.loads((Path(__file__).parent / "requests" / "report.json").read_text())
    told = {finding["message"] for finding in report["findings"]}
    assert set(block("deviations").splitlines()) <= told


def test_every_key_and_code_of_requests_has_its_words():
    for name in REQUEST_KEYS:
        assert f"`{name}`" in PAGE, name
    for code in EXPLANATIONS:
        assert f"`{code}`" in PAGE, code
