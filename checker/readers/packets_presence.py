"""When each hardware address was heard: stretches of frames, and the silences between them."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import NS_PER_MS

# A stretch ends when its sender is silent for longer. Masters speak every second at most often, so a stretch is at
# times one frame; whoever asks about silence gets it exact, and has the largest one inside a stretch as well.
SILENCE = 500 * NS_PER_MS

# A router sends from every address of the world. Beyond this many the list ends in `...`.
ADDRESSES = 256


class Stretch:
    """Frames of one sender without a silence longer than SILENCE. Not frozen: every frame of a capture updates one."""

    __slots__ = ("addresses", "first", "frames", "gap", "last", "mac", "numbers", "width")

    def __init__(self, mac: bytes, time: int, width: int, number: int) -> None:
        self.mac = mac
        self.first = self.last = time
        self.width = width
        self.numbers = (number, number)
        self.frames = 1
        self.gap = 0
        self.addresses: set[bytes] = set()


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
            if silence > 0:
                stretch.last = time
                stretch.numbers = (stretch.numbers[0], number)
                stretch.gap = max(stretch.gap, silence)
            stretch.frames += 1
        else:
            # Also when time runs backwards, as it may where captures were put together: nothing spans that.
            ended = stretch
            stretch = self._open[mac] = Stretch(mac, time, width, number)
        if address and address not in stretch.addresses and len(stretch.addresses) <= ADDRESSES:
            stretch.addresses.add(address)
        return ended

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
