"""Rows of requests, kept in shares by request: more than fit into memory wait in a temporary file.

The records of one request may stand anywhere in the inputs, in any order: spans are exported when they end, in batches,
by every service on its own. So nothing is decided while they are read. All rows of one request go into one share, and
that is judged as a whole (the partitions of a hash join: Kitsuregawa, Tanaka, Moto-oka 1983). The memory that this
takes is that of what waits to be written and of one share, however large the inputs are.
"""

from __future__ import annotations

import marshal
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from struct import Struct
from typing import BinaryIO, NamedTuple
from zlib import crc32

from checker.base.places import Place
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
_OUTLINES = 1 << 20
_MOST_LOST = 500
_HEADER = Struct("<qq")


class Part(NamedTuple):
    """What was collected of one stretch of an input, to be taken over: `file` holds its pieces (see `Collected`)."""

    number: int
    file: str
    last: array[int]
    outlines: Mapping[int, Outline]
    lost: Sequence[tuple[int | None, int | None]]


class Collected:
    """Takes rows of requests (see `checker.readers.collecting.Collector`), and gives them back share by share.

    Inputs, and the stretches of them that others collect, are numbered from `number` on.
    """

    def __init__(
        self,
        by: Mapping[str, str],
        telling: Mapping[str, frozenset[str]],
        shares: int,
        number: int = 0,
        spool: BinaryIO | None = None,
    ) -> None:
        self.by = by
        self.telling = telling
        self.shares = shares
        self.outlines: dict[int, Outline] = {}
        # by number: the path, and on which line of it what has the number begins (0: on the first)
        self.paths: dict[int, tuple[str, int]] = {}
        self._next = number
        self._rows: list[list[Row]] = [[] for _ in range(shares)]
        self._count = 0
        self._spool = spool
        # where the last piece of each share stands in the file: each piece says where the one before it does
        self._last = array("q", [-1]) * shares
        self._parts: list[tuple[BinaryIO, array[int]]] = []
        self._lost: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)

    def begin(self, path: str) -> None:
        """Say which input the next rows are of."""
        self.paths[self.reserve()] = (path, 0)

    def reserve(self) -> int:
        """Return the number of a stretch of an input that is to be collected elsewhere."""
        self._next += 1
        return self._next - 1

    def adopt(self, part: Part, file: BinaryIO, path: str, line: int) -> None:
        """Take over what was collected of the stretch of an input that begins behind a line."""
        self.outlines |= part.outlines
        self.paths[part.number] = (path, line)
        self._parts.append((file, part.last))
        self._lost[part.number] += part.lost

    def part(self, file: str) -> Part:
        """Return all that was collected, written to the file that was given as spool."""
        self._write()
        assert self._spool is not None, "what is to be taken over has a file"
        self._spool.flush()
        number = self._next - 1
        return Part(number, file, self._last, self.outlines, self._lost[number])

    def outline(self, outline: Outline) -> int:
        """Return the number of an outline."""
        number = (self._next - 1) * _OUTLINES + len(self.outlines)
        self.outlines[number] = outline
        return number

    def take(self, rows: Sequence[Row]) -> None:
        """Keep rows, in any order."""
        shares, number = self._rows, self.shares
        base = (self._next - 1) * LINES
        for row in rows:
            placed = (*row[:LINE], row[LINE] + base, *row[LINE + 1 :]) if base else row
            shares[crc32(row[REQUEST].encode("utf-8", "replace")) % number].append(placed)
        self._count += len(rows)
        if self._count >= MOST_ROWS:
            self._write()

    def lost(self, before: int | None, after: int | None) -> None:
        """Note that something could not be read, between what was `before` and `after` it (ns; None: nothing was)."""
        lost = self._lost[self._next - 1]
        if len(lost) < _MOST_LOST:
            lost.append((before, after))
        else:  # so many that it is all one
            lost[-1] = (lost[-1][0], after)

    def losses(self, edge: int, heard: Interval, offsets: Callable[[str], Interval]) -> list[Interval]:
        """Return when something may be missing because it could not be read, to `edge` ns.

        `offsets` are what is added to the stamps of an input, the least and the most.
        """
        found = []
        for number, lost in self._lost.items():
            off = offsets(self.paths[number][0])
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

    def place(self, row: Row) -> Place:
        """Return where a row stands."""
        number, line = divmod(row[LINE], LINES)
        path, before = self.paths[number]
        return Place(path, before + line)

    def _pieces(self, share: int) -> Iterator[list[Row]]:
        own = [(self._spool, self._last)] if self._spool is not None else []
        for file, last in [*self._parts, *own]:
            for start, size in reversed(list(_chain(file, last[share]))):
                file.seek(start)
                yield marshal.loads(file.read(size))
        yield self._rows[share]


def shares_for(size: int) -> int:
    """Return into how many shares the requests of so many bytes of inputs are parted."""
    return max(_FEWEST, min(_MOST_SHARES, size // _SHARE_BYTES))


def _chain(file: BinaryIO, at: int) -> Iterator[tuple[int, int]]:
    """Yield where the pieces of a share stand, the last one first, and their sizes."""
    while at >= 0:
        file.seek(at)
        before, size = _HEADER.unpack(file.read(_HEADER.size))
        yield at + _HEADER.size, size
        at = before
