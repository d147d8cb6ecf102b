"""Mistakes in contracts with definitions of their own: each is told once, at its place, in words of its writer."""

from __future__ import annotations

import pytest

from checker.base.errors import InputError
from checker.base.time import NS_PER_S
from tests.conform.own.makers import contract

STATES = """
hosts: {a: {address: {value: 10.0.0.1, ours: so}}}
defines:
  events:
    up:   {says: up, with: {ok: "bool: so", node: any}, about: {node: node}, told_by: d, when: {ok: true}}
    down: {says: down, with: {node: any}, about: {node: node}, told_by: d}
    met:  {says: met, with: {node: any, other: any}, about: {node: node, node.other: other}, told_by: d}
  fluents:
    holds: {says: it holds, about: [node], begins: up, ends: down}
parameters:
  quorum: {measure: count, value: 2, ours: so}
  limit: {measure: duration, value: 5s, ours: so}
"""
GOOD = "{ours: why, says: so, response: down(n), to: up(n), within: limit}"
EMPTY = "says nothing: an empty"

WRONG = {
    "a truth value that is none": (("{ok: true}", "{ok: yess}"), "'ok' is true or false, never 'yess'"),
    "a number for a truth value": (("{ok: true}", "{ok: -1}"), "'ok' is true or false, never '-1'"),
    "no truth value": (("when: {ok: true}", "when: {}"), f"'when' {EMPTY} mapping"),
    "one event says two things": (
        ("begins: up, ends: down", "sets: up, clears: up"),
        "'up' stands under sets and under clears: it can say one thing of a state",
    ),
    "no events": (("begins: up", "begins: []"), f"'begins' {EMPTY} list"),
    "nobody tells": (("told_by: d, when", "told_by: [], when"), f"'told_by' {EMPTY} list"),
    "no event": (('with: {ok: "bool: so", node: any}', "event: ''"), "'event' says nothing"),
    "no answer": (("response: down(n)", "response: []"), f"'response' {EMPTY} list"),
    "no trigger": (("to: up(n)", "to: []"), f"'to' {EMPTY} list"),
    "no bound": (("within: limit", "within: ''"), f"'within' {EMPTY} text"),
    "a bound of nothing": (("within: limit", "within: 0"), "must be a duration longer than nothing"),
    "a reason of nothing": (("ours: why", "ours: ''"), f"'ours' {EMPTY} text"),
    "a count as a bound": (("within: limit", "within: quorum"), "'quorum' is a count, and a duration is wanted here"),
    "an unknown bound": (("within: limit", "within: limmit"), "no parameter 'limmit' is stated; did you mean 'limit'?"),
    "two patterns": (("response: down(n)", "response: down(n), absence: up(n)"), "; it has absence and response"),
    "no pattern": (("response: down(n), ", ""), "'it' needs one of formula, absence"),
    "no state": ((GOOD, "{ours: why, says: so, at-most-for: 5s, of: []}"), f"'of' {EMPTY} list"),
    "no length": ((GOOD, "{ours: why, says: so, at-most-for: '', of: holds(n)}"), f"'at-most-for' {EMPTY} text"),
    "no absence": ((GOOD, "{ours: why, says: so, absence: []}"), f"'absence' {EMPTY} list"),
    "no existence": ((GOOD, "{ours: why, says: so, existence: [], within: 5s, after: up(n)}"), "'existence' says"),
    "no opening": ((GOOD, "{ours: why, says: so, absence: up(n), after: []}"), f"'after' {EMPTY} list"),
    "a document whose name is too long": (("documents: [d.md]", f"documents: [{'9' * 400}]"), "cannot read"),
}
FORMULAS = {
    "once[12s, 0] up(n)": "window ends before it starts: [12s, 0]",
    "eventually[0, 5s] up(n)": "'eventually' looks ahead, and formulas only look back",
    "eventually(n)": "'eventually' looks ahead, and formulas only look back",
    "down(n) until up(n)": "'until' looks ahead, and formulas only look back",
    "globally up(n)": "'globally' looks ahead, and formulas only look back",
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_once_at_its_place(tmp_path, case, monkeypatch):
    (old, new), message = WRONG[case]
    text = f"documents: [d.md]\n{STATES}\nproperties:\n  it: {GOOD}\n"
    assert old in text
    (tmp_path / "d.md").write_text("# D\n\n```mermaid\nsequenceDiagram\n    A->>A: hello\n```\n")
    file = tmp_path / "d.yaml"
    file.write_text("system: d\n" + text.replace(old, new, 1))
    monkeypatch.chdir(tmp_path)
    from checker.model.spec import load_spec

    with pytest.raises(InputError) as caught:
        load_spec(file, ())
    said = str(caught.value)
    assert message in said
    assert said.startswith(f"{file}:")
    assert said.count("d.yaml:") == 1 or case == "no event", said


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_wrong_with_a_formula(tmp_path, formula):
    text = f"  it: {{ours: why, says: so, formula: 'forall n: node. always (up(n) implies {formula})'}}\n"
    with pytest.raises(InputError, match="formula: ") as caught:
        contract(tmp_path, STATES, text)
    assert FORMULAS[formula] in str(caught.value)


def test_commas_within_brackets_part_nothing(tmp_path):
    text = (
        "  it: {ours: why, says: so, precedence: met(n, m), to: met(m, n), after: up(n), until: [down(n), met(n, m)]}\n"
    )
    found = contract(tmp_path, STATES, text).own.properties["it"]
    assert "met(n, m)" in found.formula
    assert "met(m, n)" in found.formula
    assert contract(tmp_path, STATES, f"  it: {GOOD}\n").numbers["limit"] == 5 * NS_PER_S
