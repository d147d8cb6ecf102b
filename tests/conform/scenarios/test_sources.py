"""What would show a step is named as the contract names it."""

from __future__ import annotations

from pathlib import Path

from checker.base.progress import SilentProgress
from checker.pipeline import CheckRequest, cover

SENTINEL = Path(__file__).parents[3] / "examples/redis-sentinel"


def test_an_event_of_the_contract_is_told_by_whom_the_contract_says() -> None:
    log = SENTINEL / "captures/good/sentinel-1/sentinel.log"
    request = CheckRequest((str(log),), str(SENTINEL / "redis-sentinel.yaml"), (), (), ())
    covered = cover(request, SilentProgress())
    whys = {step.why for diagram in covered.diagrams for step in diagram.steps if step.why.endswith("would show it")}
    assert "the log of redis@redis-1 would show it" in whys
    assert "the log of app@app-1 or app@app-2 would show it" in whys
    assert not any("application" in why or "server" in why for why in whys)
