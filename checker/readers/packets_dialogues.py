"""What is asked and answered on TCP connections: HTTP, and queries of a database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from checker.model.event import Value
from checker.readers.packets import Datagram, socket_text
from checker.readers.packets_http import Exchange, Exchanges
from checker.readers.packets_sql import Select, Selects


class Told(NamedTuple):
    """A request with what came of it: the kind of event, its first packet (time, width, number), arguments and text."""

    kind: str
    first: int
    width: int
    number: int
    args: Mapping[str, Value]
    text: str


class Dialogues:
    """The requests that are under way."""

    def __init__(self) -> None:
        self._exchanges, self._selects = Exchanges(), Selects()

    def take(self, packet: Datagram, time: int, width: int, number: int) -> Sequence[Told]:
        """Take one TCP packet; return what ends with it: of most packets nothing, which has to be cheap."""
        exchange = self._exchanges.take(packet, time, width, number)
        select = self._selects.take(packet, time, width, number)
        if exchange is None and select is None:
            return ()
        return [*([_of_http(exchange)] if exchange else []), *([_of_sql(select)] if select else [])]

    def stale(self, now: int) -> Iterator[Told]:
        """Yield what no answer is expected to any more."""
        yield from map(_of_http, self._exchanges.stale(now))

    def rest(self) -> Iterator[Told]:
        """Yield all that waits, and forget it."""
        self._selects.rest()
        yield from map(_of_http, self._exchanges.rest())


def _of_http(exchange: Exchange) -> Told:
    client, server = socket_text(*exchange.client), socket_text(*exchange.server)
    args: Mapping[str, Value] = {
        "client": client,
        "server": server,
        "host": exchange.host,
        "method": exchange.method,
        "path": exchange.path,
        "form": exchange.form,
        "status": exchange.status,
        "location": exchange.location,
        "ended_ns": exchange.ended,
    }
    came = str(exchange.status) if exchange.status >= 0 else "no answer"
    text = f"{exchange.method} {exchange.path} of {client} to {server}: {came}"
    return Told("http_exchange", exchange.first, exchange.width, exchange.number, args, text)


def _of_sql(select: Select) -> Told:
    client, server = socket_text(*select.client), socket_text(*select.server)
    args: Mapping[str, Value] = {
        "client": client,
        "server": server,
        "statement": select.statement,
        "row": json.dumps(select.row) if select.row else "",
        "ended_ns": select.ended,
    }
    found = "a row" if select.row else "no row that can be read"
    text = f"SELECT of {client} to {server}: {found}"
    return Told("sql_answer", select.first, select.width, select.number, args, text)
