"""Contracts of bare diagrams, as teams write them: two files."""

from pathlib import Path

from checker.model.spec import load_spec
from checker.properties import load
from checker.prove.diagrams import texts_of

KNOWN = {prop.id: prop.parameters for prop in load().values()}


def contract_of(folder: Path, diagram: str, contract: str = ""):
    """Return the contract of a diagram; without a text of its own, the one that says nothing."""
    if not contract:
        return texts_of("example.mmd", diagram.encode())
    (folder / "example.mmd").write_text(diagram, encoding="utf-8")
    properties = "" if "properties:" in contract else "properties: {}\n"
    text = f"system: example\ndocuments: [example.mmd]\n{properties}{contract}"
    (folder / "example.yaml").write_text(text, encoding="utf-8")
    (found,) = load_spec(folder / "example.yaml", KNOWN)
    return found


def embedded():
    """Return the contracts of the seeds."""
    return load_spec(None, KNOWN)
