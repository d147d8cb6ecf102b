"""Texts in lines: within the room, complete, as few lines as fit, broken where that reads well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.picture.metrics import width
from checker.picture.wrapping import LONGEST, narrowest, widest, wrapped

TEXTS = st.text("abcdefg ABC 0123.:/-_()ß→日", max_size=60)


@given(TEXTS, st.floats(20, 400))
def test_lines_fit_and_hold_all(text: str, room: float):
    lines = wrapped((text,), room, 13)
    assert all(width(line, 13) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.floats(20, 400))
def test_fewer_lines_do_not_fit(text: str, room: float):
    lines = wrapped((text,), room, 13)
    assert not lines or widest((text,), 13) >= (len(lines) - 1) * room * 0.4


@given(TEXTS)
def test_words_of_common_length_are_whole_at_the_narrowest(text: str):
    room = narrowest((text,), 13)
    lines = " ".join(wrapped((text,), room + 0.01, 13)).split()
    for word in text.split():
        if width(word, 13) <= LONGEST * 13:
            assert word in lines


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 100, ()),
        ("one", 100, ("one",)),
        ("Route to Master (Priority 101)", 100, ("Route to Master", "(Priority 101)")),
        ("a lone word more", 95, ("a lone", "word more")),
        ("failed after 2.00 s", 70, ("failed after", "2.00 s")),
        ("spring-boot-app-secondary:8081", 110, ("spring-boot-app-", "secondary:8081")),
        ("consecutiveFailures++", 90, ("consecutive", "Failures++")),
        ("rtmp://127.0.0.1:1935/hls", 90, ("rtmp://", "127.0.0.1:", "1935/hls")),
        ("x" * 30, 100, ("x" * 15, "x" * 15)),
    ],
)
def test_where_lines_break(text: str, room: float, lines: tuple[str, ...]):
    assert wrapped((text,), room, 13) == lines


def test_lines_of_the_author_are_kept():
    assert wrapped(("one", "", "two"), 100, 13) == ("one", "", "two")
