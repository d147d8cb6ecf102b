"""The steps before the grammar, and the way back from every position to the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import DiagramSource, clean, diagram_of, parse
from checker.diagram.frontmatter import YamlError, find_front_matter, read_mapping
from checker.diagram.locate import Edited, Locator
from checker.diagram.source import prepare


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


@settings(max_examples=200, deadline=None)
@given(st.text("ab\n", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=6))
def test_cuts_and_positions(text, cuts):
    edited, alive = Edited(text), list(range(len(text)))
    for at, size in cuts:
        start, end = min(at, len(alive)), min(at + size, len(alive))
        edited.cut([(start, end)] if start < end else [])
        del alive[start:end]
    assert edited.text == "".join(text[i] for i in alive)
    locator = Locator(text, edited, "", 1, ())
    for at, original in enumerate(alive):
        span = locator.span(at, at + 1)
        line = text.count("\n", 0, original) + 1
        assert (span.line, span.column) == (line, original - (text.rfind("\n", 0, original) + 1) + 1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\n%% b\nc", "a\nc"),
        ("a\n\n  %% b\nc", "a\nc"),
        ("%% b\n  c", "c"),
        ("a %% b\nc", "a %% b\nc"),
        ("%%\nc", "%%\nc"),
        ("a\n%%{b\nc", "a\n%%{b\nc"),
        ("a\u2028 %% b\nc", "a\u2028c"),
        ("a\n%% b", "a\n"),
    ],
)
def test_comment_lines(text, left):
    edited = Edited(text)
    edited.cut(clean.comment_lines(text))
    assert edited.text == left


@pytest.mark.parametrize(
    ("text", "body", "length"),
    [
        ("---\na\n---\nb", "a", 10),
        ("---\n\n---\nb", "", 9),
        ("---\n\n---\n\nc\n---\nb", "---\n\nc", 16),
        ("  ---\n  a\n  b\n  ---\nc", "a\nb", 20),
        ("\n---\na\n---\nb", None, None),
        ("---\na\n ---\nb\n---\nc", "a\n ---\nb", 17),
        ("---\na\n---", None, None),
    ],
)
def test_front_matter(text, body, length):
    found = find_front_matter(text)
    assert (found.body if found else None, found.length if found else None) == (body, length)


def test_the_title_of_the_front_matter():
    assert diagram_of("---\ntitle: Checks\n---\nsequenceDiagram\nA->>B: x").title == "Checks"
    assert diagram_of("---\ntitle: Checks\n---\nsequenceDiagram\ntitle Own").title == "Own"


@pytest.mark.parametrize("text", ["a: [b", "a: 1\na: 2", "a: !x b", "*x", "[" * 5000, "a" * 30_000])
def test_bad_yaml(text):
    with pytest.raises(YamlError):
        read_mapping(text)


def test_scalars():
    assert read_mapping("a: b\nc: false\nd: 'false'\ne: null\nf: 0\ng: [1]\nh: ''") == {
        "a": ("b", True),
        "c": ("false", False),
        "d": ("false", True),
        "f": ("0", False),
        "h": ("", False),
    }
    assert read_mapping("- a") == {}
    assert read_mapping("") == {}
