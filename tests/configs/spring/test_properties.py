"""Lines of .properties files, by the rules of java.util.Properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.source import Source
from checker.configs.spring.properties import read_properties


def read(text):
    return [
        (line.name, line.statement.words[1].value if len(line.statement.words) > 1 else "", line.statement.place.line)
        for line in read_properties(Source("f", text))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a=b", [("a", "b", 1)]),
        ("a = b c \n", [("a", "b c ", 1)]),
        ("a:b\nc d\ne\n", [("a", "b", 1), ("c", "d", 2), ("e", "", 3)]),
        ("# no\n! no\n\n  a=b", [("a", "b", 4)]),
        ("a=1,\\\n   2\nb=3", [("a", "1,2", 1), ("b", "3", 3)]),
        ("a\\=b=c\\u0041\\n", [("a=b", "cA\n", 1)]),
        ("a=b\\\\\nc=d", [("a", "b\\", 1), ("c", "d", 2)]),
        ("a=b\r\nc=d\r\n", [("a", "b", 1), ("c", "d", 2)]),
        ("a==b", [("a", "=b", 1)]),
        ("a=b#c", [("a", "b#c", 1)]),
        ("a\\\n  =b", [("a", "b", 1)]),
    ],
)
def test_lines(text, found):
    assert read(text) == found


def test_documents():
    assert [line.document for line in read_properties(Source("f", "a=1\n#---\nb=2\n!---\nc=3\n# ---\nd=4"))] == [
        0,
        1,
        2,
        2,
    ]


@given(st.text(alphabet="ab=:\\#! \t\n\ru0\x0c", max_size=60))
def test_no_text_makes_it_fail(text):
    for line in read_properties(Source("f", text)):
        for word in line.statement.words:
            assert text[word.start : word.end] == word.raw
            assert text.count("\n", 0, word.start) + 1 == word.place.line


@given(
    st.dictionaries(st.text("abc.-", min_size=1, max_size=5), st.text("xyz 1", max_size=5).map(str.strip), max_size=5)
)
def test_what_is_written_is_read(properties):
    text = "".join(f"{name} = {value}\n" for name, value in properties.items())
    assert {name: value for name, value, _ in read(text)} == properties
