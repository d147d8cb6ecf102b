"""Patterns of declared formats: what is refused could hang, and what is accepted cannot."""

import contextlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.readers.declared_regex import LINE_CHARACTERS, PatternError, compiled

ACCEPTED = [
    r".*",
    r".* .*",
    r"(?P<a>.*?) status=(\d+) (?P<b>.*) end",
    r"\S+ \S+ \S+ (?P<a>\d+)/(\d+) \w+$",
    r"title='([^']*)' message='([^']*)'",
    r"(?:,\d+)*",
    r'"(?:[^"\\]|\\.)*"',
    r"(?:\w+=\S++ )*+x",
    r"(?:(?>\w+=\S+) )*x",
    r"(?:\d+\.){3}\d+",
    r"(?i)poll (ok|failed)$",
    r"a?b?c?d?",
    r"(\d{1,3}\.){3}\d{1,3}:\d{1,5}",
    r"\s*\s*x",
    r"failed: (.*) title='([^']*)' message='(.*)'$",
    r"[^ =]+=\S+(?: (?!vip=)[^ =]+=\S++)*+(?: vip=(\S*))?$",
    r"é+ü+x",
]
REFUSED = [
    r"(a+)+$",
    r"(a|a)*b",
    r"(ab|a|b)*c",
    r".*a.*b.*c",
    r"(\s*\w*)*x",
    r"(a?){40}b",
    r"(?:.*)*",
    r"\s*\s*\s*x",
    r".*aa.*bb.*cc",
    r"(?i)[a-z]+[A-Z]+[a-z]+b+x",
    r"a?" * 60 + "b",
    r"(\w+\s?)*x",
    r"(.*?,){11}P",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?:é|[^a])*é*b",
    r"(?:.+){20}x",
    r"(a)?(?(1)b|c)*d",
]


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_accepted_patterns_end(pattern):
    found = compiled(pattern)
    assert found.groups == re.compile(pattern).groups
    for piece in ("a", " ", "aA", "a=1 ", "1.", "\\", "'", " status=1", ",1", "é", "x=é ", '"', "vip=", "a b=c "):
        line = (piece * LINE_CHARACTERS)[:LINE_CHARACTERS]
        started = time.process_time()
        found.match(line)
        found.match(line[:-1] + "\0")
        assert time.process_time() - started < 5, f"{pattern} is busy with {piece!r}"


@pytest.mark.parametrize("pattern", REFUSED)
def test_refused_patterns_say_what_to_do(pattern):
    with pytest.raises(PatternError, match="keep this pattern busy") as caught:
        compiled(pattern)
    assert "possessive" in caught.value.hint


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "not a regular expression: missing ), unterminated subpattern at position 0"),
        ("(?P<a>x)(?P<a>y)", "redefinition of group name 'a'"),
        ("[z-a]", "bad character range z-a"),
        ("*", "nothing to repeat"),
        ("a{99999999999999999999}", "not a regular expression"),
    ],
)
def test_what_is_no_pattern(pattern, message):
    with pytest.raises(PatternError, match=re.escape(message)):
        compiled(pattern)


PIECES = [
    "a",
    "b",
    ".",
    "[ab]",
    "\\w",
    "a*",
    "b+",
    "a?",
    "(?:a|b)",
    "(?:a|ab)",
    "(?:a*b)*",
    "(?:a+)?",
    "a{2,5}",
    "b*?",
    "$",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from(["a", "b", "ab", "aab", "ba"]))
@settings(max_examples=150, deadline=None)
def test_whatever_is_accepted_ends(pieces, piece):
    try:
        found = compiled("".join(pieces))
    except PatternError:
        return
    started = time.process_time()
    found.match((piece * LINE_CHARACTERS)[: LINE_CHARACTERS - 1] + "\0")
    assert time.process_time() - started < 5


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_is_judged(pattern):
    with contextlib.suppress(PatternError):
        compiled(pattern)
