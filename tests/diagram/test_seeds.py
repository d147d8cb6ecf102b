"""The documents of the repository: known counts, and every span over the text that it names."""

from pathlib import Path

import pytest

from checker.diagram import events, parse, read_document, reading, show, warnings
from checker.diagram.tree import Activation, Block, Declaration, Message, Note, visits

SPEC = Path(__file__).parents[2] / "spec"
# Heading: line of the header, participants, messages, notes, blocks.
COUNTS = {
    "Failover Flow Sequence Diagram": (4, 8, 39, 8, 3),
    "System Sequence Diagrams": (4, 7, 12, 8, 0),
    "2. PgBouncer Failover Scenario": (69, 8, 44, 9, 2),
    "3. HAProxy High Availability Failover": (160, 9, 43, 12, 2),
    "4. Health Monitoring & Alerting Flow": (257, 5, 9, 6, 2),
}
FILES = sorted(SPEC.glob("*.md"))
SOURCES = [source for path in FILES for source in read_document(path.name, path.read_bytes()).sequences]


def lines_of(source):
    return (SPEC / source.path).read_text(encoding="utf-8").split("\n")


def slice_of(lines, span):
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, last = lines[span.line - 1][span.column - 1 :], lines[span.end_line - 1][: span.end_column - 1]
    return "\n".join([first, *lines[span.line : span.end_line - 1], last])


def test_the_pgbouncer_document_is_there():
    assert {s.title for s in SOURCES} >= set(list(COUNTS)[1:])


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.title)
def test_counts(source):
    diagram = parse(source)
    kinds = [type(n) for n in diagram.walk()]
    found = (source.line, len(diagram.participants), *(kinds.count(k) for k in (Message, Note, Block)))
    assert found == COUNTS[source.title]
    assert all(p.declared for p in diagram.participants)


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.title)
def test_every_span_covers_its_text(source):
    lines = lines_of(source)
    for mark, node, section, _ in visits(parse(source).statements):
        text = slice_of(lines, node.span)
        assert node.span.file == source.path
        match node:
            case Message():
                assert text.startswith(node.sender + node.arrow)
                assert slice_of(lines, node.text_span) == node.text
            case Note():
                assert text.lower().startswith(f"note {node.side} ")
                assert slice_of(lines, node.text_span) == node.text
            case Declaration():
                assert text == f"participant {node.id} as {node.label}"
            case Activation():
                assert text == f"{'activate' if node.active else 'deactivate'} {node.actor}"
            case Block():
                assert text.startswith(node.kind)
                assert text.endswith("end")
                if section and mark != "close":
                    assert slice_of(lines, section.span).strip() == section.label


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.title)
def test_round_trip(source):
    diagram = parse(source)
    text = show(diagram)
    again = parse(type(source)(1, "", text))
    assert again == diagram
    assert show(again) == text
    assert events(again) == events(diagram)


def test_warnings_of_the_pgbouncer_document():
    found = [w for s in SOURCES if s.path == "pgbouncer-ha.md" for w in warnings(parse(s))]
    assert [(w.code, w.where.line, w.where.column) for w in found] == [
        ("activation-left-open", 204, 9),
        ("mojibake", 289, 32),
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_reading(path):
    found = reading(path.name, path.read_bytes())
    assert found["path"] == path.name
    assert all(d["verdict"] == "accept" and d["error"] is None and d["events"] for d in found["diagrams"])
    assert all(set(d) == {"line", "title", "verdict", "error", "actors", "events"} for d in found["diagrams"])
