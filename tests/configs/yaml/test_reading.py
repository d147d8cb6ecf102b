"""YAML with places: every word stands where it says, and no text makes the reader fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.source import Source
from checker.configs.yaml.nodes import Entries, Items, Scalar
from checker.configs.yaml.reading import read_documents

TEXT = """\
a: &x {b: 1, c: 'it''s'}
d:
  <<: *x
  é: "q\\n" # comment
  n:
  t: |
    foo
    bar
l:
  - !override x
  - A=b
---
k: v w
"""


def words(node):
    match node:
        case Scalar():
            yield node.word
        case Items():
            for one in node.nodes:
                yield from words(one)
        case Entries():
            for entry in node.by_key.values():
                yield entry.key
                yield from words(entry.node)


def read(text):
    return read_documents(Source("f.yml", text))


@pytest.mark.parametrize("text", [TEXT, "\ufeff" + TEXT, TEXT.replace("\n", "\r\n"), "\U0001f600: b\n" + TEXT])
def test_words_stand_where_they_say(text):
    documents = read(text)
    assert not documents.complaints
    assert len(documents.nodes) == 2
    lines = text.split("\n")
    for node in documents.nodes:
        for word in words(node):
            assert text[word.start : word.end] == word.raw
            assert lines[word.place.line - 1][word.place.column - 1 :].startswith(word.raw.split("\n")[0])


def test_merge_keys_and_anchors():
    root = read("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\ne: {<<: [{c: 4}, *x]}\n").nodes[0]
    below = {name: {k: e.node.text for k, e in root.by_key[name].node.by_key.items()} for name in "de"}
    assert below == {"d": {"b": "1", "c": "3"}, "e": {"b": "1", "c": "4"}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "not YAML"),
        ("a: b: c", "mapping values"),
        ("a:\n\tb: 1", "not YAML"),
        ("[" * 100, "nested deeper"),
        ("a: *b", "names nothing"),
        ("a: &a [*a]", "names nothing"),
        ("a: 1\na: 2", "stands here again"),
        ("? [a]\n: b", "must be a text"),
        ("a: \udcff", "not allowed"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(8)),
            "unfolds to more",
        ),
    ],
)
def test_what_is_wrong_is_told(text, says):
    assert any(says in complaint.message for complaint in read(text).complaints)


def test_a_line_can_be_added_in_front_of_the_first_key():
    root = read("a:\n    b: 1\nc: {d: 1}\n").nodes[0]
    assert (root.by_key["a"].node.inside, root.by_key["a"].node.indent) == (3, "    ")
    assert root.by_key["c"].node.inside == -1


@given(st.text(alphabet="ab:-{}[]&*!|>'\"#\n \t%@?,\ufeff\u2028\x00\udc80<", max_size=60))
def test_no_text_makes_it_fail(text):
    documents = read(text)
    for node in documents.nodes:
        assert all(text[word.start : word.end] == word.raw for word in words(node))


@given(st.integers(0, len(TEXT) - 1), st.characters())
def test_nor_does_a_changed_character(at, character):
    read(TEXT[:at] + character + TEXT[at + 1 :])
