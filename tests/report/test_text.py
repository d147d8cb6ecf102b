"""The report for people: what it must say of any outcome, and what must never reach a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.formats.as_text import render
from checker.report.options import RenderOptions
from checker.report.ranges import show_places
from tests.report.outcomes import OUTCOMES, routed
from tests.report.strategies import outcomes

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def text(outcome: Outcome, **options: object) -> str:
    return render(outcome, RenderOptions(**options))


@pytest.mark.parametrize("width", [40, 60, 72, 100])
@pytest.mark.parametrize("name", OUTCOMES)
def test_lines_fit_but_for_places(name: str, width: int) -> None:
    wide = [line for line in text(OUTCOMES[name], width=width).splitlines() if len(line) > width]
    assert [line for line in wide if " " in line.strip()] == []


@given(outcomes(), st.booleans())
@settings(max_examples=20, deadline=None)
def test_only_our_own_escapes_reach_the_terminal(outcome: Outcome, color: bool) -> None:
    shown = text(outcome, color=color)
    plain = ANSI.sub("", shown) if color else shown
    assert all(line.isprintable() for line in plain.split("\n"))
    assert shown.endswith("\n")


@given(outcomes())
@settings(max_examples=20, deadline=None)
def test_colour_adds_nothing_and_takes_nothing(outcome: Outcome) -> None:
    assert ANSI.sub("", text(outcome, color=True)) == text(outcome)


@given(outcomes())
@settings(max_examples=20, deadline=None)
def test_the_verdict_stands_first_and_last(outcome: Outcome) -> None:
    lines = text(outcome).splitlines()
    word = outcome.verdict.value.replace("_", " ").upper()
    assert word in lines[0]
    assert lines[-1].startswith(f"{word}: ")
    assert f"exit status {outcome.exit_status}" in lines[-1]


@given(outcomes())
@settings(max_examples=10, deadline=None)
def test_every_property_is_named_even_in_the_summary(outcome: Outcome) -> None:
    for shown in (text(outcome, width=140), text(outcome, width=140, summary=True)):
        assert [each.id for each in outcome.properties if each.id not in shown] == []


def test_every_place_of_many_violations_is_printed() -> None:
    shown = text(OUTCOMES["many"])
    (rest,) = re.findall(r"\.\.\. and 30 more: hap1/haproxy\.iso\.log:([^\n]*)", shown)
    numbers: list[int] = [int(line) for line in re.findall(r"--> hap1/haproxy\.iso\.log:(\d+)\n", shown)]
    for part in rest.split(", "):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    places = [finding.where for finding in OUTCOMES["many"].findings if finding.where]
    assert sorted(numbers) == sorted(place.line for place in places)


def test_a_line_is_quoted_once() -> None:
    assert text(OUTCOMES["many"], width=400).count("Server pgbouncer_back/pgb1 is DOWN") == 1


def test_what_is_violated_comes_first() -> None:
    marks = re.findall(r"^([✗✓?-]) [A-Z ]+  [a-z-]+", text(OUTCOMES["violated"]), re.MULTILINE)
    assert marks == ["✗", "✓"]


def test_without_unicode_all_is_ascii() -> None:
    assert text(OUTCOMES["violated"], unicode=False).isascii()


def test_the_date_is_printed_once_when_it_is_one_day_and_always_when_not() -> None:
    header = re.sub(r"\d{4}-\d\d-\d\dT", "", text(OUTCOMES["violated"]))
    assert header.count("2026-11-21") == 1
    assert text(OUTCOMES["two_days"]).count("2026-11-21") == 2


def test_strict_is_named_when_it_alone_fails_the_run() -> None:
    assert "exit status 3 (--strict)" in text(replace(OUTCOMES["holds"], exit_status=3))
    assert "--strict" not in text(OUTCOMES["holds"])


def test_a_property_that_was_not_exercised_is_named_beside_one_that_holds() -> None:
    both = OUTCOMES["holds"].properties + OUTCOMES["not_exercised"].properties
    assert "not exercised: single-vip-holder" in text(replace(OUTCOMES["holds"], properties=both)).splitlines()[0]


def test_findings_without_a_place_are_counted() -> None:
    instances = tuple(
        replace(each, finding=replace(each.finding, where=None)) if number == 6 else each
        for number, each in enumerate(routed(n) for n in range(7))
        if each.finding
    )
    outcome = OUTCOMES["many"]
    shown = text(replace(outcome, properties=(replace(outcome.properties[0], instances=instances),)))
    assert "... and 2 more: hap1/haproxy.iso.log:50 (1 finding without a place)" in shown


def test_related_places_of_findings_that_are_not_quoted_are_printed_too() -> None:
    instances = [routed(n) for n in range(6)]
    last = instances[-1].finding
    assert last
    moved = replace(last, related=(replace(last.related[0], place=Place("other.log", 7)),))
    instances[-1] = replace(instances[-1], finding=moved)
    outcome = OUTCOMES["many"]
    shown = text(replace(outcome, properties=(replace(outcome.properties[0], instances=tuple(instances)),)))
    assert "haproxy@hap1 marked it DOWN here: other.log:7" in shown


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([], ""),
        ([("a", 3), ("a", 1), ("a", 2), ("a", 2)], "a:1-3"),
        ([("a", 1), ("a", 3), ("b", 2)], "a:1, 3; b:2"),
    ],
)
def test_places_in_few_words(places: list[tuple[str, int]], shown: str) -> None:
    assert show_places(Place(*place) for place in places) == shown


def test_packets_and_lines_of_one_file_are_kept_apart() -> None:
    assert show_places([Place("a", 1), Place("a", 2, unit="packet")]) == "a:1; a#2"


def test_the_other_half_of_an_incident_is_not_told_again() -> None:
    outcome = OUTCOMES["two_days"]
    (told,) = outcome.properties
    twin = replace(told.instances[0], subject="hap2", finding=None)
    both = replace(told, instances=(*told.instances, twin), exercised=2)
    assert text(replace(outcome, properties=(both,))).count("held 192.168.1.100") == 1
    counted = replace(both, violations=2)
    assert "wire hap2: violated" in text(replace(outcome, properties=(counted,)))


def test_every_verdict_has_its_word() -> None:
    for verdict in Verdict:
        assert text(Outcome("check", verdict, 0)).startswith(tuple("✗✓?-"))
