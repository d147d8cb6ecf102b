"""The job `init`: a first contract for a document, and which of some traces is which of its lifelines."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.progress import Progress
from checker.pipeline.drafting.as_json import as_json
from checker.pipeline.drafting.drafting import Drafted, drafted
from checker.pipeline.drafting.paper import Paper, read_paper
from checker.pipeline.request import InitRequest
from checker.properties import load as load_properties
from checker.readers.streams import open_input

# What a document from standard input is called in the contract: it has to be saved there.
_FROM_STDIN = "document.md"


@dataclass(frozen=True, slots=True)
class Started:
    """The contract as YAML, and all that was read as JSON ('' without a diagram); `why` it tells of no failover.

    `note` is what else a person has to know.
    """

    text: str
    json: str
    why: str = ""
    note: str = ""


def init(request: InitRequest, progress: Progress) -> Started:
    """Return the first contract of a document; InputError for one that cannot be read, or holds a broken diagram."""
    name = request.document
    paper = read_paper(_FROM_STDIN if name == "-" else name, _read(name), progress)
    if not paper.drawn:
        return Started("", "", _no_diagram(name, paper))
    needs = {id: prop.parameters for id, prop in load_properties().items()}
    found = drafted(paper, _cited(request), needs, progress)
    if request.traces:
        found = _with_traces(found, request, progress)
    why = "" if found.draft.failover else f"{name}: {_counted(len(paper.drawn))} {_NO_FAILOVER}\n  hint: {_HINT}"
    saved = f"the contract cites {_FROM_STDIN}: save the document under this name beside it" if name == "-" else ""
    note = "\n".join(filter(None, [saved, "" if why or _promises(found) else f"{name}: {_NO_PROMISE}"]))
    return Started(found.text, as_json(found), why, note)


def _promises(found: Drafted) -> bool:
    """Say whether a draft holds anything that must hold, if only as a proposal."""
    return any(part.entries for part in found.draft.parts if part.key in ("properties", "promises"))


_NO_FAILOVER = "no text says that anything fails, is found to have failed, or is taken over"
_NO_PROMISE = (
    "no text is understood as a promise, so `properties:` is empty: only English phrases are read\n"
    "  hint: say yourself what must hold (docs/own-system.md)"
)
_HINT = "the contract holds who is who and what the labels mean; what must hold is for you to say (docs/own-system.md)"


def _counted(diagrams: int) -> str:
    return f"{diagrams} sequence diagram{'s' if diagrams > 1 else ''}, but"


def _no_diagram(name: str, paper: Paper) -> str:
    others = f" ({len(paper.others)} of other types: {', '.join(dict.fromkeys(paper.others))})" if paper.others else ""
    hint = "a failover is drawn as a Mermaid `sequenceDiagram` in a ```mermaid fence"
    return f"{name}: no sequence diagram in it{others}, so there is no failover to make a contract of\n  hint: {hint}"


def _read(path: str) -> bytes:
    if path != "-" and Path(path).is_dir():
        hint = "give one document; verify init DOC.md [TRACE...]"
        raise InputError(f"{path} is a directory, not a document", Place(path, 1), hint)
    with open_input(path, sys.stdin.buffer if path == "-" else None) as stream:
        return stream.read()


def _cited(request: InitRequest) -> str:
    """Return the name of the document as the contract has to write it: from where that lies, or from beside it."""
    if request.document == "-":
        return _FROM_STDIN
    document = Path(request.document)
    if request.output is None:
        return document.name
    return Path(os.path.relpath(document.resolve(), Path(request.output).resolve().parent)).as_posix()


def _with_traces(found: Drafted, request: InitRequest, progress: Progress) -> Drafted:
    from checker.pipeline.drafting.sources import with_sources

    return with_sources(found, request.traces, progress)
