"""What code hosts read: GitHub's workflow commands, GitLab's code quality report, Markdown for both."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.base.time import Interval
from checker.model.outcome import Instance, Outcome, PropertyOutcome, Scope
from checker.report.formats import as_github, as_gitlab, as_markdown
from checker.report.options import RenderOptions
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import either, texts

PLAIN = RenderOptions()
# What the documentation of GitLab says of a code quality report.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
COMMAND = re.compile(r"::(error|warning|notice) ([a-z]+=[^,:]*(?:,[a-z]+=[^,:]*)*)::(.*)")


def unescaped(text: str, *more: str) -> str:
    for code, char in (*(("%3A", ":"), ("%2C", ",")) * bool(more), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def commands(outcome: Outcome) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does."""
    read = []
    shown = as_github.render(outcome, PLAIN)
    assert shown.endswith("\n")
    assert all(c.isprintable() or c == "\n" for c in shown)
    for line in shown[:-1].split("\n"):
        match = COMMAND.fullmatch(line)
        assert match, line
        values = dict(part.split("=", 1) for part in match[2].split(","))
        read.append((match[1], {k: unescaped(v, ":") for k, v in values.items()}, unescaped(match[3])))
    return read


def noted(finding: Finding) -> Outcome:
    return replace(OUTCOMES["gate_holds"], notes=(finding,))


def test_an_annotation_stands_on_its_line() -> None:
    told = commands(OUTCOMES["gate_violated"])
    (fall,) = (each for each in told if each[1]["title"] == "verify: fall-threshold")
    assert fall[0] == "error"
    assert fall[1] == {"file": "conf/hap 1/haproxy.cfg", "line": "23", "col": "29", "title": "verify: fall-threshold"}
    first, second = fall[2].split("\n")
    assert first.endswith("; repair: fall 3")
    assert second.startswith("pgbouncer-ha.md:109: promised here Note over HAProxy: After 3 failures (6s)")


def test_the_last_annotation_is_the_verdict() -> None:
    assert commands(OUTCOMES["gate_violated"])[-1][0] == "error"
    assert commands(OUTCOMES["gate_holds"]) == [
        ("notice", {"title": "verify gate"}, "holds: nothing to report; exit status 0")
    ]
    told = commands(OUTCOMES["gate_inconclusive"])
    assert [each[0] for each in told] == ["warning", "warning", "warning", "error"]


def test_github_is_told_under_which_assumptions_a_property_is_proved() -> None:
    (told,) = (each for each in commands(OUTCOMES["prove_proved"]) if each[1]["title"] == "verify prove pgbouncer-ha")
    assert told[0] == "notice"
    lines = told[2].split("\n")
    assert "single-vip-holder: proved under no-partition, no-keepalived-kill" in lines
    assert "client-interruption-bounded: refuted; accepted: agreed with the team of the application" in lines
    assert "assumption no-partition: two hosts that are on the network hear each other" in lines


def test_markdown_tells_each_proof_with_its_assumptions_in_the_open() -> None:
    shown = as_markdown.render(OUTCOMES["prove_proved"], PLAIN)
    proof, folded = (shown.index(each) for each in ("<code>single-vip-holder</code> of", "<summary>2 assumptions"))
    opened, closed = (shown[:proof].count(each) for each in ("<details>", "</details>"))
    assert opened == closed
    line = shown[proof:].partition("\n")[0]
    assert line.endswith("proved under <code>no-partition</code>, <code>no-keepalived-kill</code>")
    assert "| <code>no-partition</code> | two hosts that are on the network hear each other |" in shown[folded:]


def test_nothing_ends_a_command_early() -> None:
    finding = Finding("x", Severity.WARNING, "50%0A\n::error::no\r\u2028", Place("./a,b:c\nd%.cfg", 3, 9))
    (told, _) = commands(noted(finding))
    assert told[1]["file"] == "a,b:c\nd%.cfg"
    assert told[2] == "50%0A\n::error::no\n"


def test_a_packet_has_no_line() -> None:
    (told, *_) = commands(OUTCOMES["two_days"])
    assert "line" not in told[1]
    assert told[2].startswith("bridge.pcap#2114: ")


@given(either)
@settings(max_examples=30, deadline=None)
def test_github_gets_every_finding(outcome: Outcome) -> None:
    told = [values["title"] for _, values, _ in commands(outcome)]
    assert told[: len(outcome.findings)] == [f"verify: {finding.code}" for finding in outcome.findings]


def test_gitlab_tells_reasons_apart_that_differ_only_in_what_would_settle_them() -> None:
    instances = tuple(
        Instance("", "", Interval(0, 0), Verdict.INCONCLUSIVE, "it was not heard", settles) for settles in ("a", "b")
    )
    scope = Scope((), None)
    rule = PropertyOutcome("r", "s", "it is so", Verdict.INCONCLUSIVE, 2, 0, 2, "", scope, instances=instances)
    outcome = Outcome("check", Verdict.INCONCLUSIVE, 3, properties=(rule,))
    issues = json.loads(as_gitlab.render(outcome, PLAIN))
    assert len({each["fingerprint"] for each in issues}) == len(issues) == 2


@given(either)
@settings(max_examples=30, deadline=None)
def test_gitlab_gets_every_finding(outcome: Outcome) -> None:
    told = json.loads(as_gitlab.render(outcome, PLAIN))
    Draft202012Validator(GITLAB).validate(told)
    assert [each["check_name"] for each in told][: len(outcome.findings)] == [f.code for f in outcome.findings]
    assert len({each["fingerprint"] for each in told}) == len(told)


def test_gitlab_knows_a_finding_again_when_lines_are_added_above() -> None:
    def prints(line: int) -> list[str]:
        finding = Finding("x", Severity.ERROR, f"wrong on line {line}", Place("a.cfg", line), "  fall 10")
        return [each["fingerprint"] for each in json.loads(as_gitlab.render(noted(finding), PLAIN))]

    assert prints(3) == prints(9)


def test_gitlab_is_told_what_is_undecided() -> None:
    told = json.loads(as_gitlab.render(OUTCOMES["gate_inconclusive"], PLAIN))
    assert [each["severity"] for each in told] == ["major"] * 3
    assert told[-1]["description"].startswith("undecided: pgb1: ")


def rows(shown: str) -> list[list[str]]:
    return [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("| ❌")]


def test_markdown_has_a_row_a_finding() -> None:
    shown = as_markdown.render(OUTCOMES["gate_violated"], PLAIN)
    assert shown.startswith("### ❌ verify gate: violated\n")
    (fall,) = (row for row in rows(shown) if "fall-threshold" in row[2])
    assert html.unescape(fall[1]) == "<code>conf/hap 1/haproxy.cfg:23</code>"
    assert fall[3:6] == ["3", "10", "<code>fall 3</code>"]


def test_markdown_of_very_many_findings_stays_short_enough_for_a_comment() -> None:
    finding = Finding("x", Severity.ERROR, "wrong " * 200, Place("a.cfg", 3), "x")
    shown = as_markdown.render(replace(OUTCOMES["gate_holds"], notes=(finding,) * 5000), PLAIN)
    assert "... and 4950 findings more" in shown.replace(",", "")
    assert len(shown) < 65_536


@given(texts, texts)
@settings(max_examples=100, deadline=None)
def test_nothing_from_a_file_is_markup(message: str, line: str) -> None:
    hostile = f"@all #1 <img src=x> `code` [a](http://b) | *b* _c_ ~~d~~ www.evil.example {message}"
    related = (Related(Place(hostile, 3), hostile, line),)
    finding = Finding("x", Severity.ERROR, hostile, Place(hostile, 1), line, related, hostile, repair=hostile)
    shown = as_markdown.render(noted(finding), PLAIN)
    (row,) = (line for line in shown.splitlines() if line.startswith("| ❌"))
    ours = re.sub(r"</?code>|<br>|&#\d+;", "", row)
    assert not set("<>`[]@#*_~:&\\") & set(ours)
    assert row.count("|") == 8
    assert "www." not in ours


@pytest.mark.parametrize("name", OUTCOMES)
def test_markdown_of_every_outcome_is_a_table_of_equal_rows(name: str) -> None:
    shown = as_markdown.render(OUTCOMES[name], PLAIN)
    tables = re.findall(r"(?:^\|.*\n)+", shown, re.MULTILINE)
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1
