"""Times of declared formats: layouts, epochs, zones, and stamps that mean nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US, Interval
from checker.readers.declared_times import Clock, layout
from checker.readers.reader import Context

# 2026-11-21T19:13:36Z
AT = 1_795_288_416 * NS_PER_S
HOUR = 3600 * NS_PER_S
CONTEXT = Context("x", reference_ns=AT)


def read(layouts, stamp, zone_ns=None, resolution=0, context=CONTEXT):
    each = [layouts] if isinstance(layouts, str) else layouts
    return Clock(tuple(layout(one) for one in each), zone_ns, resolution).read(stamp, context)


def at(after_ns, width):
    return Interval(AT + after_ns, AT + after_ns + width - 1)


STAMPS = {
    ("iso", "2026-11-21T19:13:36.049Z"): at(49 * NS_PER_MS, NS_PER_MS),
    ("iso", "2026-11-21 19:13:36,049"): at(49 * NS_PER_MS, NS_PER_MS),
    ("iso", "2026-11-21T20:13:36+01:00"): at(0, NS_PER_S),
    ("iso", "2026-11-21T19:13:36.123456789123Z"): at(123456789, 1),
    ("iso", "2026-11-21T19:13Z"): at(-36 * NS_PER_S, 60 * NS_PER_S),
    ("epoch", "1795288416"): at(0, NS_PER_S),
    ("epoch", "1795288416.049"): at(49 * NS_PER_MS, NS_PER_MS),
    ("epoch", "1795288416.123456789123"): at(123456789, 1),
    ("epoch-ms", "1795288416049"): at(49 * NS_PER_MS, NS_PER_MS),
    ("epoch-ms", "1795288416049.5"): at(49 * NS_PER_MS + 500 * NS_PER_US, 100 * NS_PER_US),
    ("epoch-us", "1795288416049001"): at(49_001 * NS_PER_US, NS_PER_US),
    ("epoch-ns", "1795288416049001002"): at(49_001_002, 1),
    ("%Y-%m-%d %H:%M:%S,%f", "2026-11-21 19:13:36,049"): at(49 * NS_PER_MS, NS_PER_MS),
    ("%d/%b/%Y:%H:%M:%S %z", "21/Nov/2026:20:13:36 +0100"): at(0, NS_PER_S),
    ("%d. %B %y %I:%M:%S %p", "21. November 26 07:13:36 PM"): at(0, NS_PER_S),
    ("%m/%d/%Y %I:%M %p", "11/21/2026 12:13 AM"): at(-19 * HOUR - 36 * NS_PER_S, 60 * NS_PER_S),
    ("%a %b %e %H:%M:%S %Z %Y", "Sat Nov 21 20:13:36 CET 2026"): at(0, NS_PER_S),
    ("%b %d %H:%M:%S", "Nov 21 19:13:36"): at(0, NS_PER_S),
    ("100%% %Y%m%d%H%M%S", "100% 20261121191336"): at(0, NS_PER_S),
}


@pytest.mark.parametrize(("words", "stamp"), STAMPS)
def test_each_layout(words, stamp):
    assert read(words, stamp) == STAMPS[words, stamp]


def test_the_first_that_fits():
    assert read(["epoch", "iso"], "2026-11-21T19:13:36Z") == at(0, NS_PER_S)


def test_zones():
    bare = "2026-11-21T19:13:36"
    assert read("iso", bare, context=Context("x", zone_ns=HOUR)) == at(-HOUR, NS_PER_S)
    assert read("iso", bare, 2 * HOUR, context=Context("x", zone_ns=HOUR)) == at(-2 * HOUR, NS_PER_S)
    assert read("iso", bare + "Z", 2 * HOUR) == at(0, NS_PER_S)


def test_a_stated_resolution_is_believed():
    assert read("epoch", "1795288416.5", resolution=NS_PER_US) == at(500 * NS_PER_MS, NS_PER_US)


def test_a_stamp_without_a_year_belongs_to_the_nearest():
    new_year = Context("x", reference_ns=AT + 45 * 86400 * NS_PER_S)
    assert read("%b %d %H:%M:%S", "Nov 21 19:13:36", context=new_year) == at(0, NS_PER_S)


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        ("iso", ""), ("iso", "2026-13-21T19:13:36Z"), ("iso", "2026-11-31T19:13:36Z"), ("iso", "2026-11-21T25:13:36Z"),
        ("iso", "yesterday"), ("epoch", "x"), ("epoch", "-1"), ("epoch", "1e9"), ("epoch", "9" * 25),
        ("%d/%b/%Y %H:%M", "21/Foo/2026 19:13"), ("%d/%b/%Y %I:%M %p", "21/Nov/2026 13:13 PM"),
        ("%Y-%m-%d %H:%M:%S", "2026-11-21 19:13:36.5"),
    ],
)  # fmt: skip
def test_what_is_no_time(words, stamp):
    assert read(words, stamp) is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("%Q", "a layout has no %Q; known here"),
        ("%H:%M:%", "a layout has no %;"),
        ("%H:%M:%S", "must give month, day, hour and minute"),
        ("%Y-%m-%d", "must give month, day, hour and minute"),
        ("%m %d %I:%M", "must give month, day, hour and minute"),
        ("%Y %Y %m %d %H %M", "gives something twice"),
        ("%m %b %d %H %M", None),
    ],
)
def test_layouts_that_cannot_be(words, message):
    if message is None:
        layout(words)
        return
    with pytest.raises(ValueError, match=message):
        layout(words)


@given(st.text(max_size=40), st.sampled_from(["iso", "epoch", "epoch-ns", "%b %d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f%z"]))
def test_any_stamp_is_read(stamp, words):
    read(words, stamp)
