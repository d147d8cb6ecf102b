"""docs/charts.md says nothing that the program does not do."""

import re
from pathlib import Path

import pytest

from checker.base.places import Place
from checker.diagram import diagram_of
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import conforms
from checker.model.chart_loops import rounds
from checker.model.chart_readings import readings
from checker.model.chart_rules import rules_in
from checker.model.chart_unfold import flattened, race_pairs, unfoldings

DOC = (Path(__file__).parents[2] / "docs" / "charts.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```mermaid\n(.*?)```\n\n```text\n(.*?)```", DOC, re.DOTALL)


def order(chart):
    found = flattened(chart)
    return sorted(
        f"{found.events[c]} < {e}" for e, covers in zip(found.events, found.covers, strict=True) for c in covers
    )


def runs(chart):
    texts = [[e.text for e in o.events if e.kind in ("send", "local")] for o in unfoldings(chart)]
    return [", ".join(some) or "nothing" for some in texts]


def read(chart):
    names = [", ".join(str(e) for t in r.triggers for e in t.events) for r in readings(chart)]
    return [
        f"{r.fragment.kind} {r.reading}" + (f" by {name}" if name else "")
        for r, name in zip(readings(chart), names, strict=True)
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e[1].split("\n")[0][:40])
def test_examples(example):
    text, claims = example
    chart = chart_of(diagram_of(text))
    for line in claims.strip().split("\n"):
        kind, _, claim = line.partition(":")
        parts = [part.strip() for part in claim.split(" | " if kind == "runs" else ";") if part.strip()]
        found = {"order": order, "runs": runs, "readings": read, "races": races}[kind](chart)
        assert found == (sorted(parts) if kind == "order" else parts)


def races(chart):
    return [f"{a} | {b}" for a, b in race_pairs(chart)]


def test_every_diagram_of_the_page_is_an_example():
    assert len(EXAMPLES) == DOC.count("```mermaid") == 6


def test_the_words_of_the_page_are_understood():
    (row,) = re.findall(r"^\| `loop` .*$", DOC, re.MULTILINE)
    labels = re.findall(r"`([^`]+)`", row)[1:]
    assert [rounds(label) for label in labels] == [(3, 3), (0, 3), (2, None), (2, 5), (0, 3), (1, 5)]
    (rule,) = re.findall(r"which a rule is written: (.*)\.$", DOC, re.MULTILINE)
    assert all(rules_in(text, Place("d.md", 1)) for text in re.findall(r"`([^`]+)`", rule))


def test_what_stands_between_stays_apart():
    chart = chart_of(diagram_of(next(text for text, _ in EXAMPLES if "wait" in text)))
    wait, check = chart.events[-1], chart.events[0]
    assert conforms(chart, [check, wait], partial=True)
    assert not conforms(chart, [wait, check], partial=True)
