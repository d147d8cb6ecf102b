"""Text in another form than UTF-8 with newlines: UTF-16, and lines that are ended by lone carriage returns."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from checker.readers.rereadable import Rereadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 20
_HEAD = 1 << 12
# So many letters, each with a NUL beside it, are no accident.
_LETTERS = 64


def as_utf8(raw: BinaryIO) -> BinaryIO:
    """Return a stream of UTF-8 with newlines: the stream itself, at its start, where it is that already."""
    head = raw.read(_HEAD)
    raw.seek(0)
    encoding = _utf16(head)
    returns = not encoding and b"\r" in head and b"\n" not in head and b"\0" not in head and _no_newlines(raw)
    if not encoding and not returns:
        return raw
    return io.BufferedReader(Recoded(raw, encoding), _CHUNK)


def _utf16(head: bytes) -> str:
    """Return the encoding that a byte order mark, or a NUL in every other byte, shows, or ''."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark) and b"\0" in head:
            return encoding
    even, odd = head[0 : 2 * _LETTERS : 2], head[1 : 2 * _LETTERS : 2]
    for nuls, letters, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(letters) == len(nuls) >= 8 and not any(nuls) and all(c >= 0x20 or c in b"\t\r\n" for c in letters):
            return encoding
    return ""


def _no_newlines(raw: BinaryIO) -> bool:
    """Say whether no newline comes further on, either: then the carriage returns are the ends of lines."""
    more = raw.read(_CHUNK)
    raw.seek(0)
    return b"\n" not in more


class Recoded(Rereadable):
    """Another stream as UTF-8, with newlines for carriage returns where its text has no newlines."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        super().__init__()
        self.source = source
        self._encoding = encoding
        self._restart()

    def _restart(self) -> None:
        self.source.seek(0)
        self._decoder = codecs.getincrementaldecoder(self._encoding or "utf-8")("replace")
        self._output = memoryview(b"")
        self._position = 0
        self._ended = False
        self.damage = ""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with the next bytes; 0 at the end."""
        while not self._output and not self._ended:
            self._output = memoryview(self._more())
        return self._hand_out(buffer)

    def _more(self) -> bytes:
        data = self.source.read(_CHUNK)
        self._ended = not data
        if not self._encoding:
            return data.replace(b"\r", b"\n")
        text = self._decoder.decode(data, final=self._ended)
        if self._ended and text.endswith("\N{REPLACEMENT CHARACTER}"):
            self.damage = "half a character of UTF-16 at its end"
        return text.removeprefix("\N{BYTE ORDER MARK}").encode("utf-8", "replace")

    def close(self) -> None:
        """Close what it reads from, too."""
        self.source.close()
        super().close()
