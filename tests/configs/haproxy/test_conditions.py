"""Conditions: what decides them, and what is known where nothing does."""

import pytest

from checker.configs.haproxy.conditions import ConditionError, holds
from tests.configs.haproxy.corpus import BASE, HEAD
from tests.configs.haproxy.reading import balancers, is_unknown, problems, proxy, servers

SET = {"A": True, "B": False}


def ask(question: str) -> bool:
    raise AssertionError(question)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", False),
        ("0", False),
        ("1", True),
        ("-1", True),
        ("9" * 9999, True),
        ("!1", False),
        ("!!1", True),
        ("1 && 0 || 1 && 1", True),
        ("0 && (1 || 1)", False),
        ("(0||1)&&!(0)", True),
        ("defined(A) && !defined(B)", True),
        ("streq(a,a)", True),
        ("streq('a',\"a\")", True),
        ("streq(a,b)", False),
        ("streq(,)", True),
        ("strneq(a,b)", True),
        ("strstr(abc,bc)", True),
        ("1 || feature(X)", True),
        ("0 && feature(X)", False),
    ],
)
def test_decided(text, value):
    assert holds(text, SET.get, ask) is value


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("feature(QUIC)", "feature(QUIC)"),
        ("version_atleast(2.8)", "version_atleast(2.8)"),
        ("!version_before(2.8)", "version_atleast(2.8)"),
        ("defined(C)", "defined(C)"),
        ("streq($C,yes)", "streq($C,yes)"),
        ("!strneq(${C},yes)", "streq(${C},yes)"),
        ("${C}", "${C}"),
        ("enabled(SPLICE)", "enabled(SPLICE)"),
    ],
)
def test_asked(text, question):
    asked = {}
    assert holds(text, SET.get, lambda each: asked.setdefault(each, True)) is True
    assert list(asked) == [question]


@pytest.mark.parametrize(
    "text", ["a", "1 1", "(1", "1)", "&&", "1 &&", "nosuch(1)", "defined(A", "streq(a)", "!", "(" * 5000, "1||" * 5000]
)
def test_refused(text):
    with pytest.raises(ConditionError):
        holds(text, SET.get, ask)


UNDECIDED = f"""{HEAD}.if feature(X)
    default-server fall 5 check
.else
    default-server fall 7 check
.endif
    server a 127.0.0.1:1
    server b 127.0.0.1:2 fall 3
.if feature(X)
    server c 127.0.0.1:3
    option redispatch
.endif
"""


def test_what_all_choices_agree_on_is_known():
    found = servers(UNDECIDED)
    assert [each.checks.enabled.value for each in found.values()] == [True, True, True]
    assert found["b"].checks.fall.value == 3


def test_what_they_do_not_agree_on_is_unknown_and_says_why():
    found = servers(UNDECIDED)
    assert found["a"].checks.fall.known.why == "it depends on whether feature(X) holds"
    assert is_unknown(found["c"].disabled)
    assert not is_unknown(found["a"].disabled)
    assert is_unknown(proxy(UNDECIDED).redispatch)


def test_one_question_has_one_answer():
    text = f"""{HEAD}.if feature(X)
    default-server fall 5
.endif
.if !feature(X)
    default-server fall 5
.endif
    server a 127.0.0.1:1
"""
    assert servers(text)["a"].checks.fall.value == 5


def test_versions_agree_with_each_other():
    text = f"""{HEAD}.if version_atleast(2.8)
    default-server fall 5
.elif version_before(2.9-dev1)
    default-server fall 5
.else
    default-server fall 9
.endif
    server a 127.0.0.1:1
"""
    assert servers(text)["a"].checks.fall.value == 5


def test_a_choice_that_ends_at_an_alert_never_runs():
    text = f'.if !feature(OPENSSL)\n.alert "it is needed"\n.endif\n{HEAD}    server a 127.0.0.1:1\n'
    assert problems(text) == []
    assert [each.code for each in problems(f"{HEAD}.alert stop\n")] == ["config-syntax"]


def test_variables_decide():
    text = f'{HEAD}.if streq("$SIDE",a)\n    server a 127.0.0.1:1\n.else\n    server b 127.0.0.1:1\n.endif\n'
    assert list(servers(text, SIDE="a")) == ["a"]
    assert list(servers(text, SIDE="c")) == ["b"]
    assert all(is_unknown(each.disabled) for each in servers(text).values())


def test_what_the_global_section_unsets_is_not_defined():
    text = f"global\n    unsetenv X\n{HEAD}.if defined(X)\n    server a 127.0.0.1:1\n.endif\n"
    assert servers(text, X="1") == {}


def test_too_many_questions_are_told():
    conditions = "".join(f".if feature(F{n})\n    retries {n}\n.endif\n" for n in range(12))
    text = f"{HEAD}{conditions}"
    assert [each.code for each in problems(text)] == ["config-undecided"]
    assert is_unknown(proxy(text).disabled)


def test_a_section_of_one_choice():
    text = f"{BASE}.if feature(X)\nlisten a\n    bind :1\n.endif\nlisten b\n    bind :2\n"
    (found,) = balancers(text)
    assert [(each.name, is_unknown(each.disabled)) for each in found.proxies] == [("a", True), ("b", False)]
