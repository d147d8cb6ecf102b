"""The three things of the outside world that a command sees: standard output, standard error, the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO

LEAST_WIDTH, MOST_WIDTH = 40, 100
HINT = "  hint: "


class Console(NamedTuple):
    """Where a command speaks, and what it may know about the terminal."""

    out: TextIO
    err: TextIO
    env: Mapping[str, str]

    @classmethod
    def of(cls, out: TextIO | None, err: TextIO | None, env: Mapping[str, str]) -> Console:
        """Return the console of a process; a stream that was closed before the start swallows what is written."""
        return cls(out or _nowhere(), err or _nowhere(), env)

    def say(self, text: str) -> None:
        """Write to standard output; a reader that went away ends the output, not the command."""
        try:
            self.out.write(_encodable(text, self.out))
            self.out.flush()
        except BrokenPipeError:
            _detach(self.out)

    def emit(self, data: bytes) -> None:
        """Write bytes to standard output as they are: what a program will read may be in any encoding."""
        try:
            self.out.flush()
            self.out.buffer.write(data)
            self.out.buffer.flush()
        except BrokenPipeError:
            _detach(self.out)

    def complain(self, message: str) -> None:
        """Write a message, and the hint under it, to standard error."""
        text = "\n".join(line for each in message.rstrip().split("\n") for line in _folded(each))
        try:
            self.err.write(_encodable(f"verify: {text}\n", self.err))
            self.err.flush()
        except BrokenPipeError:
            _detach(self.err)

    def color(self, choice: str) -> bool:
        """Say whether standard output is to be coloured: auto means on a terminal that can and may."""
        if choice != "auto":
            return choice == "always"
        if self.env.get("NO_COLOR"):
            return False
        forced = self.env.get("FORCE_COLOR", "") not in ("", "0")
        return forced or (self.out.isatty() and self.env.get("TERM") != "dumb")

    @property
    def cache(self) -> str | None:
        """The directory for what may be thrown away at any time (XDG base directories), if the user has one."""
        base = self.env.get("XDG_CACHE_HOME", "")
        if not base.startswith("/"):
            home = self.env.get("HOME", "")
            base = f"{home}/.cache" if home.startswith("/") else ""
        return f"{base}/failover-verify" if base else None

    @property
    def width(self) -> int:
        """The columns to fill: those of the terminal, up to what is read with ease; always so many in a pipe."""
        if not self.out.isatty():
            return MOST_WIDTH
        try:
            columns = os.get_terminal_size(self.out.fileno()).columns
        except OSError:
            columns = 0
        return min(MOST_WIDTH, max(LEAST_WIDTH, columns or MOST_WIDTH))

    @property
    def unicode(self) -> bool:
        """Whether standard output can carry marks beyond ASCII."""
        return (self.out.encoding or "").lower().startswith("utf")


def _folded(line: str) -> list[str]:
    """Return a hint in lines that fit; all else is one line, as it may begin with a place that a tool looks for."""
    from checker.report.text.layout import clean, fold

    if not line.startswith(HINT):
        return [clean(line)]
    pieces = fold(line.removeprefix(HINT), MOST_WIDTH - len(HINT))
    return [f"{' ' * len(HINT) if number else HINT}{piece.rstrip()}" for number, piece in enumerate(pieces)]


def _nowhere() -> TextIO:
    from pathlib import Path

    return Path(os.devnull).open("w", encoding="utf-8")


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _detach(stream: TextIO) -> None:
    """Point a broken stream at nothing, so that the interpreter's last flush does not complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        # Not a stream of the process: nobody will flush it behind our back.
        return
