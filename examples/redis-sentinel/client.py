"""The application: writes at a steady rate to whom the sentinels call the primary, and logs each answer as JSON.

It subscribes to `+switch-master` at every sentinel, as clients with Sentinel support do. With `--pinned` it knows one
address only and follows nobody: the fault of a client that somebody configured by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from datetime import UTC, datetime

from resp import Connection, RespError

PATIENCE = 0.5
PORT, SENTINEL_PORT, NAME = 6379, 26379, "mymaster"


class Client:
    """One application process with one connection to the primary."""

    def __init__(self, name: str, sentinels: list[str], pinned: str) -> None:
        self._name = name
        self._sentinels = sentinels
        self._pinned = pinned
        self._node = pinned
        self._connection: Connection | None = None

    async def run(self, seconds: float, every: float) -> None:
        """Write every so many seconds, for so many."""
        followers = [] if self._pinned else [asyncio.create_task(self._follow(each)) for each in self._sentinels]
        stop, number = time.monotonic() + seconds, 0
        while time.monotonic() < stop:
            number += 1
            await self._write(number)
            await asyncio.sleep(every)
        for follower in followers:
            follower.cancel()

    async def _write(self, number: int) -> None:
        try:
            connection = await self._connected()
        except OSError as error:
            self._log("refused" if isinstance(error, ConnectionRefusedError) else "unreachable", node=self._node)
            self._node = self._pinned
            return
        try:
            answer = await asyncio.wait_for(connection.ask("SET", f"{self._name}:{number}", "x"), PATIENCE)
        except RespError as error:
            self._log("write", node=connection.address, key=number, answer=str(error).partition(" ")[0])
        except (OSError, EOFError, TimeoutError) as error:
            self._log("lost", node=connection.address, key=number, why=type(error).__name__)
            self._leave(self._pinned)
        else:
            self._log("write", node=connection.address, key=number, answer=answer)

    async def _connected(self) -> Connection:
        if self._connection is None:
            self._node = self._node or await self._ask()
            self._connection = await Connection.to(self._node, PORT, PATIENCE)
            self._log("connected", node=self._node)
        return self._connection

    async def _ask(self) -> str:
        """Return the address of the primary by the first sentinel that answers."""
        for sentinel in self._sentinels:
            try:
                connection = await Connection.to(sentinel, SENTINEL_PORT, PATIENCE)
                answer = await asyncio.wait_for(connection.ask("SENTINEL", "get-master-addr-by-name", NAME), PATIENCE)
            except (OSError, EOFError, TimeoutError):
                continue
            connection.close()
            return str(answer[0])
        raise TimeoutError("no sentinel answers")

    async def _follow(self, sentinel: str) -> None:
        connection = await Connection.to(sentinel, SENTINEL_PORT, PATIENCE)
        await connection.ask("SUBSCRIBE", "+switch-master")
        while True:
            _, _, message = await connection.read()
            _, old, _, new, _ = str(message).split()
            if new != self._node:
                self._log("switch", old=old, node=new, sentinel=sentinel)
                self._leave(new)

    def _leave(self, node: str) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._node = None, node

    def _log(self, what: str, **more: object) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        print(json.dumps({"time": at, "what": what, **more}), flush=True)


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(prog="client")
    parser.add_argument("name")
    parser.add_argument("seconds", type=float)
    parser.add_argument("every", type=float)
    parser.add_argument("sentinels", nargs="+")
    parser.add_argument("--pinned", default="", help="the one address that it writes to")
    given = parser.parse_args()
    asyncio.run(Client(given.name, given.sentinels, given.pinned).run(given.seconds, given.every))


if __name__ == "__main__":
    main()
