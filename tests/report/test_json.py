"""The JSON report keeps to its published schema, to the order of its keys, and to the whole outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from checker.model.outcome import Outcome
from checker.report.formats.as_json import render
from checker.report.options import RenderOptions
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import outcomes

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/verify-1.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
TOP = ["schema", "command", "verdict", "exit_status", "inputs", "properties", "scenarios", "findings", "numbers"]
FINDING = ["fingerprint", "code", "severity", "property", "message", "time", "where", "related", "hint"]
PROPERTY = ["id", "system", "verdict", "exercised", "violations", "inconclusive", "why", "stated", "findings"]


def report(outcome: Outcome) -> dict[str, Any]:
    return json.loads(render(outcome, RenderOptions()))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def objects(schema: object, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Return every schema of an object with fixed keys."""
    if isinstance(schema, list):
        return [found for n, item in enumerate(schema) for found in objects(item, f"{path}/{n}")]
    if not isinstance(schema, dict):
        return []
    here = [(path, schema)] if schema.get("type") == "object" and "properties" in schema else []
    return here + [found for key, item in schema.items() for found in objects(item, f"{path}/{key}")]


@pytest.mark.parametrize(("path", "schema"), objects(SCHEMA), ids=lambda value: value if isinstance(value, str) else "")
def test_the_schema_is_strict_and_says_what_each_key_means(path: str, schema: dict[str, Any]) -> None:
    assert schema["additionalProperties"] is False
    assert [key for key, item in schema["properties"].items() if not {"description", "$ref", "const"} & set(item)] == []


@pytest.mark.parametrize("name", OUTCOMES)
def test_real_outcomes_keep_to_the_schema(name: str) -> None:
    VALIDATOR.validate(report(OUTCOMES[name]))


@given(outcomes())
@settings(max_examples=20, deadline=None)
def test_any_outcome_keeps_to_the_schema(outcome: Outcome) -> None:
    VALIDATOR.validate(report(outcome))


@given(outcomes())
@settings(max_examples=20, deadline=None)
def test_nothing_of_an_outcome_is_lost(outcome: Outcome) -> None:
    told = report(outcome)
    assert [each["fingerprint"] for each in told["findings"]] == [each.fingerprint for each in outcome.findings]
    assert [each["message"] for each in told["findings"]] == [each.message for each in outcome.findings]
    assert [each["path"] for each in told["inputs"]] == [each.path for each in outcome.inputs]
    assert [each["id"] for each in told["properties"]] == [each.id for each in outcome.properties]
    for shown, kept in zip(told["properties"], outcome.properties, strict=True):
        assert shown["findings"] == [each.fingerprint for each in kept.findings]


def test_the_keys_stand_in_the_published_order() -> None:
    told = report(OUTCOMES["violated"])
    assert list(told) == [*TOP, "suppressed"]
    assert list(told["findings"][0])[: len(FINDING)] == FINDING
    assert list(told["properties"][0])[: len(PROPERTY)] == PROPERTY


def test_values_are_told_only_where_a_finding_is_about_one() -> None:
    assert "key" not in report(OUTCOMES["violated"])["findings"][0]
    told = report(OUTCOMES["two_days"])["findings"][0]
    assert (told["key"], told["wanted"], told["found"], told["unit"]) == ("vip.handover", "100", "12200", "ms")


def test_a_value_that_is_not_set_is_null() -> None:
    told = report(OUTCOMES["gate_violated"])["findings"]
    assert [(f["code"], f["wanted"], f["found"]) for f in told if f["code"] == "missing-check"] == [
        ("missing-check", "true", None)
    ]


def test_a_repair_is_told_for_programs_too() -> None:
    (told,) = (f for f in report(OUTCOMES["gate_violated"])["findings"] if f["code"] == "fall-threshold")
    (change,) = told["changes"]
    line = told["text"]
    assert line[: change["column"] - 1] + change["text"] + line[change["end_column"] - 1 :] == line.replace("10", "3")


def test_numbers_are_seconds_where_their_name_says_so() -> None:
    assert report(OUTCOMES["gate_violated"])["numbers"] == {
        "detect_down_refused_s": [18, 20],
        "detect_up_s": [2, 4],
        "master_down_interval_s": 3.609375,
        "takeover_after_crash_s": [2.609375, 3.609375],
        "takeover_after_graceful_stop_s": 0.609375,
        "adverts_until_down": 3,
    }


def test_what_was_suppressed_is_told_apart() -> None:
    told = report(OUTCOMES["gate_violated"])
    assert [(each["kind"], each["why"]) for each in told["suppressed"]] == [
        ("inline", "the client retries for 5 s"),
        ("baseline", "known since May"),
    ]
    assert "vrrp-takeover-too-slow" not in {finding["code"] for finding in told["findings"]}


def test_packets_say_that_they_are_packets() -> None:
    told = report(OUTCOMES["two_days"])["findings"][0]
    assert told["where"] == {"file": "bridge.pcap", "line": 2114, "column": 1, "unit": "packet"}
    assert "unit" not in report(OUTCOMES["violated"])["findings"][0]["where"]


def test_a_wrong_report_is_refused() -> None:
    told = report(OUTCOMES["violated"])
    for wrong in ({"verdict": "passed"}, {"exit_status": 7}, {"more": 1}, {"schema": "verify/2"}):
        assert not VALIDATOR.is_valid(told | wrong)


def test_the_same_outcome_is_the_same_text() -> None:
    assert render(OUTCOMES["many"], RenderOptions()) == render(OUTCOMES["many"], RenderOptions(width=60, color=True))
