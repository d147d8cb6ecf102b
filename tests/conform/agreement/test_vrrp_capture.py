"""keepalived's log against the adverts on the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conform.agreement.altered import adverts, copy, disagreements, second, without_lines, without_packets
from tests.pipeline.wires import MACS

HAP2 = "192.168.1.11"


@pytest.fixture
def preempt(tmp_path: Path) -> Path:
    """hap2 is MASTER from 13:58:06 to 13:58:18, while keepalived on hap1 is stopped."""
    return copy("lab/preempt", tmp_path)


def test_a_master_without_adverts(preempt: Path):
    assert without_packets(preempt, adverts(HAP2, "13:58:08", "13:58:16")) == 8
    (found,) = disagreements(preempt)
    assert "log of hap2 says MASTER from 13:58:06.355 to 13:58:18.366" in found.message
    assert "no advert of it for 9.002s" in found.message
    assert found.where is not None and found.where.file.endswith("hap2/keepalived.iso.log")


@pytest.mark.parametrize(("until", "told"), [("13:58:10", False), ("13:58:14", True)])
def test_an_advert_or_two_that_were_lost_are_not_told(preempt: Path, until: str, told: bool):
    without_packets(preempt, adverts(HAP2, "13:58:08", until))
    assert bool(disagreements(preempt)) == told


def test_a_host_that_the_capture_does_not_hear_is_no_disagreement(preempt: Path):
    lo, hi = second("13:58:08"), second("13:58:16")
    assert without_packets(preempt, lambda p: p.sent_with(MACS["hap2"]) and lo <= p.at <= hi) > 100
    assert disagreements(preempt) == []


def test_a_capture_that_leaves_adverts_out_is_no_disagreement(preempt: Path):
    assert without_packets(preempt, lambda p: p.protocol == 112) > 20
    assert disagreements(preempt) == []


def test_a_backup_that_advertises(preempt: Path):
    for word in ("Entering MASTER", "setting VIPs", "ratuitous ARP"):
        assert without_lines(preempt, "hap2/keepalived*.log", [word])
    (found,) = disagreements(preempt)
    assert "log of hap2 says BACKUP" in found.message and "adverts of it in that time" in found.message
    assert found.where is not None and found.where.unit == "packet"
    assert any(r.place.file.endswith("keepalived.iso.log") and "BACKUP" in r.text for r in found.related)


def test_a_log_that_ends_as_backup_says_nothing_of_later(preempt: Path):
    for path in preempt.glob("hap2/keepalived*.log"):
        lines = path.read_text().splitlines(keepends=True)
        first = next(n for n, line in enumerate(lines) if "Entering MASTER" in line)
        path.write_text("".join(line for line in lines[:first] if "received priority 0" not in line))
    assert disagreements(preempt) == []
