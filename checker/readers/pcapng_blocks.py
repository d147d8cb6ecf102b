"""The chain of blocks that a pcapng file is: whole blocks, the byte order of their section, and damage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct

from checker.readers.capture_magic import ORDERS, SECTION
from checker.readers.pcap_feed import LARGEST_PACKET, SEARCHES, Feed

PACKET = 6

# The smallest block is its type and its length twice; nothing sensible is larger than Wireshark's own limit.
SMALLEST_BLOCK, SMALLEST_SECTION, LARGEST_BLOCK = 12, 28, 16 << 20


class Blocks:
    """The blocks of a stream, each whole and a section's head always alone, or a sentence on what is wrong there."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.order = ""
        self._searches = SEARCHES
        self._word = Struct("<I").unpack_from

    def __iter__(self) -> Iterator[list[bytes] | str]:
        """Yield blocks, by the chunk, and sentences until the stream ends or nothing more makes sense."""
        feed = self._feed
        while feed.need(SMALLEST_BLOCK):
            blocks = self._at_hand()
            if blocks:
                yield blocks
                continue
            size = self._size()
            if size and not feed.need(size):
                break
            if size and self._closed(size):
                feed.at += size
                yield [feed.data[feed.at - size : feed.at]]
            elif self._resume():
                yield "the block header makes no sense"
            else:
                yield "the block header makes no sense, nor does anything after"
                return
        if feed.left:
            yield f"the last block is cut: {feed.left} bytes of it are left"

    def _at_hand(self) -> list[bytes]:
        """Return the plain blocks that are whole in the buffer, up to the first that needs a closer look."""
        data, at, word = self._feed.data, self._feed.at, self._word
        blocks: list[bytes] = []
        last = len(data) - SMALLEST_BLOCK if self.order else -1
        while at <= last:
            size = word(data, at + 4)[0]
            end = at + size
            if size < SMALLEST_BLOCK or size % 4 or end > len(data) or data[at : at + 4] == SECTION:
                break
            if word(data, end - 4)[0] != size:
                break
            blocks.append(data[at:end])
            at = end
        self._feed.at = at
        return blocks

    def _size(self) -> int:
        """Return the length of the block that starts here, 0 when it is none. A section sets the byte order."""
        feed = self._feed
        if feed.data.startswith(SECTION, feed.at):
            order = ORDERS.get(feed.data[feed.at + 8 : feed.at + 12])
            if order is None:
                return 0
            word = Struct(order + "I").unpack_from
            size: int = word(feed.data, feed.at + 4)[0]
            if not SMALLEST_SECTION <= size <= LARGEST_BLOCK or size % 4:
                return 0
            self.order, self._word = order, word
            return size
        size = self._word(feed.data, feed.at + 4)[0]
        return size if self.order and SMALLEST_BLOCK <= size <= LARGEST_BLOCK and not size % 4 else 0

    def _closed(self, size: int) -> bool:
        """Say whether the block ends with its own length, as each must."""
        return bool(self._word(self._feed.data, self._feed.at + size - 4)[0] == size)

    def _resume(self) -> bool:
        """Move to the next packet or section that is whole; False when there is none."""
        feed = self._feed
        packet = b"|" + re.escape(Struct(self.order + "I").pack(PACKET)) if self.order else b""
        marks = re.compile(re.escape(SECTION) + packet)
        feed.at += 1
        while self._searches:
            if found := marks.search(feed.data, feed.at):
                self._searches -= 1
                feed.at = found.start()
                if self._believable():
                    return True
                feed.at += 1
                continue
            feed.at = max(feed.at, len(feed.data) - len(SECTION) + 1)
            if not feed.more():
                return False
        return False

    def _believable(self) -> bool:
        """Say whether a whole block starts here. A length that runs beyond the stream proves nothing."""
        feed = self._feed
        order, word = self.order, self._word
        size = self._size() if feed.need(SMALLEST_BLOCK) else 0
        if size and size <= 2 * LARGEST_PACKET and feed.need(size) and self._closed(size):
            return True
        self.order, self._word = order, word
        return False
