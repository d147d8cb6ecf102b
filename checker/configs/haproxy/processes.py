"""Which files are one HAProxy process: those of a `-f` directory, and the haproxy.cfg above that goes before them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from checker.configs.source import Source

_GLOBAL = re.compile(r"^[ \t]*global[ \t\r]*(?:#.*)?$", re.MULTILINE)
_DEFAULTS = re.compile(r"^[ \t]*defaults\b", re.MULTILINE)
_PROXY = re.compile(r"^[ \t]*(?:backend|listen|frontend)[ \t]+\S+", re.MULTILINE)


def processes(sources: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    """Yield the files of each process, in the order in which HAProxy reads them.

    Files of one directory are one process, in lexical order, unless several have a global section, or a proxy of
    one name: then each file stands for itself, as HAProxy does not start with both. A directory below that lacks
    what every process has goes with the nearest one above: `-f haproxy.cfg -f conf.d/`.
    """
    folders: dict[str, tuple[Source, ...]] = {}
    for source in sources:
        folder = posixpath.dirname(source.path)
        folders[folder] = (*folders.get(folder, ()), source)
    joined: dict[str, tuple[Source, ...]] = {}
    for folder in sorted(folders):
        together = tuple(sorted(folders[folder], key=lambda source: source.path))
        above = _above(folder, joined)
        if above is not None and _belongs(together, joined[above]):
            joined[above] += together
        else:
            joined[folder] = together
    for folder in (each for each in folders if each in joined):
        together = joined[folder]
        yield from ((source,) for source in folders[folder]) if _apart(together) else (together,)


def _above(folder: str, joined: dict[str, tuple[Source, ...]]) -> str | None:
    """Return the nearest folder above that has files of a whole process."""
    while (parent := posixpath.dirname(folder)) != folder:
        folder = parent
        if folder in joined:
            return folder
    return None


def _belongs(sources: Sequence[Source], above: Sequence[Source]) -> bool:
    """Say whether files are no process alone, and one with those of a folder above."""
    whole = any(_GLOBAL.search(source.text) for source in sources)
    own = any(_DEFAULTS.search(source.text) for source in sources) and any(_PROXY.search(s.text) for s in above)
    started = any(_GLOBAL.search(source.text) for source in above)
    return started and not whole and not own and not _apart((*above, *sources))


def _apart(sources: Sequence[Source]) -> bool:
    """Say whether files exclude each other."""
    if sum(bool(_GLOBAL.search(source.text)) for source in sources) > 1:
        return True
    names = [name for source in sources for name in {match[0].strip() for match in _PROXY.finditer(source.text)}]
    return len(names) != len(set(names))
