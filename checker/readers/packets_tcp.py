"""TCP connection attempts: from a SYN to its answer, and whether anything was said after it."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.readers.packets import ACK, FIN, RST, SYN, Datagram
from checker.readers.packets_life import Lives

# One SYN alone is given up after this; each retransmission makes the client's next pause longer, so the wait follows.
SILENT_AFTER = 3 * NS_PER_S
LONGER_THAN_LAST_PAUSE = 5, 2

# A connection on which nothing is said may stay open for ever, and memory must not.
IDLE = 60 * NS_PER_S

# No stack repeats a SYN sooner. Closer ones are the same packet, captured on two interfaces.
SAME_PACKET = 10 * NS_PER_MS

_HEADER = Struct(">HHIIBB").unpack_from


class Attempt:
    """One attempt: who, when, and what came of it so far. Not frozen: each of its packets updates it."""

    __slots__ = (
        *("accepted", "client", "data", "first", "fins", "heard", "last_syn"),
        *("number", "pause", "refused", "retransmits", "sequence", "server", "spoke", "width"),
    )

    def __init__(self, packet: Datagram, ports: tuple[int, int], sequence: int, stamp: tuple[int, int, int]) -> None:
        self.client = (packet.source, ports[0])
        self.server = (packet.target, ports[1])
        self.sequence = sequence
        self.first, self.width, self.number = stamp
        self.last_syn = self.heard = self.first
        self.pause = self.retransmits = self.fins = 0
        self.accepted = self.refused = self.data = False
        # when the server that refused it was last seen alive
        self.spoke: int | None = None

    @property
    def outcome(self) -> str:
        """What became of it: accepted, refused or silent."""
        if self.accepted:
            return "accepted"
        return "refused" if self.refused else "silent"

    @property
    def expires(self) -> int:
        """When to stop waiting for more."""
        if self.accepted:
            return self.heard + IDLE
        times, parts = LONGER_THAN_LAST_PAUSE
        return self.last_syn + max(SILENT_AFTER, self.pause * times // parts)


class Attempts:
    """The attempts whose end is not known yet."""

    def __init__(self) -> None:
        self._open: dict[bytes, Attempt] = {}
        self._lives = Lives()
        self._swept = 0

    def take(self, packet: Datagram, time: int, width: int, number: int) -> Attempt | None:
        """Take one TCP packet; return the attempt that needs no further packet after it."""
        if packet.end - packet.at < 14:
            return None
        source, target, sequence, acknowledged, offset, flags = _HEADER(packet.data, packet.at)
        from_client = packet.source + packet.data[packet.at : packet.at + 2]
        from_server = packet.target + packet.data[packet.at + 2 : packet.at + 4]
        key = from_client + from_server
        size = max(0, packet.size - (offset >> 4) * 4)
        payload = size > 0
        if flags & (SYN | ACK) == SYN:
            self._lives.connecting(from_client, from_server)
            return self._syn(key, Attempt(packet, (source, target), sequence, (time, width, number)), payload)
        self._lives.take((from_client, from_server), (sequence, acknowledged), flags, size, time)
        attempt = self._open.get(key)
        if attempt is None:
            key = from_server + from_client
            attempt = self._open.get(key)
            if attempt is None:
                return None
            over = _answer(attempt, flags, acknowledged, payload) if time <= attempt.expires else True
            attempt.spoke = self._lives.spoke(from_client) if attempt.refused else None
        else:
            over = _further(attempt, flags, payload) if time <= attempt.expires else True
        attempt.heard = max(attempt.heard, time)
        return self._open.pop(key) if over else None

    def _syn(self, key: bytes, new: Attempt, payload: bool) -> Attempt | None:
        old = self._open.get(key)
        if old is None or old.sequence != new.sequence or old.expires < new.first:
            new.data = payload
            self._open[key] = new
            return old
        pause = new.first - old.last_syn
        if pause >= SAME_PACKET:
            old.retransmits += 1
            old.pause, old.last_syn = pause, new.first
        return None

    def stale(self, now: int) -> Iterator[Attempt]:
        """Give up the attempts that nothing more is expected of."""
        if 0 <= now - self._swept < NS_PER_S:
            return
        self._swept = now
        for key, attempt in list(self._open.items()):
            if attempt.expires < now:
                yield self._open.pop(key)

    def rest(self) -> Iterator[Attempt]:
        """Give up every open attempt."""
        attempts, self._open, self._lives = self._open, {}, Lives()
        yield from attempts.values()


def _answer(attempt: Attempt, flags: int, acknowledged: int, payload: bool) -> bool:
    """Take a packet of the server; say whether the attempt is decided."""
    # With Fast Open the answer also acknowledges data; a far-off number answers another connection of these ports.
    fits = bool(flags & ACK) and (acknowledged - attempt.sequence - 1) & 0xFFFFFFFF < 1 << 16
    if flags & SYN:
        attempt.accepted = attempt.accepted or fits
        return False
    if flags & RST:
        attempt.refused = fits and not attempt.accepted
        return attempt.accepted or fits
    if not attempt.accepted:
        return False
    attempt.data = attempt.data or payload
    attempt.fins |= 2 if flags & FIN else 0
    return attempt.data or attempt.fins == 3


def _further(attempt: Attempt, flags: int, payload: bool) -> bool:
    """Take a packet of the client behind its SYN; say whether the attempt is decided."""
    if flags & RST:
        return attempt.accepted
    # A client only goes on when it was answered, even where the capture has lost the answer.
    attempt.accepted = True
    attempt.data = attempt.data or payload
    attempt.fins |= 1 if flags & FIN else 0
    return attempt.data or attempt.fins == 3
