"""Whatever is cut out of a text, what is left knows where it stood."""

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram.locate import Edited, Locator


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


def test_a_span_over_a_cut_ends_where_its_last_character_stood():
    edited = Edited("ab\ncdef")
    edited.cut([(1, 5)])
    assert edited.text == "aef"
    span = Locator("ab\ncdef", edited, "f", 1, ()).span(0, 2)
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 1, 2, 4)


def test_indents_shift_the_columns_of_their_lines():
    text = "a\nb\nc"
    locator = Locator(text, Edited(text), "f", 10, (2, 4))
    assert [(locator.span(i, i + 1).line, locator.span(i, i + 1).column) for i in (0, 2, 4)] == [
        (10, 3),
        (11, 5),
        (12, 1),
    ]
