"""Seeded logs of HAProxy to measure with: `option tcplog`, hundreds of requests a second, a server that goes DOWN."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

START = 1_795_283_400  # 2026-11-21 17:50:00 UTC
SESSIONS_PER_S = 300
SERVERS = ("pgb1", "pgb2", "pgb3")
DOWN = "is DOWN. 2 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
UP = "is UP. 3 active and 0 backup servers online. 0 sessions requeued, 0 total in queue."

# (second from START, how many seconds): the server pgb2 is DOWN
Outage = tuple[int, int]


def seconds(lines: int) -> int:
    """How long a log of so many lines lasts."""
    return lines // SESSIONS_PER_S


def rare_outages(lines: int) -> list[Outage]:
    """An outage of 20 seconds for every 100,000 lines."""
    return [(at, 20) for at in range(100, seconds(lines) - 30, 100_000 // SESSIONS_PER_S)]


def long_outage(lines: int) -> list[Outage]:
    """One outage of nine tenths of the log."""
    return [(seconds(lines) // 20, seconds(lines) * 9 // 10)]


def haproxy_log(lines: int, outages: Sequence[Outage], *, iso: bool = False, broken: bool = False) -> Iterator[str]:
    """Yield the lines of a log in the order in which they were written.

    Most sessions are short, some last minutes, some queue. No request goes to a server that is DOWN unless `broken`.
    """
    rng = random.Random(7)
    changes = sorted((at + wait, text) for at, long in outages for wait, text in ((0, DOWN), (long, UP)))
    clock = ""
    for n in range(lines):
        second, ms = n // SESSIONS_PER_S, n % SESSIONS_PER_S * 1000 // SESSIONS_PER_S
        if n % SESSIONS_PER_S == 0:
            clock = _clock(START + second, iso)
        head = f"{clock}.{ms:03d}417+00:00 hap1 haproxy[31]: " if iso else f"{clock} hap1 haproxy[31]: "
        if changes and changes[0][0] <= second:
            yield f"{head}Server pgbouncer_back/pgb2 {changes.pop(0)[1]}\n"
            continue
        took = rng.randrange(2_000) if n % 500 else 120_000
        wait = 1 if n % 2_000 else 1500
        begun = second * 1000 + ms - took - wait
        routed = (begun + wait) / 1000
        down = not broken and any(at - 0.1 <= routed <= at + long + 0.1 for at, long in outages)
        server = SERVERS[n % 3] if n % 3 != 1 or not down else SERVERS[n % 2 * 2]
        yield (
            f"{head}192.168.1.50:{rng.randrange(32768, 60999)} [{_bracket(START * 1000 + begun)}] pgsql_front "
            f"pgbouncer_back/{server} {wait}/0/{took + wait} {rng.randrange(100, 9999)} -- 4/4/3/0/0 0/0\n"
        )


def write(path: Path, lines: Iterable[str]) -> Path:
    """Write a log and return where it is."""
    with path.open("w") as out:
        out.writelines(lines)
    return path


def _clock(at: int, iso: bool) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S" if iso else "%b %e %H:%M:%S", time.gmtime(at))


def _bracket(ms: int) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03d}"
