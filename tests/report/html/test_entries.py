"""What is told one by one: all of it, the gravest first, each as what it is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Finding, Severity, Verdict
from checker.report.html.entries import SIGNS, Entry, chosen, entries_of, kinds_of
from tests.report.outcomes import OUTCOMES, ROUTED, promise, routed, unsure
from tests.report.strategies import outcomes

everything = outcomes(st.sampled_from(["check", "gate", "prove", "diff"]))


@given(everything)
@settings(max_examples=40)
def test_no_finding_is_left_out(outcome):
    told = [entry.finding for entry in entries_of(outcome)]
    assert all(finding in told for finding in outcome.findings)


@given(everything)
@settings(max_examples=40)
def test_what_is_violated_comes_first_and_everything_has_a_number_and_a_sign(outcome):
    entries = entries_of(outcome)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry.kind in SIGNS for entry in entries)
    assert sum(kinds_of(entries).values()) == len(entries)


def test_cases_without_a_finding_speak_for_themselves_where_fewer_findings_tell_of_them():
    entries = entries_of(OUTCOMES["inconclusive"])
    other = [entry for entry in entries if entry.rule and entry.rule.id == "single-vip-holder"]
    assert [(entry.kind, entry.observer, entry.subject) for entry in other] == [
        ("inconclusive", "keepalived@hap2", "192.168.1.100")
    ]
    assert other[0].finding.message.startswith("keepalived@hap2 192.168.1.100: hap1 may still have held")


def test_violations_stand_before_what_is_open():
    from dataclasses import replace

    rule = promise(ROUTED, Verdict.VIOLATED, unsure(768, 39), routed(0), unsure(770, 40), routed(1))
    entries = entries_of(replace(OUTCOMES["holds"], properties=(rule,)))
    assert [entry.kind for entry in entries] == ["violated", "violated", "inconclusive", "inconclusive"]


def test_the_gate_says_what_is_an_error_and_what_an_advice():
    kinds = [entry.kind for entry in entries_of(OUTCOMES["gate_violated"]) if entry.rule]
    assert kinds == sorted(kinds, key=["error", "warning", "info", "inconclusive"].index)
    assert {"error", "warning"} <= set(kinds)


def test_an_advice_of_the_gate_on_a_rule_that_holds_is_no_good_news():
    from dataclasses import replace

    violated = routed(0)
    assert violated.finding
    advice = replace(violated.finding, severity=Severity.INFO, verdict=None)
    rule = promise(ROUTED, Verdict.HOLDS, replace(violated, verdict=Verdict.HOLDS, finding=advice))
    outcome = replace(OUTCOMES["gate_violated"], properties=(rule,), notes=())
    assert [entry.kind for entry in entries_of(outcome)] == ["info"]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["violated", "warning"])), max_size=60),
    st.integers(6, 30),
)
def test_a_flood_of_one_kind_leaves_the_others(made, most):
    every = [
        Entry(number, Finding(code, Severity.ERROR, "it is so"), kind) for number, (code, kind) in enumerate(made, 1)
    ]
    kept = chosen(every, most)
    assert len(kept) == min(most, len(every))
    assert {(each.finding.code, each.kind) for each in kept} == set(made)
    assert list(kept) == sorted(set(kept), key=lambda each: each.number)


def test_what_is_left_of_a_flood_is_of_all_of_its_time():
    every = [Entry(number, Finding("a", Severity.ERROR, "it is so"), "violated") for number in range(1, 1001)]
    assert [each.number for each in chosen(every, 10)] == list(range(1, 1001, 100))
