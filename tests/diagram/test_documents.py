"""What kind of file it is, what kind of diagram, and the JSON of it."""

import pytest

from checker.diagram import Document, read_document, reading

S = "sequenceDiagram\nA->>B: x\n"


@pytest.mark.parametrize("path", ["a.mmd", "a.mermaid", "-", "a.txt", "a"])
def test_a_bare_diagram(path):
    (source,) = read_document(path, f"\n%% c\n{S}".encode()).sequences
    assert (source.line, source.title, source.kind) == (3, "", "sequence")


@pytest.mark.parametrize("path", ["-", "a.txt", "a"])
def test_fences_make_a_text_markdown(path):
    assert read_document(path, f"# T\n```mermaid\n{S}```".encode()).sequences[0].title == "T"


def test_a_bare_diagram_of_another_type():
    document = read_document("a.mmd", b"flowchart TD\nA-->B")
    assert [d.kind for d in document.diagrams] == ["flowchart"]
    assert reading("a.mmd", b"flowchart TD\nA-->B") == {"path": "a.mmd", "diagrams": []}


def test_a_bare_file_of_no_known_type_is_a_broken_diagram():
    (found,) = reading("a.mmd", b"A->>B: x")["diagrams"]
    assert (found["verdict"], found["error"]["line"], found["error"]["column"]) == ("reject", 1, 1)
    assert reading("a.txt", b"plain text") == {"path": "a.txt", "diagrams": []}


def test_encodings():
    for data in (S.encode("utf-8-sig"), S.encode("utf-16")):
        assert reading("a.mmd", data)["diagrams"][0]["verdict"] == "accept"
    assert reading("a.mmd", b"sequenceDiagram\nA->>B: \xff\n")["diagrams"][0]["events"][0]["text"] == "\ufffd"
    assert read_document("a.mmd", b"") == Document("a.mmd", read_document("a.mmd", b"").diagrams)


def test_the_whole_object():
    text = "---\ntitle: T\n---\nsequenceDiagram\n  actor U as User\n  U->>+B: a #59; <br/> b\n  note over U,B: n\n"
    assert reading("x.mmd", text.encode()) == {
        "path": "x.mmd",
        "diagrams": [
            {
                "line": 4,
                "title": "T",
                "verdict": "accept",
                "error": None,
                "actors": [
                    {"id": "U", "label": "User", "type": "actor"},
                    {"id": "B", "label": "B", "type": "participant"},
                ],
                "events": [
                    {"e": "message", "from": "U", "to": "B", "arrow": "->>", "text": "a #59; <br/> b"},
                    {"e": "activate", "actor": "B"},
                    {"e": "note", "place": "over", "actors": ["U", "B"], "text": "n"},
                ],
            }
        ],
    }


def test_a_rejected_diagram():
    (found,) = reading("x.md", b"# H\n\n```mermaid\nsequenceDiagram\n  A->>B\n```\n")["diagrams"]
    assert found == {
        "line": 4,
        "title": "H",
        "verdict": "reject",
        "error": {
            "line": 5,
            "column": 8,
            "message": 'expected ":" and a text after the receiver "B", found the end of the line',
        },
        "actors": [],
        "events": [],
    }
