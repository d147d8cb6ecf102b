"""A stream that tells how much of it was read, while it is read."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

from checker.readers.streams import BLOCK_BYTES, damage

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Counted(io.RawIOBase):
    """Passes on what another stream holds; each byte is told once, however often it is read."""

    def __init__(self, source: BinaryIO, tell: Callable[[int], object]) -> None:
        self._source = source
        self._tell = tell
        self._furthest = 0

    @property
    def damage(self) -> str:
        """Why the bytes of the source ended early, or ''."""
        return damage(self._source)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say whether the source can be read anew."""
        return self._source.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the source."""
        return self._source.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on, and tell of what was not read before."""
        data = self._source.read(len(memoryview(buffer).cast("B")))
        memoryview(buffer).cast("B")[: len(data)] = data
        at = self._source.tell()
        if at > self._furthest:
            self._tell(at - self._furthest)
            self._furthest = at
        return len(data)

    def close(self) -> None:
        """Close the source, too."""
        self._source.close()
        super().close()


def counted(source: BinaryIO, tell: Callable[[int], object]) -> BinaryIO:
    """Return a stream of the same bytes; `tell` is given how many were read for the first time."""
    return cast(BinaryIO, io.BufferedReader(_Counted(source, tell), BLOCK_BYTES))
