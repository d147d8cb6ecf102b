"""What the script gets: every instant, count and text of a timeline, small, and exact."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_S, Interval
from checker.model.timeline import Density, Happening, Lane, Timeline
from checker.report.html.data import in_html, timeline_data
from checker.report.html.places import Places
from checker.report.html.rows import rows_of
from tests.report.html.strategies import timelines
from tests.report.strategies import texts

PLACES = Places({}, {})


def told(timeline: Timeline) -> dict:
    return json.loads(in_html(timeline_data(timeline.span, rows_of(timeline, (), "t1"), PLACES)))


@given(timelines())
@settings(max_examples=60)
def test_it_says_of_each_row_what_the_timeline_says(timeline):
    data = told(timeline)
    rows = rows_of(timeline, (), "t1")
    assert data["seconds"] * NS_PER_S + data["rest"] == timeline.span.lo
    assert data["end"] < 2**53 and data["end"] == (timeline.span.hi - timeline.span.lo) // data["unit"]
    assert list(data["rows"]) == [row.id for row in rows]
    for row in rows:
        written = data["rows"][row.id]
        match row.shows:
            case Lane(bands=bands):
                assert [word[0] for word in (band.known for band in bands)] == list(written["known"])
                starts = [(band.lo - timeline.span.lo) // data["unit"] for band in bands]
                assert written["bands"] == starts
                assert all(data["words"][n].startswith(b.why) for n, b in zip(written["why"], bands, strict=True))
            case Density(counts=counts):
                assert unpacked(written["counts"]) == list(counts)
            case _:
                assert len(written["ticks"]) == 2 * len(written["why"]) == 2 * len(written["alarm"])


def unpacked(counts: list[int]) -> list[int]:
    return [each for count in counts for each in ([0] * -count if count < 0 else [count])]


def test_an_hour_of_silence_is_one_number():
    span = Interval(0, 3600 * NS_PER_S)
    counts = (*[0] * 1800, 4, *[0] * 1799)
    data = told(Timeline("s", span, (), (Density("g", "l", "o", "s", 0, NS_PER_S, counts),)))
    assert data["rows"]["t1-1"]["counts"] == [-1800, 4, -1799]


def test_a_text_that_occurs_often_is_written_once():
    span = Interval(0, 100)
    ticks = tuple(Happening("g", "the same", "o", "s", Interval(n, n)) for n in range(9))
    assert told(Timeline("s", span, (), (), ticks))["words"] == ["the same"]


@given(texts | st.text(alphabet="<>&/scrip!-\u2028\u2029"))
def test_no_text_can_end_the_element_that_holds_it(text):
    written = in_html({"text": text})
    assert not set("<>&") & set(written) and written.isascii()
    assert json.loads(written) == {"text": text}
