"""Rows of requests, kept in shares by request: more than fit into memory wait in a temporary file.

The records of one request may stand anywhere in the inputs, in any order: spans are exported when they end, in batches,
by every service on its own. So nothing is decided while they are read. All rows of one request go into one share, and
that is judged as a whole (the partitions of a hash join: Kitsuregawa, Tanaka, Moto-oka 1983). The memory that this
takes is that of what waits to be written and of one share, however large the inputs are.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from struct import Struct
from typing import BinaryIO
from zlib import crc32

from checker.base.time import Interval, union
from checker.readers.collecting import LINE, REQUEST, Outline, Row
from checker.readers.spool import new_spool

# So many rows are kept in memory; with more, all are written.
MOST_ROWS = 60_000
# An input of so many bytes gets a share of its own: some ten thousand rows.
_SHARE_BYTES = 8 << 20
_FEWEST, _MOST_SHARES = 16, 4096
# Line numbers of the n-th input begin at n times this.
LINES = 1 << 40
_MOST_LOST = 500
_HEADER = Struct("<qq")


class Collected:
    """Takes rows of requests (see `checker.readers.collecting.Collector`), and gives them back share by share."""

    def __init__(self, by: Mapping[str, str], telling: Mapping[str, frozenset[str]], size: int) -> None:
        self.by = by
        self.telling = telling
        self.outlines: list[Outline] = []
        self.paths: list[str] = []
        self.shares = max(_FEWEST, min(_MOST_SHARES, size // _SHARE_BYTES))
        self._rows: list[list[Row]] = [[] for _ in range(self.shares)]
        self._count = 0
        self._spool: BinaryIO | None = None
        # where the last piece of each share stands in the file: each piece says where the one before it does
        self._last = [-1] * self.shares
        self._lost: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)

    def begin(self, path: str) -> None:
        """Say which input the next rows are of."""
        if not self.paths or self.paths[-1] != path:
            self.paths.append(path)

    def outline(self, outline: Outline) -> int:
        """Return the number of an outline."""
        self.outlines.append(outline)
        return len(self.outlines) - 1

    def take(self, rows: Sequence[Row]) -> None:
        """Keep rows, in any order."""
        shares, number = self._rows, self.shares
        base = (len(self.paths) - 1) * LINES
        for row in rows:
            placed = (*row[:LINE], row[LINE] + base, *row[LINE + 1 :]) if base else row
            shares[crc32(row[REQUEST].encode("utf-8", "replace")) % number].append(placed)
        self._count += len(rows)
        if self._count >= MOST_ROWS:
            self._write()

    def lost(self, before: int | None, after: int | None) -> None:
        """Note that something could not be read, between what was `before` and `after` it (ns; None: nothing was)."""
        lost = self._lost[self.paths[-1]]
        if len(lost) < _MOST_LOST:
            lost.append((before, after))
        else:  # so many that it is all one
            lost[-1] = (lost[-1][0], after)

    def losses(self, edge: int, heard: Interval, offsets: Callable[[str], Interval]) -> list[Interval]:
        """Return when something may be missing because it could not be read, to `edge` ns.

        `offsets` are what is added to the stamps of an input, the least and the most.
        """
        found = []
        for path, lost in self._lost.items():
            off = offsets(path)
            for before, after in lost:
                lo = heard.lo if before is None else before + off.lo
                hi = heard.hi if after is None else after + off.hi
                found.append(Interval(min(lo, hi) - edge, max(lo, hi) + edge))
        return union(found)

    def _write(self) -> None:
        """Write all rows that are in memory behind what is written: of each share a piece, after where its last is."""
        if self._spool is None:
            self._spool = new_spool()
        start = self._spool.seek(0, 2)
        for share, rows in enumerate(self._rows):
            if rows:
                data = marshal.dumps(rows)
                size = self._spool.write(_HEADER.pack(self._last[share], len(data)) + data)
                self._last[share] = start
                start += size
                rows.clear()
        self._count = 0

    def requests(self, share: int) -> Iterator[tuple[str, list[Row]]]:
        """Yield each request of a share with all of its rows, in the order of the inputs."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for rows in self._pieces(share):
            for row in rows:
                found[row[REQUEST]].append(row)
        yield from found.items()

    def _pieces(self, share: int) -> Iterator[list[Row]]:
        for start, size in reversed(list(self._chain(share))):
            assert self._spool is not None, "what is written is in a file"
            self._spool.seek(start)
            yield marshal.loads(self._spool.read(size))
        yield self._rows[share]

    def _chain(self, share: int) -> Iterator[tuple[int, int]]:
        """Yield where the pieces of a share stand, the last one first, and their sizes."""
        at = self._last[share]
        while at >= 0:
            assert self._spool is not None, "what is written is in a file"
            self._spool.seek(at)
            before, size = _HEADER.unpack(self._spool.read(_HEADER.size))
            yield at + _HEADER.size, size
            at = before
