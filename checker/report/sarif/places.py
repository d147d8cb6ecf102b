"""Places, changes and files in the words of SARIF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from checker.base.finding import Change, Related
from checker.base.places import Place
from checker.report.told import plain_path, word_at

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None

ROOT = "SRCROOT"


def artifact(path: str) -> dict[str, Json]:
    """Return the location of a file: relative to where verify was started, or absolute."""
    if path.startswith("/"):
        return {"uri": f"file://{_encoded(path)}"}
    return {"uri": _encoded(plain_path(path)), "uriBaseId": ROOT}


def location(place: Place, text: str) -> dict[str, Json]:
    """Return a place with its line as it stands; a packet of a capture has a name, as it has no line."""
    physical: dict[str, Json] = {"artifactLocation": artifact(place.file)}
    if place.unit == "packet":
        name = f"packet {place.line}"
        return {"physicalLocation": physical, "logicalLocations": [{"name": name, "fullyQualifiedName": str(place)}]}
    region: dict[str, Json] = {"startLine": place.line, "startColumn": place.column}
    if word := word_at(text, place.column):
        region |= {"endColumn": place.column + len(word), "snippet": {"text": word}}
    physical["region"] = region
    if text:
        physical["contextRegion"] = {"startLine": place.line, "snippet": {"text": text}}
    return {"physicalLocation": physical}


def related_location(number: int, related: Related, label: str) -> dict[str, Json]:
    """Return a further place, with what it means."""
    return {"id": number} | location(related.place, related.text) | {"message": {"text": label or str(related.place)}}


def fix(shown: str, changes: Sequence[Change]) -> dict[str, Json]:
    """Return a repair, the changes of each file together."""
    files: dict[str, list[Json]] = {}
    for change in changes:
        files.setdefault(change.span.file, []).append(_replacement(change))
    return {
        "description": {"text": shown},
        "artifactChanges": [{"artifactLocation": artifact(f), "replacements": each} for f, each in files.items()],
    }


def _replacement(change: Change) -> Json:
    span = change.span
    region: dict[str, Json] = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": change.text}}


def _encoded(path: str) -> str:
    """Return a path as part of a URI; names that are no UTF-8 keep their bytes."""
    try:
        return quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(path, safe="/", errors="backslashreplace")
