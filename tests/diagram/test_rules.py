"""The rules beyond the grammar, and the participants they leave."""

import pytest

from checker.diagram import DiagramError, diagram_of
from checker.diagram.rules import participants_of
from checker.diagram.tree import Activation, Declaration, Message


def ids(body):
    return [(p.id, p.label, p.type, p.declared) for p in diagram_of("sequenceDiagram\n" + body).participants]


def error(body):
    with pytest.raises(DiagramError) as caught:
        diagram_of("sequenceDiagram\n" + body)
    return str(caught.value)


def test_participants_stand_in_order_of_first_appearance():
    assert [p[0] for p in ids("B->>A: x\nparticipant C\nnote over D: y")] == ["B", "A", "C", "D"]


def test_a_later_line_relabels_and_retypes():
    assert ids("A->>B: x\nactor A as Ann") == [("A", "Ann", "actor", True), ("B", "B", "participant", False)]


def test_a_later_line_without_a_label_changes_nothing_but_declares():
    assert ids("A->>A: x\nactor A") == [("A", "A", "participant", True)]


def test_activation_brings_no_participant():
    assert ids("activate A") == []


def test_deactivating_the_inactive():
    assert error("A->>B: x\nB-->>-A: y").startswith(
        ':3:1: expected an active participant to deactivate, found "B", which is not active here'
    )


def test_the_minus_ends_the_activation_of_the_sender():
    assert ids("A->>+B: x\nB-->>-A: y")
    assert '"A"' in error("A->>+B: x\nA-->>-B: y")


def test_creation_needs_its_message():
    assert 'expected a message to "C" after its creation in line 2, found one to "B"' in error(
        "create participant C\nA->>B: x"
    )


def test_destruction_needs_its_message():
    assert 'expected a message from or to "B" after its destruction in line 3' in error("A->>B: x\ndestroy B\nA->>C: y")


def test_no_second_creation():
    assert 'found "B", which line 2 has already' in error("A->>B: x\ncreate participant B\nA->>B: y")


def test_one_participant_in_one_box():
    text = error("box x\nparticipant A\nend\nbox y\nparticipant A\nend")
    assert 'found "A" in the box "y" of line 5 and in the box "x" of line 2' in text


def test_rules_hold_for_trees_made_by_hand():
    made = (Declaration("A", label="Alpha"), Message("A", "B", activate=True), Activation("B", active=False))
    assert [p.label for p in participants_of(made)] == ["Alpha", "B"]
    with pytest.raises(DiagramError):
        participants_of((*made, Activation("B", active=False)))
