"""What HAProxy accepts is read without a problem, and what it rejects is not."""

import pytest

from tests.configs.haproxy import daemon
from tests.configs.haproxy.corpus import ACCEPTED
from tests.configs.haproxy.faults import REJECTED, UNSEEN
from tests.configs.haproxy.reading import problems


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_has_no_problem(name):
    assert problems(ACCEPTED[name]) == []


@pytest.mark.parametrize("name", REJECTED)
def test_what_is_rejected_has_a_problem(name):
    found = problems(REJECTED[name])
    assert found
    assert all(each.where for each in found)


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_left_to_haproxy_is_still_read(name):
    assert problems(UNSEEN[name]) == []


def test_there_are_enough_of_them():
    assert len(ACCEPTED) >= 150
    assert len(REJECTED) >= 80


@pytest.mark.slow
@daemon.needed()
def test_haproxy_accepts_them(tmp_path):
    said = {name: daemon.check(tmp_path / "haproxy.cfg", text) for name, text in ACCEPTED.items()}
    assert {name: text for name, (status, text) in said.items() if status} == {}


@pytest.mark.slow
@daemon.needed()
def test_haproxy_rejects_them(tmp_path):
    said = {name: daemon.check(tmp_path / "haproxy.cfg", text) for name, text in {**REJECTED, **UNSEEN}.items()}
    assert [name for name, (status, _) in said.items() if not status] == []
