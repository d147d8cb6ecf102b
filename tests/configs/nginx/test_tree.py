"""Words with places, the tree of them, and that no bytes stop the reader."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.formats.nginx import FORMAT, recognises
from checker.configs.nginx.lexing import tokens_of
from checker.configs.nginx.tree import Directive, tree_of
from checker.configs.source import Source, decode, encode
from checker.configs.words import append_words, apply_edits, insert_line, replace_word
from tests.configs.nginx.corpus import ACCEPTED, REFUSED
from tests.configs.nginx.reading import parsed

TEXTS = [*ACCEPTED.values(), *(text for text, _ in REFUSED.values())]


def _tokens(text: str):
    return list(tokens_of(Source("nginx.conf", text), {}))


def _check_places(text: str) -> None:
    words = [token.word for token in _tokens(text) if token.kind != "bad"]
    assert all(text[word.start : word.end] == word.raw for word in words)
    assert all(one.end <= two.start for one, two in pairwise(words))
    lines = text.split("\n")
    for word in words:
        assert lines[word.place.line - 1][word.place.column - 1 :].startswith(word.raw.split("\n")[0])


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_stands_where_it_says(text):
    _check_places(text)


@pytest.mark.parametrize("text", ACCEPTED.values())
def test_what_is_no_word_is_blank_or_comment(text):
    rest, at = [], 0
    for token in _tokens(text):
        rest.append(text[at : token.word.start])
        at = token.word.end
    rest.append(text[at:])
    for gap in rest:
        assert all(line.strip().startswith("#") or not line.strip() for line in gap.split("\n")), gap


@given(st.sampled_from(TEXTS), st.data())
def test_mutated_bytes_are_read(text, data):
    raw = bytearray(encode(text))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        new = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from([b"{", b"}", b";", b'"', b"'", b"\\", b"${"])))
        raw[at : at + data.draw(st.integers(0, 4))] = new
    changed = decode(bytes(raw))
    assert encode(changed) == bytes(raw)
    _check_places(changed)
    parsed({"nginx.conf": changed})
    recognises("nginx.conf", changed)


@given(st.text(alphabet="ab $#{}[];\"'\\\n\t", max_size=60))
def test_any_text_is_read(text):
    _check_places(text)
    parsed({"nginx.conf": text})


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("a", "a"),
        ('"a b"', "a b"),
        ("'a;{b'", "a;{b"),
        (r'"a\"b"', 'a"b'),
        (r"a\;b", r"a\;b"),
        (r"a\tb", "a\tb"),
        ("a}b", "a}b"),
        ("a#b", "a#b"),
        ("it's", "it's"),
        ("${a}b", "${a}b"),
        ("x${a}", "x${a}"),
    ],
)
def test_words_as_nginx_takes_them(raw, value):
    (statement,) = tree_of(Source("f", f"x {raw};"), {}).directives
    assert statement.arguments == (value,)


def test_the_environment_fills_templates_in():
    text = "x http://${APP_HOST}:$APP_PORT/a $uri;"
    (statement,) = tree_of(Source("f", text), {"APP_HOST": "a", "uri": "no"}).directives
    assert statement.arguments == ("http://a:$APP_PORT/a", "$uri")


def test_code_of_lua_is_left_alone():
    text = "location / { content_by_lua_block { if x == '}' then y({}) end -- }\n } return 200; }"
    (outer,) = tree_of(Source("f", text), {}).directives
    assert [each.name for each in outer.inner] == ["content_by_lua_block", "return"]


def test_deep_nesting_ends():
    tree = tree_of(Source("f", "a { " * 5000), {})
    assert any("deep" in problem.message for problem in tree.problems)


def _only(text: str) -> Directive:
    (found,) = tree_of(Source("f", text), {}).directives
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a {\n    b 1;\n}\n", "a {\n    c 2;\n    b 1;\n}\n"),
        ("  a { # why\n    b 1;\n  }\n", "  a { # why\n      c 2;\n    b 1;\n  }\n"),
        ("a { b 1; }", "a {    c 2;\n b 1; }"),
    ],
)
def test_a_line_is_added_to_a_block(text, wanted):
    block = _only(text).block
    assert block
    changed = apply_edits(text, [insert_line(block, "c 2;")])
    assert changed == wanted
    assert [each.name for each in _only(changed).inner] == ["c", "b"]


def test_words_are_replaced_and_added():
    text = "a 'b c' d;"
    at = _only(text).at
    assert apply_edits(text, [replace_word(at.words[1], "x"), append_words(at, "y")]) == "a x d y;"


def test_samples_are_recognised():
    assert all(recognises(path, text) for path, text in FORMAT.samples)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "server:\n  port: 8080\n",
        "services:\n  nginx:\n    image: nginx\nconfigs:\n  n:\n    content: |\n      http {\n"
        "        server { listen 80; }\n      }\n",
        "vrrp_instance a {\n  state BACKUP\n}\n",
        "defaults\n  mode tcp\nfrontend a\n  bind :80\n",
        "int main() { return 0; }\n",
    ],
)
def test_other_files_are_not(text):
    assert not recognises("x", text)
