"""What is told of a stream while it is read."""

from __future__ import annotations

import gzip
import io

from checker.readers.counted import counted
from checker.readers.streams import blocks, damage, decompressed

LINES = b"".join(b"line %d\n" % number for number in range(300_000))


def test_each_byte_is_told_once() -> None:
    told: list[int] = []
    stream = counted(io.BytesIO(LINES), told.append)
    assert b"".join(block.data for block in blocks(stream)) == LINES
    assert sum(told) == len(LINES)
    assert len(told) > 1
    stream.seek(0)
    assert stream.read() == LINES
    assert sum(told) == len(LINES)


def test_damage_is_passed_on() -> None:
    cut = decompressed(io.BytesIO(gzip.compress(LINES)[:1000]))
    stream = counted(cut, lambda amount: None)
    stream.read()
    assert damage(stream)
    stream.close()
    assert cut.closed
