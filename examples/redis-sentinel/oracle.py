"""The oracle: asks every Redis for its role and every sentinel for its view, and prints each change as JSON.

A line has the time of the last sample that showed the old answer (`after`) and of the first that shows the new one
(`by`). What truly happened is written from these, never from the logs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any

from resp import Connection, RespError

EVERY, PATIENCE = 0.05, 0.3


async def watch(name: str, address: str, port: int) -> None:
    """Print what one of them answers, whenever it changes."""
    words = ("ROLE",) if port == 6379 else ("SENTINEL", "MASTER", "mymaster")
    connection: Connection | None = None
    last, after = "", time.time()
    while True:
        asked = time.time()
        try:
            connection = connection or await Connection.to(address, port, PATIENCE)
            answer = await asyncio.wait_for(connection.ask(*words), PATIENCE)
        except (OSError, EOFError, TimeoutError, RespError):
            connection, said = None, "none"
        else:
            said = str(answer[0]) if port == 6379 else view(answer)
        if said != last:
            print(json.dumps({"who": name, "after": after, "by": time.time(), "says": said}), flush=True)
        last, after = said, asked
        await asyncio.sleep(EVERY)


def view(answer: list[Any]) -> str:
    """Return what a sentinel says of its primary: the address, whether it has it down, and the quorum."""
    said = dict(zip(answer[::2], answer[1::2], strict=True))
    down = [flag for flag in ("s_down", "o_down") if flag in said["flags"].split(",")]
    return " ".join((said["ip"], f"quorum={said['quorum']}", *down))


async def main() -> None:
    """Watch everybody that the command line names, as name=address:port."""
    parser = argparse.ArgumentParser(prog="oracle")
    parser.add_argument("whom", nargs="+")
    watched = []
    for each in parser.parse_args().whom:
        name, _, rest = each.partition("=")
        address, _, port = rest.partition(":")
        watched.append(watch(name, address, int(port)))
    await asyncio.gather(*watched)


if __name__ == "__main__":
    asyncio.run(main())
