"""The job `render`: what a diagram file was read as, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from checker.base.errors import InputError
from checker.base.finding import Finding
from checker.picture.shapes import Picture
from checker.readers.streams import open_input


class Pictured(NamedTuple):
    """A picture of one diagram: a name for its file, and what is above it."""

    name: str
    title: str
    picture: Picture


def pictures(paths: Sequence[str], wanted: str) -> tuple[Pictured, ...]:
    """Return a picture of each diagram with the wanted text in its title; `-` is standard input.

    Raises InputError for a path that cannot be read, for a diagram that is none, and where nothing is left to draw.
    """
    found: list[Pictured] = []
    titles: list[str] = []
    for path in paths:
        with open_input(path) as stream:
            drawn = tuple(_pictured(path, stream.read(), wanted, titles))
        found += drawn
    if not found:
        where = ", ".join(paths)
        hint = f"there are: {'; '.join(titles)}" if titles else "diagrams stand in ```mermaid fences or .mmd files"
        named = f" with {wanted!r} in its title" if wanted and titles else ""
        raise InputError(f"no sequence diagram{named} in {where}", hint=hint)
    return tuple(found)


def _pictured(path: str, data: bytes, wanted: str, titles: list[str]) -> Iterator[Pictured]:
    """Yield the pictures of one file; the titles of all its diagrams are added to `titles`."""
    from checker.diagram import parse, read_document
    from checker.picture.layout import laid_out

    sources = read_document(path, data).sequences
    stem = "diagram" if path == "-" else PurePath(path).stem
    for number, source in enumerate(sources, 1):
        diagram = parse(source)
        title = diagram.title or source.title
        titles.append(title or f"(line {source.line})")
        if wanted.lower() in title.lower():
            name = f"{stem}-{number}" if len(sources) > 1 else stem
            yield Pictured(name, title, laid_out(diagram, title=title))


def readings(paths: Sequence[str]) -> Iterator[tuple[Mapping[str, object], Sequence[Finding]]]:
    """Yield one reading a file (`-` is standard input) with its warnings; InputError for a path that cannot be read."""
    from checker.diagram import reviewed

    for path in paths:
        with open_input(path) as stream:
            yield reviewed(path, stream.read())
