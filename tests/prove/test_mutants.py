"""What is wrong in a model of a role is seen by its properties, its times or its tests, or it is told why not."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from tests.prove.killing import Killers
from tests.prove.mutants import Mutant
from tests.prove.subjects import SUBJECTS

EXPLAINED: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("survivors.yaml").read_text("utf-8"))
# In CI one of so many mutants of each role is tried, and those of which a reason is told are not; of the pool, whose
# times take long to find out, one of fewer, which its tests by hand see.
SAMPLE = {name: 25 if name == "pool" else 17 for name in SUBJECTS}


def _explained(name: str, mutant: Mutant) -> bool:
    return any(fnmatchcase(mutant.name, pattern) for pattern in EXPLAINED.get(name, ()))


def test_every_reason_is_one() -> None:
    assert EXPLAINED.keys() <= SUBJECTS.keys()
    assert all(why for reasons in EXPLAINED.values() for why in reasons.values())


def test_every_reason_is_of_some_mutant() -> None:
    for name, reasons in EXPLAINED.items():
        names = [each.name for each in SUBJECTS[name]().mutants]
        unused = [pattern for pattern in reasons if not any(fnmatchcase(each, pattern) for each in names)]
        assert unused == [], name


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBJECTS)
def test_mutants_by_sample_are_seen(name: str) -> None:
    killers = Killers(SUBJECTS[name]())
    tried = [each for each in killers.subject.mutants[:: SAMPLE[name]] if not _explained(name, each)]
    assert tried
    assert [each.name for each in tried if not killers.killing(each)] == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SUBJECTS)
def test_mutants_are_seen(name: str) -> None:
    killers = Killers(SUBJECTS[name]())
    found = {each.name for each in killers.subject.mutants if not killers.killing(each)}
    explained = {each.name for each in killers.subject.mutants if _explained(name, each)}
    assert found - explained == set(), "nothing sees what is wrong in these"
    assert explained - found == set(), "these are seen, and need no reason any more"
