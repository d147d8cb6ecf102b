"""HTTP on the wire: each request with what came of it, also where one connection carries many.

Only the first packet of a request and of an answer is looked at: that holds the request line and the headers of what
health checks and callbacks send, and the status. What is not HTTP/1 costs one look at its first bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct

from checker.base.time import NS_PER_S
from checker.readers.packets import FIN, RST, SYN, Datagram

# An answer that takes longer is not waited for: nothing that this is about is so patient.
PATIENCE = 60 * NS_PER_S
# So many requests are waited for at once; the oldest are given up first.
MOST_OPEN = 16_384
FORM_BYTES = 1000
_HEAD_BYTES = 8192

_HEADER = Struct(">HHIIBB").unpack_from
_METHODS = frozenset({b"GET ", b"POST", b"HEAD", b"PUT ", b"DELE", b"PATC", b"OPTI"})
_REQUEST = re.compile(rb"(?P<method>[A-Z]{3,7}) (?P<path>[^ \r\n]{1,2000}) HTTP/1\.[01]\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_HOST = re.compile(rb"^host:[ \t]*([^\r\n]{0,255})", re.IGNORECASE | re.MULTILINE)
_LOCATION = re.compile(rb"^location:[ \t]*([^\r\n]{0,1000})", re.IGNORECASE | re.MULTILINE)
_FORM = re.compile(rb"^content-type:[ \t]*application/x-www-form-urlencoded", re.IGNORECASE | re.MULTILINE)


class Exchange:
    """One request and what came of it so far. Not frozen: the packets of its answer update it."""

    __slots__ = (
        *("client", "ended", "first", "form", "host", "is_form", "location"),
        *("method", "number", "path", "sequence", "server", "status", "width"),
    )

    def __init__(self, packet: Datagram, ports: tuple[int, int], sequence: int, stamp: tuple[int, int, int]) -> None:
        self.client = (packet.source, ports[0])
        self.server = (packet.target, ports[1])
        self.sequence = sequence
        self.first, self.width, self.number = stamp
        self.method = self.path = self.host = self.form = self.location = ""
        self.is_form = False
        self.status = -1
        self.ended = -1

    def asks(self, payload: bytes) -> bool:
        """Take the first packet of a request; say whether it is one."""
        match = _REQUEST.match(payload)
        if match is None:
            return False
        head, _, body = payload.partition(b"\r\n\r\n")
        self.method, self.path = _text(match["method"]), _text(match["path"])
        found = _HOST.search(head)
        self.host = _text(found[1]).strip() if found else ""
        self.is_form = bool(_FORM.search(head))
        self.further(body)
        return True

    def further(self, payload: bytes) -> None:
        """Take what follows the first packet of a request: of a form its first bytes are kept."""
        if self.is_form and len(self.form) < FORM_BYTES:
            self.form = (self.form + _text(payload))[:FORM_BYTES]

    def answered(self, payload: bytes, time: int) -> bool:
        """Take a packet of the server; say whether it is the beginning of an answer."""
        match = _STATUS.match(payload)
        if match is None or match[1] == b"100":
            return False
        self.status, self.ended = int(match[1]), time
        found = _LOCATION.search(payload[:_HEAD_BYTES].partition(b"\r\n\r\n")[0])
        self.location = _text(found[1]).strip() if found else ""
        return True


class Exchanges:
    """The requests that are not answered yet, by connection: HTTP/1 answers one after the other."""

    def __init__(self) -> None:
        self._open: dict[bytes, Exchange] = {}
        self._swept = 0

    def take(self, packet: Datagram, time: int, width: int, number: int) -> Exchange | None:
        """Take one TCP packet; return the exchange that ends with it."""
        data, at = packet.data, packet.at
        start = at + (data[at + 12] >> 4) * 4
        said = data[start : start + 4] if start < packet.end else b""
        flags = data[at + 13]
        if said in _METHODS:
            return self._asked(packet, (time, width, number), data[start : packet.end])
        if not self._open or not (said or flags & (RST | FIN | SYN)):
            return None
        return self._further(packet, flags, data[start : packet.end], time)

    def _asked(self, packet: Datagram, stamp: tuple[int, int, int], payload: bytes) -> Exchange | None:
        source, target, sequence, _, _, _ = _HEADER(packet.data, packet.at)
        key = packet.source + packet.data[packet.at : packet.at + 2] + packet.target + packet.data[packet.at + 2 :][:2]
        old = self._open.get(key)
        if old is not None and old.sequence == sequence:
            return None  # sent anew
        new = Exchange(packet, (source, target), sequence, stamp)
        if not new.asks(payload):
            return None
        if old is None and len(self._open) >= MOST_OPEN:
            old = self._open.pop(next(iter(self._open)))
        self._open[key] = new
        return old

    def _further(self, packet: Datagram, flags: int, payload: bytes, time: int) -> Exchange | None:
        from_source = packet.source + packet.data[packet.at : packet.at + 2]
        from_target = packet.target + packet.data[packet.at + 2 : packet.at + 4]
        waiting = self._open.get(from_source + from_target)
        if waiting is not None:  # its client goes on, or gives up
            waiting.further(payload)
            if flags & (RST | FIN):
                waiting.ended = time
                return self._open.pop(from_source + from_target)
            return None
        waiting = self._open.get(from_target + from_source)
        if waiting is None:
            return None
        if waiting.answered(payload, time):
            return self._open.pop(from_target + from_source)
        if flags & (RST | FIN):
            waiting.ended = time
            return self._open.pop(from_target + from_source)
        return None

    def stale(self, now: int) -> Iterator[Exchange]:
        """Give up the requests that no answer is expected to any more."""
        if 0 <= now - self._swept < NS_PER_S:
            return
        self._swept = now
        for key, exchange in list(self._open.items()):
            if exchange.first + PATIENCE < now:
                yield self._open.pop(key)

    def rest(self) -> Iterator[Exchange]:
        """Give up every request that waits."""
        waiting, self._open = self._open, {}
        yield from waiting.values()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
