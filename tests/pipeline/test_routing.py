"""No request to a DOWN server: small logs, each with one thing in it that a naive reading gets wrong."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.cli import main
from checker.model.outcome import PropertyOutcome
from tests.pipeline.logs import Haproxy, Keepalived, Log, instant, shuffled
from tests.pipeline.running import (
    HOLDER,
    HOLDS,
    INCONCLUSIVE,
    NOT_EXERCISED,
    ROUTED,
    VIOLATED,
    of,
    routed,
    run,
    told_lines,
    with_verdict,
)


def outage(log: Haproxy, down: float = 10, up: float = 20) -> Haproxy:
    """A server that goes DOWN and comes UP, and requests to the other one before, meanwhile and after."""
    for at in (5, 12, 25):  # lines 1, 2 and 3
        log.session(at, "pgb1")
    log.down(down)
    log.up(up)
    return log


def lines(found: PropertyOutcome, verdict=VIOLATED) -> list[int]:
    return [line for _, line in told_lines(found, verdict)]


def test_a_request_to_a_down_server_is_violated_and_exits_with_1(tmp_path):
    log = outage(Haproxy())
    guilty = log.session(15)
    outcome = run(log.write(tmp_path))
    assert outcome.exit_status == 1
    assert lines(of(outcome, ROUTED)) == [guilty]
    assert of(outcome, ROUTED).violations == 1


def test_requests_to_other_servers_hold_and_exit_with_0(tmp_path):
    outcome = run(outage(Haproxy()).write(tmp_path), select=(ROUTED, HOLDER))
    assert (outcome.exit_status, of(outcome, ROUTED).verdict, of(outcome, ROUTED).exercised) == (0, HOLDS, 1)
    assert of(outcome, HOLDER).verdict is NOT_EXERCISED


def test_without_any_down_nothing_was_exercised_which_is_said_and_exits_with_3(tmp_path):
    log = Haproxy()
    for at in (1, 2, 3):
        log.session(at)
    outcome = run(log.write(tmp_path))
    found = of(outcome, ROUTED)
    assert (outcome.exit_status, found.verdict, found.exercised) == (3, NOT_EXERCISED, 0)
    assert "DOWN" in found.why
    assert "no source shows any" in found.why


@pytest.mark.parametrize("content", ["", "\n\n", "\n" * 5000])
def test_an_empty_log_is_not_exercised(tmp_path, content):
    path = tmp_path / "haproxy.log"
    path.write_text(content)
    outcome = run(path)
    assert outcome.exit_status == 3
    assert {p.verdict for p in outcome.properties} == {NOT_EXERCISED}
    assert [n.code for n in outcome.notes] == ["nothing-recognised"]


def test_a_line_logged_long_after_the_server_came_up_again_still_violates(tmp_path):
    log = outage(Haproxy(), 10, 20)
    guilty = log.session(15, lasts=8000)  # logged at 23, when the server is UP
    assert lines(routed(log.write(tmp_path))) == [guilty]


def test_a_line_logged_while_down_of_a_request_from_before_holds(tmp_path):
    log = outage(Haproxy())
    log.session(9.9, lasts=200)  # logged 0.1 s after DOWN
    log.session(7, lasts=3004, connected=False, retries="3")
    found = routed(log.write(tmp_path))
    assert found.verdict is HOLDS


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (9.990, HOLDS),
        (9.998, INCONCLUSIVE),
        (10.002, INCONCLUSIVE),
        (10.010, VIOLATED),
        (19.990, VIOLATED),
        (20.002, INCONCLUSIVE),
        (20.010, HOLDS),
    ],
)
def test_around_a_change_only_the_tolerance_is_open(tmp_path, at, verdict):
    log = outage(Haproxy())
    number = log.session(at)
    found = routed(log.write(tmp_path))
    assert found.verdict is verdict
    if verdict is not HOLDS:
        assert lines(found, verdict) == [number]


def test_the_tolerance_can_be_set(tmp_path):
    log = outage(Haproxy())
    log.session(10.010)
    path = log.write(tmp_path)
    assert routed(path).verdict is VIOLATED
    assert routed(path, settings=("route.tolerance=20ms",)).verdict is INCONCLUSIVE
    assert routed(path, settings=("route.tolerance=5ms",)).verdict is VIOLATED
    with pytest.raises(InputError):
        run(path, settings=("route.tolerance=5",))


def test_only_what_is_selected_is_checked(tmp_path):
    path = outage(Haproxy()).write(tmp_path)
    assert [p.id for p in run(path, select=(HOLDER,)).properties] == [HOLDER]
    with pytest.raises(InputError, match="no-request"):
        run(path, select=("no-request-routed-to-dawn",))


def test_strict_wants_every_property_exercised_and_every_source(tmp_path):
    path = outage(Haproxy()).write(tmp_path)
    both = {"select": (ROUTED, HOLDER)}
    assert run(path, **both).exit_status == 0
    assert run(path, strict=True, **both).exit_status == 3
    other = outage(Haproxy(host="hap2")).write(tmp_path)
    assert run(path, other, strict=True, select=(ROUTED,)).exit_status == 0


def test_the_queue_counts_as_waiting_not_as_routing(tmp_path):
    log = outage(Haproxy())
    late = log.session(9, queued=2000, lasts=2100)  # accepted before DOWN, assigned at 11
    log.session(19, queued=2000, lasts=2100)  # accepted while DOWN, assigned at 21
    assert lines(routed(log.write(tmp_path))) == [late]


def test_no_server_is_no_routing(tmp_path):
    log = Haproxy()
    for number, server in enumerate(("pgb1", "pgb2", "pgb3")):
        log.down(10, server, 2 - number)
    for at in (11, 12, 13):
        log.session(at, "<NOSRV>", connected=False)
    assert routed(log.write(tmp_path)).verdict is NOT_EXERCISED


def test_several_servers_are_down(tmp_path):
    log = Haproxy()
    log.down(10, "pgb1")
    log.down(11, "pgb2", 1)
    log.up(15, "pgb1", 2)
    log.up(16, "pgb2")
    guilty = [log.session(12, "pgb1"), log.session(12, "pgb2"), log.session(15.5, "pgb2")]
    log.session(12, "pgb3")
    log.session(15.5, "pgb1")
    log.session(17, "pgb2")
    found = routed(log.write(tmp_path))
    assert lines(found) == guilty
    assert len(with_verdict(found, HOLDS)) == 2


def test_maintenance_counts_as_down(tmp_path):
    log = Haproxy()
    log.maint(10)
    guilty = log.session(15)
    log.ready(20)
    log.session(21)
    log.session(12, "pgb1")
    assert lines(routed(log.write(tmp_path))) == [guilty]


def test_drain_does_not_count_as_down(tmp_path):
    log = outage(Haproxy())
    log.drain(5, "pgb3")
    log.session(15, "pgb3")  # a persistent client goes on while the server drains
    found = routed(log.write(tmp_path))
    assert found.verdict is HOLDS
    assert found.exercised == 2


def test_down_then_maintenance_then_ready_stays_unusable(tmp_path):
    log = Haproxy()
    log.down(10)
    log.server(12, "pgb2", "was DOWN and now enters maintenance.")
    log.server(20, "pgb2", "is DOWN/READY (leaving forced maintenance).")
    log.up(25)
    guilty = [log.session(at) for at in (11, 13, 22)]
    log.session(26)
    log.session(13, "pgb1")
    assert lines(routed(log.write(tmp_path))) == guilty


# Lost lines


def test_state_lines_lost_in_a_declared_gap_leave_it_open(tmp_path):
    log = outage(Haproxy(), 10, 40)
    guilty, unsure = log.session(15), log.session(25)
    path = log.write(tmp_path)
    found = routed(path, gaps=(f"hap1={instant(20)}/{instant(30)}",))
    # the request to pgb1 in the gap, too: pgb1 may have been DOWN for a moment
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([guilty], [3, unsure])
    assert lines(routed(path)) == [guilty, unsure]


def test_a_gap_of_another_host_or_program_changes_nothing(tmp_path):
    log = outage(Haproxy(), 10, 40)
    log.session(25)
    path = log.write(tmp_path)
    for source in ("hap2", "keepalived@hap1"):
        assert routed(path, gaps=(f"{source}={instant(20)}/{instant(30)}",)).verdict is VIOLATED
    for source in ("hap1", "haproxy@hap1"):
        assert routed(path, gaps=(f"{source}={instant(20)}/{instant(30)}",)).verdict is INCONCLUSIVE


def test_behind_a_gap_only_the_next_line_tells(tmp_path):
    log = Haproxy()
    log.down(10)
    unsure = log.session(25)  # behind the gap; did the server come UP in it?
    log.down(40, "pgb1", left=1)
    known = log.session(45, "pgb1")
    found = routed(log.write(tmp_path), gaps=(f"hap1={instant(15)}/{instant(20)}",))
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([known], [unsure])


def test_a_change_that_is_missing_lies_in_the_gap_where_there_is_one(tmp_path):
    log = Haproxy()
    log.down(10)
    guilty = log.session(12)
    log.session(25)
    log.down(40, "pgb1")  # 2 left: pgb2 was UP again
    log.session(45, "pgb3")
    written = log.write(tmp_path)
    found = routed(written, gaps=(f"hap1={instant(15)}/{instant(20)}",))
    assert (lines(found), lines(found, INCONCLUSIVE), found.exercised) == ([guilty], [], 2)
    assert routed(written).verdict is INCONCLUSIVE


def test_what_comes_before_a_gap_is_not_known_from_what_comes_after_it(tmp_path):
    log = Haproxy()
    log.session(1, "pgb1")
    unsure = log.session(3)
    guilty = log.session(25)
    log.up(30)
    found = routed(log.write(tmp_path), gaps=(f"hap1={instant(10)}/{instant(20)}",))
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([guilty], [unsure])


def test_between_two_gaps_nothing_is_known(tmp_path):
    log = Haproxy()
    log.up(5)
    unsure = log.session(25)  # DOWN may be lost in the first gap, and UP in the second one
    log.down(50)
    log.down(24, "pgb1", 1)
    gaps = tuple(f"hap1={instant(lo)}/{instant(lo + 10)}" for lo in (10, 30))
    found = routed(log.write(tmp_path), gaps=gaps)
    assert (found.verdict, lines(found, INCONCLUSIVE)) == (INCONCLUSIVE, [unsure])


LOSSES = {
    "rsyslog": ("rsyslogd", "imuxsock lost 12 messages from pid 31 due to rate-limiting"),
    "rsyslog 8": ("rsyslogd", "imuxsock[pid: 31, name: haproxy]: 12 messages lost due to rate-limiting (200 in 5 s)"),
    "journald": ("systemd-journald", "Suppressed 12 messages from haproxy.service"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_that_the_logger_announces_leaves_it_open(tmp_path, name):
    program, text = LOSSES[name]
    log = outage(Haproxy(), 10, 60)
    guilty = log.session(12)
    unsure = log.session(45)
    log.say(46, text, 900, program)
    found = routed(log.write(tmp_path))
    assert found.verdict is VIOLATED
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([guilty], [3, unsure])


def test_an_up_without_a_down_before_it_shows_that_lines_are_missing(tmp_path):
    log = outage(Haproxy(), 10, 20)
    unsure = log.session(30)
    log.up(40)  # it was UP already: a DOWN between 20 and 40 is missing
    log.session(41)
    log.down(25, "pgb3", 1)  # so that a request at 30 counts
    found = routed(log.write(tmp_path))
    assert (found.verdict, lines(found, INCONCLUSIVE)) == (INCONCLUSIVE, [unsure])


def test_a_check_line_beside_it_does_not_hide_the_missing_down(tmp_path):
    log = outage(Haproxy(), 10, 20)
    unsure = log.session(30)
    log.check(40, "pgb2", True, "3/3 UP")
    log.up(40.00002)
    log.down(25, "pgb3", 1)
    found = routed(log.write(tmp_path))
    assert (found.verdict, lines(found, INCONCLUSIVE)) == (INCONCLUSIVE, [unsure])


def test_what_none_of_the_files_of_a_log_covers_is_open(tmp_path):
    first, third = Haproxy(), Haproxy()
    first.down(10)
    guilty = first.session(15)
    unsure = third.session(40)  # did the server come UP between the files?
    third.session(41, "pgb1")
    paths = first.write(tmp_path, "hap1/haproxy.log.3"), third.write(tmp_path, "hap1/haproxy.log.1")
    found = routed(*paths)
    assert told_lines(found, VIOLATED) == [(str(paths[0]), guilty)]
    assert (str(paths[1]), unsure) in told_lines(found, INCONCLUSIVE)


def test_two_downs_in_a_row_show_that_lines_are_missing(tmp_path):
    log = Haproxy()
    log.down(10)
    unsure = log.session(15)
    log.down(20)
    guilty = log.session(25)
    found = routed(log.write(tmp_path))
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([guilty], [unsure])


def test_a_log_that_starts_while_a_server_is_down(tmp_path):
    log = Haproxy()
    log.session(5, "pgb1")
    guilty = log.session(6)
    log.up(10)
    log.session(11)
    found = routed(log.write(tmp_path))
    assert (found.verdict, lines(found)) == (VIOLATED, [guilty])


def test_nothing_is_known_of_the_time_before_the_log_starts(tmp_path):
    log = Haproxy()
    log.session(5, lasts=20_000)  # assigned ten seconds before the first line was written
    log.session(15, "pgb1")
    guilty = log.session(16)
    log.up(30)
    found = routed(log.write(tmp_path))
    assert lines(found) == [guilty]
    assert found.exercised == 1


# Views


def test_two_load_balancers_keep_their_own_views(tmp_path):
    one, two = Haproxy(host="hap1"), Haproxy(host="hap2")
    one.down(10)
    one.up(20)
    two.down(10.7)
    two.up(19.3)
    two.session(10.3)  # hap2 had it UP
    two.session(19.6)
    one.session(15, "pgb1")
    guilty = one.session(19.6)
    found = routed(one.write(tmp_path), two.write(tmp_path))
    assert [(Path(f).parent.name, n) for f, n in told_lines(found, VIOLATED)] == [("hap1", guilty)]
    assert found.inconclusive == 0


def test_a_reload_starts_afresh(tmp_path):
    log = Haproxy(pid=31)
    log.down(10)
    log.say(12, "Proxy pgsql_front stopped (cumulated conns: FE: 62, BE: 0).")
    log.started(12, pid=45)
    log.session(12.5, pid=45)  # its first check has not failed yet
    log.down(13, pid=45)
    log.session(14, "pgb1", pid=45)
    guilty = log.session(15, pid=45)
    old = log.session(11, lasts=5000)  # the old process logs on with its own pid
    found = routed(log.write(tmp_path))
    assert lines(found) == [guilty, old]
    assert found.inconclusive == 0


@pytest.mark.parametrize(("form", "known"), [("traditional", INCONCLUSIVE), ("iso", VIOLATED)])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_request_in_the_second_of_a_reload_may_be_of_the_old_process(tmp_path, form, known, earlier):
    log = Haproxy(pid=31, form=form)
    if earlier:
        log.check(5, "pgb2", passed=False, status="2/3 UP")
    log.down(10.1)
    log.say(10.6, "Proxy pgsql_front stopped (cumulated conns: FE: 62, BE: 0).")
    at = log.session(10.3, lasts=5000)
    log.session(10.8, pid=45)
    found = routed(log.write(tmp_path))
    assert (found.verdict, lines(found, known)) == (known, [at])


def test_a_new_process_that_never_spoke_of_a_server_does_not_violate(tmp_path):
    log = Haproxy(pid=31)
    log.down(10)
    log.session(11, "pgb1")
    log.session(12.5, pid=45)
    log.session(13.5, pid=45)
    found = routed(log.write(tmp_path))
    assert (found.violations, found.verdict) == (0, HOLDS)


def test_the_same_pid_after_a_restart_starts_afresh(tmp_path):
    log = Haproxy(pid=8)
    log.started(1)
    log.down(10)
    guilty = log.session(11)
    log.started(30)
    log.session(31)
    log.session(32)
    found = routed(log.write(tmp_path))
    assert lines(found) == [guilty]
    assert found.verdict is VIOLATED


def test_the_same_pid_after_a_restart_where_the_log_begins_in_its_first_life(tmp_path):
    log = Haproxy(pid=8)
    log.session(5, "pgb1")
    log.down(10)
    guilty = log.session(11)
    log.started(30)
    log.session(31)
    assert lines(routed(log.write(tmp_path))) == [guilty]


def test_a_down_in_the_second_of_a_restart_belongs_to_nobody_knows_which_life(tmp_path):
    log = Haproxy(pid=8, form="traditional")
    log.started(1)
    log.down(30.1)
    log.started(30.4)
    log.session(33)
    log.down(40, "pgb1")
    log.session(41)
    assert routed(log.write(tmp_path)).violations == 0


def test_the_same_pid_after_an_unlogged_restart_is_never_worse_than_what_the_log_says(tmp_path):
    # No line tells of the restart: by the log this process has the server DOWN.
    log = Haproxy(pid=8)
    log.down(10)
    log.session(31)
    assert routed(log.write(tmp_path)).verdict in (VIOLATED, INCONCLUSIVE)


@pytest.mark.parametrize(
    ("stopped", "recovered", "verdict"),
    [(False, False, INCONCLUSIVE), (True, False, VIOLATED), (False, True, VIOLATED)],
)
def test_where_keepalived_starts_without_having_stopped_its_host_may_have_booted(tmp_path, stopped, recovered, verdict):
    log, other = Haproxy(pid=8), Keepalived()
    log.down(10)
    at = log.session(31)
    if recovered:  # a new process would have told of a DOWN first
        log.up(40)
    other.master(5)
    if stopped:
        other.say(24, "Stopping", 31, "Keepalived")
    other.initial(25)
    found = routed(log.write(tmp_path), other.write(tmp_path))
    assert (found.verdict, lines(found, verdict)) == (verdict, [at])


def test_two_backends_with_a_server_of_the_same_name(tmp_path):
    log = outage(Haproxy())
    log.backend = "other_back"
    log.session(15)
    found = routed(log.write(tmp_path))
    assert found.violations == 0
    log.down(16)
    guilty = log.session(18)
    assert lines(routed(log.write(tmp_path))) == [guilty]


# Forms


@pytest.mark.parametrize("garbage", ["segfault at 0 ip 00007f", "\x1b[2J\x7f\xff\ufffd", "[" * 3000])
def test_one_garbage_line_is_counted_and_the_run_goes_on(tmp_path, garbage):
    log = outage(Haproxy())
    number = log.raw(garbage)
    guilty = log.session(15)
    outcome = run(log.write(tmp_path))
    (account,) = outcome.inputs
    assert lines(of(outcome, ROUTED)) == [guilty]
    assert (account.unread_total, [n for n, _ in account.unread]) == (1, [number])
    assert account.lines == len(log.lines)


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_a_hole_of_zeros_as_a_crash_or_a_truncated_copy_leaves_it(tmp_path, where):
    log = outage(Haproxy())
    log.session(15)
    log.lines.insert({"first": 0, "middle": 3, "last": len(log.lines)}[where], "\0" * 5000)
    found = routed(log.write(tmp_path))
    assert (found.violations, found.exercised) == (1, 2)


def test_stamps_of_whole_seconds_leave_the_second_of_a_change_open(tmp_path):
    log = Haproxy(form="traditional")
    log.down(10.4)
    log.up(20.4)
    before, same, after = (log.session(at) for at in (9.9, 10.6, 11.2))
    log.session(12, "pgb1")
    found = routed(log.write(tmp_path))
    assert (lines(found), lines(found, INCONCLUSIVE)) == ([after], [same])
    assert before not in lines(found)


def test_a_finer_copy_decides_what_whole_seconds_leave_open(tmp_path):
    coarse, fine = Haproxy(form="traditional"), Haproxy()
    for log in (coarse, fine):
        log.down(10.4)
        log.up(20.4)
        log.session(10.6)
        log.session(10.2)
        log.session(12, "pgb1")
    one, two = coarse.write(tmp_path, "hap1/haproxy.log"), fine.write(tmp_path, "hap1/haproxy.iso.log")
    assert routed(one).verdict is INCONCLUSIVE
    found = routed(one, two)
    assert told_lines(found, VIOLATED) == [(str(two), 3)]
    assert found.inconclusive == 0
    assert found.exercised == routed(two).exercised == 2


@pytest.mark.parametrize("form", ["iso", "traditional", "rfc5424", "whole"])
@pytest.mark.parametrize("zone", [0, 5.5, -3.5, 13])
def test_any_form_and_zone(tmp_path, form, zone):
    log = Haproxy(form=form, zone=zone)
    outage(log)
    guilty = log.session(15)
    assert lines(routed(log.write(tmp_path))) == [guilty]


def test_across_the_turn_of_the_year(tmp_path):
    log = Haproxy(form="traditional", start=datetime(2026, 12, 31, 23, 59, 45, tzinfo=UTC))
    log.session(5, "pgb1")
    log.down(10)
    guilty = [log.session(12), log.session(17), log.session(25)]  # the last two in January
    log.session(26, "pgb1")
    log.up(30)
    log.session(32)
    found = routed(log.write(tmp_path))
    assert lines(found) == guilty
    assert found.exercised == 4


def test_state_lines_of_december_and_sessions_of_january_in_two_files(tmp_path):
    turn = datetime(2026, 12, 31, 23, 59, 45, tzinfo=UTC)
    old, new = Haproxy(form="traditional", start=turn), Haproxy(form="traditional", start=turn)
    old.session(5, "pgb1")
    old.down(10)
    new.session(20, "pgb1")
    guilty = new.session(25)
    new.up(30)
    paths = old.write(tmp_path, "hap1/haproxy.log.1"), new.write(tmp_path, "hap1/haproxy.log")
    assert told_lines(routed(*paths), VIOLATED) == [(str(paths[1]), guilty)]


def test_an_http_log(tmp_path):
    log = Haproxy()
    log.down(10)
    guilty = [log.http(11), log.http(9, waited=2000, lasts=2100)]
    log.http(12, "pgb1")
    log.up(20)
    log.http(19, waited=2000, lasts=2100)
    assert lines(routed(log.write(tmp_path))) == guilty


def test_lines_in_any_order(tmp_path):
    log = outage(Haproxy())
    log.session(15)
    log.session(11, lasts=12_000)
    for seed in range(5):
        found = routed(log.write(tmp_path, edit=shuffled(seed)))
        assert (found.violations, found.exercised, found.inconclusive) == (2, 3, 0)


def test_a_clock_can_be_set_right_without_changing_the_view_of_one_host(tmp_path):
    log = outage(Haproxy())
    guilty = log.session(15)
    path = log.write(tmp_path)
    plain = routed(path)
    for clock in ("hap1=+3s", "hap1=-250ms", "hap1=+1h±50ms", "hap2=+3s"):
        found = routed(path, clocks=(clock,))
        assert lines(found) == [guilty], clock
        assert (found.exercised, found.inconclusive) == (plain.exercised, 0), clock
    (moved,) = with_verdict(routed(path, clocks=("hap1=+3s",)), VIOLATED)
    (still,) = with_verdict(plain, VIOLATED)
    assert moved.trigger.lo - still.trigger.lo == 3_000_000_000


def test_a_declared_gap_is_in_the_time_of_the_corrected_clock(tmp_path):
    log = outage(Haproxy(), 10, 40)
    log.session(25)
    path = log.write(tmp_path)
    gap = f"hap1={instant(23)}/{instant(30)}"
    assert routed(path, gaps=(gap,)).verdict is INCONCLUSIVE
    assert routed(path, gaps=(gap,), clocks=("hap1=-3s",)).verdict is VIOLATED  # at 22 now, before the gap


def test_standard_input(tmp_path, monkeypatch):
    log = outage(Haproxy())
    guilty = log.session(15)
    text = log.write(tmp_path).read_bytes()

    class Stdin:
        buffer = io.BytesIO(text)

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert told_lines(routed("-"), VIOLATED) == [("-", guilty)]


def test_the_command_exits_with_the_status_of_the_outcome(tmp_path, capsys):
    log = outage(Haproxy())
    path = str(log.write(tmp_path))
    assert main([path, "--select", ROUTED]) == 0
    # its checks were not logged one by one, so it is open whether it went DOWN after as many as stated
    assert main([path]) == 3
    log.session(15)
    log.write(tmp_path)
    assert main([path]) == 1
    assert "no-request-routed-to-down" in capsys.readouterr().out
    assert main([str(tmp_path / "nothing")]) == 2


def test_another_program_in_the_same_file_is_not_haproxy(tmp_path):
    log = outage(Haproxy())
    other = Log(program="app")
    other.say(12, "192.168.1.50:1 sent: Server pgbouncer_back/pgb1 is DOWN. 0 active and 0 backup servers left.")
    log.lines += other.lines
    log.session(15, "pgb1")
    assert routed(log.write(tmp_path)).violations == 0
