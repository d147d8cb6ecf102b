"""What requests cost from spans to the report, beside pm4py's token replay of the same spans on the same diagram.

    python benchmarks/spans.py [--pm4py PYTHON] [--write]

`--pm4py` is the interpreter of an environment that has pm4py (`python -m venv X && X/bin/pip install pm4py`): it is no
dependency of the program. Both are run in turn, as processes; the least processor time of each counts. `--write` writes
docs/performance-requests.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.check import Cost, table  # noqa: E402
from benchmarks.generate_spans import every, write_spans  # noqa: E402

PAGE = ROOT / "docs" / "performance-requests.md"
SPEC = ROOT / "examples" / "requests" / "requests.yaml"
SIZES = (20_000, 100_000, 300_000)
BESIDE = 100_000
ROUNDS = 3

ABOUT = """\
# Performance of requests

Written by `python benchmarks/spans.py --pm4py PYTHON --write`, on Linux with CPython {python} and {processors} shared
processors, shared with other work: processor time of whole commands, and the most memory that one process held.

The spans are generated (`benchmarks/generate_spans.py`, seeded): ten a request, a thousand requests a second, each
instance of a service exporting once a second; sixty requests have a fault. They are held against diagram 1 of
spec/pgbouncer-ha.md by the contract of examples/requests."""
GROWTH = """\
Spans are read once, in whatever order they were exported. What is kept of each waits in a temporary file, about a
hundred bytes, parted by request; the parts are then judged one after the other. So memory stays the same, and no span
comes too late. Requests that are alike are compared with the diagram once. Files of more than 64 MiB are read in
stretches on all processors, each of which holds as much memory; the times above are those of all processes together."""
BESIDE_PM4PY = """\
Both ran in turn, {rounds} times; the least counts. pm4py {version} replays an event log that is held in memory, so the
spans were read with Python's `json` and made a data frame first. It replays the net of the same steps and direct
causes. What it calls fit are the {fit:,} requests that have the drawn steps in the drawn order, as `verify` says, which
also says which step deviates how, whether a second component took part, and what the spans leave open."""


class Replayed(NamedTuple):
    """What pm4py took: seconds of processor time by phase, the most memory, what it found."""

    read: float
    made: float
    replayed: float
    cost: Cost
    fit: int
    version: str


def ours(spans: Path) -> tuple[Cost, int]:
    """Run the check, and return what it took and how many requests conform."""
    report = spans.with_suffix(".report")
    command = [sys.executable, "-m", "checker", str(spans), "--spec", str(SPEC), "-q", "--format", f"json:{report}"]
    cost, _ = _run(command)
    (prop,) = json.loads(report.read_text())["properties"]
    return cost, prop["requests"]["conforming"]


def theirs(python: str, spans: Path, net: Path) -> Replayed:
    """Run pm4py."""
    cost, text = _run([python, str(ROOT / "benchmarks" / "spans_pm4py.py"), str(spans), str(net)])
    told = json.loads(text.strip().splitlines()[-1])
    return Replayed(told["read"], told["made"], told["replayed"], cost, told["fit"], told["version"])


def _run(command: Sequence[str]) -> tuple[Cost, str]:
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None and child.stderr is not None
    out, err = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1, 3):
        raise SystemExit(f"{command}: status {child.returncode}\n{err}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), out


def net_of_diagram() -> dict[str, object]:
    """Return the steps that spans show, by service, kind and end of the span, and the direct causes of each."""
    from checker.conform.hosts import identify
    from checker.conform.requests.charted import charted
    from checker.model.chart_order import Order
    from checker.model.spec import load_spec

    (contract,) = load_spec(SPEC, {})
    drawn = charted(contract, contract.requests["as-drawn"], identify([], contract))
    (run,) = drawn.runs(1).runs
    # what a step is called in the spans: by the event that shows it
    named = {"called": (3, 0), "returned": (3, 1), "received": (2, 0), "answered": (2, 1)}
    steps = []
    for number in run.steps:
        sign = drawn.steps[number].signs[0]
        program = drawn.drawing.lifelines[drawn.steps[number].lifeline][1]
        steps.append([program, *named[sign.kind]])
    covers = Order((), run.causes).covers
    return {"steps": steps, "causes": [list(each) for each in covers]}


def growth(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield time and memory for each size."""
    yield "requests", "spans", "MB of JSON", "processor time", "requests a second", "memory", "conforming"
    for size in SIZES:
        path = write_spans(folder / f"{size}.json", size, every(size, size // 100))
        cost, fit = ours(path)
        mb = path.stat().st_size / 1e6
        yield (
            *(f"{size:,}", f"{10 * size:,}", f"{mb:,.0f}", f"{cost.seconds:.1f} s", f"{size / cost.seconds:,.0f}"),
            *(f"{cost.mib:.0f} MiB", f"{fit:,}"),
        )


def beside(folder: Path, python: str) -> Iterator[str]:
    """Yield the comparison."""
    net, path = folder / "net.json", folder / f"{BESIDE}.json"
    net.write_text(json.dumps(net_of_diagram()))
    rounds = [(ours(path), theirs(python, path, net)) for _ in range(ROUNDS)]
    mine = min(cost.seconds for (cost, _), _ in rounds)
    held = max(cost.mib for (cost, _), _ in rounds)
    best = min((their for _, their in rounds), key=lambda their: their.cost.seconds)
    alone = min(their.replayed for _, their in rounds)
    if rounds[0][0][1] != best.fit:
        raise SystemExit(f"verify says that {rounds[0][0][1]} requests conform, pm4py that {best.fit} fit")
    rows = [
        (f"{BESIDE:,} requests, {10 * BESIDE:,} spans", "processor time", "`verify` takes", "memory"),
        ("`verify spans.json`, from the file to the report", f"{mine:.1f} s", "", f"{held:.0f} MiB"),
        (
            "pm4py, from the file to the replay",
            f"{best.cost.seconds:.1f} s",
            f"{mine / best.cost.seconds:.2f} of it",
            f"{best.cost.mib:,.0f} MiB",
        ),
        ("its token replay alone, of a log in memory", f"{alone:.1f} s", f"{mine / alone:.2f} of it", ""),
    ]
    yield from table(rows)
    yield ""
    yield from BESIDE_PM4PY.format(rounds=ROUNDS, version=best.version, fit=best.fit).splitlines()


def page(python: str | None) -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ABOUT.format(python=platform.python_version(), processors=os.cpu_count()).splitlines()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from ("", "## Memory does not grow", "", *table(growth(folder)), "", *GROWTH.splitlines())
        if python:
            yield from ("", "## Beside pm4py's token replay", "", *beside(folder, python))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pm4py", metavar="PYTHON", help="the interpreter of an environment that has pm4py")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = []
    for line in page(given.pm4py):
        print(line, flush=True)
        lines.append(line)
    if given.write:
        PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
