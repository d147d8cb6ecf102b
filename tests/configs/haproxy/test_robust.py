"""Whatever the bytes are: nothing is raised, every word stands where it says, and nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.configs.formats.haproxy import FORMAT
from checker.configs.haproxy.preprocess import read_files
from checker.configs.source import Source, Surroundings, decode, encode
from tests.configs.haproxy.corpus import ACCEPTED
from tests.configs.haproxy.effective import VARIED
from tests.configs.haproxy.faults import REJECTED

TEXTS = [*ACCEPTED.values(), *VARIED.values(), *REJECTED.values()]


def words_of(text: str) -> list[tuple[int, str]]:
    """Return the words of a text that stand in it, by their offsets."""
    found = {}
    for answer in (True, False):
        read = read_files([Source("x", text)], {}, dict.fromkeys(("feature(OPENSSL)", "defined(PATH)"), answer))
        for statement in read.statements:
            found.update({word.start: word.raw for word in statement.words})
    return sorted(found.items())


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in {**ACCEPTED, **VARIED}.items()])
def test_round_trip(text):
    at, pieces = 0, []
    for start, raw in words_of(text):
        pieces += [text[at:start], raw]
        at = start + len(raw)
    assert "".join([*pieces, text[at:]]) == text


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in ACCEPTED.items() if ".if" not in text])
def test_nothing_but_blanks_and_comments_stands_between_words(text):
    left = list(text)
    for start, raw in words_of(text):
        left[start : start + len(raw)] = " " * len(raw)
    assert all(not line.partition("#")[0].strip(" \t\v\f\r") for line in "".join(left).split("\n"))


@st.composite
def mutated(draw):
    """Return one of the configurations with bytes changed, dropped, doubled or cut."""
    data = bytearray(encode(draw(st.sampled_from(TEXTS))))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        end = min(at + draw(st.integers(0, 12)), len(data))
        data[at:end] = draw(st.one_of(st.binary(max_size=4), st.just(bytes(data[at:end] * 2)), st.just(b'\n.if "$')))
    return bytes(data)


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_mutations(data):
    text = decode(data)
    FORMAT.recognises("haproxy.cfg", text)
    parsed = FORMAT.parse([Source("haproxy.cfg", text)], Surroundings())
    assert len(parsed.facts) == 1
    assert all(text[start : start + len(raw)] == raw for start, raw in words_of(text))
    assert encode(text) == data


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data):
    FORMAT.parse([Source("haproxy.cfg", decode(data))], Surroundings())


def test_the_captures_of_real_processes():
    """Each configuration that was captured with its traces is read without a problem."""
    found = sorted((Path(__file__).parents[3] / "traces").rglob("haproxy*.cfg"))
    for path in found:
        text = decode(path.read_bytes())
        assert FORMAT.recognises(str(path), text)
        assert FORMAT.parse([Source(str(path), text)], Surroundings()).problems == ()
