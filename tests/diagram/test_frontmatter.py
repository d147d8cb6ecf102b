"""Front matter as the official reader finds it, and its YAML as its YAML reader takes it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram.frontmatter import YamlError, find_front_matter, read_mapping


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


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["---", "\n", " ", "a"]), max_size=14).map("".join))
def test_front_matter_as_one_expression_would_find_it(text):
    slow = re.match(r"([^\S\n\r]*)-{3}\s*[\n\r](.*?)[\n\r]\1-{3}\s*[\n\r]+", text, re.DOTALL)
    found = find_front_matter(text)
    assert (found.length if found else None) == (slow.end() if slow else None)


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
