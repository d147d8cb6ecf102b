"""`verify init`: what it accepts, where it writes, and what it never overwrites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli import main
from checker.cli.arguments import parse
from checker.cli.arguments_init import InitArguments
from checker.cli.parser import Usage

DOCUMENTS = Path(__file__).parents[1] / "pipeline/drafting/documents"
DEFAULTS = InitArguments("d.md", (), None, False, "yaml", False)


@pytest.fixture
def document(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.md").write_bytes((DOCUMENTS / "patroni.md").read_bytes())
    return tmp_path / "d.md"


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["d.md"], DEFAULTS),
        (["d.md", "logs", "-"], DEFAULTS._replace(traces=("logs", "-"))),
        (["-o", "x.yaml", "d.md", "--force", "-q"], DEFAULTS._replace(output="x.yaml", force=True, quiet=True)),
        (["d.md", "--format", "json", "--output", "x"], DEFAULTS._replace(format="json", output="x")),
        (["--", "-d.md"], DEFAULTS._replace(document="-d.md")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_accepts(argv, expected):
    assert parse(["init", *argv]) == expected


@pytest.mark.parametrize(
    "argv",
    [[], ["-", "-"], ["d.md", "--force"], ["d.md", "-o", "x.md"], ["d.md", "--format", "text"], ["d.md", "--to", "x"]],
)
def test_refuses(argv):
    with pytest.raises(Usage):
        parse(["init", *argv])


def test_writes_to_standard_output(document, capsys):
    assert main(["init", "d.md"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("# What the diagrams of d.md promise") and err == ""


def test_writes_to_a_file_and_overwrites_it_only_when_told(document, capsys):
    assert main(["init", "d.md", "-o", "d.yaml"]) == 0
    assert capsys.readouterr().out == ""
    Path("d.yaml").write_text("mine")
    assert main(["init", "d.md", "-o", "d.yaml"]) == 2
    assert Path("d.yaml").read_text() == "mine"
    assert "exists already, and was left as it is" in capsys.readouterr().err
    assert main(["init", "d.md", "-o", "d.yaml", "--force"]) == 0
    assert "system: d" in Path("d.yaml").read_text()


def test_never_overwrites_what_is_read(document, capsys):
    document.rename("d.yaml")
    assert main(["init", "d.yaml", "-o", "./d.yaml", "--force"]) == 2
    assert "is what is to be read" in capsys.readouterr().err
    assert "sequenceDiagram" in Path("d.yaml").read_text()


def test_json_is_for_programs(document, capsys):
    assert main(["init", "d.md", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["command"] == "init"


@pytest.mark.parametrize(
    ("text", "status", "says", "written"),
    [
        ("# nothing\n", 3, "no sequence diagram in it", False),
        ("```mermaid\nsequenceDiagram\nA->>B: hi\n```\n", 3, "no text says that anything fails", True),
        ("```mermaid\nsequenceDiagram\nA->>B hi\n```\n", 2, "d.md:3:", False),
        ("\0", 2, "not UTF-8 text", False),
    ],
)
def test_says_what_a_document_lacks(document, capsys, text, status, says, written):
    document.write_text(text)
    assert main(["init", "d.md"]) == status
    out, err = capsys.readouterr()
    assert says in err
    assert bool(out) == written


def test_the_contract_is_one_for_a_check(document, tmp_path, capsys):
    assert main(["init", "d.md", "-o", "d.yaml"]) == 0
    (tmp_path / "x.log").write_text("nothing known\n")
    assert main(["check", "x.log", "--spec", "d.yaml"]) == 3
    assert "patroni" not in capsys.readouterr().err
