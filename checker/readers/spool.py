"""Bytes that have no file of their own to be opened again: standard input, pipes, members of archives."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 20
# Most members of archives are small: a larger buffer would cost more than what it holds.
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a temporary file. It can be opened as often as it is asked for, also while others read the file."""

    file: BinaryIO
    start: int
    size: int

    def open(self) -> BinaryIO:
        """Return its bytes from their start; closing them keeps the file."""
        return io.BufferedReader(_Window(self), _BUFFER)


class _Window(io.RawIOBase):
    """Reads by position, because every duplicate of a descriptor shares one place in the file."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self._at = 0

    def readable(self) -> bool:
        """Return true: this is a stretch to read from."""
        return True

    def seekable(self) -> bool:
        """Return true: any place in it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes from its start the next one is."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, which may lie behind the end; raise ValueError before the start."""
        target = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._part.size}[whence]
        if target < 0:
            raise ValueError(f"negative seek position {target}")
        self._at = target
        return target

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer from here on; 0 at the end."""
        with memoryview(buffer).cast("B") as view:
            wanted = max(0, min(len(view), self._part.size - self._at))
            data = os.pread(self._part.file.fileno(), wanted, self._part.start + self._at)
            view[: len(data)] = data
        self._at += len(data)
        return len(data)


def new_spool() -> BinaryIO:
    """Return a temporary file that has no name, and is gone with the last who holds it."""
    import tempfile  # slow to load, like what it loads: only who pipes or packs pays for it

    return tempfile.TemporaryFile()


def added(spool: BinaryIO, pieces: Iterable[bytes]) -> Part:
    """Copy bytes behind what a spool holds, a piece at a time."""
    start = size = spool.seek(0, io.SEEK_END)
    for piece in pieces:
        size += spool.write(piece)
    spool.flush()
    return Part(spool, start, size - start)


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """Yield a stream from here on, a piece at a time."""
    while piece := source.read(_CHUNK):
        yield piece
