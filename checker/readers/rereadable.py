"""A stream that is computed from another one, and can be read again from its start."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Rereadable(io.RawIOBase):
    """Hands out `_output` as it is filled; goes back by starting again, and forwards by reading `STEP` bytes a time.

    A subclass fills `_output` before it hands out, and sets it and `_position` back in `_restart`.
    """

    STEP = 1 << 20
    _output: memoryview
    _position: int

    def _restart(self) -> None:
        """Go back to the start of the stream."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Return true: this is a stream to read from."""
        return True

    def seekable(self) -> bool:
        """Return true: it can be read again."""
        return True

    def tell(self) -> int:
        """Return how many computed bytes were read."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; only forwards by reading, backwards by starting again."""
        if whence == io.SEEK_END:
            while self.read(self.STEP):
                pass
        target = offset + (0 if whence == io.SEEK_SET else self._position)
        if target < self._position:
            self._restart()
        while self._position < target and self.read(min(self.STEP, target - self._position)):
            pass
        return self._position

    def _hand_out(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer) as view:
            count = min(len(view), len(self._output))
            view[:count] = self._output[:count]
        self._output = self._output[count:]
        self._position += count
        return count
