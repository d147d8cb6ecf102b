"""How long work tells that it is alive: on a terminal, and only when it takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TextIO

QUIET_SECONDS = 1.0
REDRAW_SECONDS = 0.2
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Progress(Protocol):
    """What long work reports to. `finish` may come without `start`, and more than once."""

    def start(self, total: int) -> None:
        """Begin work on `total` bytes (0: nobody knows how many), or on so many things of another kind."""

    def advance(self, amount: int) -> None:
        """Count `amount` further bytes as done."""

    def finish(self) -> None:
        """End the work and leave no trace of the display."""


class SilentProgress:
    """Says nothing: pipes, tests, and whoever asked for quiet."""

    def start(self, total: int) -> None:
        """Ignore the start."""

    def advance(self, amount: int) -> None:
        """Ignore the advance."""

    def finish(self) -> None:
        """Ignore the end."""


class TerminalProgress:
    """One line on a terminal, redrawn at most five times a second and wiped at the end.

    With a `noun` it counts things of that name instead of bytes.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic, noun: str = "") -> None:
        self._stream = stream
        self._clock = clock
        self._noun = noun
        self._began = self._drawn_at = clock()
        self._total = self._done = self._drawn = 0

    def start(self, total: int) -> None:
        """Begin to count; nothing is drawn before the first second is over."""
        self._began = self._drawn_at = self._clock()
        self._total, self._done = total, 0

    def advance(self, amount: int) -> None:
        """Count, and redraw when it is time."""
        self._done += amount
        now = self._clock()
        if now - self._began < QUIET_SECONDS or (self._drawn and now - self._drawn_at < REDRAW_SECONDS):
            return
        self._drawn_at = now
        self._draw(self._line(now - self._began))

    def finish(self) -> None:
        """Wipe the line if one was drawn."""
        if self._drawn:
            self._draw("")

    def _line(self, seconds: float) -> str:
        if self._noun:
            return f"{self._done} of {self._total} {self._noun}, {seconds:.0f} s"
        read = show_bytes(self._done)
        if self._total:
            share = min(100, self._done * 100 // self._total)
            read = f"{share:3d} % of {show_bytes(self._total)}"
        return f"reading {read}, {seconds:.0f} s"

    def _draw(self, line: str) -> None:
        # Blanks instead of an erase sequence: a dumb terminal is still a terminal.
        self._stream.write("\r" + line.ljust(self._drawn) + ("\r" if not line else ""))
        self._stream.flush()
        self._drawn = len(line)


def progress_for(stream: TextIO, quiet: bool = False, noun: str = "") -> Progress:
    """Return the display that fits a stream: the line on a terminal, otherwise silence."""
    return TerminalProgress(stream, noun=noun) if stream.isatty() and not quiet else SilentProgress()


def show_bytes(count: int) -> str:
    """Return a size in a unit that keeps it short: 812 B, 1.2 MB."""
    rank = min(max(len(str(count)) - 1, 0) // 3, len(_UNITS) - 1)
    size = count / 1000**rank
    return f"{size:.0f} {_UNITS[rank]}" if rank == 0 or size >= 100 else f"{size:.1f} {_UNITS[rank]}"
