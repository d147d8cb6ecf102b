"""The errors as a person sees them, word for word."""

import pytest

from checker.base.errors import InputError
from checker.diagram import DiagramError, DiagramSource, diagram_of, parse

GOLDEN = [
    ("A->>B", '2:6: expected ":" and a text after the receiver "B", found the end of the line'),
    ("A->>B\nB->>A: x", '2:6: expected ":" and a text after the receiver "B", found the end of the line'),
    ("A->>: x", '2:5: expected a receiver after the arrow "->>", found the text ": x"'),
    ("hello\nA->>B: x", '2:6: expected an arrow after the sender "hello", found the end of the line'),
    ("loop every 2s\nA->>B: x", '3:9: expected "end" for the "loop" of line 2, found the end of the text'),
    (
        "A->>B: x\nend",
        '3:1: expected a statement, found the keyword "end"\n'
        '  hint: no block or box is open here; a name that begins with "end" needs another id: participant E as End',
    ),
    (
        "loop x\nelse y\nend",
        '3:1: expected a statement or "end" for the "loop" of line 2, found the keyword "else"\n'
        '  hint: "else" divides "alt" blocks only',
    ),
    (
        "alt x\nand y\nend",
        '3:1: expected a statement, "else" or "end" for the "alt" of line 2, found the keyword "and"\n'
        '  hint: "and" divides "par" blocks only',
    ),
    (
        "A->>end: x",
        '2:5: expected a receiver after the arrow "->>", found the keyword "end"\n'
        '  hint: no name used in a message or note may begin with the keyword "end"; '
        "declare another id for it, as in: participant P as End",
    ),
    (
        "A->>B: one; two",
        '2:16: expected an arrow after the sender "two", found the end of the line\n'
        '  hint: the ";" in column 11 ended the text before it; write "#59;" for a ";" in a text',
    ),
    (
        "web-xyz->>B: x",
        '2:8: expected ":" and a text after the receiver "yz", found the arrow "->>"\n'
        '  hint: "-x" is an arrow even inside of a name; declare another id for it',
    ),
    (
        "3 replicas->>B: x",
        '2:1: expected a statement, found the number "3"\n'
        '  hint: a number with a blank behind it cannot begin a name; write "3" without the blank',
    ),
    (
        "note left  of A: x",
        '2:6: expected "over", "left of" or "right of" after "note", found "left  of A"\n'
        '  hint: write "left of" and "right of" with exactly one blank',
    ),
    (
        "note left of A,B: x",
        '2:15: expected ":" and a text after "A", found ","\n  hint: only "note over" takes two participants',
    ),
    (
        "participant A: x",
        '2:13: expected an id after "participant", found "A: x"\n'
        "  hint: an id holds none of : , ; < > @; give it a short id and the text as a label: "
        'participant A as "..."',
    ),
    (
        "autonumber x",
        '2:12: expected a start, "off" or the end of the line after "autonumber", found "x"\n'
        "  hint: autonumber takes a start and a step of at most two decimals, "
        "one blank before each and none at the end",
    ),
    (
        "create C",
        '2:8: expected "participant" or "actor" after "create", found "C"\n'
        '  hint: "create" is a keyword: a name that begins with it needs another id',
    ),
    (
        "box x\nA->>B: y\nend",
        '3:1: expected "participant", "actor" or "end" in the box of line 2, found "A->>B: y"',
    ),
    (
        "sequenceDiagram",
        '2:1: expected a statement, found the keyword "sequenceDiagram"\n'
        "  hint: one diagram has one header; put each diagram into a fence of its own",
    ),
    (
        'participant D@{ "type": }x',
        '2:26: expected "as" and a label or the end of the line after "}", found "x"',
    ),
    (
        "participant D@{ type: a, type: b }",
        '2:14: the configuration of "D" is not valid YAML: the key "type" stands twice\n'
        '  hint: write it on one line, as in @{ "type": "database" }',
    ),
]


@pytest.mark.parametrize(("body", "message"), GOLDEN, ids=[b.split("\n")[0] for b, _ in GOLDEN])
def test_golden_error(body, message):
    with pytest.raises(DiagramError) as caught:
        parse(DiagramSource(1, "", "sequenceDiagram\n" + body, path="a.mmd"))
    assert str(caught.value) == "a.mmd:" + message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ':1:1: expected "sequenceDiagram" at the start of the diagram, found nothing'),
        (
            "SequenceDiagram\nA->>B: x",
            ':1:1: expected "sequenceDiagram" at the start of the diagram, found "SequenceDiagram"\n'
            "  hint: the capital D and the small s are needed",
        ),
        (
            "sequenceDiagram\nA->>B: C4Container",
            ':2:8: found "C4Container": with this word anywhere in it, the official reader takes the text for a C4 '
            'diagram\n  hint: spell the word differently, for example "C4 Container"',
        ),
        (
            "---\ntitle: [a\n---\nsequenceDiagram\n",
            ":2:1: the front matter is not valid YAML: expected ',' or ']', but got '<stream end>'\n"
            '  hint: write "key: value" lines between the two "---", or leave the front matter out',
        ),
    ],
)
def test_golden_error_before_the_grammar(text, message):
    with pytest.raises(DiagramError) as caught:
        diagram_of(text)
    assert str(caught.value) == message


def test_a_diagram_error_is_an_input_error_with_what_was_found_and_expected():
    with pytest.raises(InputError) as caught:
        diagram_of("sequenceDiagram\nA->>B\n")
    assert caught.value.found == "the end of the line"
    assert caught.value.expected == ('":" and a text',)


def test_an_error_of_a_rule_inside_a_block_keeps_its_line():
    with pytest.raises(DiagramError) as caught:
        diagram_of("sequenceDiagram\nloop x\n  A->>B: y\n  deactivate B\nend")
    assert (caught.value.line, caught.value.column) == (4, 3)
