"""What a gate costs: the whole command beside `haproxy -c` and a bare Python, and where its time goes.

    python benchmarks/gate.py

Processor time, the least of several runs, because other work on the machine can only add; the ratios are what counts.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.check import VERIFY, cost  # noqa: E402
from checker.configs.reading import Reading  # noqa: E402
from checker.configs.registry import read  # noqa: E402
from checker.gate import registry  # noqa: E402
from checker.gate.judging import judge_all  # noqa: E402
from checker.gate.merging import merged  # noqa: E402
from checker.gate.repairing import Workshop, state_of  # noqa: E402
from checker.pipeline.contracts import every_contract  # noqa: E402
from checker.pipeline.gating_inputs import find, surroundings  # noqa: E402
from checker.pipeline.request import GateRequest  # noqa: E402

T = TypeVar("T")
CASES = ROOT / "tests" / "gate" / "cases"
MANY_BACKENDS, MANY_FAULTS = 200, 40


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = {"XDG_CACHE_HOME": f"{folder}/cache"}
        sets = list(_sets(Path(folder)))
        bare = cost([sys.executable, "-c", "pass"]).seconds
        print(f"whole command, seconds of processor time (bare Python {bare:.3f})")
        for name, path in sets:
            gate = cost([*VERIFY, "gate", str(path)], env=cache).seconds
            beside = _haproxy(path)
            ratio = f", {gate / beside:.1f} x haproxy -c ({beside:.3f})" if beside else ""
            print(f"  {name:28} {gate:.3f}, {gate / bare:.1f} x bare Python{ratio}")
        print("inside, milliseconds: reading, judging, repairs (how often judged again)")
        for name, path in sets:
            print(f"  {name:28} {_inside(path)}")


def _sets(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in ("g01-reference", "h01-fall-10", "s03-two-on-publish"):
        yield name, CASES / name
    yield f"{MANY_BACKENDS} further backends", _changed(folder / "backends", _with_backends)
    yield f"{MANY_FAULTS} nodes with a fault", _changed(folder / "faults", lambda text: text, copies=MANY_FAULTS)


def _changed(folder: Path, change: Callable[[str], str], copies: int = 0) -> Path:
    shutil.copytree(CASES / "h01-fall-10", folder)
    file = folder / "haproxy.cfg"
    file.write_text(change(file.read_text()))
    for number in range(copies):
        node = folder / f"node{number}"
        node.mkdir()
        (node / "haproxy.cfg").write_text(file.read_text())
    return folder


def _with_backends(text: str) -> str:
    further = (
        f"\nbackend other{number}\n    default-server inter 1s fall 2\n"
        + "".join(f"    server s{server} 10.0.{number}.{server}:80 check\n" for server in range(1, 6))
        for number in range(MANY_BACKENDS)
    )
    return text + "".join(further)


def _haproxy(path: Path) -> float | None:
    file = path / "haproxy.cfg"
    if shutil.which("haproxy") is None or not file.is_file():
        return None
    return cost(["haproxy", "-c", "-f", str(file)]).seconds


def _inside(path: Path) -> str:
    rules = list(registry.load().values())
    contracts = every_contract(GateRequest(paths=()))
    inputs = find([str(path)])
    reading, took_reading = _timed(lambda: read(inputs.sources, surroundings(inputs, ())))
    judgements, took_judging = _timed(lambda: judge_all(rules, contracts, reading.deployment))
    found = [each for judgement in judgements for each in merged(judgement, reading.deployment)]

    def repairs(reading: Reading = reading) -> int:
        workshop = Workshop(reading, rules, contracts, state_of(judgements, reading))
        mended = workshop.repairs_of(found)
        workshop.together([(found[at], repair) for at, repair in mended.items()])
        return workshop.trials

    trials, took_repairs = _timed(repairs)
    whole = took_reading + took_judging
    ratio = f"with repairs {(whole + took_repairs) / whole:.1f} x without"
    return f"{took_reading:.1f}, {took_judging:.1f}, {took_repairs:.1f} ({trials}); {ratio}"


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    took = []
    for _ in range(5):
        began = time.process_time()
        result = work()
        took.append(time.process_time() - began)
    return result, min(took) * 1000


if __name__ == "__main__":
    main()
