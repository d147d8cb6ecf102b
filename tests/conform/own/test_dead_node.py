"""A node that dies and logs nothing more: what another one must do depends on the logs of the others alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.base.finding import Verdict
from tests.conform.own.makers import contract, event, evidence, judged

PAGE = (Path(__file__).parents[3] / "docs" / "own-system.md").read_text()
DEFINITIONS = """
hosts:
  a: {address: {value: 10.0.0.1, ours: so}}
  b: {address: {value: 10.0.0.2, ours: so}}
  c: {address: {value: 10.0.0.3, ours: so}}
defines:
  events:
    expired:  {says: expired, with: {node: any}, about: {node: node}, told_by: d@s}
    promoted: {says: promoted, with: {x: any}, about: {node: host}, told_by: d}
parameters:
  failover.within: {measure: duration, value: 2us, ours: so}
"""
RECIPE = re.search(r"```yaml\n(  another-promotes:.*?)```", PAGE, re.DOTALL)
ANY = "  it: {ours: so, says: so, response: promoted(_), to: expired(_), within: failover.within}\n"


def verdict(folder, properties, promoted, heard):
    about = contract(folder, DEFINITIONS, properties)
    events = [event("expired", 20, host="s", node="a"), *(event("promoted", at, host=host) for host, at in promoted)]
    (found,) = judged(evidence(about, events, {"s": (0, 100), **heard})).values()
    return found.verdict


@pytest.mark.parametrize("dead", [{}, {"a": (0, 15)}], ids=["not given", "ends"])
def test_another_one_that_does_not_answer_is_found(tmp_path, dead):
    others = {"b": (0, 100), "c": (0, 100)}
    assert RECIPE
    recipe = RECIPE[1].replace("line: 4", "line: 1")
    assert verdict(tmp_path, recipe, [], {**dead, **others}) is Verdict.VIOLATED
    assert verdict(tmp_path, recipe, [("b", 30)], {**dead, **others}) is Verdict.HOLDS
    assert verdict(tmp_path, recipe, [], {**dead, "b": (0, 100)}) is Verdict.INCONCLUSIVE
    assert verdict(tmp_path, ANY, [], {**dead, **others}) is Verdict.INCONCLUSIVE
