"""The job `render`: what a diagram file was read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.readers.streams import open_input


def readings(paths: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """Yield one reading a file (`-` is standard input); raise InputError for a path that cannot be read."""
    from checker.diagram import reading

    for path in paths:
        with open_input(path) as stream:
            yield reading(path, stream.read())
