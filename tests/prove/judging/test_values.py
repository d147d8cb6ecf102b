"""Which value of a parameter would keep a refuted promise, and that none of a coarse grid does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.time import NS_PER_MS
from checker.pipeline.contracts import every_contract
from checker.pipeline.request import ProveRequest
from checker.properties import load
from checker.prove.judging.grids import grids_of
from checker.prove.judging.judge import judge
from checker.prove.judging.values import repairs
from checker.prove.questions.question import Effort
from checker.prove.systems.system import system_of


@pytest.mark.slow
def test_no_whole_second_keeps_a_takeover_of_three_seconds_but_version_3_does() -> None:
    """At priority 100: 3 s and 0.609 s of skew in version 2; in version 3 all of 3.609375 intervals."""
    system = system_of(every_contract(ProveRequest())[0])
    prop, effort = load()["vip-always-held"], Effort(depth=24, induction=4)
    judgement = judge(system, prop, effort)
    assert judgement.counterexample is not None
    found = repairs(system, prop, judgement.granted, judgement.counterexample, effort)
    told = {(each.parameter, tuple((each.grid or found[0].grid).settings)): (each.value, each.side) for each in found}
    assert told["vrrp.advert", ()] == (None, "exactly")
    assert told["vrrp.advert", ("vrrp.version",)] == (830 * NS_PER_MS, "at most")
    assert told["vip.takeover", ()] == (3610 * NS_PER_MS, "at least")
    assert all(each.sharp for each in found)


def test_version_3_is_offered_where_no_version_is_stated() -> None:
    whole = every_contract(ProveRequest())[0]
    contract = replace(whole, parameters={n: each for n, each in whole.parameters.items() if n != "vrrp.version"})
    settings = [grid.settings for grid in grids_of(contract) if grid.parameter == "vrrp.advert"]
    assert settings == [{}, {"vrrp.version": "3"}]
    assert contract.with_settings(["vrrp.version=3"]).numbers["vrrp.version"] == 3
