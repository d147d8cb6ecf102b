"""Until when the program behind a server's port lived: what it sent of its own accord on established connections.

When a program dies its kernel closes its connections at that instant, and nothing new comes on them afterwards. What it
wrote before may still: a frame that was lost is sent anew, and data for which there was no room waits in the kernel. So
a frame counts only if nothing was under way to its client and it was not made room for by the frame before it. (One
that was lost before it came to the capture, and was sent anew, cannot be told from a new one.)
"""

from __future__ import annotations

from checker.base.time import NS_PER_MS
from checker.readers.packets import ACK, FIN, RST, SYN

# So many ports that somebody connects to, and connections to them, are followed; the oldest are forgotten first.
MOST_SERVERS, MOST_CONNECTIONS = 4096, 16_384
# What an acknowledgement makes room for comes at once.
AT_ONCE = 10 * NS_PER_MS
_LONG_AGO = -(1 << 63)


class _Connection:
    """What a client has acknowledged, the next byte of the server (-1: not known), and when room was made for more."""

    __slots__ = ("acknowledged", "following", "room")

    def __init__(self, acknowledged: int = -1, following: int = -1) -> None:
        self.acknowledged, self.following, self.room = acknowledged, following, _LONG_AGO


class Lives:
    """When each server was last seen alive; a server is an address with a port that somebody connects to."""

    def __init__(self) -> None:
        self._spoke: dict[bytes, int] = {}
        self._connections: dict[bytes, _Connection] = {}

    def spoke(self, server: bytes) -> int | None:
        """Return when (ns) a server last sent something of its own accord; None where that is not known."""
        at = self._spoke.get(server, _LONG_AGO)
        return at if at != _LONG_AGO else None

    def connecting(self, client: bytes, server: bytes) -> None:
        """Note a SYN."""
        if server not in self._spoke:
            _forget(self._spoke, MOST_SERVERS)
            self._spoke[server] = _LONG_AGO
        self._connections.pop(client + server, None)

    def take(self, ends: tuple[bytes, bytes], numbers: tuple[int, int], flags: int, size: int, time: int) -> None:
        """Take a segment from one end to the other with its sequence numbers and `size` bytes of payload."""
        source, target = ends
        if target in self._spoke:
            self._to_server(source + target, numbers[1], flags, size, time)
        elif source in self._spoke and self._from_server(target + source, numbers[0], flags, size, time):
            self._spoke[source] = max(self._spoke[source], time)

    def _to_server(self, key: bytes, acknowledged: int, flags: int, size: int, time: int) -> None:
        if flags & RST or not flags & ACK:
            self._connections.pop(key, None)
            return
        known = self._connections.get(key) or self._new(key, _Connection())
        known.acknowledged = acknowledged
        # A request, or the end, is answered by the program; a mere acknowledgement by what waits in the kernel.
        known.room = _LONG_AGO if size or flags & FIN else time

    def _from_server(self, key: bytes, sequence: int, flags: int, size: int, time: int) -> bool:
        """Take a segment of a server; say whether the program sent it, or ended, right then."""
        if flags & RST:
            self._connections.pop(key, None)
            return False
        end = (sequence + size + bool(flags & SYN) + bool(flags & FIN)) & 0xFFFFFFFF
        known = self._connections.get(key) or self._new(key, _Connection())
        new = sequence == known.acknowledged == known.following and time - known.room >= AT_ONCE
        if known.following < 0 or (end - known.following) & 0xFFFFFFFF < 1 << 31:
            known.following = end
        return new and not flags & SYN and bool(size or flags & FIN)

    def _new(self, key: bytes, connection: _Connection) -> _Connection:
        _forget(self._connections, MOST_CONNECTIONS)
        self._connections[key] = connection
        return connection


def _forget(known: dict[bytes, int] | dict[bytes, _Connection], most: int) -> None:
    if len(known) >= most:
        del known[next(iter(known))]
