"""The texts of configuration files: decoded so that every byte comes back, and read once."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """A file: the path as reports name it, and its text (UTF-8; a byte that is none is kept as a surrogate)."""

    path: str
    text: str


def decode(data: bytes) -> str:
    """Return the text of a file; `encode` gives back the same bytes, whatever they are."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Return the bytes of a text."""
    return text.encode("utf-8", "surrogateescape")


def _nothing(path: str) -> tuple[Source, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What files mean depends on: the environment of the daemons, further files, and the containers they run in.

    `find` returns the files that a path or a glob pattern names, in the order in which a shell would, or nothing;
    the path is joined to the directory from which the format resolves it. `services` are the facts of the formats that
    describe containers.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    find: Callable[[str], tuple[Source, ...]] = _nothing
    services: tuple[object, ...] = ()


def beside(path: str, name: str) -> str:
    """Return what `name` means in a file at `path`: itself when it is absolute, else relative to the file."""
    return name if posixpath.isabs(name) else posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def finder(sources: Iterable[Source]) -> Callable[[str], tuple[Source, ...]]:
    """Return a `find` over texts in memory; patterns are those of a shell (`conf.d/*.conf`)."""
    from fnmatch import fnmatchcase

    known = {posixpath.normpath(source.path): source for source in sources}

    def find(pattern: str) -> tuple[Source, ...]:
        wanted = posixpath.normpath(pattern)
        if wanted in known:
            return (known[wanted],)
        depth = wanted.count("/")
        return tuple(known[p] for p in sorted(known) if p.count("/") == depth and fnmatchcase(p, wanted))

    return find
