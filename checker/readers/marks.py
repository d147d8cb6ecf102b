"""Lines of a program among those of others: bytes that each of its logs holds are looked for through a whole input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from checker.readers.reader import Reader
from checker.readers.streams import Block, blocks

_NULS = re.compile(rb"\0+")
_NO_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Terminals and damaged sectors leave a few control bytes in a log; of binary data they are a good part.
_TEXT_SHARE = 20
# So many lines with a mark a reader is shown before it is held for a stranger.
LINES_TRIED = 1000
_LINE_BYTES = 4096


def is_text(head: bytes) -> bool:
    """Say whether an input that starts with `head` is text, if with NUL bytes in it as a power loss leaves them."""
    said = len(head) - head.count(0)
    return said > 0 and len(_NO_TEXT.findall(head)) * _TEXT_SHARE <= said


def as_text(head: bytes) -> Sequence[bytes]:
    """Return what to show to the readers: the bytes, and without NUL bytes where they are text but for these."""
    return (head, _NULS.sub(b"\n", head)) if b"\0" in head and is_text(head) else (head,)


def marks_of(reader: Reader) -> tuple[bytes, ...]:
    """Return the marks of a reader: bytes of which each log with its lines holds some; none where it reads no logs.

    They are optional: `marks` is no part of what every reader must have.
    """
    return tuple(getattr(reader, "marks", ()))


def found_by_marks(stream: BinaryIO, candidates: Iterable[Reader]) -> tuple[Reader, ...]:
    """Return the readers that recognise a line around one of their marks, wherever it stands in an input."""
    waiting = {reader.name: (reader, marks_of(reader)) for reader in candidates if marks_of(reader)}
    tried = dict.fromkeys(waiting, 0)
    found: list[Reader] = []
    for block in blocks(stream):
        for name, (reader, marks) in list(waiting.items()):
            for line in _lines_with(block, marks):
                tried[name] += 1
                if reader.recognises(line) > 0:
                    found.append(reader)
                if tried[name] == LINES_TRIED or reader in found:
                    del waiting[name]
                    break
        if not waiting:
            break
    return tuple(found)


def _lines_with(block: Block, marks: Iterable[bytes]) -> Iterator[bytes]:
    data = block.data
    for mark in marks:
        at = data.find(mark)
        while at >= 0:
            start, end = data.rfind(b"\n", 0, at) + 1, data.index(b"\n", at)
            yield data[start : min(end, start + _LINE_BYTES)] + b"\n"
            at = data.find(mark, end)
