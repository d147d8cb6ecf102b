"""The inputs of a run: files and directories in, each with its reader, and where and when it belongs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from checker.base.time import NS_PER_S
from checker.pipeline.inputs_files import Found, files_below
from checker.pipeline.inputs_hosts import host_of, hosts_of
from checker.readers.marks import found_by_marks, is_text
from checker.readers.reader import Context, Reader
from checker.readers.registry import HEAD_BYTES, log_readers, readers, recognised
from checker.readers.streams import open_input, reopened, spooled

_DATED = re.compile(rb"\[(\d\d)/(\w{3})/(20\d\d):|\b(20\d\d)-(\d\d)-(\d\d)[T ]")
_ZONED = re.compile(rb"^(?:<\d+>1 )?20\d\d-\d\d-\d\dT[\d:.]+([+-])(\d\d):(\d\d) ", re.MULTILINE)
_MONTHS = {m: i for i, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


@dataclass(frozen=True, slots=True)
class Input:
    """One file, pipe or `-` with the readers that recognised it, and what they may know beside it.

    Several read a log that holds the lines of several programs; none an unknown input, or one that is not opened, and
    `why` not.
    """

    path: str
    size: int
    readers: tuple[Reader, ...]
    context: Context
    spool: BinaryIO | None = None
    why: str = ""

    @property
    def reader(self) -> Reader | None:
        """The first of the readers, or None for an unknown input."""
        return self.readers[0] if self.readers else None

    def open(self) -> BinaryIO:
        """Open it from its start as a stream of decompressed bytes, as often as it is asked for."""
        return reopened(self.spool) if self.spool is not None else open_input(self.path)

    def more_readers(self) -> tuple[Reader, ...]:
        """Return further readers that find lines of theirs anywhere in this log; it is searched from end to end."""
        names = {reader.name for reader in self.readers}
        with self.open() as stream:
            return found_by_marks(stream, [r for r in log_readers() if r.name not in names])


def find(paths: Sequence[str], stdin: BinaryIO | None) -> list[Input]:
    """Return the inputs below the paths, sorted by path, each once.

    Raises InputError for a path that does not exist or cannot be read.
    """
    found = {each.path: each for path in paths for each in ([Found("-")] if path == "-" else files_below(path))}
    found = {path: found[path] for path in sorted(found)}
    spools = {path: _spool(each, stdin) for path, each in found.items()}
    heads = {path: b"" if each.why else _head(path, spools[path]) for path, each in found.items()}
    known = {path: _readers(Input(path, 0, (), Context(path), spools[path]), head) for path, head in heads.items()}
    zones = _zones(heads)
    reference = _reference(heads.values())
    hosts = hosts_of(known, heads)
    return [
        Input(
            path,
            0 if each.why or spools[path] else Path(path).stat().st_size,
            known[path],
            Context(
                path, hosts[path], _dated(heads[path]) or reference or _modified(path), zones.get(host_of(path), 0)
            ),
            spools[path],
            each.why,
        )
        for path, each in found.items()
    ]


def _spool(found: Found, stdin: BinaryIO | None) -> BinaryIO | None:
    if found.path == "-":
        return spooled(stdin) if stdin is not None else None
    if not found.pipe:
        return None
    with Path(found.path).open("rb") as pipe:
        return spooled(pipe)


def _readers(source: Input, head: bytes) -> tuple[Reader, ...]:
    """Return the readers of an input: by its start, or else by lines of theirs anywhere in it."""
    if not head:
        return ()
    return recognised(head, readers()) or (source.more_readers() if is_text(head) else ())


def _head(path: str, spool: BinaryIO | None) -> bytes:
    with reopened(spool) if spool is not None else open_input(path) as stream:
        return stream.read(HEAD_BYTES)


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
    found = ((host_of(path), _ZONED.search(head)) for path, head in sorted(heads.items()))
    return {host: (-1 if m[1] == b"-" else 1) * (int(m[2]) * 60 + int(m[3])) * 60 * NS_PER_S for host, m in found if m}


def _modified(path: str) -> int:
    return time.time_ns() if path == "-" else Path(path).stat().st_mtime_ns
