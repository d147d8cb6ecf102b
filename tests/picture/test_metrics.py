"""Measured texts: the widths that the makers of the face publish, and never less than a text takes."""

import pytest

from checker.picture.metrics import is_measured, width


@pytest.mark.parametrize(
    ("text", "thousandths"),
    # the widths that the metrics of Helvetica give (Adobe Font Metrics), in 1/1000 of the size
    [("A", 667), ("a", 556), ("i", 222), ("W", 944), (" ", 278), ("@", 1015), ("0", 556), ("~", 584), ("—", 1000)],
)
def test_characters_are_as_wide_as_published(text: str, thousandths: int):
    assert width(text, 1000) == pytest.approx(thousandths, abs=1)


def test_a_text_is_as_wide_as_its_characters_and_grows_with_the_size():
    assert width("Wave", 13) == pytest.approx(sum(width(c, 13) for c in "Wave"))
    assert width("Wave", 26) == pytest.approx(2 * width("Wave", 13))
    assert width("", 13) == 0


def test_characters_that_the_face_does_not_have_get_room():
    assert width("日", 10) >= 10 and width("🙂", 10) >= 10 and width("✓", 10) >= 10
    assert width("e\u0301", 10) == width("e", 10)
    assert is_measured("plain") and not is_measured("日")
