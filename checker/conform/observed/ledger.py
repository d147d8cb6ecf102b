"""When what happened, for counting it later between instants that are not known yet: sixteen bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

# So much is kept in memory (bytes), the rest in a file that goes with the process.
IN_MEMORY = 32 << 20
_CHUNK = 1 << 15


class Ledger:
    """Entries: an instant (ns), on which host ('' where a client tells) and by which server it was served."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._pending = array("q")
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the ledger

    def add(self, instant: int, host: str, server: str) -> None:
        """Make an entry."""
        self._pending.append(instant)
        self._pending.append(self._numbers.setdefault((host, server), len(self._numbers)))
        if len(self._pending) >= 2 * _CHUNK:
            self._file.write(self._pending.tobytes())
            self._pending = array("q")

    def __iter__(self) -> Iterator[tuple[int, str, str]]:
        """Yield the entries in the order in which they were made."""
        names = list(self._numbers)
        for chunk in self._chunks():
            for instant, number in zip(chunk[::2], chunk[1::2], strict=True):
                yield instant, *names[number]

    def _chunks(self) -> Iterator[array[int]]:
        self._file.seek(0)
        while data := self._file.read(2 * _CHUNK * self._pending.itemsize):
            chunk = array("q")
            chunk.frombytes(data)
            yield chunk
        self._file.seek(0, 2)
        yield self._pending
