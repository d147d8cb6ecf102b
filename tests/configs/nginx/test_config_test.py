"""Ours takes what `nginx -t` takes, and says what is wrong with most of what it refuses."""

from __future__ import annotations

import random

import pytest

from tests.configs.nginx import daemon
from tests.configs.nginx.corpus import ACCEPTED, REFUSED
from tests.configs.nginx.reading import faults, parsed


@pytest.mark.parametrize("name", ACCEPTED)
def test_takes(name):
    assert faults(ACCEPTED[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_tells(name):
    text, words = REFUSED[name]
    problems = parsed({"nginx.conf": text}).problems
    if words is None:
        assert problems == ()
    else:
        assert any(words in problem.message for problem in problems), problems


@daemon.needed
@pytest.mark.parametrize("name", ACCEPTED)
def test_nginx_takes(name, tmp_path):
    assert daemon.verdict(tmp_path, ACCEPTED[name])[0], daemon.verdict(tmp_path, ACCEPTED[name])[1]


@daemon.needed
@pytest.mark.parametrize("name", REFUSED)
def test_nginx_refuses(name, tmp_path):
    assert not daemon.verdict(tmp_path, REFUSED[name][0])[0]


def _mutated(text: str, chance: random.Random) -> str:
    """Return a text with a few pieces of others in place of its own."""
    pieces = ["{", "}", ";", '"', "'", "\\", "#", "$", "${", " ", "\n", "on", "off", "x", "1s", "publish", "live on;"]
    for _ in range(chance.randint(1, 2)):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice(["", *pieces]) + text[start + chance.choice([0, 0, 1, 1, 4]) :]
    return text


@pytest.mark.slow
@daemon.needed
def test_what_nginx_takes_is_taken(tmp_path):
    """A mutated file that nginx still takes has no problem; there are some hundred of them."""
    chance, taken = random.Random(5), 0
    for text in [_mutated(text, chance) for text in ACCEPTED.values() for _ in range(40)]:
        if daemon.verdict(tmp_path, text)[0]:
            taken += 1
            assert faults(text) == [], text
    assert taken > 100
