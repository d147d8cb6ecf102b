"""The packets of a pcapng file: sections, their interfaces, and how each interface counts time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

from checker.base.time import NS_PER_S, NS_PER_US
from checker.readers.capture_magic import SECTION
from checker.readers.pcap_feed import Feed, Gap, Run
from checker.readers.pcapng_blocks import PACKET, Blocks

INTERFACE, OLD_PACKET, SIMPLE_PACKET = 1, 2, 3
PACKET_HEADER = 28
STAMP_RESOLUTION, STAMP_OFFSET = 9, 14

# What 64 bits of nanoseconds can hold. A counter that was misread or damaged easily exceeds every calendar.
LATEST = 1 << 63


@dataclass(frozen=True, slots=True)
class Interface:
    """What an interface block says: link type, and how its counter of ticks becomes nanoseconds."""

    link: int
    numerator: int = NS_PER_US
    denominator: int = 1
    offset: int = 0

    @property
    def width(self) -> int:
        """The resolution of a stamp less one nanosecond."""
        return max(0, -(-self.numerator // self.denominator) - 1)


def records(feed: Feed) -> Iterator[Run | Gap]:
    """Yield the packets of a pcapng file in runs, and the gaps between them."""
    blocks = Blocks(feed)
    reading = _Reading()
    for found in blocks:
        if isinstance(found, str):
            yield from reading.broken(found)
        elif found[0].startswith(SECTION):
            yield from reading.section(blocks.order)
        else:
            yield from reading.take(found)
            yield from reading.flush()
    yield from reading.flush()


class _Reading:
    """The section that is being read, and the run of packets that is being gathered."""

    def __init__(self) -> None:
        self._number = 1
        self._packets: list[tuple[int, bytes]] = []
        self._interface = Interface(-1)
        self._interfaces: list[Interface] = []
        self.section("<")

    def section(self, order: str) -> tuple[Run | Gap, ...]:
        """Begin a section; what came before is another capture, so silence across this point proves nothing."""
        ended = self.flush()
        self._order = order
        self._kind = Struct(order + "I").unpack_from
        self._header = Struct(order + "IIIIII").unpack_from
        self._interfaces = []
        return (*ended, Gap(self._number)) if self._number > 1 else ended

    def flush(self) -> tuple[Run | Gap, ...]:
        """Return the run gathered so far."""
        if not self._packets:
            return ()
        first = self._number - len(self._packets)
        run = Run(first, self._interface.link, self._interface.width, self._packets)
        self._packets = []
        return (run,)

    def broken(self, why: str) -> tuple[Run | Gap, ...]:
        """Return the run gathered so far and the gap behind it."""
        return (*self.flush(), Gap(self._number, why))

    def take(self, blocks: Sequence[bytes]) -> Iterator[Run | Gap]:
        """Take blocks that are no sections."""
        header = self._header
        for block in blocks:
            if len(block) < PACKET_HEADER + 4:
                yield from self._small(block)
                continue
            kind, _, which, high, low, size = header(block)
            if kind == PACKET:
                yield from self._packet(block, which, high << 32 | low, size)
            elif kind == OLD_PACKET:
                # The older block has a 16-bit interface number, and the number of drops beside it.
                which = Struct(self._order + "H").unpack_from(block, 8)[0]
                yield from self._packet(block, which, high << 32 | low, size)
            else:
                yield from self._small(block)

    def _small(self, block: bytes) -> tuple[Run | Gap, ...]:
        """Take a block that is no packet, or too short for one."""
        kind = self._kind(block)[0]
        if kind == INTERFACE and len(block) >= 20:
            self._interfaces.append(_interface(block, self._order))
        if kind in {PACKET, OLD_PACKET}:
            return self._unusable("the packet block is too short")
        if kind == SIMPLE_PACKET:
            return self._unusable("a simple packet block has no time stamp")
        return ()

    def _unusable(self, why: str) -> tuple[Run | Gap, ...]:
        broken = self.broken(why)
        self._number += 1
        return broken

    def _packet(self, block: bytes, which: int, ticks: int, size: int) -> tuple[Run | Gap, ...]:
        """Add a packet to the run; return the run before it when this one is of another interface."""
        if size > len(block) - PACKET_HEADER - 4:
            return self._unusable("the packet is longer than its block")
        if which >= len(self._interfaces):
            return self._unusable(f"the packet is of interface {which}, which the section does not describe")
        interface = self._interfaces[which]
        instant = ticks * interface.numerator // interface.denominator + interface.offset
        if not 0 <= instant < LATEST:
            return self._unusable("the time stamp lies before 1970 or after 2262")
        ended = () if interface is self._interface else self.flush()
        self._interface = interface
        self._packets.append((instant, block[PACKET_HEADER : PACKET_HEADER + size]))
        self._number += 1
        return ended


def _interface(block: bytes, order: str) -> Interface:
    """Read an interface block: its link type, and the two options that say how it counts time."""
    link = Struct(order + "H").unpack_from(block, 8)[0]
    numerator, denominator, offset = NS_PER_US, 1, 0
    option = Struct(order + "HH").unpack_from
    at = 16
    while at + 4 <= len(block) - 4:
        code, size = option(block, at)
        value = block[at + 4 : at + 4 + size]
        if not code:
            break
        if code == STAMP_RESOLUTION and len(value) == 1:
            # The top bit chooses between powers of two and powers of ten.
            base = 2 if value[0] & 0x80 else 10
            numerator, denominator = NS_PER_S, base ** (value[0] & 0x7F)
        elif code == STAMP_OFFSET and len(value) == 8:
            offset = Struct(order + "q").unpack(value)[0] * NS_PER_S
        at += 4 + size + -size % 4
    return Interface(link, numerator, denominator, offset)
