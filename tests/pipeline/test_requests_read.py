"""Spans that cannot be taken as they stand: of nobody, told twice, or in another form than OTLP's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.generate_spans import request
from checker.base.finding import Verdict
from checker.readers.otlp import NAMELESS
from tests.pipeline.test_requests import account, checked, flow, written


def changed(path: Path, change) -> Path:
    """Change each group of spans of one resource in a file."""
    read = [json.loads(each) for each in path.read_text().splitlines()]
    for group in (group for each in read for group in each["resourceSpans"]):
        change(group)
    path.write_text("".join(f"{json.dumps(each)}\n" for each in read))
    return path


def spans_of(group) -> list[dict]:
    return [span for scope in group["scopeSpans"] for span in scope["spans"]]


def service_of(group) -> str:
    return next(a["value"]["stringValue"] for a in group["resource"]["attributes"] if a["key"] == "service.name")


@pytest.mark.parametrize("name", [None, "unknown_service:java"])
def test_spans_of_nobody_are_unread_and_what_they_may_tell_is_open(tmp_path, name):
    trace = request(30)[0].trace

    def change(group):
        if service_of(group) == "haproxy" and trace in {span["traceId"] for span in spans_of(group)}:
            group["resource"]["attributes"] = [a for a in group["resource"]["attributes"] if a["key"] != "service.name"]
            if name:
                group["resource"]["attributes"] += [{"key": "service.name", "value": {"stringValue": name}}]

    outcome = checked(changed(written(tmp_path, flow(60, {})), change))
    (given_,) = outcome.inputs
    assert given_.unread_total > 0
    assert {why for _, why in given_.unread} == {NAMELESS}
    assert (account(outcome).violated, outcome.verdict) == (0, Verdict.INCONCLUSIVE)


def test_a_file_of_spans_of_nobody_is_told(tmp_path):
    path = changed(written(tmp_path, flow(3, {})), lambda group: group.pop("resource"))
    (given_,) = checked(path).inputs
    assert (given_.format, given_.events, given_.unread_total) == ("request-spans", 0, 30)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[\n {"resourceSpans": []}]', "an array of requests of OTLP: write them one a line"),
        ('{"resource_spans": []}', "lowerCamelCase"),
        ("nothing of ours", "the formats in the folder `formats` beside the contract"),
    ],
)
def test_what_should_be_given_instead(tmp_path, text, hint):
    path = tmp_path / "spans.json"
    path.write_text(f"{text}\n")
    (note,) = [note for note in checked(path).notes if note.code == "nothing-recognised"]
    assert hint in note.hint


@pytest.mark.parametrize("numbers", [range(60), range(20, 40)])
def test_a_span_by_way_of_two_collectors_is_one(tmp_path, numbers):
    """Also where only some batches took both ways."""
    flows = flow(60, {})
    path = written(tmp_path, flows)
    other = tmp_path / "other"
    other.mkdir()
    half = [[span for n, span in enumerate(flows[number]) if n % 3] for number in numbers]

    def change(group):
        for attribute in group["resource"]["attributes"]:
            attribute["value"]["stringValue"] += "" if attribute["key"] == "service.name" else "-x"

    whole = account(checked(path, changed(written(other, half), change)))
    assert (whole.requests, whole.conforming) == (60, 60)


def test_a_second_party_that_has_a_span_of_its_own_stays_one(tmp_path):
    flows = flow(60, {30: "second pooler"})
    other = tmp_path / "other"
    other.mkdir()
    whole = account(checked(written(tmp_path, flows), written(other, flows)))
    assert (whole.violated, [g.code for g in whole.groups]) == (1, ["request-second-party"])


@pytest.mark.parametrize(
    ("service", "by"), [("postgres", -50_000_000), ("postgres", 50_000_000), ("browser", 40_000_000)]
)
def test_a_clock_that_is_off_is_named(tmp_path, service, by):
    flows = [
        [s._replace(start=s.start + by, end=s.end + by) if s.service == service else s for s in spans]
        for spans in flow(60, {})
    ]
    path = written(tmp_path, flows)
    before = checked(path)
    assert account(before).violated == 60
    hints = {finding.hint for p in before.properties for finding in p.findings}
    (clock,) = {hint.partition("--clock ")[2] for hint in hints}
    assert clock.startswith(f"{service}-host={'-' if by > 0 else '+'}")
    assert checked(path, clocks=(clock,)).verdict is Verdict.HOLDS


def test_no_clock_is_named_for_an_answer_that_came_early(tmp_path):
    outcome = checked(written(tmp_path, flow(60, {30: "early answer"})))
    assert {f.hint for p in outcome.properties for f in p.findings if f.code == "request-out-of-order"} == {""}
