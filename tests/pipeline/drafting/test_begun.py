"""A contract whose proposals a person takes out of their comments, with a format for its log, finds what is wrong."""

from __future__ import annotations

import pytest

from checker.base.finding import Verdict
from tests.pipeline.drafting.goldens import DOCUMENTS, draft, uncommented
from tests.pipeline.running import run

FORMAT = """\
name: billing
description: the log of the billing controller
recognise: {line: '\\S+ billing: '}
prefix: '(?P<time>\\S+) billing: '
time: {from: $time, layout: iso, zone: UTC}
source: {program: billing}
rules:
  - {match: '(?P<what>renewing)$', event: renew_lease, with: {detail: $what}}
  - {match: '(?P<what>leading)$', event: becomes_leader, with: {detail: $what}}
  - {match: '(?P<what>stopped leading)$', event: renewdeadline_passed, with: {detail: $what}}
  - {match: '(?P<what>evicted)$', event: pod_evicted, with: {detail: $what}}
samples:
  - {line: '2026-11-21T12:00:00.000Z billing: renewing', event: renew_lease}
  - {line: '2026-11-21T12:00:00.000Z billing: leading', event: becomes_leader}
  - {line: '2026-11-21T12:00:00.000Z billing: stopped leading', event: renewdeadline_passed}
  - {line: '2026-11-21T12:00:00.000Z billing: evicted', event: pod_evicted}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kubernetes-lease.md").write_bytes(DOCUMENTS["kubernetes-lease"].read_bytes())
    (tmp_path / "kubernetes-lease.yaml").write_text(uncommented(draft("kubernetes-lease").text))
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats/billing.yaml").write_text(FORMAT)
    for name in ("billing-0", "billing-1"):
        (tmp_path / name).mkdir()
    return tmp_path


def log(*lines: str) -> str:
    return "".join(f"2026-11-21T12:00:{line}\n" for line in lines)


def verdicts(folder) -> dict[str, Verdict]:
    logs = (folder / "billing-0", folder / "billing-1")
    return {p.id: p.verdict for p in run(*logs, spec=str(folder / "kubernetes-lease.yaml")).properties}


def test_two_leaders_are_found(folder):
    (folder / "billing-0/x.log").write_text(log("00.000Z billing: leading", "20.000Z billing: renewing"))
    (folder / "billing-1/x.log").write_text(
        log("01.000Z billing: renewing", "10.000Z billing: leading", "20.500Z billing: renewing")
    )
    assert verdicts(folder)["one-leader"] is Verdict.VIOLATED


def test_a_takeover_in_time_is_none(folder):
    (folder / "billing-0/x.log").write_text(
        log("00.500Z billing: leading", "05.000Z billing: evicted", "59.500Z billing: renewing")
    )
    (folder / "billing-1/x.log").write_text(
        log("00.000Z billing: stopped leading", "15.000Z billing: leading", "59.000Z billing: renewing")
    )
    found = verdicts(folder)
    assert found["one-leader"] is Verdict.HOLDS
    assert found["taken-over-in-time"] is Verdict.HOLDS
