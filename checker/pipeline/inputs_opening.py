"""Opening what was found: files, pipes that are read once, and archives, each member of which is an input."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from checker.pipeline.inputs_files import Found, is_skipped
from checker.readers.registry import HEAD_BYTES
from checker.readers.spool import Part
from checker.readers.streams import decompressed, open_input, spooled


def opened(path: str, spool: Part | None) -> BinaryIO:
    """Open an input from its start as a stream of decompressed bytes."""
    return open_input(path) if spool is None else decompressed(spool.open())


def with_spool(found: Found, stdin: BinaryIO | None) -> Found:
    """Return the same with its bytes where they can be read several times."""
    if found.path == "-":
        return replace(found, spool=spooled(stdin) if stdin is not None else None, changed_ns=time.time_ns())
    if not found.pipe:
        return found
    with Path(found.path).open("rb") as pipe:
        return replace(found, spool=spooled(pipe), size=0)


def unpacked(found: Found) -> Iterator[tuple[Found, bytes]]:
    """Yield what was found with its first bytes, by which formats are recognised.

    Of an archive its members are yielded, and itself only where not all of it could be unpacked.
    """
    head = b"" if found.why else _head(found)
    if not _is_archive(head):
        yield found, head
        return
    from checker.readers.archive import unpack  # only who has an archive pays for it

    with opened(found.path, found.spool) as stream:
        inside = unpack(found.path, stream)
    for member in inside.members:
        if not any(is_skipped(part) for part in member.path[len(found.path) :].split("/")):
            changed = member.changed_ns or found.changed_ns
            each = Found(member.path, size=member.part.size, changed_ns=changed, spool=member.part)
            yield each, _head(each)
    for path, why in inside.damaged.items():
        yield Found(path, why=why, damage=why), b""
    if not inside.members and not inside.damaged:
        yield replace(found, why="an archive without a file"), b""


def _head(found: Found) -> bytes:
    with opened(found.path, found.spool) as stream:
        return stream.read(HEAD_BYTES)


def _is_archive(head: bytes) -> bool:
    """Say whether an input that starts so is a tar; a first look spares others the loading of what reads one."""
    if head[257:262] not in (b"ustar", bytes(5)):
        return False
    from checker.readers.archive import is_archive

    return is_archive(head)
