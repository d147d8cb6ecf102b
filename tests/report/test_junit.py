"""JUnit XML that every reader takes: what the schemas of Jenkins (junit-10) and of Ant both allow, and not more.

Neither schema comes in a package, so that their rules are written down here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.formats.as_junit import render
from checker.report.options import RenderOptions
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import either

COUNT, SECONDS, STAMP = r"\d+", r"\d+(\.\d{3})?", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
ANY, SOME = r"(?s).*", r"(?s).+"
# Of each element: its attributes and what they may be; `?` marks those that may be missing.
ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "testsuites": {},
    "testsuite": {
        "name": SOME,
        "package": ANY,
        "id": COUNT,
        "timestamp": STAMP,
        "hostname": SOME,
        "tests": COUNT,
        "failures": COUNT,
        "errors": COUNT,
        "skipped": COUNT,
        "time": SECONDS,
    },
    "properties": {},
    "property": {"name": SOME, "value": ANY},
    "testcase": {"name": SOME, "classname": SOME, "time": SECONDS},
    "failure": {"message": ANY, "type": SOME},
    "error": {"message": ANY, "type": SOME},
    "skipped": {"message": ANY},
    "system-out": {},
    "system-err": {},
}
# The children of each element in their order, as a regular expression over their names.
CHILDREN = {
    "testsuites": r"(testsuite )*",
    "testsuite": r"properties (testcase )*system-out system-err ",
    "properties": r"(property )*",
    "testcase": r"((failure|error|skipped) )?",
}


def parsed(outcome: Outcome) -> Element:
    return ElementTree.fromstring(render(outcome, RenderOptions()))


def faults(element: Element) -> list[str]:
    """Return where a document breaks the rules of one of the schemas."""
    wanted = ATTRIBUTES[element.tag]
    found = [f"{element.tag}: {set(element.attrib) ^ set(wanted)}"] if set(element.attrib) != set(wanted) else []
    found += [f"{element.tag} {k}={v}" for k, v in element.attrib.items() if not re.fullmatch(wanted.get(k, ""), v)]
    names = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(CHILDREN.get(element.tag, ""), names):
        found.append(f"{element.tag}: {names}")
    return found + [fault for child in element for fault in faults(child)]


@pytest.mark.parametrize("name", OUTCOMES)
def test_documents_keep_to_both_schemas(name: str) -> None:
    assert faults(parsed(OUTCOMES[name])) == []


@given(either)
@settings(max_examples=40, deadline=None)
def test_any_document_keeps_to_both_schemas_and_counts_right(outcome: Outcome) -> None:
    root = parsed(outcome)
    assert faults(root) == []
    for number, suite in enumerate(root):
        assert suite.get("id") == str(number)
        kinds = [case[0].tag for case in suite.iter("testcase") if len(case)]
        for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(kinds.count(kind))
        assert suite.get("tests") == str(len(suite.findall("testcase")))


def cases(outcome: Outcome) -> dict[str, str]:
    return {case.get("name", ""): case[0].tag if len(case) else "" for case in parsed(outcome).iter("testcase")}


def test_a_case_a_rule() -> None:
    assert cases(OUTCOMES["gate_violated"]) == {
        "bind-address": "",
        "detect-down-silent-too-slow": "",
        "detect-down-too-slow": "failure",
        "fall-threshold": "failure",
        "missing-check": "failure",
        "vip-mismatch": "",
        "check-port": "error",
        "server-address": "error",
        "pool-mode": "skipped",
        "pool-size": "skipped",
    }


def test_a_failure_says_where_and_who_promised() -> None:
    (case,) = (c for c in parsed(OUTCOMES["gate_violated"]).iter("testcase") if c.get("name") == "fall-threshold")
    failure = case[0]
    assert failure.get("message", "").startswith("conf/hap 1/haproxy.cfg:23:29: error: pgb1, pgb2 and pgb3")
    assert failure.get("type") == "fall-threshold"
    assert "pgbouncer-ha.md:109: promised here" in (failure.text or "")


def test_a_warning_fails_only_where_strict_makes_it_fail() -> None:
    warned = OUTCOMES["gate_warned"]
    assert cases(warned)["detect-down-silent-too-slow"] == ""
    (said, *_) = parsed(warned).iter("system-out")
    assert "stay silent" in (said.text or "")
    strict = replace(warned, exit_status=1, verdict=Verdict.VIOLATED)
    assert cases(strict)["detect-down-silent-too-slow"] == "failure"


def test_an_error_beside_the_rules_fails_too() -> None:
    broken = Finding("config-syntax", Severity.ERROR, "no such section", Place("a.cfg", 3), "x")
    outcome = replace(OUTCOMES["gate_holds"], notes=(broken,), exit_status=1)
    assert cases(outcome)["config-syntax"] == "failure"
    assert cases(OUTCOMES["gate_empty"]) == {"nothing-recognised": "failure"}


def test_numbers_are_properties() -> None:
    told = {p.get("name"): p.get("value") for p in parsed(OUTCOMES["gate_violated"]).iter("property")}
    assert told["detect_down_refused_s"] == "18 to 20 s"


def test_a_proof_is_told_with_its_assumptions() -> None:
    (said, *_) = parsed(OUTCOMES["prove_refuted"]).iter("system-out")
    lines = (said.text or "").splitlines()
    assert "single-vip-holder: proved under no-partition, no-keepalived-kill" in lines
    assert "no-request-routed-to-down: proved without any assumption" in lines
    assert "assumption no-partition: two hosts that are on the network hear each other" in lines
    (failure,) = (
        c[0] for c in parsed(OUTCOMES["prove_refuted"]).iter("testcase") if c.get("name") == "vip-always-held"
    )
    assert (failure.text or "").endswith("refuted, although these were assumed: no-partition")


def test_what_xml_cannot_hold_is_escaped() -> None:
    odd = Finding("odd", Severity.ERROR, "a\x00b\x1b[31m \ud800 \ufffe <&> ]]> \"'", Place("a.cfg", 3), "x")
    outcome = replace(OUTCOMES["gate_holds"], notes=(odd,), exit_status=1)
    (failure,) = parsed(outcome).iter("failure")
    assert "a\\x00b\\x1b[31m \\ud800 \\ufffe <&> ]]> \"'" in (failure.text or "")
    render(outcome, RenderOptions()).encode("utf-8")
