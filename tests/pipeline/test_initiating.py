"""The job `init`: what it writes, cites and says, and JSON that keeps to its schema."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.base.errors import InputError
from checker.base.progress import SilentProgress
from checker.pipeline import InitRequest, init

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/verify-init-1.schema.json").read_text())
DOCUMENTS = ROOT / "tests/pipeline/drafting/documents"


def start(document: Path | str, *traces: str, output: str | None = None):
    return init(InitRequest(str(document), traces, output), SilentProgress())


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["redis-sentinel", "patroni", "kubernetes-lease", "request-flow"])
def test_the_json_keeps_to_its_schema(name):
    found = json.loads(start(DOCUMENTS / f"{name}.md").json)
    Draft202012Validator(SCHEMA).validate(found)
    assert found["contract"].count("\n# ? ") == len(found["questions"])


def test_the_json_has_sources_and_lifelines_of_one_diagram(tmp_path):
    (tmp_path / "a.log").write_text("nothing known\n")
    found = json.loads(start(ROOT / "spec/pgbouncer-ha.md", str(tmp_path / "a.log")).json)
    Draft202012Validator(SCHEMA).validate(found)
    assert [source["is"] for source in found["sources"]] == [""]


def test_a_document_is_cited_from_where_the_contract_lies(tmp_path):
    (tmp_path / "docs").mkdir()
    document = tmp_path / "docs" / "flow.md"
    document.write_bytes((DOCUMENTS / "patroni.md").read_bytes())
    assert "documents: [flow.md]" in start(document).text
    assert "documents: [docs/flow.md]" in start(document, output=str(tmp_path / "x.yaml")).text
    assert "documents: [../docs/flow.md]" in start(document, output=str(tmp_path / "spec/x.yaml")).text


def test_without_a_diagram_nothing_is_written(tmp_path):
    (tmp_path / "x.md").write_text("# Nothing drawn\n")
    found = start(tmp_path / "x.md")
    assert (found.text, found.json) == ("", "")
    assert "no sequence diagram in it" in found.why


def test_diagrams_of_other_types_are_named(tmp_path):
    (tmp_path / "x.md").write_text("```mermaid\nflowchart TD\nA-->B\n```\n")
    assert "(1 of other types: flowchart)" in start(tmp_path / "x.md").why


def test_without_a_failover_the_contract_is_written_and_it_is_said():
    found = start(DOCUMENTS / "request-flow.md")
    assert "lifelines:" in found.text
    assert "1 sequence diagram, but no text says that anything fails" in found.why


def test_standard_input_is_to_be_saved(monkeypatch):
    data = (DOCUMENTS / "patroni.md").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = start("-")
    assert "documents: [document.md]" in found.text
    assert "save the document" in found.note


def test_a_directory_is_no_document(tmp_path):
    with pytest.raises(InputError, match="is a directory"):
        start(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        start(tmp_path / "none.md")


def drawn(folder: Path, *texts: str, prose: str = "") -> Path:
    body = "\n".join(f"    {text}" for text in texts)
    (folder / "x.md").write_text(f"# X\n\n{prose}\n\n```mermaid\nsequenceDiagram\n{body}\n```\n")
    return folder / "x.md"


def test_equal_numbers_of_a_line_are_told_apart(tmp_path):
    prose = "The store waits: loop_wait is 10 seconds, retry_timeout is 10 seconds; it fails over within 45 seconds."
    found = start(drawn(tmp_path, "participant S as Store", "Note over S: S crashes", prose=prose)).text
    assert [line.partition("nth: ")[2][:1] for line in found.splitlines() if "measure: duration" in line] == list("123")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Nach 3 Fehlern ausgefallen", ""),
        ("At least 2 of 3 nodes must see it gone", ""),
        ("PING 3 times", "PING"),
        ("Anfrage", "Anfrage"),
    ],
)
def test_words_of_which_prose_is_full_are_no_label(tmp_path, text, label):
    found = start(drawn(tmp_path, "participant S as Store", f"Note over S: {text}", "Note over S: S crashes")).text
    labels = [line.partition("label: ")[2].partition(",")[0] for line in found.splitlines() if "{label: " in line]
    assert labels == ['"S crashes"', *([label] if label else [])]


def test_that_nothing_is_understood_as_a_promise_is_said(tmp_path):
    texts = ("participant L as Lastverteiler", "participant W as Webserver", "L->>W: Anfrage", "W--xL: abgelehnt")
    found = start(drawn(tmp_path, *texts))
    assert (found.why, "properties:" in found.text) == ("", True)
    assert "x.md: no text is understood as a promise, so `properties:` is empty: only English phrases" in found.note
    assert not start(DOCUMENTS / "patroni.md").note
