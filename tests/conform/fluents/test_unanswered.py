"""From when to when a server does not answer a load balancer, by each kind of sign and by who met it."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.belief import Belief
from checker.conform.evidence import Heard, Loss
from checker.conform.fluents.unanswered import FLUENT
from checker.conform.inertia import Lost
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import HAPROXY, S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
ME, SERVER = "haproxy@hap1[31]", "b/pgb2"
CAPTURE, POOLER = Source("", "capture", ""), Source("pgb/pgb2", "pgbouncer", "34")
OTHER = Source("hap2", "haproxy", "8")
HEARD = (Heard(HAPROXY, Interval(0, 100 * S), "a.log"), Heard(OTHER, Interval(0, 100 * S), "b.log"))
REFUSED = 'Layer4 connection problem, info: "Connection refused", check duration: 0ms'
TIMEOUT = "Layer4 timeout, check duration: 2000ms"
MINE, OTHERS, CLIENT = "192.168.1.10", "192.168.1.11", "192.168.1.50"


def check(at: float, status: str, reason: str = REFUSED, source: Source = HAPROXY):
    health, _, state = status.partition(" ")
    args = {"server": SERVER, "passed": "passed" in reason, "health": int(health[0]), "of": int(health[-1])}
    return event("check", round(at * S), source=source, line=round(at * 10), **args, state=state, reason=reason)


def passed(at: float, status: str = "3/3 UP", source: Source = HAPROXY):
    return check(at, status, "Layer4 check passed, check duration: 0ms", source)


def attempt(at: float, outcome: str = "accepted", client: str = MINE, spoke: float | None = None, port: int = 6433):
    args = {"client": f"{client}:4000", "server": f"192.168.1.5:{port}", "outcome": outcome, "data": False}
    args |= {"retransmits": 0, "spoke_before_ns": -1 if spoke is None else round((at - spoke) * S)}
    return event("connect", round(at * S), source=CAPTURE, line=round(at * 10), **args)


def believed(*events, observer: str = ME, heard=HEARD, **more) -> Belief | None:
    return FLUENT.estimate(evidence(*events, heard=heard, **more)).get((observer, SERVER))


def at(belief: Belief | None, second: float) -> Truth | None:
    if belief is None:
        return None
    (found,) = belief.between(round(second * S), round(second * S))
    return found.truth


def truths(belief: Belief | None, *seconds: float) -> list[Truth | None]:
    return [at(belief, second) for second in seconds]


NAMED = passed(1)  # so that the process is known to call it b/pgb2
# Another server answers hap1, so that it is not cut off.
MEANWHILE = [attempt(t, port=6434) for t in range(6, 32, 2)]


def test_it_begins_between_the_last_answer_and_the_first_failure():
    belief = believed(NAMED, attempt(8), attempt(10, "refused"), attempt(12, "refused"), attempt(14))
    assert truths(belief, 5, 8, 9, 10.01, 12, 13, 14.01) == [FALSE, FALSE, UNKNOWN, TRUE, TRUE, UNKNOWN, UNKNOWN]
    (between,) = believed(NAMED, attempt(8), attempt(10, "refused"), attempt(12, "refused")).between(9 * S, 9 * S)
    assert "00:00:08" in between.why
    assert "00:00:10" in between.why
    assert [e.time.lo for e in between.because] == [8 * S, 10 * S]
    assert between.settles


@pytest.mark.parametrize(
    ("sign", "narrows"),
    [
        (attempt(9, client=OTHERS), True),
        (attempt(9, client=CLIENT), True),
        (passed(9, source=OTHER), True),
        (event("query_answered", 9 * S, source=Source("client", "client"), served_by="pgb2", ok=True), True),
        (
            event(
                "session_tried", 9 * S, source=OTHER, server=SERVER, connected=True, retries=0, termination="--", line=2
            ),
            True,
        ),
        (attempt(9, "silent", client=OTHERS), False),
    ],
)
def test_answers_to_others_narrow_a_refusal_but_not_a_silence(sign, narrows):
    refused = believed(NAMED, attempt(8), sign, attempt(10, "refused"), attempt(12, "refused"))
    silent = believed(NAMED, *MEANWHILE, attempt(8), sign, attempt(10, "silent"), attempt(12, "silent"))
    assert truths(refused, 8.5, 9.5, 11) == [FALSE if narrows else UNKNOWN, UNKNOWN, TRUE]
    assert truths(silent, 8.5, 9.5, 11) == [UNKNOWN, UNKNOWN, TRUE]


def test_a_pooler_that_writes_to_its_log_is_no_server_that_refuses():
    listening = event("listening", 2 * S, source=POOLER, address="192.168.1.5:6433", file="p.log")
    alive = event("pool_stats", 9 * S, source=POOLER, file="p.log")
    belief = believed(NAMED, listening, attempt(8), alive, attempt(10, "refused"), attempt(12, "refused"))
    assert truths(belief, 8.5, 9.5, 11) == [FALSE, UNKNOWN, TRUE]


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        ([attempt(10, "refused", spoke=9), attempt(12, "refused", spoke=9)], FALSE),
        ([attempt(10, "refused", CLIENT, 9), attempt(12, "refused")], FALSE),
        ([attempt(10, "refused"), attempt(12, "refused", spoke=9)], FALSE),
        ([attempt(10, "refused", spoke=9), attempt(12, "refused", spoke=10.5)], UNKNOWN),  # it was told to stop
        ([attempt(10, "refused", spoke=9), attempt(12, "refused", spoke=7)], FALSE),
        ([attempt(10, "refused", spoke=7.5), attempt(12, "refused", spoke=7.5)], UNKNOWN),
        ([attempt(10, "silent"), attempt(12, "refused", spoke=9)], UNKNOWN),
        ([attempt(10, "refused", spoke=9), check(12, "2/3 UP", "Layer7 timeout, check duration: 0ms")], UNKNOWN),
    ],
)
def test_a_server_lives_until_it_ends_its_connections_and_refuses_the_next_one(failures, expected):
    belief = believed(NAMED, *MEANWHILE, attempt(8, client=OTHERS), *failures, attempt(14))
    assert truths(belief, 8.5, 9.5, 10.6, 11.5) == [expected, UNKNOWN, TRUE, TRUE]


def test_a_refusal_met_by_anybody_is_one_for_all_a_silence_is_not():
    refusal = [attempt(8), attempt(10, "refused", CLIENT), attempt(11, "refused", CLIENT)]
    assert at(believed(NAMED, *refusal), 10.5) is TRUE
    assert at(believed(NAMED, passed(1.5, source=OTHER), *refusal, observer="haproxy@hap2[8]"), 10.5) is TRUE
    silence = [attempt(8), attempt(10, "silent", OTHERS), attempt(12, "silent", OTHERS)]
    assert believed(NAMED, *silence) is None
    reached = [attempt(t, client=OTHERS, port=6434) for t in (9, 11, 13)]
    assert at(believed(NAMED, passed(1.5, source=OTHER), *silence, *reached, observer="haproxy@hap2[8]"), 11) is TRUE


def test_a_check_that_timed_out_was_not_answered_from_when_it_asked():
    belief = believed(NAMED, *MEANWHILE, check(12, "2/3 UP", TIMEOUT), check(16, "1/3 UP", TIMEOUT), passed(18))
    assert truths(belief, 9.9, 10.1, 13.9, 17) == [UNKNOWN, TRUE, TRUE, UNKNOWN]


def test_a_check_that_timed_out_does_not_tell_of_its_end():
    belief = believed(NAMED, check(12, "2/3 UP", TIMEOUT), passed(14))
    assert truths(belief, 9.9, 10.001, 11) == [UNKNOWN, TRUE, UNKNOWN]


def test_checks_of_another_process_of_this_host_are_not_its_own():
    mine, others = (
        (lambda at: check(at, "2/3 UP")),
        (lambda at: check(at, "2/3 UP", source=Source("hap1", "haproxy", "7"))),
    )
    assert at(believed(NAMED, mine(10), mine(50)), 30) is TRUE
    assert at(believed(NAMED, others(10), mine(50)), 30) is UNKNOWN


def test_while_it_is_down_checks_go_on_to_fail_untold():
    down = [check(10, "2/3 UP"), check(12, "1/3 UP"), check(14, "0/2 DOWN")]
    assert truths(believed(NAMED, *down, passed(40, "1/2 DOWN")), 14, 30, 37.9, 39, 40.01) == [
        *(TRUE, TRUE, TRUE),
        *(UNKNOWN, UNKNOWN),
    ]
    assert truths(believed(NAMED, *down), 60, 98) == [TRUE, TRUE]
    assert truths(believed(NAMED, *down[:2]), 11.9, 13, 60) == [TRUE, UNKNOWN, UNKNOWN]


def test_a_down_line_with_its_reason_is_a_check():
    args = {"server": SERVER, "before": "", "active": 2}
    down = event("server_state", 14 * S, **args, after="DOWN", reason=REFUSED)
    up = event("server_state", 40 * S, **args, after="UP", reason="Layer4 check passed, check duration: 0ms", line=2)
    by_hand = event("server_state", 20 * S, **args, after="UP", reason="changed from CLI", line=3)
    assert truths(believed(down, up), 13, 14.01, 35, 38) == [UNKNOWN, TRUE, TRUE, UNKNOWN]
    assert truths(believed(down, by_hand, up), 30) == [TRUE]


@pytest.mark.parametrize(("reason", "is_one"), [("agent check: down", False), ("Health analyze, info", False)])
def test_agents_and_errors_of_the_traffic_are_no_checks(reason, is_one):
    assert (believed(NAMED, check(10, "2/3 UP", reason)) is not None) is is_one


def test_where_checks_fail_above_tcp_a_handshake_is_no_answer():
    hangs = [check(10, "2/3 UP", "Layer7 timeout, check duration: 2000ms"), check(14, "1/3 UP", "Layer7 timeout")]
    assert at(believed(NAMED, *hangs, attempt(11), attempt(13)), 12) is TRUE
    refuses = [check(10, "2/3 UP"), check(14, "1/3 UP")]
    assert at(believed(NAMED, *refuses, attempt(11), attempt(13)), 12) is FALSE


@pytest.mark.parametrize(
    ("signs", "truth"),
    [
        ([check(10, "2/3 UP"), check(50, "1/3 UP")], TRUE),  # one that passed would stand between
        ([attempt(10, "refused"), attempt(50, "refused")], UNKNOWN),
        ([attempt(27, "refused"), attempt(32, "refused")], TRUE),  # as far apart as checks are
        ([attempt(27, "refused"), attempt(32, "refused", CLIENT)], UNKNOWN),
        ([attempt(29, "refused"), attempt(30.9, "refused", CLIENT)], TRUE),
        ([check(10, "0/2 DOWN"), attempt(50, "refused")], TRUE),
    ],
)
def test_failures_are_one_fault_where_an_answer_would_have_been_seen(signs, truth):
    assert at(believed(NAMED, *signs), 30) is truth


def test_lost_lines_part_a_fault():
    lost = [Loss("hap1", "haproxy", Lost(Interval(20 * S, 25 * S), "lost", "the lines"))]
    assert at(believed(NAMED, check(10, "2/3 UP"), check(50, "1/3 UP"), losses=lost), 30) is UNKNOWN
    assert at(believed(NAMED, check(10, "0/2 DOWN"), check(50, "1/3 UP"), losses=lost), 30) is UNKNOWN


def test_it_is_no_fault_of_a_process_that_does_not_work():
    failing = [attempt(t, "refused", CLIENT) for t in range(10, 40)]
    start, stop = (event(f"process_{k}", t * S, line=t, detail="") for k, t in (("started", 15), ("stopped", 30)))
    belief = believed(passed(16), *failing, start, stop)
    assert truths(belief, 14, 20, 31) == [FALSE, TRUE, FALSE]
    # nothing tells whether it works before its first line and after its last
    short = (Heard(HAPROXY, Interval(12 * S, 20 * S), "a.log"),)
    belief = believed(passed(12), *failing, check(17, "2/3 UP"), heard=short)
    assert truths(belief, 11, 15, 16.5, 25) == [UNKNOWN, TRUE, TRUE, UNKNOWN]


def test_a_new_worker_takes_over_when_the_old_one_stops():
    old = Source("hap1", "haproxy", "20")
    stop = event("process_stopped", 30 * S, source=old, detail="Proxy stopped")
    heard = (Heard(old, Interval(0, 30 * S), "a.log"), Heard(HAPROXY, Interval(round(30.2 * S), 90 * S), "a.log"))
    failing = [attempt(t, "refused", CLIENT) for t in range(10, 60)]
    belief = believed(stop, check(30.5, "0/2 DOWN"), *failing, heard=heard)
    assert truths(belief, 20, 28.9, 29.5, 35) == [FALSE, FALSE, UNKNOWN, TRUE]
    assert truths(believed(check(30.5, "0/2 DOWN"), *failing, heard=heard), 20) == [UNKNOWN]
