"""Every statement as an event."""

import json

import pytest

from checker.diagram import diagram_of, events

CASES = [
    (
        "A-X+B: x",
        [{"e": "message", "from": "A", "to": "B", "arrow": "-X", "text": "x"}, {"e": "activate", "actor": "B"}],
    ),
    ("note left of A: t", [{"e": "note", "place": "left of", "actors": ["A"], "text": "t"}]),
    ("autonumber 10 5", [{"e": "autonumber", "start": 10, "step": 5, "visible": True}]),
    ("autonumber off", [{"e": "autonumber", "start": None, "step": None, "visible": False}]),
    ("title T", [{"e": "title", "text": "T"}]),
    ("accTitle: T", [{"e": "acc_title", "text": "T"}]),
    ("link A: D @ u", [{"e": "link", "actor": "A", "text": "D @ u"}]),
    ("destroy A", [{"e": "destroy", "actor": "A"}]),
    ("create actor A", [{"e": "create", "actor": "A"}]),
    ("loop L\nend", [{"e": "loop_start", "text": "L"}, {"e": "loop_end", "text": ""}]),
    ("rect red\nend", [{"e": "rect_start", "text": "red"}, {"e": "rect_end", "text": ""}]),
    (
        "alt a\nelse b\nend",
        [{"e": "alt_start", "text": "a"}, {"e": "alt_else", "text": "b"}, {"e": "alt_end", "text": ""}],
    ),
    (
        "par_over a\nand b\nend",
        [{"e": "par_over_start", "text": "a"}, {"e": "par_and", "text": "b"}, {"e": "par_end", "text": ""}],
    ),
    (
        "critical a\noption b\nend",
        [
            {"e": "critical_start", "text": "a"},
            {"e": "critical_option", "text": "b"},
            {"e": "critical_end", "text": ""},
        ],
    ),
    (
        "box red T\nparticipant A\nend",
        [{"e": "box_start", "text": "T", "colour": "red"}, {"e": "box_end", "text": ""}],
    ),
    (
        "A()->>()B: x",
        [
            {"e": "message", "from": "A", "to": "B", "arrow": "->>", "text": "x"},
            {"e": "central_connection", "actor": "B"},
            {"e": "central_connection_reverse", "actor": "A"},
        ],
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[b.split("\n")[0] for b, _ in CASES])
def test_events(body, expected):
    assert events(diagram_of("sequenceDiagram\n" + body)) == expected


def test_a_number_without_bounds_is_null():
    found = events(diagram_of("sequenceDiagram\nautonumber " + "9" * 400 + "\n"))
    assert json.loads(json.dumps(found, allow_nan=False))[0]["start"] is None
