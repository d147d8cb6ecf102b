"""The causal order as a graph: the causes and the races of the chart, in text that Graphviz takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.diagram import diagram_of, parse, read_document
from checker.model.chart_drawing import chart_of
from checker.model.chart_unfold import race_pairs
from checker.report.causal import MANY, causal_order

SPEC = Path(__file__).parents[2] / "spec"
SEEDS = [
    source for path in sorted(SPEC.glob("*.md")) for source in read_document(path.name, path.read_bytes()).sequences
]


def graph(text: str) -> tuple[dict[str, str], set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the labels of the events, the causes and the races, by label."""
    told = causal_order(diagram_of(f"sequenceDiagram\n{text}\n"), "T")
    nodes = dict(re.findall(r'\t(e\d+) \[label="(.*?)" group', told))
    causes = {(nodes[a], nodes[b]) for a, b in re.findall(r"(e\d+) -> (e\d+) \[color=(?:black|gray40)", told)}
    races = {(nodes[a], nodes[b]) for a, b in re.findall(r"(e\d+) -> (e\d+) \[label=race", told)}
    return nodes, causes, races


def test_causes_are_direct_and_races_are_told():
    nodes, causes, races = graph("LB->>Web1: a\nLB->>Web2: b\nWeb1-->>LB: c\nWeb2-->>LB: d")
    assert len(nodes) == 8
    assert causes == {
        (r"LB sends\na", r"Web1 receives\na"),
        (r"LB sends\na", r"LB sends\nb"),
        (r"LB sends\nb", r"Web2 receives\nb"),
        (r"Web1 receives\na", r"Web1 sends\nc"),
        (r"Web2 receives\nb", r"Web2 sends\nd"),
        (r"Web1 sends\nc", r"LB receives\nc"),
        (r"Web2 sends\nd", r"LB receives\nd"),
    }
    assert races == {(r"LB sends\nb", r"LB receives\nc"), (r"LB receives\nc", r"LB receives\nd")}


def test_what_a_note_orders_stays_ordered_without_it():
    _, causes, _ = graph("A->>B: a\nnote over B: waits\nB->>A: b")
    assert (r"B receives\na", r"B sends\nb") in causes


def test_a_timeout_is_seen_and_own_deeds_are_done():
    nodes, _, _ = graph("A--xB: refused\nB->>B: think")
    assert set(nodes.values()) == {r"A sends\nrefused", r"B sees\nrefused", r"B does\nthink"}


@pytest.mark.parametrize("source", SEEDS, ids=lambda source: source.title)
def test_the_seeds_have_the_races_of_their_charts(source):
    diagram = parse(source)
    told = causal_order(diagram, source.title)
    pairs = len(race_pairs(chart_of(diagram)))
    assert len(told_races(told)) == pairs
    assert told.count("label=race") == (pairs if pairs <= MANY else 0)
    assert told == causal_order(diagram, source.title)


def told_races(told: str) -> set[frozenset[int]]:
    """Return the pairs of events that race, as lines or as numbers; each number must be told at both of its events."""
    lines = {frozenset({int(a), int(b)}) for a, b in re.findall(r"e(\d+) -> e(\d+) \[label=race", told)}
    named = set()
    for event, text in re.findall(r'\te(\d+) \[label="\d+\. [^"]*races with ([^"]*)"', told):
        for part in text.split(", "):
            first, _, last = part.partition(" to ")
            named |= {(int(event), other - 1) for other in range(int(first), int(last or first) + 1)}
    assert named == {(b, a) for a, b in named}
    return lines | set(map(frozenset, named))


def test_many_races_are_told_by_numbers():
    answers = "".join([*(f"LB->>W{n}: a\n" for n in range(5)), *(f"W{n}-->>LB: b\n" for n in range(5))])
    told = causal_order(diagram_of(f"sequenceDiagram\n{answers}"), "T")
    assert "label=race" not in told
    assert r'"1. LB sends\na"' in told and r"LB receives\nb\nraces with " in told
    assert len(told_races(told)) == len(race_pairs(chart_of(diagram_of(f"sequenceDiagram\n{answers}"))))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_takes_any_text():
    text = 'A->>B: say "x" \\N <b> & {a|b} [ü] %\nA->>B: <br/>\nparticipant A as end "of" \\ line\n'
    told = causal_order(diagram_of(f"sequenceDiagram\n{text}"), 'a "title" \\G')
    done = subprocess.run(["dot", "-Tsvg"], input=told, capture_output=True, text=True, check=True)
    assert "say &quot;x&quot; \\N &lt;b&gt; &amp; {a|b} [ü] %" in done.stdout
    assert done.stderr == ""
