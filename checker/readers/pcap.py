"""The record chain of a pcap file: both byte orders, both resolutions, and what is left of a damaged one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from checker.base.time import NS_PER_S
from checker.readers.capture_magic import PCAP
from checker.readers.pcap_feed import LARGEST_PACKET, SEARCHES, Feed, Gap, Run

FILE_HEADER = 24
RECORD_HEADER = 16

# After damage, this many record headers in a row must make sense before the chain is believed again.
TRUSTED_AFTER = 3


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the four kinds of pcap: byte order and unit of the fraction."""

    order: str
    unit: int

    @property
    def ticks(self) -> int:
        """Fractions in a second: what a fraction must stay below."""
        return NS_PER_S // self.unit


def records(feed: Feed) -> Iterator[Run | Gap]:
    """Yield the packets of a pcap file in runs of about a chunk, and the gaps between them."""
    kind = PCAP.get(feed.data[:4]) if feed.need(FILE_HEADER) else None
    if kind is None:
        yield Gap(1, "the file header is cut or not that of a pcap file")
        return
    dialect = Dialect(*kind)
    # The upper half of the link type's word tells the length of the frame check sequence.
    link = Struct(dialect.order + "I").unpack_from(feed.data, 20)[0] & 0xFFFF
    feed.at = FILE_HEADER
    yield from _Chain(feed, dialect).runs(link)


class _Chain:
    """The walk from record to record, with the place where it stands."""

    def __init__(self, feed: Feed, dialect: Dialect) -> None:
        self._feed = feed
        self._dialect = dialect
        self._header = Struct(dialect.order + "IIII").unpack_from
        self._seconds = -1
        self._searches = SEARCHES

    def runs(self, link: int) -> Iterator[Run | Gap]:
        """Yield every run and gap until the stream ends or nothing more makes sense."""
        number = 1
        while True:
            packets, sound = self._whole_records()
            if packets:
                self._seconds = packets[-1][0] // NS_PER_S
                yield Run(number, link, self._dialect.unit - 1, packets)
                number += len(packets)
            if not sound:
                where = self._resume()
                yield Gap(number, "the record header makes no sense" + ("" if where else ", nor does anything after"))
                if not where:
                    return
            elif not self._feed.more():
                if self._feed.left:
                    yield Gap(number, f"the last record is cut: {self._feed.left} bytes of it are left")
                return

    def _whole_records(self) -> tuple[list[tuple[int, bytes]], bool]:
        """Return the records that are whole in the buffer, and whether what follows may still be one."""
        header, unit, ticks = self._header, self._dialect.unit, self._dialect.ticks
        data, at = self._feed.data, self._feed.at
        last = len(data) - RECORD_HEADER
        packets: list[tuple[int, bytes]] = []
        sound = True
        while at <= last:
            seconds, fraction, size, length = header(data, at)
            if fraction >= ticks or size > LARGEST_PACKET or not length:
                sound = False
                break
            start = at + RECORD_HEADER
            if start + size > len(data):
                break
            at = start + size
            packets.append((seconds * NS_PER_S + fraction * unit, data[start:at]))
        self._feed.at = at
        return packets, sound

    def _resume(self) -> bool:
        """Move to the next place where the chain is believable again; False when there is none.

        A record header near the last good one in time carries the same upper half of the seconds (they last 18 hours),
        so the search is one for two bytes and not a trial of every offset.
        """
        if self._seconds < 0:
            return False
        offset = 2 if self._dialect.order == "<" else 0
        mark = Struct(self._dialect.order + "H").pack(self._seconds >> 16)
        feed = self._feed
        feed.at += 1
        while self._searches:
            found = feed.data.find(mark, feed.at + offset)
            if found >= 0:
                self._searches -= 1
                feed.at = found - offset
                if self._believable():
                    return True
                feed.at += 1
                continue
            feed.at = max(feed.at, len(feed.data) - RECORD_HEADER)
            if not feed.more():
                return False
        return False

    def _believable(self) -> bool:
        """Say whether records follow each other from here: enough of them, or until the stream ends."""
        feed, ahead = self._feed, 0
        for _ in range(TRUSTED_AFTER):
            if not feed.need(ahead + RECORD_HEADER):
                return ahead > 0
            seconds, fraction, size, length = self._header(feed.data, feed.at + ahead)
            if fraction >= self._dialect.ticks or not 0 < size <= min(length, LARGEST_PACKET):
                return False
            if not -1 <= (seconds >> 16) - (self._seconds >> 16) <= 1:
                return False
            ahead += RECORD_HEADER + size
        return True
