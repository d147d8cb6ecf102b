"""How fast HAProxy logs are read, beside grep and halog, and whether the memory stays flat.

    python benchmarks/haproxy_log.py [LINES]

Rates are lines per second of processor time, so that a busy machine disturbs them less; the yardsticks run on the
same machine, over the same file. Ratios are what counts.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.generate import SESSIONS_PER_S, START, haproxy_log, rare_outages, write  # noqa: E402
from checker.base.time import NS_PER_S, Interval  # noqa: E402
from checker.readers.haproxy import READER  # noqa: E402
from checker.readers.reader import Context, Tally, Wanted  # noqa: E402
from checker.readers.streams import open_input  # noqa: E402


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
            path = write(Path(folder) / "haproxy.log", haproxy_log(lines, rare_outages(lines), iso=iso))
            print(f"{'ISO 8601' if iso else 'traditional'}, {lines} lines, {path.stat().st_size >> 20} MiB")
            measured("control pass", lines, path, Wanted())
            measured("window pass (3 windows of 10 s)", lines, path, Wanted(control=False, windows=windows(lines)))
            yardstick(lines, path, "grep", "-c", "DOWN")
            yardstick(lines, path, "halog", "-srv")
        print("peak memory, MiB")
        for count in (100_000, 1_000_000, 3_000_000):
            path = write(Path(folder) / "haproxy.log", haproxy_log(count, rare_outages(count)))
            control, window = peak(path, "control", count), peak(path, "windows", count)
            print(f"  {count:>9} lines: control pass {control:.0f}, window pass {window:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        asked = Wanted() if sys.argv[2] == "control" else Wanted(control=False, windows=windows(int(sys.argv[4])))
        one_pass(Path(sys.argv[3]), asked)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
