"""What the sources told, looked up by host under any of its names."""

from __future__ import annotations

from checker.base.time import Interval
from checker.conform.evidence import SEAM_NS, Heard, Loss, across_clocks, widened
from checker.conform.inertia import Lost
from checker.model.event import Source
from tests.conform.makers import KEEPALIVED, event, evidence

CAPTURE = Source("", "capture", "")


def captured(lo: int, hi: int, line: int):
    return event("captured", lo, hi, CAPTURE, line, packets=1, link="ethernet")


def test_captures_that_overlap_are_one_stretch():
    apart = 16 + 2 * SEAM_NS
    known = evidence(captured(apart, apart + 10, 1), captured(0, 10, 2), captured(5, 15, 3), captured(15, 16, 4))
    assert known.captures() == [Interval(0, 16), Interval(apart, apart + 10)]


def test_the_parts_of_a_rotated_capture_are_one_stretch():
    known = evidence(captured(0, 10, 1), captured(10 + SEAM_NS, 20 + SEAM_NS, 2))
    assert known.captures() == [Interval(0, 20 + SEAM_NS)]


def test_without_captures_nothing_is_covered():
    assert evidence().captures() == []


def test_events_of_some_kinds_in_the_order_of_time():
    known = evidence(event("check", 3), event("served", 1), event("check", 2))
    assert [e.time.lo for e in known.of("check")] == [2, 3]
    assert list(known.of("advert")) == []


def test_losses_concern_a_host_under_all_its_names_and_one_program_or_all():
    lost = Lost(Interval(1, 2), "why", "how")
    known = evidence(losses=(Loss("haproxy1", "", lost), Loss("hap2", "keepalived", lost)))
    assert known.lost_by("hap1", "haproxy") == known.lost_by("haproxy-1", "keepalived") == [lost]
    assert known.lost_by("hap2", "haproxy") == []
    assert known.lost_by("hap2", "keepalived") == [lost]


def test_heard_is_the_hull_over_files_and_processes():
    one = Heard(Source("hap1", "haproxy", "1"), Interval(5, 6), "a")
    two = Heard(Source("haproxy1", "haproxy", "2"), Interval(9, 12), "b")
    known = evidence(heard=(one, two))
    assert known.heard_by("hap1", "haproxy") == Interval(5, 12)
    assert known.heard_by("hap1", "keepalived") is None
    assert known.heard_by("hap2", "haproxy") is None


def test_a_load_balancer_keeps_its_own_clock_until_it_is_compared_with_others():
    stamped = [event("check", 100), event("vrrp_state", 200, source=KEEPALIVED)]
    unsure = {"hap1": 30}
    seen = widened(stamped, evidence(*stamped).hosts, unsure)
    known = evidence(*seen, uncertainty=unsure, stamped=stamped)
    assert [e.time for e in known.events] == [Interval(100, 100), Interval(170, 230)]
    assert [e.time for e in across_clocks(known).events] == [Interval(70, 130), Interval(170, 230)]
    sure = evidence(*stamped)
    assert across_clocks(sure) is sure
