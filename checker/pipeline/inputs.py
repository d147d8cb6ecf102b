"""The inputs of a run: files and directories in, each with its reader, and where and when it belongs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.readers.reader import Context, Reader
from checker.readers.registry import HEAD_BYTES, readers, recognise
from checker.readers.streams import open_input, reopened, spooled

# What the checker itself, version control and editors leave in a directory is nobody's trace.
_SKIPPED_DIRECTORIES = frozenset({".git", "__pycache__", ".venv", "node_modules"})
_DATED = re.compile(rb"\[(\d\d)/(\w{3})/(20\d\d):|\b(20\d\d)-(\d\d)-(\d\d)[T ]")
_ZONED = re.compile(rb"^(?:<\d+>1 )?20\d\d-\d\d-\d\dT[\d:.]+([+-])(\d\d):(\d\d) ", re.MULTILINE)
_MONTHS = {m: i for i, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


@dataclass(frozen=True, slots=True)
class Input:
    """One file (or `-`) with the reader that recognised it, or None, and what the reader may know beside it."""

    path: str
    size: int
    reader: Reader | None
    context: Context
    spool: BinaryIO | None = None

    def open(self) -> BinaryIO:
        """Open it from its start as a stream of decompressed bytes, as often as it is asked for."""
        return reopened(self.spool) if self.spool is not None else open_input(self.path)


def find(paths: Sequence[str], stdin: BinaryIO | None) -> list[Input]:
    """Return the inputs below the paths, sorted by path, each once.

    Raises InputError for a path that does not exist or cannot be read.
    """
    files: dict[str, None] = {}
    for path in paths:
        files |= dict.fromkeys(["-"] if path == "-" else _below(path))
    spool = spooled(stdin) if "-" in files and stdin is not None else None
    heads = {path: _head(path, spool) for path in sorted(files)}
    zones = _zones(heads)
    reference = _reference(heads.values())
    return [
        Input(
            path,
            0 if path == "-" else Path(path).stat().st_size,
            recognise(head, readers()) if head else None,
            Context(path, _host(path), _dated(head) or reference or _modified(path), zones.get(_host(path), 0)),
            spool if path == "-" else None,
        )
        for path, head in heads.items()
    ]


def _below(path: str) -> Iterator[str]:
    root = Path(path)
    if root.is_file():
        yield path
        return
    if not root.is_dir():
        hint = "check the spelling; a trace is a file or a directory, and - is standard input"
        raise InputError(f"there is no file or directory {path!r}", Place(path, 1), hint)
    for entry in sorted(root.rglob("*")):
        inside = entry.relative_to(root)
        if entry.is_file() and not any(p.startswith(".") or p in _SKIPPED_DIRECTORIES for p in inside.parts):
            yield str(entry)


def _head(path: str, spool: BinaryIO | None) -> bytes:
    with reopened(spool) if path == "-" and spool is not None else open_input(path) as stream:
        return stream.read(HEAD_BYTES)


def _host(path: str) -> str:
    """The directory that a file lies in names its host where the lines do not (hap1/haproxy.log)."""
    return "stdin" if path == "-" else Path(path).resolve().parent.name


def _reference(heads: Iterable[bytes]) -> int | None:
    """The date of the first input that prints a year: it dates those that do not."""
    return next((d for head in heads if (d := _dated(head)) is not None), None)


def _dated(head: bytes) -> int | None:
    match = _DATED.search(head)
    if match is None:
        return None
    day, month, year = (
        (match[1], _MONTHS.get(match[2], 0), match[3]) if match[1] else (match[6], int(match[5]), match[4])
    )
    try:
        return int(datetime(int(year), month, int(day), tzinfo=UTC).timestamp()) * NS_PER_S
    except ValueError:
        return None


def _zones(heads: Mapping[str, bytes]) -> dict[str, int]:
    """The offset from UTC that some log of a host prints: its other logs, which print none, keep the same time."""
    found = ((_host(path), _ZONED.search(head)) for path, head in sorted(heads.items()))
    return {host: (-1 if m[1] == b"-" else 1) * (int(m[2]) * 60 + int(m[3])) * 60 * NS_PER_S for host, m in found if m}


def _modified(path: str) -> int:
    return time.time_ns() if path == "-" else Path(path).stat().st_mtime_ns
