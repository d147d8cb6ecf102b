"""What a reader is, and what it gives. A format is one module of `formats` with a `READER`; nothing lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, Protocol

from checker.base.time import Interval
from checker.model.event import Event, Source
from checker.readers.stretches import Stretches

if TYPE_CHECKING:
    from checker.readers.collecting import Collector


@dataclass(frozen=True, slots=True)
class Unread:
    """A line (or packet) that the format does not explain. It is counted and listed, never dropped silently."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Lines of a program that its reader knows as its own and could not understand; `time` None: nobody knows when."""

    line: int
    source: Source
    time: Interval | None
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know beside the bytes.

    `path` is what places name. `host` is used where the format does not name one (or says localhost).
    `year` dates stamps without a year (the reader keeps December and January apart: a stamp that would lie more
    than half a year from `reference_ns` belongs to the neighbouring year). `zone_ns` is the offset of local
    stamps without a zone (local minus UTC).
    """

    path: str
    host: str = ""
    reference_ns: int | None = None
    zone_ns: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pass over an input asks for.

    Control events (everything in the vocabulary that is not bulk) come when `control` is true. Bulk events come
    only where their time may lie in one of `windows` (sorted, disjoint), in full, in any order. Beside the control
    events, `collectors` take the bulk events that are of requests.
    """

    control: bool = True
    windows: Sequence[Interval] = ()
    collectors: Sequence[Collector] = ()


@dataclass(slots=True)
class Tally:
    """The account of one pass, filled by the reader: lines seen, events in them, what was unread, coverage, silences.

    `coverage` names every source of an input. When each was heard, and `silences`, are exact for inputs up to 8 MiB,
    whatever the order of their lines; of a larger HAProxy log the first and the last line of a source in each block
    (1 MiB) count, and its lines of other kinds than sessions. So a silence is found there if a block does not hold it.
    `bulk` counts bulk events; where a pass for control events finds none, no pass for windows is made.
    """

    lines: int = 0
    events: int = 0
    unread_total: int = 0
    unread: list[Unread] = field(default_factory=list)
    puzzles: list[Puzzle] = field(default_factory=list)
    coverage: dict[Source, Interval] = field(default_factory=dict)
    bulk: int = 0
    # a bit for each line, so that several accounts of one input can be compared
    unread_lines: bytearray = field(default_factory=bytearray, repr=False)
    _heard: dict[str, Stretches] = field(default_factory=dict, repr=False, compare=False)

    KEPT_UNREAD = 1000

    def skip(self, line: int, why: str) -> None:
        """Count an unread line; the first thousand are kept to be listed."""
        self.unread_total += 1
        byte, bit = line >> 3, 1 << (line & 7)
        if byte >= len(self.unread_lines):
            self.unread_lines.extend(bytes(byte + 4096 - len(self.unread_lines)))
        self.unread_lines[byte] |= bit
        if len(self.unread) < self.KEPT_UNREAD:
            self.unread.append(Unread(line, why))

    def puzzle(self, line: int, why: str, source: Source, time: Interval | None) -> None:
        """Count an unread line that tells something of its program; beyond the first thousand they are told as one."""
        self.skip(line, why)
        if len(self.puzzles) < self.KEPT_UNREAD:
            self.puzzles.append(Puzzle(line, source, time))
            return
        last = self.puzzles[-1]
        hull = Interval(min(last.time.lo, time.lo), max(last.time.hi, time.hi)) if last.time and time else None
        self.puzzles[-1] = Puzzle(last.line, replace(last.source, process=""), hull, last.lines + 1)

    def cover(self, source: Source, time: Interval, lines: int = 1) -> None:
        """Note that the source was heard all through this time, in so many lines."""
        if source.host:
            if source.host not in self._heard:
                self._heard[source.host] = Stretches()
            self._heard[source.host].add(time, lines)
        old = self.coverage.get(source)
        if old is None:
            self.coverage[source] = time
        elif time.lo < old.lo or time.hi > old.hi:
            self.coverage[source] = Interval(min(old.lo, time.lo), max(old.hi, time.hi))

    @property
    def silences(self) -> list[tuple[str, Interval]]:
        """The unusually long silences of each host: longer than a minute, and than 100 times its usual distance."""
        return [(host, silence) for host, heard in sorted(self._heard.items()) for silence in heard.silences()]

    @property
    def stretches(self) -> list[tuple[str, Interval, int]]:
        """When each host was heard, parted by silences of a minute, in how many lines; '' for what names no host."""
        parted = [(host, *each) for host, heard in sorted(self._heard.items()) for each in heard.heard()]
        return [*parted, *(("", time, self.lines) for source, time in self.coverage.items() if not source.host)]

    def unite(self, other: Tally) -> None:
        """Take over what another account of the same input covers."""
        for source, time in other.coverage.items():
            old = self.coverage.get(source)
            self.coverage[source] = time if old is None else Interval(min(old.lo, time.lo), max(old.hi, time.hi))
        for host, heard in other._heard.items():
            self._heard.setdefault(host, Stretches()).unite(heard)


Read = Callable[[BinaryIO, Context, Wanted, Tally], Iterator[Event]]


class Reader(Protocol):
    """A format: its name, whether it recognises the first bytes of an input, and how it reads one.

    A reader of logs may also have `marks`, bytes of which each log with its lines holds some: then it is found among
    the lines of other programs, wherever its own begin, and reads an input beside other readers (see `marks.py`).
    One that is `by_file` reads logs that name no host and often lie in one directory: their names tell them apart.
    """

    @property
    def name(self) -> str:
        """The name in reports, such as `haproxy`."""

    @property
    def bulk(self) -> frozenset[str]:
        """The kinds of events that it may yield in bulk: for others nobody makes a pass over its windows."""

    @property
    def samples(self) -> Mapping[str, bytes]:
        """Short pieces of the format by name; each must be recognised by this reader and by no other."""

    def recognises(self, head: bytes) -> float:
        """How sure it is (0 to 1) that an input starting with `head` (up to 64 KiB, cut anywhere) is its own."""

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the input; never raise on any bytes."""
