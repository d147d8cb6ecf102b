"""Properties of states of a contract's own: of one that is named, and from the first line of a log on."""

from __future__ import annotations

import pytest

from checker.base.finding import Verdict
from tests.conform.own.makers import contract, event, evidence, judged

STATES = """
defines:
  events:
    up:   {says: up, with: {node: any}, about: {node: node}, told_by: d}
    down: {says: down, with: {node: any}, about: {node: node}, told_by: d}
  fluents:
    holds: {says: "{node} holds", about: [node], begins: up, ends: down}
"""


def outcome(folder, what, *events):
    about = contract(folder, STATES, f"  it: {{ours: why, says: so, {what}}}\n")
    return judged(evidence(about, events, {"h": (0, 100)}))["it"]


def told(outcome):
    return [(i.subject, i.verdict) for i in outcome.instances]


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("'at-most-for': 3us, of: 'holds(\"a\")'", [("", Verdict.VIOLATED)]),
        ("'at-most-for': 3us, of: 'holds(\"b\")'", [("", Verdict.HOLDS)]),
        ("'at-most-for': 3us, of: 'holds(\"c\")'", []),
        ("'at-most-for': 3us, of: holds(n)", [("a", Verdict.VIOLATED), ("b", Verdict.HOLDS)]),
        ('formula: \'always (holds("a") implies not holds("b"))\'', [("", Verdict.VIOLATED)]),
    ],
)
def test_what_is_asked_of_one_alone_is_judged_of_that_one(tmp_path, what, found):
    events = [event("up", 10, node="a"), event("up", 20, node="b"), event("down", 40, node="b")]
    judged = outcome(tmp_path, what, *events, event("down", 60, node="a"))
    assert told(judged) == found
    for each in judged.findings:
        assert "a holds" in each.message


@pytest.mark.parametrize(("bound", "verdict"), [("6us", Verdict.HOLDS), ("4us", Verdict.VIOLATED)])
@pytest.mark.parametrize("first", [0, 3])
def test_a_state_that_begins_with_the_first_line_lasts_from_there(tmp_path, bound, verdict, first):
    events = [event("up", first, node="a"), event("down", first + 50, node="a")]
    assert told(outcome(tmp_path, f"'at-most-for': {bound}, of: holds(n)", *events)) == [("a", verdict)]


def test_what_is_only_shown_by_the_first_line_may_have_lasted_longer(tmp_path):
    about = STATES.replace("begins: up", "shows: up")
    own = contract(tmp_path, about, "  it: {ours: why, says: so, at-most-for: 6us, of: holds(n)}\n")
    heard = evidence(own, [event("up", 0, node="a"), event("down", 50, node="a")], {"h": (0, 100)})
    assert judged(heard)["it"].verdict is Verdict.INCONCLUSIVE
