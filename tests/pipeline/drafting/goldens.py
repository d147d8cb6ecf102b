"""The documents of the tests, what is drafted for each, and the golden files; run it to write these anew."""

from __future__ import annotations

import re
from pathlib import Path

from checker.pipeline.drafting.drafting import Drafted, drafted
from checker.pipeline.drafting.paper import read_paper
from checker.properties import load

HERE = Path(__file__).parent
SPEC = HERE.parents[2] / "spec"
NEEDS = {id: prop.parameters for id, prop in load().items()}
SEEDS = ("pgbouncer-ha", "rtmp-failover")
OTHERS = ("redis-sentinel", "patroni", "kubernetes-lease", "dns-failover", "request-flow")
DOCUMENTS = {name: (SPEC if name in SEEDS else HERE / "documents") / f"{name}.md" for name in (*SEEDS, *OTHERS)}


def draft(name: str) -> Drafted:
    """Return what is drafted for one of the documents."""
    return draft_text(DOCUMENTS[name].read_text(), f"{name}.md")


def draft_text(text: str, name: str = "doc.md") -> Drafted:
    """Return what is drafted for a text."""
    return drafted(read_paper(name, text.encode()), name, NEEDS)


def drawn(*lines: str) -> Drafted:
    """Return what is drafted for one diagram; its first line is line 3 of the document."""
    return draft_text("```mermaid\nsequenceDiagram\n" + "\n".join(lines) + "\n```\n")


def golden(name: str) -> Path:
    """Return the golden file of a document."""
    return HERE / "golden" / f"{name}.yaml"


def uncommented(text: str) -> str:
    """Return a contract with all that it only proposes: what stands in its comments as YAML does."""
    lines = (re.fullmatch(r"# ((?:  )+[^:\s].*|[a-z]+:)", line) or line for line in text.split("\n"))
    return "\n".join(line if isinstance(line, str) else line[1] for line in lines)


if __name__ == "__main__":
    for each in DOCUMENTS:
        golden(each).write_text(draft(each).text)
