"""What a database answers to a query on the wire: the first row of a SELECT, by MySQL's text protocol.

A general log has no results, so this alone shows what was found. Only an answer that lies whole in one packet is read
(a row that is looked up by a key does), and secrets in it are left out. MySQL's documentation, Client/Server Protocol:
COM_QUERY, Text Resultset; MariaDB's are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker.readers.packets import FIN, RST, Datagram

STATEMENT_CHARACTERS = 1000
MOST_OPEN, MOST_COLUMNS = 4096, 64
_COM_QUERY = b"\0\3"
_EOF, _NULL = 0xFE, 0xFB
_SECRET = re.compile(r"pass|pwd|secret|hash|token|salt", re.IGNORECASE)


class Select:
    """A SELECT that is under way, and its first row once that was answered. Not frozen: the answer updates it."""

    __slots__ = ("client", "ended", "first", "number", "row", "server", "statement", "width")

    def __init__(self, packet: Datagram, ports: tuple[int, int], statement: str, stamp: tuple[int, int, int]) -> None:
        self.client = (packet.source, ports[0])
        self.server = (packet.target, ports[1])
        self.statement = statement
        self.first, self.width, self.number = stamp
        self.row: Mapping[str, str] = {}
        self.ended = -1


class Selects:
    """The queries that are not answered yet, by connection."""

    def __init__(self) -> None:
        self._open: dict[bytes, Select] = {}

    def take(self, packet: Datagram, time: int, width: int, number: int) -> Select | None:
        """Take one TCP packet; return the query that it answers."""
        data, at = packet.data, packet.at
        start = at + (data[at + 12] >> 4) * 4
        if data[start + 3 : start + 5] == _COM_QUERY and data[start + 5 : start + 11].lower() == b"select":
            self._asked(packet, data[start : packet.end], (time, width, number))
            return None
        if not self._open:
            return None
        key = packet.target + data[at + 2 : at + 4] + packet.source + data[at : at + 2]
        if data[at + 13] & (RST | FIN):
            self._open.pop(key, None)
            return None
        waiting = self._open.pop(key, None) if start < packet.end else None
        if waiting is not None:
            waiting.row, waiting.ended = first_row(data[start : packet.end]), time
        return waiting

    def _asked(self, packet: Datagram, payload: bytes, stamp: tuple[int, int, int]) -> None:
        if int.from_bytes(payload[:3], "little") + 4 != len(payload):
            return  # it goes on in another packet, or is something else
        data, at = packet.data, packet.at
        ports = data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]
        statement = payload[5:].decode("utf-8", "replace")[:STATEMENT_CHARACTERS]
        if len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        key = packet.source + data[at : at + 2] + packet.target + data[at + 2 : at + 4]
        self._open[key] = Select(packet, ports, statement, stamp)

    def rest(self) -> None:
        """Forget what waits: at a gap nobody knows what it was answered."""
        self._open = {}


def first_row(payload: bytes) -> Mapping[str, str]:
    """Return the first row of a result set as text by column, without secrets; empty where there is none to read."""
    parts = list(_packets(payload))
    if not parts or len(parts[0]) != 1 or not 0 < parts[0][0] <= MOST_COLUMNS:
        return {}
    count = parts[0][0]
    names = [_column(part) for part in parts[1 : count + 1]]
    rest = parts[count + 1 :]
    if rest and rest[0][:1] == bytes([_EOF]) and len(rest[0]) < 9:
        rest = rest[1:]  # ends the columns, where the client wants that
    if len(names) < count or "" in names or len(rest) < 2 or len(set(names)) < count:
        return {}
    values = list(_strings(rest[0], count))
    if len(values) < count:
        return {}
    told = zip(names, values, strict=True)
    return {name: value for name, value in told if value is not None and not _SECRET.search(name)}


def _packets(payload: bytes) -> Iterator[bytes]:
    """Yield the whole packets of the protocol: three bytes of length, one that counts, the content."""
    at = 0
    while at + 4 <= len(payload):
        size = int.from_bytes(payload[at : at + 3], "little")
        if at + 4 + size > len(payload):
            return
        yield payload[at + 4 : at + 4 + size]
        at += 4 + size


def _column(part: bytes) -> str:
    """Return the name of a column: the fifth text of its definition (catalog, schema, table, its origin, name)."""
    texts = list(_strings(part, 5))
    return texts[4] or "" if len(texts) == 5 else ""


def _strings(part: bytes, most: int) -> Iterator[str | None]:
    """Yield length-encoded texts; None for NULL. What is longer than 250 bytes is told by two further ones."""
    at = 0
    for _ in range(most):
        if at >= len(part):
            return
        size = part[at]
        at += 1
        if size == _NULL:
            yield None
            continue
        if size == 0xFC:
            size, at = int.from_bytes(part[at : at + 2], "little"), at + 2
        elif size > 0xFC:
            return
        if at + size > len(part):
            return
        yield part[at : at + size].decode("utf-8", "replace")
        at += size
