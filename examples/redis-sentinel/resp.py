"""The Redis serialization protocol, version 2 (https://redis.io/docs/latest/develop/reference/protocol-spec/)."""

from __future__ import annotations

import asyncio
from typing import Any


class RespError(Exception):
    """An error that the server answered, such as READONLY."""


class Connection:
    """One connection to a Redis or a sentinel."""

    def __init__(self, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.address = address
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, address: str, port: int, patience: float) -> Connection:
        """Connect within so many seconds; OSError or TimeoutError where nobody answers."""
        reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), patience)
        return cls(address, reader, writer)

    async def ask(self, *words: str) -> Any:  # noqa: ANN401 - what an answer is, its first byte says
        """Send one command; its answer. RespError where the answer is one."""
        parts = (f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        self._writer.write(f"*{len(words)}\r\n{''.join(parts)}".encode())
        await self._writer.drain()
        return await self.read()

    async def read(self) -> Any:  # noqa: ANN401 - as above
        """Return the next answer or message; EOFError at the end of the connection."""
        line = await self._reader.readuntil(b"\r\n")
        kind, rest = line[:1], line[1:-2].decode()
        match kind:
            case b"+":
                return rest
            case b"-":
                raise RespError(rest)
            case b":":
                return int(rest)
            case b"$":
                return None if rest == "-1" else (await self._reader.readexactly(int(rest) + 2))[:-2].decode()
            case b"*":
                return [await self.read() for _ in range(int(rest))]
            case _:
                raise ValueError(f"no answer of Redis: {line!r}")

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()
