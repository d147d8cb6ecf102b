"""Typed access to YAML: the values, and the exact words when they are not what was wanted."""

import pytest

from checker.base.errors import InputError
from checker.base.yaml_places import Problems, read_yaml
from checker.base.yaml_section import Section, closest


def section(text, known=None):
    problems = Problems()
    return Section.of(read_yaml(text.encode(), "f.yaml"), "", problems, known)


def said(section):
    with pytest.raises(InputError) as caught:
        section.problems.raise_any()
    return str(caught.value)


def test_values():
    s = section("n: 3\nd: 1.5s\na: 10.0.0.1\nw: word\nmany: [x, y]\none: x\nempty:\n")
    assert (s.integer("n"), s.duration("d"), s.address("a")) == (3, 1_500_000_000, "10.0.0.1")
    assert s.text("w") == "word"
    assert [x.text for x in s.scalars("many")] == ["x", "y"]
    assert [x.text for x in s.scalars("one")] == ["x"]
    assert s.text("absent", "default") == "default"
    s.problems.raise_any()


WRONG = [
    ("n: x", lambda s: s.integer("n"), "f.yaml:1:4: 'n' must be a whole number, 0 or more, found 'x'"),
    ("n: 0", lambda s: s.integer("n", least=1), "f.yaml:1:4: 'n' must be a whole number, 1 or more, found '0'"),
    ("d: 6", lambda s: s.duration("d"), "f.yaml:1:4: 'd' must be a duration such as 100ms, 6s or 2m, found '6'"),
    ("a: 1.2.3", lambda s: s.address("a"), "f.yaml:1:4: 'a' must be an IP address, found '1.2.3'"),
    ("t: y", lambda s: s.one_of("t", ("on", "off")), "f.yaml:1:4: unknown t 'y'\n  hint: known here: on, off"),
    ("t: [x]", lambda s: s.text("t"), "f.yaml:1:4: 't' must be a text, found a list"),
    ("t: ", lambda s: s.text("t"), "f.yaml:1:3: 't' must be a text, found nothing"),
    ("t: [{a: b}]", lambda s: s.scalars("t"), "f.yaml:1:4: 't' must be a text or a list of texts, found a list"),
    ("t: x", lambda s: s.section("t"), "f.yaml:1:4: t must be a mapping, found 'x'"),
    ("t: x", lambda s: s.listed("t", ()), "f.yaml:1:4: 't' must be a list, found 'x'"),
    ("a: 1", lambda s: s.require("b"), "f.yaml:1:1: missing key 'b'"),
]


@pytest.mark.parametrize(("text", "ask", "message"), WRONG, ids=[m for _, _, m in WRONG])
def test_wrong_values(text, ask, message):
    s = section(text)
    ask(s)
    assert said(s) == message


def test_unknown_keys_are_named_with_the_nearest_known_one():
    outer = section("parameters:\n  fal: 3\n")
    outer.section("parameters", ("check.fall", "check.rise"))
    assert said(outer) == (
        "f.yaml:2:3: unknown key 'fal' under parameters; did you mean 'check.fall'?\n"
        "  hint: known here: check.fall, check.rise"
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("fal", "; did you mean 'check.fall'?"),
        ("CHECK.FALL", "; did you mean 'check.fall'?"),
        ("takover", "; did you mean 'vip.takeover'?"),
        ("zzz", ""),
    ],
)
def test_closest(name, found):
    assert closest(name, ("check.fall", "check.rise", "vip.takeover")) == found
