"""What the two capture formats share: the buffer over the stream, and what a chain of records is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20

# libpcap refuses more than this in one packet, and so do the tools that write captures: a larger length is garbage.
LARGEST_PACKET = 262_144

# How many places are looked at, in all of a capture, in search of the chain behind damage. Chance offers one in some
# ten thousand bytes; a file that is made of such places must not keep the program busy for hours.
SEARCHES = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """Packets of one interface in the order of the file: the nanoseconds of each stamp, and the captured bytes.

    `width` is the resolution less one nanosecond: the instant lies in [stamp, stamp + width]. `first` is the number
    of the first packet. A list of pairs and not an object a packet: captures hold millions.
    """

    first: int
    link: int
    width: int
    packets: Sequence[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Gap:
    """The chain is interrupted before packet `number`: silence across this point proves nothing.

    `why` is empty where nothing is unread (a new section: the capture was stopped and started again).
    """

    number: int
    why: str = ""


class Feed:
    """The part of a stream that is not consumed yet: `data` from `at` on."""

    __slots__ = ("_stream", "at", "data", "ended")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.data = b""
        self.at = 0
        self.ended = False

    @property
    def left(self) -> int:
        """How many bytes are at hand."""
        return len(self.data) - self.at

    def more(self) -> bool:
        """Read a further chunk behind what is left; False at the end of the stream."""
        if self.ended:
            return False
        chunk = self._stream.read(CHUNK)
        self.ended = not chunk
        self.data = self.data[self.at :] + chunk
        self.at = 0
        return not self.ended

    def need(self, size: int) -> bool:
        """Make at least `size` bytes available, if the stream still has them."""
        while self.left < size and self.more():
            pass
        return self.left >= size
