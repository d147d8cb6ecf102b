"""How findings speak of what a contract defines: in its own sentences, with the values."""

from __future__ import annotations

import pytest

from checker.base.errors import InputError
from checker.conform.own.stating import stated_by
from tests.conform.own.makers import contract, event, evidence, judged

DEFINED = """
hosts:
  a: {address: 10.7.0.11, aliases: [node-a]}
  b: {address: 10.7.0.12}
defines:
  events:
    asks: {says: "{node} asks {node.other}", with: {whom: who}, about: {node: host, node.other: whom}, told_by: d}
    gives: {says: "{node} gives way", with: {x: any}, about: {node: host}, told_by: d}
    bare: {says: anything, with: {x: any}, about: {node: host}, told_by: d}
  fluents:
    leads: {says: "{node} leads", about: [node], sets: asks, clears: gives}
"""
BOTH = {"a": (0, 99), "b": (0, 99)}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("absence: 'asks(n, m)'", "a asks b at T (not so: so)"),
        ("absence: 'asks(n, \"b\")', after: gives(n)", "a asks b at T, after 'a gives way' (not so: so)"),
        ("absence: gives(n), after: 'asks(_, n)'", "a gives way at T, after 'a node asks a' (not so: so)"),
        ("precedence: bare(n), to: gives(n)", "a gives way at T: no bare(a) came before 'a gives way' (not so: so)"),
        (
            "response: [gives(n), 'asks(n, m)'], to: bare(n), within: 1s",
            "no 'a gives way' or 'a asks b' within 1s of bare(a), by T (not so: so)",
        ),
        ("at-most-one: n, of: leads(n)", "a leads, and also b, from T, for 1s (not so: so)"),
    ],
)
def test_a_finding_says_what_happened_in_the_sentences_of_the_contract(tmp_path, said, message):
    about = contract(tmp_path, DEFINED, f"  it: {{ours: why, says: so, {said}}}\n")
    words = {"at": "T", "n": "a", "m": "b", "another": "b", "lasted": "1s", "any-node": "a"}
    assert about.own.properties["it"].violated.format_map(words) == message


def test_what_triggers_a_property_is_a_sentence_about_anything(tmp_path):
    about = contract(tmp_path, DEFINED, "  it: {ours: why, says: so, absence: 'asks(n, m)'}\n")
    assert stated_by(about)["it"].triggered_by == "a node asks a node"


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("absence: bare(n), after: [gives(n), 'asks(n, m)']", "anything, after a node gives way or a node asks a node"),
        ("existence: bare(n), between: [gives(n), 'asks(n, m)']", "a node asks a node, after a node gives way"),
        ("existence: bare(n), within: 1s, after: gives(n)", "a node gives way"),
    ],
)
def test_what_a_case_takes_is_told_with_what_opens_its_scope(tmp_path, said, case):
    about = contract(tmp_path, DEFINED, f"  it: {{ours: why, says: so, {said}}}\n")
    assert stated_by(about)["it"].triggered_by == case


def test_a_finding_shows_since_which_line_a_state_is_what_it_is(tmp_path):
    about = contract(
        tmp_path, DEFINED, "  it: {ours: why, says: so, formula: 'forall n: node. always (bare(n) implies leads(n))'}\n"
    )
    events = [
        event("asks", 5, host="a", whom="b"),
        event("gives", 8, host="a", x=""),
        event("bare", 10, host="a", x=""),
    ]
    (found,) = judged(evidence(about, events, BOTH))["it"].findings
    assert [(str(each.place), each.label) for each in found.related] == [("a.log:1008", "not so from here on: a leads")]
    denied = contract(
        tmp_path,
        DEFINED,
        "  it: {ours: why, says: so, formula: 'forall n: node. always (bare(n) implies not leads(n))'}\n",
    )
    (found,) = judged(evidence(denied, [events[0], events[2]], BOTH))["it"].findings
    assert [(str(each.place), each.label) for each in found.related] == [("a.log:1005", "a leads from here on")]


def test_a_sentence_leaves_open_only_what_it_is_about(tmp_path):
    wrong = DEFINED.replace('"{node} gives way"', '"{nod} gives way"')
    with pytest.raises(InputError) as told:
        contract(tmp_path, wrong, "  it: {ours: why, says: so, absence: gives(n)}\n")
    assert "it is about no 'nod'; did you mean 'node'?" in str(told.value)


@pytest.mark.parametrize(
    "said",
    [
        "absence: gives(n), after: [LIST]",
        "precedence: [LIST], to: bare(n)",
        "absence: bare(n), between: [asks(n, m), gives(n)]",
    ],
)
def test_a_list_in_brackets_parts_no_event(tmp_path, said):
    said = said.replace("LIST", "asks(n, m), gives(n)")
    bare = contract(tmp_path, DEFINED, f"  it: {{ours: why, says: so, {said}}}\n").own.properties["it"]
    said = said.replace("asks(n, m)", "'asks(n, m)'")
    assert bare == contract(tmp_path, DEFINED, f"  it: {{ours: why, says: so, {said}}}\n").own.properties["it"]
    assert "asks(n, m)" in bare.formula


def test_what_makes_a_case_is_one_event(tmp_path):
    with pytest.raises(InputError) as told:
        contract(tmp_path, DEFINED, "  it: {ours: why, says: so, absence: [bare(n), gives(n)]}\n")
    assert "a list of events makes no case" in str(told.value)


def test_who_is_missed_is_named(tmp_path):
    """`m` stands in the answer only: it is said of whom there was none."""
    said = "  it: {ours: why, says: so, response: 'asks(m, n)', to: gives(n), within: 500ns}\n"
    about = contract(tmp_path, DEFINED, said)
    events = [
        event("gives", 10, host="a", x=""),
        event("asks", 12, host="b", whom="10.7.0.11"),
        event("bare", 1, host="a"),
    ]
    (found,) = judged(evidence(about, events, BOTH))["it"].findings
    assert found.message.startswith("no 'a asks a' within 500ns of 'a gives way', by ")


@pytest.mark.parametrize("whom", ["10.7.0.12", "b"])
def test_a_host_is_one_by_whatever_it_is_told(tmp_path, whom):
    about = contract(tmp_path, DEFINED, '  it: {ours: why, says: so, absence: \'asks("a", "b")\'}\n')
    (found,) = judged(evidence(about, [event("asks", 10, host="node-a", whom=whom)], BOTH))["it"].findings
    assert found.message.startswith("a asks b at ")


def test_the_others_in_a_state_that_one_may_be_in_are_named(tmp_path):
    about = contract(tmp_path, DEFINED, "  it: {ours: why, says: so, at-most-one: n, of: leads(n)}\n")
    events = [event("gives", 1, host=host, x="") for host in BOTH]
    events += [event("asks", 10 + 2 * n, host=host, whom="x") for n, host in enumerate(BOTH)]
    found = [
        f.message for f in judged(evidence(about, [*events, event("gives", 50, host="a", x="")], BOTH))["it"].findings
    ]
    assert len(found) == 1
    assert found[0].startswith("a leads, and also b, from ")
