"""The job `render`: what a diagram file was read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Finding
from checker.readers.streams import open_input


def readings(paths: Sequence[str]) -> Iterator[tuple[Mapping[str, object], Sequence[Finding]]]:
    """Yield one reading a file (`-` is standard input) with its warnings; InputError for a path that cannot be read."""
    from checker.diagram import reviewed

    for path in paths:
        with open_input(path) as stream:
            yield reviewed(path, stream.read())
