"""What the options of a check mean, and how a wrong one is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.time import NS_PER_MS, NS_PER_S
from checker.pipeline.request import parse_clocks, parse_gaps


@pytest.mark.parametrize(
    ("text", "source", "offset", "unsure"),
    [
        ("hap2=+200ms±50ms", "hap2", 200 * NS_PER_MS, 50 * NS_PER_MS),
        ("hap2=-0.2s+-50ms", "hap2", -200 * NS_PER_MS, 50 * NS_PER_MS),
        ("hap2=3s+/-1ms", "hap2", 3 * NS_PER_S, NS_PER_MS),
        ("hap2=±50ms", "hap2", 0, 50 * NS_PER_MS),
        (" capture =1h", "capture", 3600 * NS_PER_S, 0),
        ("hap1=0±20ms", "hap1", 0, 20 * NS_PER_MS),
        ("hap1=-0.0+-0", "hap1", 0, 0),
    ],
)
def test_clocks(text, source, offset, unsure):
    (clock,) = parse_clocks([text])
    assert (clock.source, clock.offset, clock.uncertainty) == (source, offset, unsure)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hap2",
        "hap2=",
        "=3s",
        "hap2=3",
        "hap2=3 parsecs",
        "hap2=0 parsecs",
        "hap2=0.01",
        "hap2=.",
        "hap2=3s±",
        "hap2=±-3s",
        "hap2=±",
    ],
)
def test_a_clock_that_cannot_be_read_says_how_to_write_one(text):
    with pytest.raises(InputError) as caught:
        parse_clocks([text])
    assert "SOURCE=OFFSET" in caught.value.hint
    assert repr(text) in str(caught.value)


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_any_clock_is_read_back(offset, unsure):
    (clock,) = parse_clocks([f"h={offset:+d}ms±{unsure}ms"])
    assert (clock.offset, clock.uncertainty) == (offset * NS_PER_MS, unsure * NS_PER_MS)


def test_gaps_with_and_without_a_zone():
    texts = [
        "hap1=2026-11-21T19:00:00Z/2026-11-21T19:00:01.5Z",
        "hap1=2026-11-21T19:00:00/2026-11-21T19:00:01.500",
        "hap1=2026-11-22T00:30:00+05:30/2026-11-22T00:30:01.5+05:30",
    ]
    one, two, three = parse_gaps(texts)
    assert one == two == three
    assert one.time.hi - one.time.lo == 1_500_000_000


@pytest.mark.parametrize(
    "text",
    ["", "hap1", "hap1=", "hap1=a/b", "hap1=2026-11-21T19:00:00Z", "hap1=2026-11-21T19:00:01Z/2026-11-21T19:00:00Z"],
)
def test_a_gap_that_cannot_be_read_says_how_to_write_one(text):
    with pytest.raises(InputError) as caught:
        parse_gaps([text])
    assert "SOURCE=FROM/TO" in caught.value.hint


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for parse in (parse_clocks, parse_gaps):
        try:
            assert len(parse([text])) == 1
        except InputError as error:
            assert error.hint
