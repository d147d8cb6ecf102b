"""Which files are one HAProxy process: those of a `-f` directory, of which at most one has a global section."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from checker.configs.source import Source

_GLOBAL = re.compile(r"^[ \t]*global[ \t\r]*(?:#.*)?$", re.MULTILINE)


def processes(sources: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    """Yield the files of each process, in the order in which HAProxy reads them.

    Files of one directory are one process, in lexical order, unless several have a global section: then each file
    stands for itself, as nobody starts HAProxy with two of them.
    """
    folders: dict[str, list[Source]] = {}
    for source in sources:
        folders.setdefault(posixpath.dirname(source.path), []).append(source)
    for together in folders.values():
        if sum(bool(_GLOBAL.search(source.text)) for source in together) > 1:
            yield from ((source,) for source in together)
        else:
            yield tuple(sorted(together, key=lambda source: source.path))
