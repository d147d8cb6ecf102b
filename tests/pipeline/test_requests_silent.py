"""What requests lack while a program is silent: a batch of its records may have been lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from benchmarks.generate_spans import Span, exported, request
from checker.base.finding import Verdict
from tests.pipeline.test_requests import account, checked, flow, slowed, written


def without(flows: Sequence[Sequence[Span]], service: str, numbers: Iterable[int]) -> list[list[Span]]:
    """The same requests, of which some lack the spans of a service."""
    gone = set(numbers)
    return [[s for s in spans if n not in gone or s.service != service] for n, spans in enumerate(flows)]


@pytest.mark.parametrize(
    ("numbers", "violated", "inconclusive"),
    [
        ([30], 1, 0),  # heard of the requests just before and after
        ([20, 30, 40], 3, 0),
        ([30, 31], 0, 2),  # as if a batch were lost
        (range(25, 35), 0, 10),
        ([15, 30, 31, 32], 1, 3),
    ],
)
def test_what_lacks_while_a_program_is_silent_is_open(tmp_path, numbers, violated, inconclusive):
    whole = account(checked(written(tmp_path, without(flow(60, {}), "haproxy", numbers))))
    assert (whole.violated, whole.inconclusive) == (violated, inconclusive)
    assert {g.why for g in whole.groups if g.why} <= {"haproxy told of no other request around it either"}


def test_a_batch_that_comes_late_takes_no_violation_back(tmp_path):
    flows = flow(60, {})
    early = written(tmp_path, without(flows, "haproxy", range(25, 35)))
    late = tmp_path / "late.json"
    late.write_text("".join(exported([[s for s in spans if s.service == "haproxy"] for spans in flows[25:35]])))
    assert checked(early).verdict is Verdict.INCONCLUSIVE
    assert checked(early, late).verdict is Verdict.HOLDS


def test_requests_that_come_seldom_lack_nothing_for_certain(tmp_path):
    flows = [slowed(spans, 3 * n) for n, spans in enumerate(flow(30, {}))]
    whole = account(checked(written(tmp_path, without(flows, "haproxy", [15]))))
    assert (whole.violated, whole.inconclusive) == (0, 1)


def crowded() -> list[list[Span]]:
    """Requests that come 10 ms apart and last longer."""
    late = [(n * 9_000_000, request(n)) for n in range(1_000)]
    return [[span._replace(start=span.start + by, end=span.end + by) for span in spans] for by, spans in late]


def test_who_tells_of_other_requests_at_the_same_time_would_have_told_of_this_one(tmp_path):
    whole = account(checked(written(tmp_path, without(crowded(), "haproxy", range(350, 650, 7)))))
    assert (whole.violated, whole.inconclusive) == (43, 0)


@pytest.mark.parametrize("who", ["haproxy-1", "pgb2"])
def test_of_requests_at_the_same_time_none_lacks_what_a_lost_batch_had(tmp_path, who):
    flows = crowded()
    begin = flows[500][0].end
    kept = [[s for s in spans if s.instance != who or not 0 <= s.end - begin < 600_000_000] for spans in flows]
    assert sum(map(len, kept)) < sum(map(len, flows)) - 30
    whole = account(checked(written(tmp_path, kept)))
    assert whole.violated == 0
    assert whole.inconclusive > 15
