"""The pattern `at-least`: of so many members something is so, whenever something happens."""

from __future__ import annotations

import pytest

from checker.base.errors import InputError
from checker.conform.own.stating import stated_by
from checker.model.spec import with_settings
from tests.conform.own.makers import contract, event, evidence, judged

COUNTED = """
hosts: {a: {address: 10.7.0.11}, b: {address: 10.7.0.12}, c: {address: 10.7.0.13}}
defines:
  events:
    asks: {says: "{node} asks {node.other}", with: {whom: x}, about: {node: host, node.other: whom}, told_by: d}
    gives: {says: "{node} gives way", with: {x: any}, about: {node: host}, told_by: d}
    bare: {says: anything, with: {x: any}, about: {node: host}, told_by: d}
  fluents:
    leads: {says: "{node} leads", about: [node], sets: asks, clears: gives}
parameters:
  votes: {measure: count, value: 2, ours: a majority of three}
  age: {measure: duration, value: 4us, ours: why}
"""
HOSTS = ("a", "b", "c")


def counted(folder, said):
    return contract(folder, COUNTED, f"  it: {{ours: why, says: so, {said}}}\n")


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ("at-least: 1, of: leads(_), to: bare(n)", ("violated", "holds", "holds", "holds")),
        ("at-least: votes, of: leads(_), to: bare(n)", ("violated", "violated", "holds", "holds")),
        ("at-least: 3, of: leads(_), to: bare(n)", ("violated", "violated", "violated", "holds")),
        ("at-least: votes, of: 'asks(_, n)', to: bare(n), within: age", ("violated", "violated", "holds", "holds")),
        # all of them lie further back than that
        ("at-least: votes, of: 'asks(_, n)', to: bare(n), within: 1us", ("violated",) * 4),
    ],
)
def test_so_many_are_wanted(tmp_path, said, verdicts):
    about = counted(tmp_path, said)
    begun = [event("gives", 1, host=host, x="") for host in HOSTS]
    for number, verdict in enumerate(verdicts):
        asked = [event("asks", 20 + n, host=host, whom="a") for n, host in enumerate(HOSTS[:number])]
        events = [*begun, *asked, event("bare", 50, host="a", x="")]
        told = judged(evidence(about, events, dict.fromkeys(HOSTS, (0, 99))))
        assert told["it"].verdict.value == verdict, number


def test_the_log_of_one_who_may_count_leaves_it_open(tmp_path):
    about = counted(tmp_path, "at-least: 2, of: leads(_), to: bare(n)")
    events = [
        event("gives", 1, host="b", x=""),
        event("asks", 5, host="a", whom="a"),
        event("bare", 50, host="a", x=""),
    ]
    told = judged(evidence(about, events, {"a": (0, 99), "b": (0, 99)}))["it"]
    assert told.verdict.value == "inconclusive"


def test_how_many_is_a_parameter_that_can_be_set(tmp_path):
    about = counted(tmp_path, "at-least: votes, of: leads(_), to: bare(n)")
    stated = stated_by(about)["it"]
    assert stated.parameters == ("votes",)
    two, three = (counted(tmp_path, f"at-least: {n}, of: leads(_), to: bare(n)").own.properties["it"] for n in (2, 3))
    assert stated.formula == two.formula
    (other,) = with_settings([about], ["votes=3"])
    assert stated_by(other)["it"].formula == three.formula
    (many,) = with_settings([about], ["votes=9"])
    with pytest.raises(InputError, match="votes is 9, and it counts up to 5"):
        stated_by(many)
    said = about.own.properties["it"].violated.format(n="a", at="T")
    assert said == "bare(a) at T: fewer than votes of 'a node leads' (not so: so)"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("at-least: many, of: leads(_), to: bare(n)", "a number, or a parameter that is a count (votes)"),
        ("at-least: 6, of: leads(_), to: bare(n)", "from 1 to 5 can be counted"),
        ("at-least: 2, of: leads(n), to: bare(n)", "nothing is counted"),
        ("at-least: 2, of: 'asks(_, n)', to: bare(n)", "'asks' is an event: say 'within'"),
        ("at-least: 2, of: 'asks(_, _)', to: bare(n), within: age", "with one _ in it"),
        ("at-least: 2, of: leads(_)", "missing key 'to'"),
    ],
)
def test_what_is_wrong_with_a_count_is_told(tmp_path, said, problem):
    with pytest.raises(InputError) as told:
        counted(tmp_path, said)
    assert problem in f"{told.value} {told.value.hint}"


def test_a_constant_is_the_value_of_a_parameter(tmp_path):
    said = """formula: 'forall n: node, m: node. always (asks(n, m) implies m = "{votes}")'"""
    about = counted(tmp_path, said)
    assert stated_by(about)["it"].parameters == ("votes",)
    events = [event("asks", 5, host="a", whom="2"), event("asks", 7, host="b", whom="3")]
    heard = dict.fromkeys(HOSTS, (0, 99))
    assert [f.message.partition(" at ")[0] for f in judged(evidence(about, events, heard))["it"].findings] == [
        "b asks 3"
    ]
    (other,) = with_settings([about], ["votes=3"])
    assert [f.message.partition(" at ")[0] for f in judged(evidence(other, events, heard))["it"].findings] == [
        "a asks 2"
    ]
    with pytest.raises(InputError) as told:
        counted(tmp_path, said.replace("votes", "vote"))
    assert "no parameter 'vote' is stated; did you mean 'votes'?" in str(told.value)
