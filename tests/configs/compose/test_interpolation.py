"""Variables in values, as the compose specification has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.interpolation import Expanded, expand
from checker.configs.setting import Unknown

VALUES = {"A": "1", "EMPTY": "", "B": "$A"}


def look_up(name):
    return Expanded(VALUES[name]) if name in VALUES else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x", "x"),
        ("$A", "1"),
        ("${A}2", "12"),
        ("$$A", "$A"),
        ("${X:-d}", "d"),
        ("${X-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${X:-${A}}", "1"),
        ("${X:-http://[::1]/${A:-2}}", "http://[::1]/1"),
        ("${A:?must}", "1"),
        ("${A:+yes}", "yes"),
        ("${EMPTY:+yes}", ""),
        ("${EMPTY+yes}", "yes"),
        ("${X:+yes}", ""),
        ("$B", "$A"),
        ("${", "${"),
        ("$", "$"),
        ("$1", "$1"),
    ],
)
def test_what_a_text_becomes(text, value):
    assert expand(text, look_up).known == value


@pytest.mark.parametrize("text", ["$X", "${X}", "a${X}b", "${X:?has to be}", "${EMPTY:?x}", "${X:-$Y}"])
def test_what_nothing_sets_is_unknown(text):
    assert isinstance(expand(text, look_up).known, Unknown)


@given(st.text(alphabet="$A{}:-+?X", max_size=30))
def test_no_text_makes_it_fail(text):
    expand(text, look_up)
