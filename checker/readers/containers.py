"""Logs that a container runtime or the journal keeps as JSON, a message a line, as the text that their tools print.

`docker` are the files of Docker's json-file driver: `{"log": "...\\n", "stream": "stdout", "time": "..."}`; `journal`
is what `journalctl -o json` exports. Each line gives one line, so that places stay what they are: with the stamp before
it (as `docker logs --timestamps` and `journalctl -o short-iso-precise` print it), which readers of logs know, or
`bare`: the message alone, for programs that stamp their messages themselves.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, Literal

from checker.base.time import NS_PER_US, show_instant
from checker.readers.reader import Context
from checker.readers.rereadable import Rereadable
from checker.readers.streams import blocks, damage
from checker.readers.syslog import unwrap

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Wrapping = Literal["", "docker", "docker bare", "journal", "journal bare"]
_JUDGED_LINES = 20
_NOWHERE = Context("")
_LONGEST = 1 << 16


def wrappings(head: bytes) -> tuple[Wrapping, ...]:
    """Return how an input that starts with `head` may be unwrapped: in no way, unless its first lines are wrapped."""
    if not head.lstrip().startswith(b"{"):
        return ()
    lines = [line for line in head.split(b"\n")[:_JUDGED_LINES] if line.strip()]
    whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
    for wrapping, keys in _KEYS.items():
        known = [_object(line) for line in whole]
        if known and all(found is not None and keys <= found.keys() for found in known):
            return (wrapping, "docker bare" if wrapping == "docker" else "journal bare")
    return ()


def unwrapped(stream: BinaryIO, wrapping: Wrapping) -> BinaryIO:
    """Return a stream of what was wrapped: the stream itself where nothing was."""
    return io.BufferedReader(Unwrapped(stream, wrapping), 1 << 20) if wrapping else stream


def unwrapped_head(head: bytes, wrapping: Wrapping) -> bytes:
    """Return the first bytes of an input as they are without the wrapping, whole lines only."""
    whole = head[: head.rfind(b"\n") + 1] or head
    return b"".join(_lines(whole, wrapping)) if wrapping else head


class Unwrapped(Rereadable):
    """The messages of a wrapped log, a line each; what is no wrapped line stays as it is."""

    def __init__(self, source: BinaryIO, wrapping: Wrapping) -> None:
        super().__init__()
        self.source = source
        self._wrapping = wrapping
        self._restart()

    def _restart(self) -> None:
        self.source.seek(0)
        self._blocks = blocks(self.source)
        self._output = memoryview(b"")
        self._position = 0

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with the next bytes; 0 at the end."""
        while not self._output:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._output = memoryview(b"".join(_lines(block.data, self._wrapping)))
        return self._hand_out(buffer)

    @property
    def damage(self) -> str:
        """Why what it reads from ended early, or ''."""
        return damage(self.source)

    def close(self) -> None:
        """Close what it reads from, too."""
        self.source.close()
        super().close()


def _lines(data: bytes, wrapping: Wrapping) -> Iterator[bytes]:
    kind, _, bare = wrapping.partition(" ")
    for line in data.removesuffix(b"\n").split(b"\n"):
        found = _object(line)
        text = None if found is None else (_docker if kind == "docker" else _journal)(found, bool(bare))
        yield line + b"\n" if text is None else text.encode("utf-8", "replace") + b"\n"


def _object(line: bytes) -> Mapping[str, object] | None:
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _docker(found: Mapping[str, object], bare: bool) -> str | None:
    text, time = found.get("log"), found.get("time")
    if not isinstance(text, str) or not isinstance(time, str):
        return None
    message = _one_line(text)
    # a program that stamps its messages itself knows better when they were written
    stamped = bare or unwrap(message.encode("utf-8", "replace"), _NOWHERE).time is not None
    return message if stamped else f"{_one_line(time)} {message}"


def _journal(found: Mapping[str, object], bare: bool) -> str | None:
    """The instant is when the message was sent, where that is known, as `journalctl` itself shows it."""
    text = _message(found.get("MESSAGE"))
    stamp = str(found.get("_SOURCE_REALTIME_TIMESTAMP") or found.get("__REALTIME_TIMESTAMP") or "")
    if text is None or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 17:
        return None
    if bare:
        return text
    host = _word(found.get("_HOSTNAME")) or "localhost"
    program = _word(found.get("SYSLOG_IDENTIFIER")) or _word(found.get("_COMM")) or "unknown"
    pid = _word(found.get("SYSLOG_PID")) or _word(found.get("_PID"))
    tag = f"{program}[{pid}]" if pid else program
    return f"{show_instant(int(stamp) * NS_PER_US, 6)} {host} {tag}: {text}"


def _message(value: object) -> str | None:
    """Return a message; what is not UTF-8 stands there as a list of bytes."""
    if isinstance(value, list) and all(isinstance(byte, int) and 0 <= byte < 256 for byte in value):
        value = bytes(value).decode("utf-8", "replace")
    return _one_line(value) if isinstance(value, str) else None


def _word(value: object) -> str:
    text = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    return "".join(text.split())[:255]


def _one_line(text: str) -> str:
    return text.rstrip("\r\n").replace("\r", " ").replace("\n", " ")[:_LONGEST]


_KEYS: Mapping[Wrapping, frozenset[str]] = {
    "docker": frozenset({"log", "time"}),
    "journal": frozenset({"MESSAGE", "__REALTIME_TIMESTAMP"}),
}
