"""The client: short sessions at a steady mean rate and a few long ones, all through the virtual address."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from dataclasses import asdict, dataclass

PATIENCE = 4.0


@dataclass
class Session:
    """One session as the client saw it."""

    start: float
    port: int | None = None
    server: str | None = None
    end: float = 0.0
    ok: bool = False
    error: str | None = None


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    """Send one line; the name of the server that answered it."""
    writer.write(b"query 1\n")
    await writer.drain()
    answer = (await asyncio.wait_for(reader.readline(), PATIENCE)).split()
    if not answer:
        raise ConnectionError("closed before an answer")
    return answer[0].decode()


async def session(address: str, port: int, hold: float, every: float) -> None:
    """Open one session, ask every `every` seconds, close after `hold` seconds, and print what happened."""
    seen = Session(time.time())
    writer = None
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), PATIENCE)
        seen.port = writer.get_extra_info("sockname")[1]
        closing = time.time() + hold
        seen.server = await ask(reader, writer)
        while (left := closing - time.time()) > 0:
            await asyncio.sleep(min(every, left))
            if left > every:
                await ask(reader, writer)
        seen.ok = True
    except (OSError, TimeoutError) as error:
        seen.error = type(error).__name__
    finally:
        if writer is not None:
            writer.close()
    seen.end = time.time()
    print(json.dumps(asdict(seen)), flush=True)


async def work(address: str, port: int, seconds: float, rate: float, long: list[float]) -> None:
    """Run sessions for `seconds`: `rate` short ones a second, and one long one for each duration in `long`."""
    chance = random.Random(1)
    tasks = [asyncio.create_task(session(address, port, hold, 0.8)) for hold in long]
    stop = time.time() + seconds
    while (left := stop - time.time()) > 0:
        hold = min(left, chance.choice((0.0, 0.0, 0.05, 0.2, 0.5)))
        tasks.append(asyncio.create_task(session(address, port, hold, 1.0)))
        await asyncio.sleep(min(left, chance.uniform(0.5, 1.5) / rate))
    await asyncio.wait(tasks, timeout=2 * PATIENCE)


def main() -> None:
    """Read the command line and work."""
    parser = argparse.ArgumentParser(prog="client")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("rate", type=float)
    parser.add_argument("long", type=float, nargs="*")
    given = parser.parse_args()
    asyncio.run(work(given.address, given.port, given.seconds, given.rate, given.long))


if __name__ == "__main__":
    main()
