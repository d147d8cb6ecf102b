"""Our own diagrams with the verdict and the contents that mermaid 12.3.0 gives for each."""

import json
from pathlib import Path

import pytest

from checker.diagram import DiagramError, diagram_of, events, show
from checker.diagram.eventlist import actors
from checker.diagram.tree import Block, Box, Declaration, Destroy, Diagram, Message, Note, Title, visits

CASES = Path(__file__).with_name("cases")
CONSTRUCTS = json.loads((CASES / "constructs.json").read_text(encoding="utf-8"))
GENERATED = json.loads((CASES / "generated.json").read_text(encoding="utf-8"))
# The official reader keeps these elsewhere than in its list of messages.
KEPT_ELSEWHERE = {"title", "acc_title", "acc_descr", "link", "links", "properties", "details"} | {
    "box_start",
    "box_end",
    "create",
    "destroy",
}


def as_official(event: dict) -> dict:
    if event["e"] == "message":
        return event | {"arrow": event["arrow"].lower()}
    if event["e"] == "note":
        return event | {"actors": [event["actors"][0], event["actors"][-1]]}
    return event


def official_events(diagram: Diagram) -> list[dict]:
    return [as_official(event) for event in events(diagram) if event["e"] not in KEPT_ELSEWHERE]


def last_title(diagram: Diagram, kind: str) -> str:
    texts = [n.text for n in diagram.walk() if isinstance(n, Title) and n.kind == kind]
    return texts[-1].replace("<br>", "<br/>") if texts else ""


def wraps(diagram: Diagram) -> list[bool]:
    out = []
    for mark, node, section, _ in visits(diagram.statements):
        if isinstance(node, Message | Note):
            out.append(bool(node.wrap))
        elif isinstance(node, Block) and section and mark != "close":
            out.append(bool(section.wrap))
    return out


def check(case: dict) -> None:
    if case["verdict"] == "reject":
        with pytest.raises(DiagramError) as caught:
            diagram_of(case["text"])
        assert caught.value.message
        assert caught.value.line >= 1
        assert caught.value.column >= 1
        return
    diagram = diagram_of(case["text"])
    assert official_events(diagram) == case["events"]
    assert actors(diagram) == case["actors"]
    for key, kind in (("title", "title"), ("accTitle", "acc_title"), ("accDescr", "acc_descr")):
        assert last_title(diagram, kind) == case.get(key, "")
    assert [[n.title, n.colour] for n in diagram.walk() if isinstance(n, Box)] == case.get("boxes", [])
    created = [n.id for n in diagram.walk() if isinstance(n, Declaration) and n.created]
    destroyed = [n.id for n in diagram.walk() if isinstance(n, Destroy)]
    assert list(dict.fromkeys(created)) == case.get("created", [])
    assert list(dict.fromkeys(destroyed)) == case.get("destroyed", [])
    assert any(wraps(diagram)) == ("wraps" in case)
    if "wraps" in case:
        assert wraps(diagram) == case["wraps"]
    if "in_box" in case:
        assert [p.box for p in diagram.participants] == case["in_box"]
    assert diagram_of(show(diagram)) == diagram


@pytest.mark.parametrize("case", CONSTRUCTS, ids=lambda c: c["name"])
def test_construct(case):
    check(case)


@pytest.mark.parametrize("case", GENERATED, ids=lambda c: c["name"])
def test_generated(case):
    check(case)


def test_the_corpus_is_large_and_holds_both_verdicts():
    for cases, least in ((CONSTRUCTS, 100), (GENERATED, 100)):
        assert sum(c["verdict"] == "accept" for c in cases) >= least
        assert sum(c["verdict"] == "reject" for c in cases) >= least
    assert len(GENERATED) >= 300
