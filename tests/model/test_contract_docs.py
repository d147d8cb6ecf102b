"""docs/contract.md says nothing that the program does not do."""

import re
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.model.spec import load_spec

DOC = Path(__file__).parents[2] / "docs" / "contract.md"
KNOWN = {"no-request-routed-to-down": ("route.tolerance",), "single-vip-holder": ("vip.handover",)}


def block(mark: str) -> str:
    match = re.search(rf"<!-- {re.escape(mark)} -->\n(`{{3,}})\w+\n(.*?)\n\1\n", DOC.read_text(), re.DOTALL)
    assert match, f"docs/contract.md has no block {mark!r}"
    return match[2] + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("shop.md", "shop.yaml"):
        (tmp_path / name).write_text(block(f"file: {name}"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_loads_and_reads_what_the_page_says(folder):
    (contract,) = load_spec(Path("shop.yaml"), KNOWN)
    lines = []
    for p in contract.parameters.values():
        where = str(p.stated) if p.stated else "ours"
        lines.append(f"{p.name:<16} {p.shown:<6} {where:<11} {p.why or p.text}")
    assert "\n".join(lines) + "\n" == block("parameters")


def test_a_folder_of_contracts_loads(folder):
    assert [c.system for c in load_spec(Path(), KNOWN)] == ["shop"]


@pytest.mark.parametrize(
    ("mark", "changes"),
    [
        (
            "errors",
            {
                "check.fall: {line: 13}": "check.fall: {line: 12}",
                "{role: server, server: web2}": "{role: servr, server: web2}",
                "single-vip-holder": "single-vip-holdr",
            },
        ),
        ("disagreement", {"down.within: {line: 13}": "down.within: {line: 13, value: 8s}"}),
    ],
)
def test_the_errors_are_those_of_the_page(folder, mark, changes):
    text = Path("shop.yaml").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    Path("shop.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load_spec(Path("shop.yaml"), KNOWN)
    assert str(caught.value) + "\n" == block(mark)
