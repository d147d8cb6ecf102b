"""Which files are one HAProxy process: those of a `-f` directory, of which at most one has a global section."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from checker.configs.source import Source

_GLOBAL = re.compile(r"^[ \t]*global[ \t\r]*(?:#.*)?$", re.MULTILINE)
_PROXY = re.compile(r"^[ \t]*(?:backend|listen|frontend)[ \t]+\S+", re.MULTILINE)


def processes(sources: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    """Yield the files of each process, in the order in which HAProxy reads them.

    Files of one directory are one process, in lexical order, unless several have a global section, or a proxy of
    one name: then each file stands for itself, as HAProxy does not start with both.
    """
    folders: dict[str, list[Source]] = {}
    for source in sources:
        folders.setdefault(posixpath.dirname(source.path), []).append(source)
    for together in folders.values():
        if _apart(together):
            yield from ((source,) for source in together)
        else:
            yield tuple(sorted(together, key=lambda source: source.path))


def _apart(sources: Sequence[Source]) -> bool:
    """Say whether files of one directory exclude each other."""
    if sum(bool(_GLOBAL.search(source.text)) for source in sources) > 1:
        return True
    names = [name for source in sources for name in {match[0].strip() for match in _PROXY.finditer(source.text)}]
    return len(names) != len(set(names))
