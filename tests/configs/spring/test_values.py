"""Numbers, durations and placeholders as Spring Boot reads them."""

import pytest

from checker.base.places import Place
from checker.configs.setting import Setting, Unknown
from checker.configs.spring.values import duration, number, parse_spring_duration, resolve
from checker.configs.words import Statement, Word

HERE = Statement((Word("k", "k", 0, Place("f", 1)),))


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10s", 10_000),
        ("10000", 10_000),
        ("500ms", 500),
        ("PT10S", 10_000),
        ("pt1m30s", 90_000),
        ("PT0.5S", 500),
        ("P1DT1H", 90_000_000),
        ("2m", 120_000),
        ("-1s", -1000),
    ],
)
def test_durations(text, ms):
    assert parse_spring_duration(text) == ms * 1_000_000


@pytest.mark.parametrize("text", ["", "10 seconds", "1.5s", "PT", "P", "s", "10x"])
def test_no_durations(text):
    with pytest.raises(ValueError, match="not a duration"):
        parse_spring_duration(text)
    assert isinstance(duration(Setting(text, HERE)).known, Unknown)


def test_the_unit_of_a_bare_number_is_that_of_the_property():
    assert duration(Setting("10", HERE), 10**9).value == 10**10


def test_numbers():
    assert number(Setting(" 8080 ", HERE)).value == 8080
    assert isinstance(number(Setting("80x", HERE)).known, Unknown)


@pytest.mark.parametrize(
    ("text", "value"),
    [("${a}", "1"), ("x${a}y${b}", "x1y1"), ("${c:2}", "2"), ("${c:${a}}", "1"), ("${c:http://x:80}", "http://x:80")],
)
def test_placeholders(text, value):
    values = {"a": Setting("1", HERE), "b": Setting("${a}", HERE)}
    assert resolve(Setting(text, HERE), values.get).known == value


@pytest.mark.parametrize("text", ["${c}", "${loop}", "@project.version@", "${c:${d}}"])
def test_what_is_unknown(text):
    values = {"loop": Setting("${loop}", HERE)}
    assert isinstance(resolve(Setting(text, HERE), values.get).known, Unknown)
