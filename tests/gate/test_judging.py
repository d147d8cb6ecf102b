"""Which contracts apply, what is examined, and what becomes of values that the files do not tell."""

from dataclasses import replace

import pytest

from checker.base.finding import Finding, Severity, Verdict
from checker.base.words import listed
from checker.configs.setting import UnknownValueError
from checker.gate.judging import is_stated, judge, judge_all
from checker.gate.merging import merged, settling
from checker.gate.registry import load
from checker.gate.rule import Problem, Site
from tests.gate.judged import contract
from tests.gate.toys import Line, at_most, reading

HA, RTMP = "pgbouncer-ha", "rtmp-failover"


def _judge(rule, **texts):
    deployment = reading(**texts).deployment
    return judge(rule, Site(contract(HA), deployment)), deployment


def test_every_subject_is_examined():
    found, _ = _judge(at_most(3), a="a = 1\nb = 7\nc = 9")
    assert found.exercised == 3
    assert [(p.who, p.where.line) for p in found.problems] == [("b", 2), ("c", 3)]


def test_an_unknown_value_leaves_its_subject_open_and_the_others_are_judged():
    found, deployment = _judge(at_most(3), a="a = $A\nb = 7\nc = $C")
    assert found.exercised == 3
    assert [p.who for p in found.problems] == ["b"]
    assert [str(doubt.error.place) for doubt in found.doubts] == ["a.ini:1", "a.ini:3"]
    undecided = [each.finding for each in merged(found, deployment) if not each.problems]
    assert [f.verdict.value for f in undecided] == ["inconclusive"] * 2
    assert undecided[0].hint == "--env A=VALUE says what it is"


def test_what_depends_on_a_value_that_the_daemon_refuses_is_a_remark():
    found, deployment = _judge(at_most(3), a="a = $A\nb = $B")
    (first, _) = found.doubts
    refused = Finding("config-syntax", Severity.ERROR, "no value", first.error.place)
    told = merged(found, replace(deployment, problems=(refused,)))
    assert [each.finding.severity for each in told] == [Severity.INFO, Severity.WARNING]
    assert {each.finding.verdict for each in told} == {Verdict.INCONCLUSIVE}


def test_a_value_that_many_subjects_miss_is_told_once():
    rule = at_most(3)
    site = Site(contract(HA), reading(a="a = $A").deployment)
    twice = judge(replace(rule, subjects=lambda site: site.deployment.of(Line) * 2), site)
    assert len(twice.doubts) == 2
    assert len(merged(twice, site.deployment)) == 1


def test_subjects_that_cannot_be_told_are_a_doubt():
    def subjects(site):
        (line,) = site.deployment.of(Line)
        if line.number.value:
            yield line

    found, _ = _judge(replace(at_most(3), subjects=subjects), a="a = $A")
    assert (found.exercised, len(found.doubts)) == (1, 1)


def test_an_error_of_a_rule_is_not_caught():
    def wrong(site, line):
        raise KeyError(line.name)

    with pytest.raises(KeyError):
        _judge(replace(at_most(3), judge=wrong), a="a = 1")


def test_problems_that_were_found_before_a_value_was_missed_are_kept():
    def half(site, line):
        yield Problem(line.number.place, "wrong already")
        raise UnknownValueError("who knows", line.number.place)

    found, _ = _judge(replace(at_most(3), judge=half), a="a = 1")
    assert (len(found.problems), len(found.doubts)) == (1, 1)


def _systems(rules, text="a = 9"):
    contracts = [contract(HA), contract(RTMP)]
    return [(j.contract.system, j.rule.code) for j in judge_all(rules, contracts, reading(a=text).deployment)]


def test_a_contract_applies_where_a_rule_of_its_promises_has_something_to_examine():
    ours = at_most(3, "a")
    theirs = at_most(3, "b", code="b-too-much", promises=("heartbeat.fall",))
    assert _systems([ours, theirs]) == [(HA, "too-much")]
    assert _systems([ours, theirs], "b = 1") == [(RTMP, "b-too-much")]
    assert _systems([ours, theirs], "a = 1\nb = 1") == [(HA, "too-much"), (RTMP, "b-too-much")]
    assert _systems([ours, theirs], "c = 1") == []


def test_a_rule_of_an_applying_contract_is_listed_even_if_it_examined_nothing():
    assert _systems([at_most(3, "a"), at_most(3, "b", code="b-too-much")]) == [(HA, "b-too-much"), (HA, "too-much")]


def test_a_rule_without_promises_judges_once_whatever_applies():
    free = at_most(3, code="free", promises=())
    both = [at_most(3, "a"), at_most(3, "b", code="b-too-much", promises=("heartbeat.fall",))]
    assert _systems([free, *both], "a = 1\nb = 1").count((HA, "free")) == 1
    assert _systems([free, *both], "c = 1") == [(HA, "free")]
    assert [code for _, code in _systems([free, *both], "a = 1\nb = 1")].count("free") == 1


def _merged(text, rule=None):
    rule = rule or at_most(3)
    found, deployment = _judge(rule, a=text)
    return merged(found, deployment)


def test_subjects_that_share_a_line_are_told_together():
    def shared(site, line):
        yield Problem(site.deployment.of(Line)[0].number.place, "{who} go wrong", who=line.name, promise="check.fall")

    (one,) = _merged("a = 1\nb = 1\nc = 1", replace(at_most(3), judge=shared))
    assert one.finding.message == "a, b and c go wrong"
    assert len(one.problems) == 3
    assert one.finding.text == "a = 1"


def test_different_values_of_one_line_are_told_apart():
    def each(site, line):
        yield Problem(site.deployment.of(Line)[0].number.place, "{who}", line.name, found=str(line.number.value))

    assert [m.who for m in _merged("a = 1\nb = 2\nc = 1", replace(at_most(3), judge=each))] == ["a and c", "b"]


def test_the_line_of_the_diagram_comes_first():
    (one,) = _merged("a = 9")
    promise = one.finding.related[0]
    assert promise.label == "promised here: check.fall 3"
    assert (promise.place.file, promise.place.line) == ("pgbouncer-ha.md", 109)
    assert "After 3 failures (6s)" in promise.text


def test_names_in_a_sentence():
    assert listed([]) == ""
    assert listed(["a", "", "a"]) == "a"
    assert listed("abc") == "a, b and c"


@pytest.mark.parametrize(
    ("why", "hint"),
    [
        ("the environment variable FALL is not set", "--env FALL=VALUE says what it is"),
        ("$HAPROXY_FALL is not set", "--env HAPROXY_FALL=VALUE says what it is"),
        ("${_ENV PRIO} is not known", "--env PRIO=VALUE says what it is"),
        ("the name is resolved at run time", "write the value itself, or give the file that says it, too"),
    ],
)
def test_what_would_settle_it(why, hint):
    assert settling(why) == hint


def test_rules_on_load_balancers_are_not_for_heartbeats():
    about = {code for code, rule in load().items() if is_stated(rule, contract(RTMP))}
    assert {"hls-exposes-key", "failure-threshold", "hls-application-open"} <= about
    assert not {"fall-threshold", "missing-check", "pool-missing", "pooler-port", "detect-up-too-slow"} & about
