"""The tree is pleasant to walk and compares by what it says."""

import pytest

from checker.diagram import diagram_of
from checker.diagram.arrows import ARROWS, Head
from checker.diagram.tree import Block, Message, Section, visits


def parsed(body):
    return diagram_of("sequenceDiagram\n" + body)


def test_equality_ignores_places_and_comments():
    assert parsed("A->>B: x") == parsed("\n  %% c\n  A ->> B : x")
    assert hash(parsed("loop a\nend")) == hash(parsed("loop a\n\nend"))
    assert parsed("loop a\nend") != parsed("loop b\nend")
    assert parsed("alt a\nA->>B: x\nelse b\nend") != parsed("alt a\nelse b\nA->>B: x\nend")
    assert parsed("opt a\nend").statements[0] != "opt"


def test_walk_and_visits():
    diagram = parsed("alt a\nA->>B: x\nelse b\nloop c\nB->>A: y\nend\nend\nbox T\nparticipant A\nend")
    assert [type(n).__name__ for n in diagram.walk()] == ["Block", "Message", "Block", "Message", "Box", "Declaration"]
    assert [(v.mark, v.depth) for v in visits(diagram.statements)] == [
        *[("open", 0), ("leaf", 1), ("section", 0), ("open", 1), ("leaf", 2), ("close", 1), ("close", 0)],
        *[("open", 0), ("leaf", 1), ("close", 0)],
    ]
    assert [m.text for m in diagram.messages()] == ["x", "y"]
    assert diagram.participant("A").declared
    assert diagram.participant("Z") is None


def test_nodes_made_by_hand():
    block = Block("alt", (Section("a", (Message("A", "B"),)), Section("b")))
    assert block.label == "a"
    assert block == parsed("alt a\nA->>B:\nelse b\nend").statements[0]


@pytest.mark.parametrize("arrow", ARROWS)
def test_every_arrow_has_a_shape(arrow):
    message = next(parsed(f"A{arrow}B: x").messages())
    assert message.arrow == arrow
    assert message.shape.dotted == ("--" in arrow)


def test_shape_of_a_capital_cross():
    assert Message("A", "B", "--X").shape.head is Head.CROSS


def test_frozen():
    with pytest.raises(AttributeError):
        Message("A", "B").text = "x"
