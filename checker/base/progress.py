"""How long work tells that it is alive: on a terminal, and only when it takes longer than a second."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Protocol, TextIO

QUIET_SECONDS = 1.0
REDRAW_SECONDS = 0.2
BAR_COLUMNS = 20
DEFAULT_COLUMNS = 80
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Progress(Protocol):
    """What long work reports to, a phase after the other. `finish` may come without `start`, and more than once."""

    @property
    def shown(self) -> bool:
        """Whether anybody sees it: what would cost time to tell need not be told else."""

    def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
        """Begin a phase: what is done to `total` (0: nobody knows) things called `noun`, or bytes without one."""

    def advance(self, amount: int) -> None:
        """Count `amount` further bytes or things as done."""

    def finish(self) -> None:
        """End the work and leave no trace of the display."""


class SilentProgress:
    """Says nothing: pipes, tests, and whoever asked for quiet."""

    shown = False

    def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
        """Ignore the start."""

    def advance(self, amount: int) -> None:
        """Ignore the advance."""

    def finish(self) -> None:
        """Ignore the end."""


class Within:
    """The progress of a part of the work: each phase says of which, and `worth` is what one step of it counts for."""

    def __init__(self, whole: Progress, of: str = "", worth: int = 1) -> None:
        self._whole = whole
        self._of = of
        self._worth = worth

    @property
    def shown(self) -> bool:
        """Whether the whole is shown."""
        return self._whole.shown

    def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
        """Begin a phase of the whole."""
        self._whole.start(total * self._worth, f"{self._of}{doing}", noun)

    def advance(self, amount: int) -> None:
        """Count for the whole."""
        self._whole.advance(amount * self._worth)

    def finish(self) -> None:
        """Leave the display to the whole."""


class Bounded:
    """A stretch of a phase that counts for so much in the end, whatever is told of it: packed bytes, or bytes twice."""

    def __init__(self, whole: Progress, most: int) -> None:
        self._whole = whole
        self._left = most

    @property
    def shown(self) -> bool:
        """Whether the whole is shown."""
        return self._whole.shown

    def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
        """Leave the phase as it is."""

    def advance(self, amount: int) -> None:
        """Count, as far as there is something left."""
        step = min(amount, self._left)
        self._left -= step
        self._whole.advance(step)

    def finish(self) -> None:
        """Count what is left."""
        self.advance(self._left)


class TerminalProgress:
    """One line on a terminal, redrawn at most five times a second and wiped at the end."""

    shown = True

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._began = self._drawn_at = clock()
        self._doing, self._noun = "reading", ""
        self._total = self._done = self._drawn = 0

    def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
        """Begin a phase, shown at once if the first second of the work is over."""
        self._doing, self._noun = doing, noun
        self._total, self._done = total, 0
        self._show()

    def advance(self, amount: int) -> None:
        """Count, and redraw when it is time."""
        self._done += amount
        self._show()

    def finish(self) -> None:
        """Wipe the line if one was drawn."""
        if self._drawn:
            self._draw("")

    def _show(self) -> None:
        now = self._clock()
        if now - self._began < QUIET_SECONDS or (self._drawn and now - self._drawn_at < REDRAW_SECONDS):
            return
        self._drawn_at = now
        self._draw(self._line(now - self._began)[: self._columns() - 1])

    def _line(self, seconds: float) -> str:
        if not self._total:
            told = f"{self._done:,} {self._noun}" if self._noun else show_bytes(self._done)
            return f"{self._doing}: {told}, {seconds:.0f} s"
        done = min(self._done, self._total)
        filled = done * BAR_COLUMNS // self._total
        bar = f"[{'#' * filled}{'.' * (BAR_COLUMNS - filled)}]"
        if self._noun:
            return f"{self._doing} {bar} {done:,} of {self._total:,} {self._noun}, {seconds:.0f} s"
        return f"{self._doing} {bar} {done * 100 // self._total:3d} % of {show_bytes(self._total)}, {seconds:.0f} s"

    def _columns(self) -> int:
        """Return how wide the terminal is now: a line that wraps could not be wiped."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or DEFAULT_COLUMNS
        except (OSError, ValueError):
            return DEFAULT_COLUMNS

    def _draw(self, line: str) -> None:
        # Blanks instead of an erase sequence: a dumb terminal is still a terminal.
        self._stream.write("\r" + line.ljust(self._drawn) + ("\r" if not line else ""))
        self._stream.flush()
        self._drawn = len(line)


def progress_for(stream: TextIO, quiet: bool = False) -> Progress:
    """Return the display that fits a stream: the line on a terminal, otherwise silence."""
    return TerminalProgress(stream) if stream.isatty() and not quiet else SilentProgress()


def show_bytes(count: int) -> str:
    """Return a size in a unit that keeps it short: 812 B, 1.2 MB."""
    rank = min(max(len(str(count)) - 1, 0) // 3, len(_UNITS) - 1)
    size = count / 1000**rank
    return f"{size:.0f} {_UNITS[rank]}" if rank == 0 or size >= 100 else f"{size:.1f} {_UNITS[rank]}"
