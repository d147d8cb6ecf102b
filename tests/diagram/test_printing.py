"""Trees go to text and come back the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.diagram import Diagram, DiagramError, diagram_of, show
from checker.diagram.tree import Autonumber, Box, Declaration, Message


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_tree_comes_back_from_its_text(strategies, data):
    made = Diagram(data.draw(strategies.statements))
    text = show(made)
    try:
        found = diagram_of(text)
    except DiagramError as error:  # a participant in the tree may break no rule: declarations only relabel
        pytest.fail(f"{error}\n{text}")
    assert found.statements == made.statements, text
    assert show(found) == text


def back(body):
    diagram = diagram_of("sequenceDiagram\n" + body)
    assert diagram_of(show(diagram)) == diagram
    return show(diagram).split("\n", 1)[1]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("A ->> B : hi", "    A->>B: hi\n"),
        ("A->>+B:x;B-->>-A:", "    A->>+B: x\n    B-->>-A:\n"),
        ("loop every 2s;A->>B: x;end", "    loop every 2s\n        A->>B: x\n    end\n"),
        ("alt\nelse b\nend", "    alt\n    else b\n    end\n"),
        ("box Aqua T;participant A;end", "    box Aqua T\n        participant A\n    end\n"),
        ("A->>title:@", "    A->>title:@\n"),
        ("A->>title:;B->>A: x", "    A->>title:;\n    B->>A: x\n"),
        ("A - -// B: x", "    A - -//B: x\n"),
        ("A//- -B: x", None),
        ("activate A\nA/|- -B: x", "    activate A\n    A/|- -B: x\n"),
        ("activate A\nA->>- xB: x", "    activate A\n    A->>- xB: x\n"),
        ("A->>B- : x", "    A->>B- : x\n"),
        ("A->>B: style:#59;x;y", "    A->>B: style:#59;xy;\n"),
        ("A->>B: classDef style:#59;x;y;z", None),
        ("A->>B: %%%%{x}%%{a: b}%%", "    A->>B: %%%%{x}%%{a: b}%%\n"),
        ('A->>B: <%%{x}%%b y="1">', '    A->>B: <%%{x}%%b y="1">\n'),
        ("loop %%{\n>\nend", "    loop %%%%{x}%%{\n    end\n"),
        ("autonumber 1.50 .5", "    autonumber 1.5 0.5\n"),
        ("accDescr {\n one\n   two\n}", "    accDescr {\none\ntwo\n}\n"),
        ("accDescr:", "    accDescr:\n"),
        ("create destroy C\nA->>C: x", "    create participant C\n    A->>C: x\n"),
        ('participant D@{ "type": "queue" } as Q', '    participant D@{ "type": "queue" } as Q\n'),
    ],
)
def test_shown(body, shown):
    try:
        text = back(body)
    except DiagramError:
        assert shown is None
        return
    assert shown is None or text == shown


def test_trees_made_by_hand_can_be_shown():
    made = Diagram(
        (Box("Aqua", "T", (Declaration("A", label="Alpha"),)), Message("A", "B", text="x"), Autonumber(10.0, 1))
    )
    assert diagram_of(show(made)).statements == made.statements


def test_numbers_without_bounds():
    big = diagram_of("sequenceDiagram\nautonumber " + "9" * 400 + "\n")
    assert diagram_of(show(big)) == big
    assert diagram_of("sequenceDiagram\nautonumber " + "9" * 5000 + "\n").statements[0].start == float("inf")
