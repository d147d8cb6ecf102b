"""Diagrams of many systems, in which nothing is wrong: no rule says that anything is."""

from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.model.spec import load_spec
from checker.prove.diagrams import findings, texts_of
from checker.prove.diagrams.page import site_of
from tests.prove.diagrams.drawings import KNOWN

FOLDER = Path(__file__).parent / "clean"
DRAWN = sorted(FOLDER.glob("*.mmd"))


def _contract(path):
    beside = path.with_suffix(".yaml")
    if beside.exists():
        (found,) = load_spec(beside, KNOWN)
        return found
    return texts_of(path.name, path.read_bytes())


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_nothing_is_wrong(path):
    found = [f for f in findings(_contract(path)) if f.severity != Severity.INFO]
    assert not [f"{each.code} {each.where}: {each.message}" for each in found]


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_it_draws_something(path):
    (page,) = site_of(_contract(path)).pages
    assert len(page.chart.events) >= 15


def test_there_are_twenty_of_them_and_more():
    assert len(DRAWN) >= 20
    assert len({path.stem for path in DRAWN if path.with_suffix(".yaml").exists()}) >= 3


def test_most_tell_of_a_crash_that_the_rules_look_at():
    crashes = [p for p in DRAWN if any(t.kind == "crash" for t in site_of(_contract(p)).pages[0].told)]
    assert len(crashes) >= 14
