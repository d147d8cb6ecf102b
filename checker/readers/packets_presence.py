"""When each hardware address was heard: stretches of frames, the silences between them, and what went unanswered."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import NS_PER_MS
from checker.readers.packets import ACK, RST, SYN

# A stretch ends when its sender is silent for longer. Masters speak every second at most often, so a stretch is at
# times one frame; whoever asks about silence gets it exact, and has the largest one inside a stretch as well.
SILENCE = 500 * NS_PER_MS

# A router sends from every address of the world. Beyond this many the list ends in `...`.
ADDRESSES = 256


class Stretch:
    """Frames of one sender without a silence longer than SILENCE. Not frozen: every frame of a capture updates one.

    `asked` is when (ns) the first frame came to it, behind its last one, that demands an answer, or 0. `answers` are
    those that it answered (by whatever frame), and `slowest` the longest that one of them had to wait.
    """

    __slots__ = (
        *("addresses", "answers", "asked", "first", "frames"),
        *("gap", "last", "mac", "numbers", "slowest", "width"),
    )

    def __init__(self, mac: bytes, time: int, width: int, number: int) -> None:
        self.mac = mac
        self.first = self.last = time
        self.width = width
        self.numbers = (number, number)
        self.frames = 1
        self.gap = self.asked = self.answers = self.slowest = 0
        # each with its last frame
        self.addresses: dict[bytes, int] = {}

    @property
    def unanswered(self) -> int:
        """How long (ns) after its last frame the first one came to it that it did not answer, or -1."""
        return self.asked - self.last if self.asked else -1


class Presence:
    """The stretches that are open, by sender."""

    def __init__(self) -> None:
        self._open: dict[bytes, Stretch] = {}
        self._swept = 0

    def heard(self, mac: bytes, address: bytes, time: int, width: int, number: int) -> Stretch | None:
        """Note a frame; return the stretch that its time shows to be over."""
        ended = None
        stretch = self._open.get(mac)
        if stretch is not None and stretch.first <= time <= stretch.last + SILENCE:
            silence = time - stretch.last
            if stretch.asked and stretch.asked <= time:
                stretch.slowest = max(stretch.slowest, time - stretch.asked)
                stretch.answers += 1
                stretch.asked = 0
            if silence > 0:
                stretch.last = time
                stretch.numbers = (stretch.numbers[0], number)
                stretch.gap = max(stretch.gap, silence)
            stretch.frames += 1
        else:
            # Also when time runs backwards, as it may where captures were put together: nothing spans that.
            ended = stretch
            stretch = self._open[mac] = Stretch(mac, time, width, number)
        if address and (address in stretch.addresses or len(stretch.addresses) <= ADDRESSES):
            stretch.addresses[address] = time
        return ended

    def asked(self, mac: bytes, data: bytes, at: int, time: int) -> None:
        """Note a frame of TCP over IPv4 (which starts at `at`) to a sender, if it is the first to demand an answer."""
        stretch = self._open.get(mac)
        if stretch is None or stretch.asked or not stretch.last <= time <= stretch.last + SILENCE:
            return
        if _demands_answer(data, at):
            stretch.asked = time

    def stale(self, now: int) -> Iterator[Stretch]:
        """Forget the senders that are silent by now, so that memory follows those who speak and not all ever heard."""
        if 0 <= now - self._swept <= SILENCE:
            return
        self._swept = now
        for mac, stretch in list(self._open.items()):
            if stretch.last + SILENCE < now:
                yield self._open.pop(mac)

    def rest(self) -> Iterator[Stretch]:
        """Give up every open stretch."""
        stretches, self._open = self._open, {}
        yield from stretches.values()


def _demands_answer(data: bytes, at: int) -> bool:
    """Say whether a packet opens a connection or carries data, both of which every living stack answers."""
    header = (data[at] & 0x0F) * 4
    tcp = at + header
    if len(data) < tcp + 14 or data[tcp + 13] & RST:
        return False
    size = (data[at + 2] << 8 | data[at + 3]) - header - (data[tcp + 12] >> 4) * 4
    return size > 0 or data[tcp + 13] & (SYN | ACK) == SYN
