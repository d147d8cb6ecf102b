"""Positions of the cleaned text lead back to the file; the type of diagram is told as the official reader tells it."""

import pytest

from checker.diagram import DiagramError, DiagramSource, diagram_of, parse
from checker.diagram.source import header_line, prepare


def place_of(text, word):
    prepared = prepare(DiagramSource(1, "", text))
    at = prepared.plain.index(word)
    span = prepared.span(at, at + len(word))
    return span.line, span.column, span.end_line, span.end_column


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("sequenceDiagram\nA->>B: WORD", (2, 8, 2, 12)),
        ("\r\n  sequenceDiagram\r\nA->>B: WORD", (3, 8, 3, 12)),
        ("---\ntitle: x\n---\nsequenceDiagram\nA->>B: WORD", (5, 8, 5, 12)),
        ("%% a\n\n  %% b\nsequenceDiagram\n%% c\nA->>B: WORD", (6, 8, 6, 12)),
        ("%%{init: {}}%%\nsequenceDiagram\nA->>B: WORD", (3, 8, 3, 12)),
        ("sequenceDiagram\nA->>B: %%{x}%%WORD", (2, 15, 2, 19)),
        ("sequenceDiagram\nA->>B: WO%%{x}%%RD", (2, 8, 2, 19)),
        ("sequenceDiagram\nA->>B: WO%%{x\n}%%RD", (2, 8, 3, 6)),
        ("sequenceDiagram\nA->>B: style:#59;a;WORD", (2, 20, 2, 24)),
        ("sequenceDiagram\nA->>B: #59; WORD", (2, 13, 2, 17)),
    ],
)
def test_positions_lead_back_to_the_file(text, place):
    assert place_of(text, "WORD") == place


def test_positions_count_the_indent_and_the_first_line():
    source = DiagramSource(1, "", "sequenceDiagram\nA->>B: x", path="a.md", first_line=11, indents=(2, 6))
    message = next(parse(source).messages())
    assert (message.span.file, message.span.line, message.span.column, message.span.end_column) == ("a.md", 12, 7, 15)


def test_the_title_of_the_front_matter():
    assert diagram_of("---\ntitle: Checks\n---\nsequenceDiagram\nA->>B: x").title == "Checks"
    assert diagram_of("---\ntitle: Checks\n---\nsequenceDiagram\ntitle Own").title == "Own"


def test_the_code_hides_entities_at_the_same_length():
    prepared = prepare(DiagramSource(1, "", "sequenceDiagram\nA->>B: x #59; y #z"))
    assert len(prepared.code) == len(prepared.plain)
    assert "#59;" in prepared.plain
    assert "#59;" not in prepared.code
    assert "#z" in prepared.code


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sequenceDiagram", 1),
        ("\n\n  sequenceDiagram", 3),
        ("%% sequenceDiagram\nsequenceDiagram", 2),
        ("---\ntitle: sequenceDiagram\n---\nsequenceDiagram", 4),
        ("%%{init: {}}%%\n\nsequenceDiagram", 3),
        ("", 1),
    ],
)
def test_header_line(text, line):
    assert header_line(DiagramSource(1, "", text)) == line


@pytest.mark.parametrize("word", ["C4Container", "C4Component", "C4Dynamic", "C4Deployment"])
def test_words_of_another_type(word):
    with pytest.raises(DiagramError, match=word):
        diagram_of(f"sequenceDiagram\nA->>B: my{word}s")
    assert diagram_of(f"sequenceDiagram\n%% {word}\nA->>B: x %% {word}\n")
