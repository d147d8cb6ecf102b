"""How fast HAProxy logs are read, beside grep and halog, and whether the memory stays flat.

    python benchmarks/haproxy_log.py [LINES]

Rates are lines per second of processor time, so that a busy machine disturbs them less; the yardsticks run on the
same machine, over the same file. Ratios are what counts.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checker.base.time import NS_PER_S, Interval  # noqa: E402
from checker.readers.haproxy import READER  # noqa: E402
from checker.readers.reader import Context, Tally, Wanted  # noqa: E402
from checker.readers.streams import open_input  # noqa: E402

START = 1_795_283_400  # 2026-11-21 17:50:00 UTC
SESSIONS_PER_S = 300
STATE_EVERY = 50_000
DOWN = (
    "Server pgbouncer_back/pgb2 is DOWN. 2 active and 0 backup servers left."
    " 0 sessions active, 0 requeued, 0 remaining in queue."
)
UP = "Server pgbouncer_back/pgb2 is UP. 3 active and 0 backup servers online. 0 sessions requeued, 0 total in queue."


def generate(lines: int, iso: bool) -> Iterator[str]:
    rng = random.Random(7)
    for n in range(lines):
        at, ms = START + n // SESSIONS_PER_S, n % SESSIONS_PER_S * 1000 // SESSIONS_PER_S
        clock = time.gmtime(at)
        stamp = (
            time.strftime("%Y-%m-%dT%H:%M:%S", clock) + f".{ms:03d}417+00:00"
            if iso
            else time.strftime("%b %e %H:%M:%S", clock)
        )
        head = f"{stamp} hap1 haproxy[31]: "
        if n % STATE_EVERY == STATE_EVERY - 1:
            yield head + (DOWN if n // STATE_EVERY % 2 else UP) + "\n"
            continue
        took = rng.randrange(2_000) if n % 500 else 120_000
        begun = at * 1000 + ms - took
        date = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(begun // 1000)) + f".{begun % 1000:03d}"
        wait = 1 if n % 2_000 else 1500
        yield (
            f"{head}192.168.1.50:{rng.randrange(32768, 60999)} [{date}] pgsql_front pgbouncer_back/pgb{n % 3 + 1}"
            f" {wait}/0/{took + wait} {rng.randrange(100, 9999)} -- 4/4/3/0/0 0/0\n"
        )


def write(path: Path, lines: Iterable[str]) -> Path:
    with path.open("w") as out:
        out.writelines(lines)
    return path


def one_pass(path: Path, wanted: Wanted) -> tuple[Tally, int]:
    tally = Tally()
    with open_input(str(path)) as stream:
        events = sum(1 for _ in READER.read(stream, Context(str(path), reference_ns=START * NS_PER_S), wanted, tally))
    return tally, events


def windows(lines: int) -> tuple[Interval, ...]:
    middle = START + lines // SESSIONS_PER_S // 2
    return tuple(Interval((middle + n) * NS_PER_S, (middle + n + 10) * NS_PER_S) for n in (-600, 0, 600))


def measured(label: str, lines: int, path: Path, wanted: Wanted) -> None:
    begun = time.process_time()
    tally, events = one_pass(path, wanted)
    took = time.process_time() - begun
    rate = f"{lines / took / 1e6:6.2f} M lines/s"
    print(f"  {label:<34} {rate}   {events} events, {tally.bulk} requests, {tally.unread_total} unread")


def used_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def yardstick(lines: int, path: Path, *command: str) -> None:
    if not shutil.which(command[0]):
        print(f"  {command[0]:<34} not installed")
        return
    begun = used_by_children()
    with path.open("rb") as source:
        subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    print(f"  {' '.join(command):<34} {lines / (used_by_children() - begun) / 1e6:6.2f} M lines/s")


def peak(path: Path, kind: str, lines: int) -> float:
    child = subprocess.run(
        [sys.executable, __file__, "--peak", kind, str(path), str(lines)], capture_output=True, text=True, check=True
    )
    return int(child.stdout) / 1024


def main(lines: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for iso in (False, True):
            path = write(Path(folder) / "haproxy.log", generate(lines, iso))
            print(f"{'ISO 8601' if iso else 'traditional'}, {lines} lines, {path.stat().st_size >> 20} MiB")
            measured("control pass", lines, path, Wanted())
            measured("window pass (3 windows of 10 s)", lines, path, Wanted(control=False, windows=windows(lines)))
            yardstick(lines, path, "grep", "-c", "DOWN")
            yardstick(lines, path, "halog", "-srv")
        print("peak memory, MiB")
        for count in (100_000, 1_000_000, 3_000_000):
            path = write(Path(folder) / "haproxy.log", generate(count, False))
            control, window = peak(path, "control", count), peak(path, "windows", count)
            print(f"  {count:>9} lines: control pass {control:.0f}, window pass {window:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        asked = Wanted() if sys.argv[2] == "control" else Wanted(control=False, windows=windows(int(sys.argv[4])))
        one_pass(Path(sys.argv[3]), asked)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
