"""What all rules say of the diagrams of a contract."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding
from checker.base.places import Place
from checker.diagram import warnings
from checker.model.contract import Contract
from checker.model.document import Document
from checker.prove.diagrams import registry
from checker.prove.diagrams.page import site_of
from checker.prove.diagrams.rule import finding


def findings(contract: Contract) -> tuple[Finding, ...]:
    """Return what is wrong with the diagrams of a contract, in the order of the documents' lines.

    The doubts about single diagrams (`checker.diagram.warnings`) are among it. Raises InputError when a diagram cannot
    be read.
    """
    documents = {document.name: number for number, document in enumerate(contract.documents)}

    def position(found: Finding) -> tuple[int, int, int, str, str]:
        place = found.where or contract.place
        return documents.get(place.file, -1), place.line, place.column, found.code, found.message

    return tuple(sorted(dict.fromkeys(_all(contract)), key=position))


def _all(contract: Contract) -> Iterator[Finding]:
    site = site_of(contract)
    for page in site.pages:
        yield from warnings(page.drawn.diagram)
    for rule in registry.load().values():
        yield from (finding(rule, problem) for problem in rule.judge(site))


def texts_of(name: str, data: bytes) -> Contract:
    """Return a contract that says nothing but which document it is about: for diagrams that have none."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").removesuffix("\n")
    return Contract(
        system=name,
        place=Place(name, 1),
        documents=(Document(name, data, tuple(text.split("\n"))),),
        hosts={},
        vips={},
        servers={},
        lifelines={},
        lifelines_in={},
        events=(),
        parameters={},
        properties={},
        promises={},
    )
