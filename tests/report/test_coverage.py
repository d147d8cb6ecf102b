"""The coverage report: a golden text, and JSON that keeps to its schema."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from checker.base.places import Place
from checker.model.coverage import Coverage, DiagramCoverage, ParameterCoverage, PropertyCoverage, StepCoverage
from checker.report.coverage import as_json
from checker.report.text.coverage import draw_coverage, draw_coverage_summary
from checker.report.text.layout import Sheet
from checker.report.text.paint import Paint

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/verify-coverage-1.schema.json").read_text())
HOP = "an address is no process"


def step(line: int, state: str, *captures: int, why: str = "", lifeline: str = "LB", end: str = "send") -> StepCoverage:
    return StepCoverage(Place("shop.md", line), f"step<br/>of {line}", lifeline, end, state, captures, why)


COVERAGE = Coverage(
    ("drill-1", "drill-2"),
    (
        DiagramCoverage(
            "shop",
            "1. Failover",
            Place("shop.md", 4),
            (
                step(11, "seen", 0, 1),
                step(12, "missing"),
                step(12, "missing", lifeline="Web1", end="receive"),
                step(13, "impossible", why="a backup sends nothing"),
                *(step(line, "unobservable", why=HOP, lifeline="VIP") for line in (14, 15, 17)),
            ),
        ),
    ),
    (
        PropertyCoverage("shop", "no-request-routed-to-down", 48, (1,)),
        PropertyCoverage("shop", "single-vip-holder", 0, (), "it takes a host holding the virtual address"),
    ),
    (
        ParameterCoverage("shop", "check.fall", "3", Place("shop.md", 9), ("down-after-failures",), ()),
        ParameterCoverage("shop", "route.tolerance", "4ms", None, ("no-request-routed-to-down",), ("x",)),
        ParameterCoverage("shop", "view", "any", None, (), ()),
    ),
)
TEXT = """\
what 2 captures exercised
    1  drill-1
    2  drill-2

1. Failover  1 of 7 steps seen
     --> shop.md:4
  never seen, though a source would have shown it: 2 steps
    line 12  LB and Web1: 'step / of 12'
  cannot happen as drawn: 1 step
    a backup sends nothing (line 13)
  not seen, as no source could show it: 3 steps
    an address is no process (lines 14-15, 17)

properties
  no-request-routed-to-down   exercised 48 times, by capture 2
  single-vip-holder           never exercised: it takes a host holding the virtual address

parameters
  check.fall 3                never exercised, by down-after-failures
  route.tolerance 4ms         x
  view any                    no property rests on it"""


def test_the_text_tells_what_was_never_seen_and_why():
    assert "\n".join(draw_coverage(COVERAGE, Sheet(100, Paint(False, True)))) == TEXT


def test_the_json_keeps_to_its_schema():
    Draft202012Validator.check_schema(SCHEMA)
    told = json.loads(as_json(COVERAGE))
    Draft202012Validator(SCHEMA).validate(told)
    assert told["diagrams"][0]["observed"] == 1
    assert told["diagrams"][0]["steps"][0]["captures"] == [0, 1]
    assert told["parameters"][0]["stated"] == {"file": "shop.md", "line": 9}


SUMMARY = """\
what 2 captures exercised
  drawn steps 1 of 7
  properties  1 of 2
  parameters  1 of 2
  first: never seen, though a source would have shown it: LB: 'step / of 12'
     --> shop.md:12
  more: the same without --summary"""


def test_the_summary_counts_and_names_the_first_step_that_was_missing():
    assert "\n".join(draw_coverage_summary(COVERAGE, Sheet(100, Paint()))) == SUMMARY
