"""The parser holds nothing between diagrams, and what it gives is whole."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from checker.diagram import DiagramError, DiagramSource, diagram_of, parse


def test_a_diagram_has_its_span_its_comments_and_its_title():
    diagram = parse(DiagramSource(1, "", "sequenceDiagram\n# one\nA->>B: x # two\ntitle T", path="a.mmd"))
    assert (diagram.span.file, diagram.span.line, diagram.span.end_line) == ("a.mmd", 1, 4)
    assert [(s.text, s.after_text) for s in diagram.skipped] == [("# one", False), ("# two", True)]
    assert diagram.title == "T"


def test_an_error_leaves_nothing_behind():
    for _ in range(3):
        with pytest.raises(DiagramError):
            diagram_of("sequenceDiagram\nloop x\nA->>B")
        assert len(diagram_of("sequenceDiagram\nA->>B: x").statements) == 1


def test_diagrams_can_be_parsed_side_by_side():
    texts = [f"sequenceDiagram\nloop {i}\n" + f"A{i}->>B{i}: x\n" * i + "end" for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(diagram_of, texts))
    assert [len(list(d.messages())) for d in found] == list(range(40))
    assert [d.statements[0].label for d in found] == [str(i) for i in range(40)]


@pytest.mark.parametrize(
    ("body", "span"),
    [
        ("  loop a\n    A->>B: x\n  end", (2, 3, 4, 6)),
        ("create participant C as D\nA->>C: x", (2, 1, 2, 26)),
        ("box red T\nparticipant A\nend", (2, 1, 4, 4)),
        ("autonumber 1 2\n", (2, 1, 2, 15)),
        ("accDescr {\n a\n}\n", (2, 1, 4, 2)),
        ('participant A@{ "type": "queue" } as Q', (2, 1, 2, 39)),
        ("note over A, B : text ", (2, 1, 2, 23)),
        ("link A: B @ c", (2, 1, 2, 14)),
        ("destroy A\nB-xA: x", (2, 1, 2, 10)),
    ],
)
def test_spans(body, span):
    node = diagram_of("sequenceDiagram\n" + body).statements[0].span
    assert (node.line, node.column, node.end_line, node.end_column) == span
