"""First attempts that a redispatched request hides: only packets tell where they went."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest

from checker.model.outcome import PropertyOutcome
from tests.pipeline.logs import Haproxy
from tests.pipeline.running import HOLDS, INCONCLUSIVE, VIOLATED, routed, with_verdict
from tests.pipeline.wires import ADDRESSES, MACS, POOL, Wire, _ipv4, _mac

PORTS = {"pgb1": 6432, "pgb2": 6433, "pgb3": 6434}


def attempt(wire: Wire, at: float, server: str, host: str = "hap1", port: int = 41000, answer: str = "refused") -> None:
    """A SYN from a load balancer to a server, and what came back."""

    def segment(source: tuple[str, int, str], target: tuple[str, int, str], flags: int, acknowledged: int) -> bytes:
        body = pack(">HHIIBBHHH", source[1], target[1], 7 if flags == 2 else 0, acknowledged, 0x50, flags, 1024, 0, 0)
        return _mac(target[2]) + _mac(source[2]) + b"\x08\x00" + _ipv4(source[0], target[0], 6, body, 64)

    client = (ADDRESSES[host], port, MACS[host])
    pool = (POOL, PORTS[server], "02:00:00:00:01:05")
    wire.packets.append((at, segment(client, pool, 2, 0)))
    if answer != "silent":
        wire.packets.append((at + 0.0002, segment(pool, client, 20 if answer == "refused" else 18, 8)))


def log(queued: int = 1, retries: str = "+1", at: float = 15) -> Haproxy:
    written = Haproxy()
    written.session(5, "pgb1")
    written.down(10)
    written.session(at, "pgb1", queued=queued, lasts=queued + 500, retries=retries)
    written.session(25, "pgb1")
    return written


def told(folder: Path, written: Haproxy, wire: Wire | None = None, end: float = 30) -> PropertyOutcome:
    paths = [written.write(folder)]
    if wire is not None:
        wire.talk(0, end, "hap2", every=1)
        paths.append(wire.write(folder))
    return routed(*paths)


def hidden(found: PropertyOutcome) -> list:
    return [i for i in found.instances if i.verdict is not HOLDS]


@pytest.mark.parametrize("answer", ["refused", "silent"])
def test_a_failed_attempt_at_a_down_server_is_a_violation(tmp_path, answer):
    wire = Wire()
    attempt(wire, 15.0005, "pgb2", answer=answer)
    found = told(tmp_path, log(), wire)
    (one,) = hidden(found)
    assert one.verdict is VIOLATED
    assert one.finding.where.unit == "packet"
    assert any("haproxy.log" in r.place.file and r.place.line == 3 for r in one.finding.related)


def test_a_failed_attempt_at_another_server_holds(tmp_path):
    wire = Wire()
    attempt(wire, 15.0005, "pgb3")
    found = told(tmp_path, log(), wire)
    assert (found.verdict, found.violations) == (HOLDS, 0)


def test_without_a_capture_it_is_open_and_a_capture_would_settle_it(tmp_path):
    (one,) = hidden(told(tmp_path, log()))
    assert one.verdict is INCONCLUSIVE
    assert "capture" in one.settles


def test_a_capture_that_ended_before_does_not_settle_it(tmp_path):
    wire = Wire()
    attempt(wire, 3, "pgb2")
    (one,) = hidden(told(tmp_path, log(), wire, end=14))
    assert one.verdict is INCONCLUSIVE


def test_attempts_at_both_leave_it_open(tmp_path):
    wire = Wire()
    attempt(wire, 15.0005, "pgb2")
    attempt(wire, 15.0007, "pgb3", port=41002)
    (one,) = hidden(told(tmp_path, log(), wire))
    assert one.verdict is INCONCLUSIVE


def test_attempts_of_the_other_load_balancer_are_not_its_own(tmp_path):
    wire = Wire()
    attempt(wire, 15.0005, "pgb2", host="hap2")
    attempt(wire, 15.0006, "pgb3", host="hap1")
    assert told(tmp_path, log(), wire).verdict is HOLDS


def test_an_attempt_that_was_accepted_is_not_the_one_that_failed(tmp_path):
    wire = Wire()
    attempt(wire, 15.0005, "pgb3")
    attempt(wire, 15.0010, "pgb1", port=41002, answer="accepted")
    assert told(tmp_path, log(), wire).verdict is HOLDS


def test_a_request_that_was_not_redispatched_hides_nothing(tmp_path):
    wire = Wire()
    attempt(wire, 15.0005, "pgb2")
    assert told(tmp_path, log(retries="1"), wire).verdict is HOLDS


def test_a_check_at_the_moment_of_the_accept_is_not_the_attempt_of_a_request_that_queued(tmp_path):
    # It waited 300 ms for a free connection, was then refused by pgb3 (UP) and sent on; meanwhile pgb2 was checked.
    wire = Wire()
    attempt(wire, 15.002, "pgb2")
    attempt(wire, 15.300, "pgb3", port=41002)
    (one,) = hidden(told(tmp_path, log(queued=301), wire))
    assert one.verdict is INCONCLUSIVE


def test_a_request_that_queued_and_then_tried_a_down_server_does_not_pass(tmp_path):
    wire = Wire()
    attempt(wire, 15.002, "pgb3")
    attempt(wire, 15.300, "pgb2", port=41002)
    (one,) = hidden(told(tmp_path, log(queued=301), wire))
    assert one.verdict is INCONCLUSIVE


def test_retries_at_a_server_that_went_down_meanwhile_are_no_new_assignments(tmp_path):
    wire = Wire()
    for n in range(3):
        attempt(wire, 9.5 + n, "pgb2", port=41000 + n)
    found = told(tmp_path, log(queued=2004, retries="+3", at=9.5), wire)
    assert with_verdict(found, VIOLATED) == []
