"""What is wrong in a model of a pool is seen by its properties, its times or its tests, or it is told why not."""

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.prove.mutants import Question, Subject, killed, questions
from tests.prove.subjects import SUBJECTS

EXPLAINED: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("survivors.yaml").read_text("utf-8"))
# In CI only one of so many mutants is tried.
SAMPLE = {"pool": 12, "routing": 4, "persistent routing": 4}


@cache
def _subject(name: str) -> tuple[Subject, tuple[Question, ...]]:
    subject = SUBJECTS[name]()
    return subject, questions(subject)


def _survivors(name: str, every: int) -> tuple[set[str], set[str]]:
    """Return the names of all mutants that were tried, and of those that nothing gave away."""
    subject, known = _subject(name)
    tried = subject.mutants[::every]
    return {each.name for each in tried}, {each.name for each in tried if not killed(known, subject, each)}


def _compared(name: str, every: int) -> int:
    """Hold the survivors against those that are explained, both ways; return how many mutants there were."""
    tried, found = _survivors(name, every)
    explained = {each for each in tried if any(fnmatchcase(each, pattern) for pattern in EXPLAINED[name])}
    assert found - explained == set(), "nothing sees what is wrong in these"
    assert explained - found == set(), "these are seen, and need no reason any more"
    return len(tried)


def test_every_reason_is_one() -> None:
    assert EXPLAINED.keys() == SUBJECTS.keys()
    assert all(why for reasons in EXPLAINED.values() for why in reasons.values())


def test_every_reason_is_of_some_mutant() -> None:
    for name, reasons in EXPLAINED.items():
        names = [each.name for each in SUBJECTS[name]().mutants]
        unused = [pattern for pattern in reasons if not any(fnmatchcase(each, pattern) for each in names)]
        assert unused == [], name


@pytest.mark.slow
def test_mutants_by_sample_are_seen() -> None:
    assert sum(_compared(name, SAMPLE[name]) for name in SUBJECTS) >= 60


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SUBJECTS)
def test_mutants_are_seen(name: str) -> None:
    assert _compared(name, 1) > 0
