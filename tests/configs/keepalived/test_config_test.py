"""What keepalived accepts is read without a problem, and what it rejects is not."""

import pytest

from tests.configs.keepalived import daemon
from tests.configs.keepalived.accepted import ACCEPTED
from tests.configs.keepalived.corpus import config_id, files_of
from tests.configs.keepalived.faults import REJECTED
from tests.configs.keepalived.reading import parsed, problems

NEEDED = daemon.needed()


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_has_no_problem(name):
    assert problems(files_of(ACCEPTED[name])) == []


@pytest.mark.parametrize("name", REJECTED)
def test_what_is_rejected_has_a_problem(name):
    found = parsed(files_of(REJECTED[name])).problems
    assert found
    assert all(each.where and each.hint for each in found)


def test_there_are_enough_of_them():
    assert len(ACCEPTED) >= 100
    assert len(REJECTED) >= 30


@pytest.mark.slow
@NEEDED
def test_keepalived_accepts_them(tmp_path):
    said = daemon.config_tests(tmp_path, {name: (files_of(case), config_id(name)) for name, case in ACCEPTED.items()})
    assert {name: text for name, (status, text) in said.items() if status} == {}


@pytest.mark.slow
@NEEDED
def test_keepalived_rejects_them(tmp_path):
    said = daemon.config_tests(tmp_path, {name: (files_of(case), config_id(name)) for name, case in REJECTED.items()})
    assert [name for name, (status, _) in said.items() if not status] == []
