"""Diagrams against the model: which are possible, and of those that are not, which lines are to blame."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from checker.base.finding import Finding, Severity
from checker.model.contract import Contract
from checker.prove.machines.interpreter import accepts, value
from checker.prove.questions.question import Proof
from checker.prove.realising import Realised, findings, realised
from checker.prove.realising.explained import EXPLANATIONS, IMPOSSIBLE, NOT_LOOKED_AT
from checker.prove.realising.watch import Faults
from checker.prove.systems.building.pool import ROLE as POOL
from checker.prove.systems.system import System, system_of
from tests.conform.makers import contract
from tests.prove.realising.made import with_lines

FAILOVER = 1


def drawn_with(lines: Mapping[int, str]) -> Contract:
    return with_lines(contract(), lines)


def line(number: int) -> str:
    return contract().documents[0].lines[number - 1]


@cache
def pool() -> System:
    return system_of(contract(), (POOL,))


def failover(lines: Mapping[int, str]) -> tuple[Contract, list[Realised]]:
    made = drawn_with(lines)
    return made, list(realised(made, pool(), made.diagrams[FAILOVER]))


def impossible(lines: Mapping[int, str]) -> list[Finding]:
    made = drawn_with(lines)
    only = replace(made)
    object.__setattr__(only, "diagrams", (made.diagrams[FAILOVER],))
    return [each for each in findings(only, pool()) if each.code != NOT_LOOKED_AT]


def lines_of(finding: Finding) -> set[int]:
    rules = {each.place.line for each in finding.related if not each.label.startswith("rule: ")}
    return rules | {finding.where.line if finding.where else 0}


def test_the_failover_of_the_seed_is_possible_and_the_run_that_does_it_is_one_for_the_interpreter():
    _, told = failover({})
    assert [(each.part, each.cores, each.faults) for each in told] == [("pool", (), Faults.DRAWN)]
    (it,) = told
    assert it.run
    assert accepts(it.watched.machine, it.run) == ""
    assert value(it.watched.goal, it.run.steps[-1].after, it.watched.machine.variables)
    at = dict(zip((step.action for step in it.run.steps), it.run.times, strict=True))
    assert at["mark_down(hap1,pgb2) as 5+6"] - at["crash(pgb2) as 2"] <= 6_000_000_000


REFUSED, CHECK = "        PGB2--xHAProxy: Connection refused", "        HAProxy->>PGB2: Health Check 4"
SUCCESS = "        PGB2-->>HAProxy: Success"
MUTANTS: Mapping[str, tuple[Mapping[int, str], set[int]]] = {
    "DOWN before the third failure": ({105: line(109), 109: ""}, {101, 104, 105}),
    "DOWN after two failures": ({106: "", 107: ""}, {101, 104, 109}),
    "DOWN after one failure": ({103: "", 104: "", 106: "", 107: ""}, {101, 109}),
    "DOWN after four failures": ({108: REFUSED}, {101, 104, 107, 108, 109}),
    "DOWN after a success between": ({104: SUCCESS}, {104, 107, 109}),
    "DOWN after a success at last": ({107: SUCCESS}, {107, 109}),
    "DOWN within 3 s": ({109: line(109).replace("6s", "3s")}, {95, 101, 104, 107, 109}),
    "DOWN within 1 s": ({109: line(109).replace("6s", "1s")}, {95, 109}),
    "UP instead of DOWN": ({109: line(109).replace("as DOWN", "as UP")}, {109}),
    "UP after one success": ({142: "", 143: ""}, {140, 145}),
    "UP after three successes": ({144: SUCCESS}, {140, 143, 144, 145}),
    "UP within 1 s": ({145: line(145).replace("4s", "1s")}, {145}),
    "UP after a failure": ({143: REFUSED}, {143, 145}),
    "a request to the server that is DOWN": ({122: line(122).replace("PGB1", "PGB2")}, {122}),
    "a request to the server that is DOWN, later": ({129: line(129).replace("PGB3", "PGB2")}, {129}),
    "it answers before it was started": ({134: "", 147: line(134)}, {140}),
    "it fails and never crashed": ({95: ""}, {101}),
    "another one crashes": ({95: "    Note over PGB3: PgBouncer 3 container crashes"}, {101}),
    "it crashes only after the failures": ({95: "", 111: line(95)}, {95, 101, 111}),
    "DOWN twice": ({118: "    Note over HAProxy: Mark pgb2 as DOWN"}, {118}),
}


# Found to a bound, and not proved.
UNPROVED = ("DOWN within 3 s", "DOWN within 1 s", "UP instead of DOWN", "DOWN twice")
# These take five seconds and more of a core each.
LONG = (
    "it answers before it was started",
    "DOWN after four failures",
    "DOWN within 3 s",
    "DOWN within 1 s",
    "UP instead of DOWN",
    "UP after three successes",
    "DOWN after a success between",
    "another one crashes",
)
QUICK = ("DOWN after two failures", "UP after one success")


def _mark(name: str) -> list[pytest.MarkDecorator]:
    return [] if name in QUICK else [pytest.mark.exhaustive if name in LONG else pytest.mark.slow]


@pytest.mark.parametrize("name", [pytest.param(name, marks=_mark(name)) for name in MUTANTS])
def test_what_cannot_be_is_found_with_the_lines_to_blame(name: str):
    lines, blamed = MUTANTS[name]
    _, (told,) = failover(lines)
    assert told.cores
    assert name in UNPROVED or any(isinstance(core.answer, Proof) for core in told.cores)
    drawn = {deed.place.line for core in told.cores for deed in core.plan.deeds}
    assert drawn & blamed, drawn
    assert told.run, "without what is blamed the rest is possible"


SAME: Mapping[str, Mapping[int, str]] = {
    "no time is told": {109: line(109).replace(" (6s)", "")},
    "more time is told": {109: line(109).replace("6s", "10s")},
    "exactly the shortest time": {109: line(109).replace("6s", "4s")},
    "the checks are not drawn": dict.fromkeys((100, 101, 103, 104, 106, 107), ""),
    "the requests are not drawn": dict.fromkeys((120, 121, 122, 123, 124, 125, 127, 128, 129, 130, 131, 132), ""),
    "the first request goes elsewhere": {83: line(83).replace("PGB1", "PGB3")},
    "a request before it is noticed": {102: "    HAProxy->>PGB1: Route to 192.168.1.5:6432"},
    "the recovery is not drawn": dict.fromkeys(range(134, 153), "") | {136: "    rect rgb(1, 1, 1)", 146: "    end"},
    "no fault is drawn at all, so that one may strike unseen": {95: "", 134: ""},
}


@pytest.mark.parametrize(
    "name", [n if number < 3 else pytest.param(n, marks=pytest.mark.slow) for number, n in enumerate(SAME)]
)
def test_what_can_be_is_not_complained_about(name: str):
    assert impossible(SAME[name]) == []


def test_a_finding_names_the_rules_the_value_that_would_do_and_how_the_line_reads():
    (finding,) = impossible({106: "", 107: ""})
    assert (finding.where and finding.where.line) == 109
    assert finding.text == line(109).strip()
    assert "lines 101 and 104 are all that is counted before line 109" in finding.message
    assert finding.hint.endswith("possible with check.fall 2")
    labels = [each.label for each in finding.related]
    assert "check.fall 3" in labels
    assert any(label.startswith("rule: HAProxy") for label in labels)


@pytest.mark.slow
def test_a_time_that_cannot_be_stands_where_it_is_told():
    finding = impossible({109: line(109).replace("6s", "3s")})[0]
    assert (finding.where and finding.where.line) == 109
    assert "'After 3 failures (3s)' means at most 3s from line 95 to line 109" in finding.message


@pytest.mark.slow
def test_what_would_take_a_fault_that_nobody_drew_is_a_warning_that_names_it():
    found = impossible({95: ""})
    assert {each.severity for each in found} == {Severity.WARNING}
    assert "crash pgb2" in found[0].hint


def test_texts_without_a_word_in_the_model_are_told_once_a_diagram():
    told = [each for each in findings(contract(), pool()) if each.code == NOT_LOOKED_AT]
    assert [each.severity for each in told] == [Severity.INFO] * len(contract().diagrams)
    failover_ = next(each for each in told if "2. PgBouncer" in each.message)
    assert (failover_.where and failover_.where.line) == 79
    first = "'Normal operation - all PgBouncers healthy' (line 79), 'Query 1' (line 81), "
    assert f"which has no word for them: {first}" in failover_.message
    address = next(each for each in told if "3. HAProxy" in each.message)
    assert "'No response (timeout)' (lines 193, 196 and 199)" in address.message
    for each in told:
        assert all(re.search(rf"\b{other.place.line}\b", each.message) for other in each.related)
    assert {118, 154} <= {each.place.line for each in failover_.related}
    assert not {101, 109, 122} & {each.place.line for each in failover_.related}


def test_every_code_is_explained():
    assert IMPOSSIBLE in EXPLANATIONS
    assert all(code == each.code for code, each in EXPLANATIONS.items())
