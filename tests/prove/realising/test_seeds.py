"""What no run does of the seeds' diagrams: a line of `seeds.txt` each, with the reason why it is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.base.finding import Finding
from checker.prove.realising import findings
from checker.prove.realising.explained import NOT_LOOKED_AT
from checker.prove.systems.system import system_of
from tests.prove.realising.made import contracts

ARGUED = Path(__file__).with_name("seeds.txt").read_text().splitlines()


def summary(found: Finding) -> str:
    """Return a finding without its texts: where, how bad, what, with which other lines, and what would do."""
    where = found.where
    assert where
    others = sorted({each.place.line for each in found.related if each.place.file == where.file} - {where.line})
    hint = f": {found.hint}" if found.hint else ""
    lines = " ".join(map(str, others))
    return f"{where.file}:{where.line} {found.severity.name.lower()} {found.code} with {lines}{hint}"


@pytest.mark.slow
@pytest.mark.parametrize("which", ["pgbouncer-ha", "rtmp-failover"])
def test_what_no_run_does_is_argued_for(which: str):
    contract = contracts()[which]
    found = [each for each in findings(contract, system_of(contract)) if each.code != NOT_LOOKED_AT]
    argued = [line for line in ARGUED if line.startswith(which)]
    assert [summary(each) for each in found] == argued
    assert all(ARGUED[ARGUED.index(line) + 1].startswith("    ") for line in argued)
