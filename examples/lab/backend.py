"""A small TCP server in the place of a PgBouncer: it answers each line with its own name and that line."""

from __future__ import annotations

import argparse
import asyncio


async def serve(name: str, address: str, port: int) -> None:
    """Listen on one port until the process ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(name.encode() + b" " + line)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, address, port, backlog=64)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="backend")
    parser.add_argument("name")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    given = parser.parse_args()
    asyncio.run(serve(given.name, given.address, given.port))


if __name__ == "__main__":
    main()
