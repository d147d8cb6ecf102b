"""The plain forms are read with one match: the long way must give the very same tree and spans."""

import json
import random
from pathlib import Path

import pytest

from checker.diagram import DiagramError, DiagramSource
from checker.diagram import parser as parser_module
from checker.diagram.lexer import Lexer
from checker.diagram.source import prepare

CASES = Path(__file__).with_name("cases")
TEXTS = [
    c["text"] for name in ("constructs", "generated") for c in json.loads((CASES / f"{name}.json").read_text("utf-8"))
]


def read(text):
    try:
        diagram = parser_module.diagram_of(text)
    except DiagramError:
        return "reject"
    return diagram, [n.span for n in diagram.walk()], diagram.participants, diagram.skipped


def both_ways(text, monkeypatch):
    short = read(text)
    with monkeypatch.context() as patch:
        patch.setattr(parser_module, "Lexer", lambda source: Lexer(source, shortcuts=False))
        assert read(text) == short


def test_the_corpus_both_ways(monkeypatch):
    for text in TEXTS:
        both_ways(text, monkeypatch)


def test_glued_statements_both_ways(monkeypatch):
    chance = random.Random(11)
    plain = ["A->>B: x", "A-xB: y", "A->>-xB: z", "A->>- B:", "note over A,B: n", "Note right of end: n", "activate A"]
    plain += [
        "participant A",
        "participant A as B",
        "@{ type: queue }",
        "as B",
        "note over A:%%x",
        "A->>B:%%x",
        "end->>B: x",
    ]
    plain += [
        "A->>loop: x",
        "deactivate A",
        "actor A as  #c",
        "participant A as \u00a0b",
        "A --)B : x",
        "A--X B:x # c",
        "title:",
    ]
    for _ in range(600):
        lines = [chance.choice(plain) for _ in range(chance.randint(1, 5))]
        both_ways("sequenceDiagram\n" + chance.choice(["\n", "\n  ", ";", " \n"]).join(lines), monkeypatch)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("A->>B: x", ["PLAIN"]),
        ("A ->>B C: x", ["ACTOR", "ARROW", "ACTOR", "TXT"]),
        ("end-user", ["END", "MINUS", "ACTOR", "NEWLINE"]),
        ("endpoint", ["ACTOR", "NEWLINE"]),
        ("1 2x", ["NUM", "ACTOR", "NEWLINE"]),
        ("loop a;b", ["BLOCK", "REST", "NEWLINE", "ACTOR", "NEWLINE"]),
        ("participant a b as c", ["PARTICIPANT", "ACTOR", "NEWLINE"]),
        ("participant a as b c", ["PLAIN_DECLARATION"]),
        ("participant a @{ x } as b", ["PARTICIPANT", "ACTOR", "CONFIG", "AS", "REST", "NEWLINE"]),
        ("link A: b", ["MENU", "ACTOR", "TXT"]),
        ("link->>A: b", ["ACTOR", "ARROW", "ACTOR", "TXT"]),
        ("accDescr {}", ["NEWLINE"]),
        ("a%%b", ["NEWLINE"]),
        ("ab%%c->>d: e", ["ACTOR", "ARROW", "ACTOR", "TXT"]),
        ("A//-B: x", ["ACTOR", "ARROW", "ACTOR", "TXT"]),
    ],
)
def test_tokens(body, kinds):
    found = [t.type for t in Lexer(prepare(DiagramSource(1, "", "sequenceDiagram\n" + body))).tokens()]
    assert found[:2] == ["HEADER", "NEWLINE"]
    assert found[2:-1] == kinds
