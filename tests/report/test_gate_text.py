"""The gate's report for people: everything that must be in it, on lines that fit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.formats.as_lines import render as as_lines
from checker.report.formats.as_text import render
from checker.report.options import RenderOptions
from checker.report.text.gate_numbers import number_text
from checker.report.told import is_open, undecided
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import gated

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def text(outcome: Outcome, **options: object) -> str:
    return render(outcome, RenderOptions(**options))


def finding(line: str, column: int) -> str:
    found = Finding("some-code", Severity.ERROR, "it is wrong", Place("a.cfg", 7, column), line)
    return text(replace(OUTCOMES["gate_holds"], notes=(found,)))


def test_a_finding_says_where_what_who_promised_and_what_helps() -> None:
    shown = text(OUTCOMES["gate_violated"])
    for told in (
        "error[fall-threshold]: pgb1, pgb2 and pgb3",
        "--> conf/hap 1/haproxy.cfg:23:29\n     23 |     default-server inter 2s fall 10 rise 2\n",
        "--> pgbouncer-ha.md:109  promised here\n    109 | Note over HAProxy: After 3 failures (6s)",
        "fall: wanted 3, found 10\n  repair: fall 3\n",
        "wanted 6.0 s, found 20.0 s",
        "check: wanted true, found nothing set",
        "hint: or keep `fall 10` with `inter 600ms`",
        "settled by: --env CHECK_PORT=VALUE",
        "master down interval          3.609375 s",
        "not exercised: pool-mode, pool-size (no pgbouncer.ini among the inputs)",
        "suppressed: 2 findings",
    ):
        assert told in shown


def test_errors_come_before_warnings() -> None:
    heads = re.findall(r"^(\w+)\[", text(OUTCOMES["gate_violated"]), re.MULTILINE)
    assert heads == ["error", "error", "error", "warning", "info"]


@pytest.mark.parametrize(
    ("line", "column", "shown", "carets"),
    [
        ("  server a fall 10", 12, "  server a fall 10", "           ^^^^"),
        ("\tserver a", 2, "    server a", "    ^^^^^^"),
        ("\ta\tserver", 4, "    a   server", "        ^^^^^^"),
        ("pool_mode", 1, "pool_mode", "^^^^^^^^^"),
        ("x = é", 5, "x = é", "    ^"),
    ],
)
def test_the_carets_stand_under_the_word(line: str, column: int, shown: str, carets: str) -> None:
    assert f"      7 | {shown}\n        | {carets}\n" in finding(line, column)


@pytest.mark.parametrize("column", [40, 300, 1900])
def test_of_a_long_line_the_part_around_the_word_is_shown(column: int) -> None:
    line = " ".join(["word"] * 400)
    line = f"{line[: column - 1]}{'KEY':<4}{line[column + 3 :]}"
    lines = finding(line, column).splitlines()
    (at,) = (n for n, each in enumerate(lines) if each.startswith("      7 | "))
    assert len(lines[at]) <= 100
    start, end = lines[at + 1].index("^"), lines[at + 1].rindex("^")
    assert lines[at][start : end + 1].startswith("KEY")


@pytest.mark.parametrize("column", [3, 9, 400])
def test_no_caret_where_no_word_begins(column: int) -> None:
    assert "^" not in finding("a  b", column)


def test_an_advice_is_short() -> None:
    shown = text(OUTCOMES["gate_violated"])
    assert "     --> pgbouncer-1.ini:4:1\n  hint: remove the comment\n" in shown


def test_a_long_message_uses_the_width() -> None:
    found = Finding("a-code-that-is-long", Severity.ERROR, "words " * 60, Place("a.cfg", 7), "x")
    lines = text(replace(OUTCOMES["gate_holds"], notes=(found,))).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("error["))
    assert all(88 < len(line) <= 100 for line in lines[at : at + 3])


def test_a_head_that_fills_the_line_loses_nothing() -> None:
    found = Finding("c" * 120, Severity.ERROR, "it is wrong", Place("a.cfg", 7), "x")
    shown = text(replace(OUTCOMES["gate_holds"], notes=(found,)))
    assert f"error[{'c' * 120}]:\n" in shown
    assert "wrong" in shown


def test_one_unknown_value_is_told_once() -> None:
    shown = text(OUTCOMES["gate_violated"], width=140)
    assert shown.count("has no value here") == 1
    assert "undecided: check-port (pgb1, pgb2), server-address (pgb1): ${CHECK_PORT}" in shown


def test_what_one_value_leaves_open_stands_together() -> None:
    shown = text(OUTCOMES["gate_inconclusive"])
    assert "? undecided: fall-threshold, detect-down-too-slow\n  whether what fall-threshold says" in shown
    assert shown.count("server pgb4 192.168.1.5:6435 fall $FALL") == 1
    assert "error[" not in shown
    assert "warning[" not in shown


def test_of_a_long_baseline_the_rest_is_counted() -> None:
    violated = OUTCOMES["gate_violated"]
    shown = text(replace(violated, suppressed=violated.suppressed * 20))
    assert "suppressed: 40 findings\n" in shown
    assert "\n  ... and 28 more\n" in shown


def test_editors_get_a_line_a_finding() -> None:
    shown = as_lines(OUTCOMES["gate_violated"], RenderOptions()).splitlines()
    assert len([line for line in shown if re.match(r"\S.*:\d+:\d+: (error|warning|info): ", line)]) == 5
    assert shown[-1].startswith("violated: 3 errors")


@given(gated)
@settings(max_examples=20, deadline=None)
def test_no_line_for_editors_is_broken_or_lost(outcome: Outcome) -> None:
    shown = as_lines(outcome, RenderOptions())
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown.splitlines()) == len(outcome.findings) + len([*undecided(outcome)]) + 1


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("a_s", 2_887_500_000, "2.8875 s"),
        ("a_s", (4 * 10**9, 6 * 10**9), "4 to 6 s"),
        ("a_s", (10**9, 10**9), "1 s"),
        ("a_s", 1499, "0.000001 s"),
        ("a_s", 0, "0 s"),
        ("a_s", 1200 * 10**9, "1200 s"),
        ("servers", 3, "3"),
    ],
)
def test_numbers_are_short_and_exact_to_a_microsecond(name: str, value: int | tuple[int, int], shown: str) -> None:
    assert number_text(name, value) == shown


@given(gated, st.booleans(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_only_our_own_escapes_reach_the_terminal(outcome: Outcome, color: bool, summary: bool) -> None:
    shown = text(outcome, color=color, summary=summary)
    plain = ANSI.sub("", shown) if color else shown
    assert all(line.isprintable() for line in plain.split("\n"))
    assert shown.endswith("\n")
    assert ANSI.sub("", shown) == text(outcome, summary=summary)


@given(gated)
@settings(max_examples=30, deadline=None)
def test_nothing_is_kept_back(outcome: Outcome) -> None:
    shown = text(outcome, width=140)
    lines = shown.splitlines()
    word = outcome.verdict.value.replace("_", " ").upper()
    assert word in lines[0]
    assert lines[-1].startswith(f"{word}: ")
    assert shown.count("\n", 0, len(shown)) == len(lines)
    for each in outcome.findings:
        assert is_open(each) or f"{each.severity.value}[{each.code}]" in shown
        assert each.code in shown
