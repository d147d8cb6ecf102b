"""Each step before the grammar on its own."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import clean
from checker.diagram.locate import Edited

SPACE = f"[{clean.SPACES}]"


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


@settings(max_examples=300, deadline=None)
@given(st.text(" \n%{x\u2028", max_size=25))
def test_comment_lines_as_one_expression_would_find_them(text):
    edited = Edited(text)
    edited.cut(clean.comment_lines(text))
    slow = re.sub(rf"(?:\A|(?<=[\n\u2028\u2029])){SPACE}*%%(?!\{{)[^\n]+\n?", "", text)
    assert edited.text == slow.lstrip(clean.STRIP)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["style", ":", "#", ";", " ", "a", "\n", "\u2028"]), max_size=20).map("".join))
def test_lost_semicolons_as_one_expression_would_find_them(text):
    edited = Edited(text)
    edited.cut(clean.lost_semicolons(text, "style"))
    dot = "[^\n\u2028\u2029]"
    assert edited.text == re.sub(rf"style{dot}*:[^{clean.SPACES}]*#{dot}*;", lambda m: m[0][:-1], text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["<", ">", "a", '="', '"', " ", "\n"]), max_size=20).map("".join))
def test_quotes_in_tags_as_one_expression_would_find_them(text):
    slow = re.sub(r"<(\w+)([^>]*)>", lambda m: f"<{m[1]}" + re.sub(r'="([^"]*)"', r"='\1'", m[2]) + ">", text)
    assert clean.quote_tags(text) == slow


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a%%{init: {'x': 1}}%%b", "ab"),
        ("a%%{x}%%b", "ab"),
        ("a%%{init: abc def}%%b", "adef}%%b"),
        ("a%%{ }%%b", "a%%{ }%%b"),
        ("a%%{init: {\nb", "a"),
        ("a%%{wrap b", "a"),
    ],
)
def test_directives(text, left):
    edited = Edited(text)
    edited.cut(clean.directives(text))
    assert edited.text == left


def test_line_ends():
    assert clean.newlines("a\r\nb\rc\n") == "a\nb\nc\n"


@settings(max_examples=300, deadline=None)
@given(st.text("a%\n\u2028", max_size=20))
def test_bare_as_one_expression_would_find_it(text):
    assert clean.bare(text) == re.sub("%%[^\n\u2028\u2029]*\n", "\n", text)
