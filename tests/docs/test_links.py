"""Every link of the pages leads somewhere, every picture is there and says what it shows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import PAGES, ROOT

_CODE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[((?:[^][]|\[[^][]*\])*)\]\(([^()\s]+)\)")
_REFERENCED = re.compile(r"^\[[^]]+\]:\s*(\S+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)


def prose(path: Path) -> str:
    """Return a page without its code."""
    return _CODE.sub("`x`", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """Return the anchors that code hosts make of the headings of a page."""
    text = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for heading in _HEADING.findall(text):
        bare = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def broken(path: Path) -> list[str]:
    """Return the links of a page that lead nowhere, and the pictures that say nothing."""
    text, wrong = prose(path), []
    links = [*_LINK.findall(text), *(("", "", target) for target in _REFERENCED.findall(text))]
    for picture, words, target in links:
        if picture and not words.strip():
            wrong.append(f"{target}: a picture without a text")
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists() or not file.is_relative_to(ROOT):
            wrong.append(f"{target}: there is no such file")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            wrong.append(f"{target}: no heading has this anchor")
    return wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    assert broken(path) == []


def test_what_is_broken_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.docs.test_links.ROOT", tmp_path)
    page = tmp_path / "a.md"
    page.write_text(
        "# One thing: `x`\n[a](#one-thing-x) [b](#none) [c](gone.md) ![](a.md) ![ok](a.md#one-thing-x)\n"
        "`[no link](gone.md)`\n```text\n[none](gone.md)\n```\n[r]: lost.md\n"
    )
    assert broken(page) == [
        "#none: no heading has this anchor",
        "gone.md: there is no such file",
        "a.md: a picture without a text",
        "lost.md: there is no such file",
    ]


def test_every_page_of_docs_is_in_the_table_of_pages() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / target.partition("#")[0]).resolve() for _, _, target in _LINK.findall(prose(index))}
    pages = {path for path in PAGES if path.is_relative_to(ROOT / "docs") and path.parent.name != "adr"}
    assert pages - listed == {index}
