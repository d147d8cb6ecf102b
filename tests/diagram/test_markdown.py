"""Diagrams are found wherever Markdown shows them, and nowhere else."""

import pytest

from checker.diagram import parse, read_document, reading

S = "sequenceDiagram\nA->>B: x\n"


def found(text, path="a.md"):
    return [(s.line, s.title, s.text) for s in read_document(path, text.encode()).sequences]


def test_fence_with_its_heading():
    assert found(f"# One\n\n## Two ##\ntext\n```mermaid\n{S}```\n") == [(5 + 1, "Two", S[:-1])]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"```mermaid\n{S}```", 2),
        (f"~~~mermaid\n{S}~~~", 2),
        (f"````mermaid title=x\n{S}```\n````".replace("x\n```", "x"), 2),
        (f"```Mermaid\n{S}```", 2),
        (f"``` {{mermaid}}\n{S}```", 2),
        (f"::: mermaid\n{S}:::", 2),
        (f"```mermaid\n\n%% c\n{S}```", 4),
        (f"```mermaid\n---\ntitle: x\n---\n{S}```", 5),
        (f"```mermaid\n{S}", 2),
        ("- item\n\n  ```mermaid\n  sequenceDiagram\n  A->>B: x\n  ```\n", 4),
        ("- ```mermaid\n  sequenceDiagram\n  A->>B: x\n  ```\n", 2),
        ("1. a\n   1. ```mermaid\n      sequenceDiagram\n      A->>B: x\n      ```\n", 3),
        ("> ```mermaid\n> sequenceDiagram\n> A->>B: x\n> ```\n", 2),
        ("> - ```mermaid\n>   sequenceDiagram\n>   A->>B: x\n>   ```\n", 2),
        ("\t```mermaid\n\tsequenceDiagram\n\tA->>B: x\n\t```\n", 2),
        (f'<pre class="mermaid">\n{S}</pre>', 2),
        (f"<pre class='x mermaid y'>\n{S}</pre>", 2),
        (f"<div class=mermaid>\n{S}</div>", 2),
        (f"\ufeff```mermaid\r\n{S}```\r\n", 2),
        (f"---\nmermaid: x\n---\n```mermaid\n{S}```", 5),
        (f"<!-- a comment -->\n```mermaid\n{S}```", 3),
    ],
)
def test_one_diagram(text, line):
    (source,) = read_document("a.md", text.encode()).sequences
    assert source.line == line
    message = next(parse(source).messages())
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    assert lines[message.span.line - 1][message.span.column - 1 : message.span.end_column - 1] == "A->>B: x"


@pytest.mark.parametrize(
    "text",
    [
        f"```text\n{S}```",
        f"````markdown\n```mermaid\n{S}```\n````",
        f"<!--\n```mermaid\n{S}```\n-->",
        "```mermaid\nflowchart TD\nA-->B\n```",
        "```mermaid\n```",
        f"<pre>\n{S}</pre>",
        f"```mermaid `x`\n{S}```",
        S,
        "",
    ],
)
def test_no_diagram(text):
    assert found(text) == []


def test_a_quote_or_an_item_that_ends_closes_its_fence():
    assert found("> ```mermaid\n> sequenceDiagram\nA->>B: x\n") == [(2, "", "sequenceDiagram")]
    assert found("- ```mermaid\n  sequenceDiagram\ntext\n") == [(2, "", "sequenceDiagram")]


def test_headings():
    fence = f"```mermaid\n{S}```\n"
    titles = [
        t for _, t, _ in found(f"Top\n===\n{fence}\nSub\n---\n{fence}# C # sharp\n{fence}#no\n{fence}- a\n---\n{fence}")
    ]
    assert titles == ["Top", "Sub", "C # sharp", "C # sharp", "C # sharp"]
    assert found(f"```sh\n# no heading\n```\n{fence}")[0][1] == ""


def test_entities_of_html_are_decoded():
    assert found('<pre class="mermaid">sequenceDiagram\nA-&gt;&gt;B: a &amp; b</pre>')[0][2] == (
        "sequenceDiagram\nA->>B: a & b"
    )


def test_several_in_order():
    text = f"# A\n```mermaid\n{S}```\n# B\n```mermaid\npie\n```\n# C\n```mermaid\nsequencediagram\n```\n"
    assert [(line, title) for line, title, _ in found(text)] == [(3, "A"), (12, "C")]
    assert [d["verdict"] for d in reading("a.md", text.encode())["diagrams"]] == ["accept", "reject"]
    assert [d.kind for d in read_document("a.md", text.encode()).diagrams] == ["sequence", "pie", "sequence"]
