"""Lines of HAProxy that nobody understood, while a server is DOWN: that no request was read is no proof of none."""

from __future__ import annotations

import pytest

from tests.pipeline.logs import Haproxy
from tests.pipeline.running import HOLDS, INCONCLUSIVE, NOT_EXERCISED, ROUTED, of, routed, run, told_lines, with_verdict


def outage() -> Haproxy:
    """A server that is DOWN from 10 to 20, and a request to another one meanwhile."""
    log = Haproxy()
    log.session(12, "pgb1")
    log.down(10)
    log.up(20)
    return log


def unread(log: Haproxy, at: float, program: str = "") -> int:
    return log.say(at, "192.168.1.50:50000 XX pgsql_front pgbouncer_back/pgb2 1/0/5 527", program=program)


def test_a_line_that_nobody_understood_while_a_server_is_down_leaves_it_open(tmp_path):
    log = outage()
    first, last = unread(log, 13), unread(log, 15)
    outcome = run(log.write(tmp_path), select=(ROUTED,))
    found = of(outcome, ROUTED)
    assert (outcome.exit_status, found.verdict, found.exercised) == (3, INCONCLUSIVE, 2)
    (open_,) = with_verdict(found, INCONCLUSIVE)
    assert "2 lines of " in open_.why
    assert "from 19:00:12.999 to 19:00:15.000" in open_.why
    assert [line for _, line in told_lines(found, INCONCLUSIVE)] == [first]
    assert last == first + 1
    assert "format" in found.settles


@pytest.mark.parametrize(
    ("at", "program", "exercised"),
    [(5, "", 1), (25, "", 1), (15, "checkd", 1)],
    ids=["before", "after", "another-program"],
)
def test_lines_that_cannot_tell_of_a_request_to_a_down_server_leave_nothing_open(tmp_path, at, program, exercised):
    log = outage()
    unread(log, at, program)
    found = routed(log.write(tmp_path))
    assert (found.verdict, found.exercised) == (HOLDS, exercised)


def test_a_log_of_which_no_session_line_was_understood_is_not_taken_for_one_without_requests(tmp_path):
    log = Haproxy()
    log.down(10)
    for at in range(11, 20):
        unread(log, at)
    found = routed(log.write(tmp_path))
    assert (found.verdict, found.exercised) == (INCONCLUSIVE, 1)
    quiet = Haproxy()
    for at in range(11, 20):
        unread(quiet, at)
    quiet.session(20)
    assert routed(quiet.write(tmp_path / "quiet")).verdict is NOT_EXERCISED


def test_a_line_without_a_known_time_counts_for_as_long_as_its_log_was_heard(tmp_path):
    log = outage()
    log.raw("hap1 haproxy[31]: 192.168.1.50:50000 XX pgsql_front pgbouncer_back/pgb2 1/0/5 527")
    found = routed(log.write(tmp_path))
    assert (found.verdict, found.exercised) == (INCONCLUSIVE, 2)
