"""What was read of a document as one JSON object (docs/schema/verify-init-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from checker.base.places import Place
from checker.pipeline.drafting.draft import Entry, Part, Question
from checker.pipeline.drafting.drafting import Drafted

SCHEMA = "verify-init/1"


def as_json(found: Drafted) -> str:
    """Return a draft as JSON in ASCII."""
    draft = found.draft
    report = {
        "schema": SCHEMA,
        "command": "init",
        "system": draft.system,
        "document": draft.document,
        "failover": [_place(place) for place in draft.failover],
        "entries": [each for part in draft.parts for each in _entries(part)],
        "questions": [_question(key, each) for key, each in draft.questions],
        "sources": [{"input": each.input, "is": each.lifeline, "why": each.why} for each in draft.sources],
        "contract": found.text,
    }
    return json.dumps(report, indent=2) + "\n"


def _entries(part: Part) -> Iterator[dict[str, object]]:
    for entry in part.entries:
        yield _entry(part.key, entry)
    for entry in part.silent:
        yield _entry(part.key, entry)
    for title, some in part.below.items():
        for entry in some:
            yield {**_entry(part.key, entry), "diagram" if part.key == "diagrams" else "below": title}


def _entry(section: str, entry: Entry) -> dict[str, object]:
    return {
        "section": section,
        "name": entry.name,
        "value": entry.value,
        **_place(entry.place),
        "lines": [place.line for place in (entry.place, *entry.more) if place],
        "why": entry.why,
        "written": not entry.off,
    }


def _question(section: str, question: Question) -> dict[str, object]:
    asked: dict[str, object] = {"section": section, **_place(question.place), "ask": question.ask}
    return {**asked, "proposal": _entry(section, question.proposal)} if question.proposal else asked


def _place(place: Place | None) -> dict[str, object]:
    return {"file": place.file if place else None, "line": place.line if place else None}
