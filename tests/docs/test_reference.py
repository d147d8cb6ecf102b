"""The reference says what the program says of itself today."""

from __future__ import annotations

import re

import pytest

from checker.pipeline import explanations
from tests.docs.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_program_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m tests.docs.regenerate"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_code_has_a_severity() -> None:
    assert [code for code, each in explanations().items() if not each.severity] == []


def test_every_type_and_key_of_the_json_is_explained() -> None:
    page = PAGES["json.md"]()
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.*) \|$", page, re.MULTILINE)
    assert [key for key, _, about in rows if not about.strip() or about.strip() == "(may be absent)"] == []
    known = {"string", "integer", "number", "boolean", "object", "list", "any", "null", "array"}
    known |= set(re.findall(r"^### (\S+) of ", page, re.MULTILINE)) | {key for key, _, _ in rows}
    used = {word for _, kind, _ in rows for word in re.sub(r"`[^`]*`", "", kind).split()} - {"or", "of"}
    assert used - known == set()
