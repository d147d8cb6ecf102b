"""Whatever is in a file, a reading ends soon and well."""

import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.diagram import DiagramError, diagram_of, events, read_document, reading, show, warnings

SEEDS = sorted((Path(__file__).parents[2] / "spec").glob("*.md"))
PARTS = [
    *(
        "sequenceDiagram",
        "\n",
        "A",
        "->>",
        "B",
        ":",
        ";",
        "#",
        "%%",
        "%%{",
        "}%%",
        "@{",
        "}",
        "<a ",
        '="',
        ">",
        "<",
        "---\n",
    ),
    *(
        "participant ",
        "as ",
        "loop ",
        "end\n",
        "alt ",
        "else ",
        "box ",
        "note over ",
        "left of ",
        "create ",
        "destroy ",
    ),
    *(
        "title ",
        "accDescr {",
        "accTitle:",
        "autonumber ",
        "1 ",
        "\u2028",
        "\ufeff",
        "\x00",
        "🎉",
        "style:",
        "```mermaid\n",
    ),
    *(
        "```\n",
        '<pre class="mermaid">',
        "</pre>",
        "<!--",
        "-->",
        "\ufdd0",
        "\x85",
        "C4Container",
        "activate ",
        "link A: ",
    ),
]


def survives(text, seconds=1.0):
    start = time.process_time()
    try:
        diagram = diagram_of(text)
    except DiagramError as error:
        assert error.line >= 1
        assert error.column >= 1
        assert str(error)
    else:
        events(diagram)
        warnings(diagram)
        assert diagram_of(show(diagram)) == diagram
    assert time.process_time() - start < seconds


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300), name=st.sampled_from(["-", "a.md", "a.mmd", "a.txt", "\0"]))
def test_random_bytes(data, name):
    assert reading(name, data)["path"] == name


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.sampled_from(PARTS), max_size=25))
def test_random_parts(parts):
    text = "".join(parts)
    survives(text)
    survives("sequenceDiagram\n" + text)
    reading("a.md", text.encode())


def test_mutated_seeds():
    chance = random.Random(7)
    texts = [s.text for path in SEEDS for s in read_document(path.name, path.read_bytes()).sequences]
    for _ in range(250):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(PARTS) + text[at + chance.randrange(3) :]
        survives(text)


@pytest.mark.parametrize(
    "text",
    [
        "participant X asAAA:AAA",
        "participant SAS My <br> x",
        "participant " + "A" * 100_000 + ":",
        "participant A" + " " * 100_000 + ":",
        "participant A" + "\n" * 100_000 + "x",
        "participant " + "#" * 100_000 + ":",
        "A" + "-" * 100_000 + ">B: x",
        "A" + "-b" * 50_000 + "->>B: x",
        "A" + "(" * 100_000 + "->>B: x",
        "A" + "/|" * 50_000 + "-B: x",
        "1" * 100_000 + "->>B: x",
        ">" * 30_000,
        ";" * 100_000,
        "%%{" * 50_000,
        "%%{a " * 50_000,
        "%%{x}%%" * 30_000,
        "%%" * 100_000,
        "\n%% x" * 50_000,
        "\n \n" * 50_000 + "%% x",
        "<a" * 100_000,
        '<a ="' * 30_000 + ">",
        "style:" * 50_000 + "#;",
        ("style" + ":" * 1000) * 50,
        ("classDef a:#" + "b;" * 10) * 5_000,
        "#a;" * 100_000,
        "# " * 100_000,
        "accDescr {" * 30_000,
        "title" + " " * 100_000,
        "box rgb(" + " " * 100_000,
        "box rgb(" + "1" * 100_000 + ")",
        "participant A@{ " + "[" * 5_000 + " }",
        "participant A@{ " + "a: " * 50_000 + " }",
        "A->>B: " + "<br/>" * 50_000,
        "A->>B: x\u2028" * 20_000,
        "note over " + "A," * 50_000,
        "link" + " " * 100_000,
    ],
    ids=lambda t: t[:14].encode("unicode_escape").decode(),
)
def test_long_repetitions_return_at_once(text):
    survives("sequenceDiagram\n" + text, seconds=3.0)


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + " \n" * 50_000,
        "---\n" + "---\n" * 20_000,
        "---\na: " + "[" * 10_000 + "\n---\nsequenceDiagram\n",
        "---\n" + "a" * 100_000 + ": b\n---\nsequenceDiagram\n",
        "\n" * 200_000 + "sequenceDiagram",
        "<pre" * 50_000,
        '<pre class="' * 20_000,
        "> " * 50_000 + "```mermaid\n",
        "- " * 50_000 + "# x",
        "#" + " " * 100_000 + "x" + " " * 100_000 + "#",
        "```mermaid\n" * 20_000,
        "<!--\n" * 50_000,
        "`" * 200_000,
    ],
    ids=lambda t: t[:14].encode("unicode_escape").decode(),
)
def test_long_documents_return_at_once(text):
    start = time.process_time()
    reading("a.md", text.encode())
    reading("a.mmd", text.encode())
    assert time.process_time() - start < 3.0


@pytest.mark.parametrize("kind", ["loop", "alt", "par", "critical", "rect"])
def test_deep_nesting(kind):
    depth = 10_000
    text = "sequenceDiagram\n" + f"{kind} x\n" * depth + "A->>B: y\n" + "end\n" * depth
    diagram = diagram_of(text)
    assert sys.getrecursionlimit() < depth
    assert len(events(diagram)) == 2 * depth + 1
    assert diagram == diagram_of(show(diagram))
    assert hash(diagram) is not None
    assert sum(1 for _ in diagram.walk()) == depth + 1
    assert repr(diagram)
    del diagram


def test_deep_nesting_left_open():
    with pytest.raises(DiagramError, match='expected "end" for the "loop" of line 10001'):
        diagram_of("sequenceDiagram\n" + "loop x\n" * 10_000)


@pytest.mark.slow
def test_long_files_are_linear():
    def seconds(lines):
        body = "".join(
            f"    A{i % 9}->>B{i % 7}: step {i}\n    %% c\n    Note over A1: n {i}\n" for i in range(lines // 3)
        )
        start = time.process_time()
        diagram_of("sequenceDiagram\n" + body)
        return time.process_time() - start

    seconds(1000)
    small, large = min(seconds(10_000) for _ in range(3)), min(seconds(100_000) for _ in range(3))
    assert large < 25 * small
    assert 100_000 / large > 10_000
