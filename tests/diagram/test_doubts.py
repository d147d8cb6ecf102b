"""Each warning where it belongs, and none on diagrams that say what they mean."""

import pytest

from checker.base.finding import Severity
from checker.diagram import diagram_of, warnings

DOUBTFUL = [
    ("A->>B: ticket #12 done", "text-cut-at-hash", 2, 15),
    ("loop #5\nend", "text-cut-at-hash", 2, 6),
    ("note over A: see #3", "text-cut-at-hash", 2, 18),
    ("participant A as B #2", "text-cut-at-hash", 2, 20),
    ("title T # 2", "text-cut-at-hash", 2, 9),
    ("A->>B: a &lt;", "text-cut-at-semicolon", 2, 13),
    ("A->>B: f(x;)", "text-cut-at-semicolon", 2, 11),
    ("participant A\nA->>A: x\nA->>a: y", "undeclared-participant", 4, 1),
    ("activate A", "activation-left-open", 2, 1),
    ("A->>+B: x\nA->>+B: y\nB->>-A: z", "activation-left-open", 2, 1),
    ("(web)->>B: x", "stray-character", 2, 1),
    ("participant A %% c", "comment-in-id", 2, 1),
    ("participant A #c", "comment-in-id", 2, 1),
    ("participant my server as S", "alias-in-id", 2, 1),
    ("x%% y\nA->>B: x", "name-read-as-comment", 2, 1),
    ("A->>B: UP â†’ DOWN", "mojibake", 2, 8),
    ("alt sÃ©quence\nend", "mojibake", 2, 5),
]


@pytest.mark.parametrize(("body", "code", "line", "column"), DOUBTFUL, ids=[c[0].split("\n")[0] for c in DOUBTFUL])
def test_doubtful(body, code, line, column):
    found = [w for w in warnings(diagram_of("sequenceDiagram\n" + body)) if w.code == code]
    assert [(w.where.line, w.where.column, w.severity) for w in found] == [(line, column, Severity.WARNING)]
    assert found[0].hint


@pytest.mark.parametrize(
    "body",
    [
        "A->>B: I #9829; you #35;1",
        "A->>B: x; B->>A: y;",
        "loop x; A->>B: y; end",
        "# a comment\n%% another\n% third\nA->>B: x",
        "A->>+B: x\nB-->>-A: y",
        "A->>B: → é 漢字 “quotes” …",
        "participant A as Alpha\nparticipant B\nA->>B: x",
    ],
)
def test_silent(body):
    assert warnings(diagram_of("sequenceDiagram\n" + body)) == ()


def test_a_second_lifeline_names_what_was_meant():
    (found,) = warnings(diagram_of("sequenceDiagram\nparticipant W as Web server\nWeb server->>W: x"))
    assert found.hint == '"W" is declared; write that if it is meant'
    assert found.related[0].place.line == 2


def test_mojibake_is_repaired_in_the_hint():
    (found,) = warnings(diagram_of("sequenceDiagram\nA->>B: UP â†’ DOWN"))
    assert found.hint == 'write "UP → DOWN"'
