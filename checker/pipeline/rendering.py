"""The job `render`: what a diagram file was read as, and which of its diagrams to draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from checker.base.errors import InputError
from checker.base.finding import Finding
from checker.diagram.tree import Diagram
from checker.readers.streams import open_input


class Chosen(NamedTuple):
    """A diagram to draw: a name for its file, what stands above it, its tree."""

    name: str
    title: str
    diagram: Diagram


def chosen(paths: Sequence[str], wanted: str) -> tuple[Chosen, ...]:
    """Return the diagrams of files with the wanted text in their titles; `-` is standard input.

    Raises InputError for a path that cannot be read, for a diagram that is none, and where nothing is left to draw.
    """
    found: list[Chosen] = []
    titles: list[str] = []
    for path in paths:
        for each in _read(path, _text_of(path)):
            titles.append(each.title or each.name)
            found += [each] if wanted.lower() in each.title.lower() else []
    if not found:
        hint = f"there are: {'; '.join(titles)}" if titles else "diagrams stand in ```mermaid fences or .mmd files"
        named = f" with {wanted!r} in its title" if wanted and titles else ""
        raise InputError(f"no sequence diagram{named} in {', '.join(paths)}", hint=hint)
    return tuple(found)


def _read(path: str, data: bytes) -> Iterator[Chosen]:
    """Yield the diagrams of one file."""
    from checker.diagram import parse, read_document

    sources = read_document(path, data).sequences
    stem = "diagram" if path == "-" else PurePath(path).stem
    for number, source in enumerate(sources, 1):
        diagram = parse(source)
        name = f"{stem}-{number}" if len(sources) > 1 else stem
        yield Chosen(name, diagram.title or source.title, diagram)


def _text_of(path: str) -> bytes:
    """Return the bytes of a file; InputError for a directory, which is not searched: one picture may be of one file."""
    if path != "-" and Path(path).is_dir():
        raise InputError(
            f"{path} is a directory", hint="name the files with diagrams: verify render DIR/*.md --format F"
        )
    with open_input(path) as stream:
        return stream.read()


def readings(paths: Sequence[str]) -> Iterator[tuple[Mapping[str, object], Sequence[Finding]]]:
    """Yield one reading a file (`-` is standard input) with its warnings; InputError for a path that cannot be read."""
    from checker.diagram import reviewed

    for path in paths:
        yield reviewed(path, _text_of(path))
