"""What a check costs from end to end, as a command: how long it takes to start, how fast logs are read, how much memory.

    python benchmarks/check.py [--markdown]

Processor time of whole processes, beside grep and halog over the same file: the ratios are what counts. The least of
several runs is taken, because other work on the machine can only add.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.generate import Outage, haproxy_log, long_outage, rare_outages, write  # noqa: E402

VERIFY = [sys.executable, "-m", "checker"]
INCIDENT = ROOT / "traces" / "pgbouncer-ha" / "persist_to_down"
MILLION = 1_000_000
FEW: list[Outage] = [(300, 8), (1200, 8), (2200, 8)]


class Cost(NamedTuple):
    """What one process took: seconds of processor time, and the most memory that it held."""

    seconds: float
    mib: float


def cost(command: Sequence[str], stdin: Path | None = None, runs: int = 3) -> Cost:
    """Run a command several times, after once that fills the caches."""
    found = [_once(command, stdin) for _ in range(runs + 1)][1:]
    return Cost(min(f.seconds for f in found), max(f.mib for f in found))


def _once(command: Sequence[str], stdin: Path | None) -> Cost:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with Path(stdin or os.devnull).open("rb") as source:
        child = subprocess.Popen(
            command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, env=env
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    complaint = child.stderr.read().decode() if child.stderr else ""
    if child.returncode not in (0, 1, 3):
        raise SystemExit(f"{shlex.join(command)}: status {child.returncode}\n{complaint}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def starts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield how long small things take."""
    yield "start", "processor time", "memory"
    small = folder / "small.log"
    lines = (INCIDENT / "hap1" / "haproxy.iso.log").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:40]))
    for label, command in (
        ("the interpreter alone", [sys.executable, "-c", "pass"]),
        ("`verify --help`", [*VERIFY, "--help"]),
        ("`verify small.log`, 40 lines", [*VERIFY, str(small)]),
        ("a directory: logs of two hosts, a capture", [*VERIFY, str(INCIDENT)]),
    ):
        took = cost(command, runs=15)
        yield label, f"{took.seconds * 1000:.0f} ms", f"{took.mib:.0f} MiB"


def speeds(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield how fast a million lines are read."""
    path = write(folder / "haproxy.log", haproxy_log(MILLION, FEW))
    yield f"1,000,000 lines, {path.stat().st_size >> 20} MiB, DOWN three times for 8 s", "M lines/s", "`verify` takes"
    ours = cost([*VERIFY, str(path)])
    yield "`verify haproxy.log`", f"{1 / ours.seconds:.2f}", ""
    for command in (["halog", "-srv"], ["grep", "-c", "DOWN"]):
        if shutil.which(command[0]):
            theirs = cost(command, stdin=path)
            yield (
                f"`{shlex.join(command)}`",
                f"{1 / theirs.seconds:.1f}",
                f"{ours.seconds / theirs.seconds:.0f} times as long",
            )


def memory(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the memory at several sizes."""
    yield "lines", "DOWN 20 s in every 333 s", "DOWN for nine tenths of the time"
    for lines in (100_000, MILLION, 3 * MILLION):
        row = []
        for outages in (rare_outages(lines), long_outage(lines)):
            took = cost([*VERIFY, str(write(folder / "haproxy.log", haproxy_log(lines, outages)))], runs=1)
            row.append(f"{took.mib:.0f} MiB, {lines / took.seconds / MILLION:.2f} M lines/s")
        yield f"{lines:,}", *row


def show(rows: Iterator[tuple[str, ...]], markdown: bool) -> None:
    """Print rows as they come, the first as a heading."""
    for number, row in enumerate(rows):
        if markdown:
            print("| " + " | ".join(row) + " |", flush=True)
            if number == 0:
                print("|" + " --- |" * len(row))
        else:
            print(("\n" if number == 0 else "  ") + "   ".join(f"{cell:<44}" for cell in row).rstrip(), flush=True)
    print()


def main(markdown: bool) -> None:
    print(f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors\n")
    with tempfile.TemporaryDirectory() as folder:
        for rows in (starts, speeds, memory):
            show(rows(Path(folder)), markdown)


if __name__ == "__main__":
    main("--markdown" in sys.argv[1:])
