"""What a check costs from end to end, as a command: its start, how fast it reads, how much memory it holds.

    python benchmarks/check.py [--write]

Processor time of whole processes, beside grep and halog over the same file: the ratios are what counts. The least of
several runs is taken, because other work on the machine can only add. `--write` writes docs/performance.md.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.generate import Outage, haproxy_log, long_outage, rare_outages, write  # noqa: E402

VERIFY = [sys.executable, "-m", "checker"]
PAGE = ROOT / "docs" / "performance.md"
INCIDENT = ROOT / "traces" / "pgbouncer-ha" / "persist_to_down"
MILLION = 1_000_000
FEW: list[Outage] = [(300, 8), (1200, 8), (2200, 8)]


Row = tuple[str, ...]

ABOUT = """\
# Performance

Written by `python benchmarks/check.py --write`, on Linux with CPython {python} and {processors} shared processors:
processor time of whole processes (the least of several runs, after two that fill the caches) and the most memory that
one held. Other machines differ; the ratios to `halog` and `grep` over the same file hardly do.

The logs are generated (`benchmarks/generate.py`, seeded): `option tcplog`, 300 requests a second. Readers alone are
measured by `benchmarks/haproxy_log.py` and `benchmarks/captures.py`."""
NOTES = {
    "Start": """\
What a run does not need is not loaded. Contracts are kept from one run to the next in the user's cache directory
(`$XDG_CACHE_HOME`, or `~/.cache`); `XDG_CACHE_HOME=/dev/null` keeps nothing. What is kept is used only where the same
code would read the same bytes.""",
    "Speed": """\
A log is read up to three times: for the timeline of states, checks and processes, for the requests in those
windows in which a property could be violated, and near what the rules of the diagrams
tell of. Only these are read in full.""",
    "Memory": """\
A request in a window is decided and forgotten. What grows is what is told: findings, and eight bytes a request where
several files tell of the same host, so that none counts twice.""",
}


class Cost(NamedTuple):
    """What one process took: seconds of processor time, and the most memory that it held."""

    seconds: float
    mib: float


def cost(
    command: Sequence[str],
    stdin: Path | None = None,
    env: Mapping[str, str] = MappingProxyType({}),
    runs: int = 3,
    before: int = 2,
) -> Cost:
    """Run a command several times, after some that fill the caches."""
    found = [_once(command, stdin, env) for _ in range(before + runs)][before:]
    return Cost(min(f.seconds for f in found), max(f.mib for f in found))


def _once(command: Sequence[str], stdin: Path | None, more: Mapping[str, str]) -> Cost:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | dict(more)
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


def starts(folder: Path) -> Iterator[Row]:
    """Yield how long small things take."""
    yield "", "processor time", "memory"
    small = folder / "small.log"
    lines = (INCIDENT / "hap1" / "haproxy.iso.log").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:40]))
    home = {"XDG_CACHE_HOME": str(folder / "cache")}
    for label, command, env in (
        ("the interpreter alone", [sys.executable, "-c", "pass"], home),
        ("`verify --help`", [*VERIFY, "--help"], home),
        ("`verify small.log`, 40 lines", [*VERIFY, str(small)], home),
        ("the same, nothing kept from an earlier run", [*VERIFY, str(small)], {"XDG_CACHE_HOME": os.devnull}),
        ("`verify incident/`: 70 files, logs of all hosts and a capture", [*VERIFY, str(INCIDENT)], home),
    ):
        took = cost(command, runs=15, env=env)
        yield label, f"{took.seconds * 1000:.0f} ms", f"{took.mib:.0f} MiB"


def speeds(folder: Path) -> Iterator[Row]:
    """Yield how fast a million lines are read."""
    yield "1,000,000 lines, a server DOWN three times for 8 s", "M lines/s", "`verify` takes"
    for form, iso in (("traditional", False), ("ISO 8601", True)):
        path = write(folder / "haproxy.log", haproxy_log(MILLION, FEW, iso=iso))
        ours = cost([*VERIFY, str(path)])
        yield f"`verify haproxy.log`, {form} stamps", f"{1 / ours.seconds:.2f}", ""
        for command in (["halog", "-srv"], ["grep", "-c", "DOWN"]):
            if shutil.which(command[0]):
                theirs = cost(command, stdin=path)
                ratio = f"{ours.seconds / theirs.seconds:.0f} times as long"
                yield f"`{shlex.join(command)}`, {form} stamps", f"{1 / theirs.seconds:.1f}", ratio


def memory(folder: Path) -> Iterator[Row]:
    """Yield speed and memory at several sizes."""
    yield "lines", "DOWN for 20 s in every 333 s", "DOWN for nine tenths of the time"
    for lines in (100_000, MILLION, 3 * MILLION):
        row = []
        for outages in (rare_outages(lines), long_outage(lines)):
            took = cost([*VERIFY, str(write(folder / "haproxy.log", haproxy_log(lines, outages)))], runs=1, before=0)
            row.append(f"{lines / took.seconds / MILLION:.2f} M lines/s, {took.mib:.0f} MiB")
        yield f"{lines:,}", *row


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    for number, row in enumerate(rows):
        yield "| " + " | ".join(row) + " |"
        if number == 0:
            yield "|" + " --- |" * len(row)


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ABOUT.format(python=platform.python_version(), processors=os.cpu_count()).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for title, rows in (("Start", starts), ("Speed", speeds), ("Memory", memory)):
            yield from ("", f"## {title}", "", *table(rows(Path(folder))), "", *NOTES[title].splitlines())


def main(*, keep: bool) -> None:
    lines = []
    for line in page():
        print(line, flush=True)
        lines.append(line)
    if keep:
        PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(keep="--write" in sys.argv[1:])
