"""How the cost of a proof grows with servers and VRRP peers, beside SPIN on the same model.

    python benchmarks/prove.py [--write]

Processor time of this process and of `pan` alone (SPIN's generator and gcc are left out), both in one run; `--write`
makes a page of it (docs/proof-costs.md), which says what the model is.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.promela import promela  # noqa: E402
from checker.base.time import NS_PER_S  # noqa: E402
from checker.properties import load  # noqa: E402
from checker.prove.judging.asking import Asked, ask_of  # noqa: E402
from checker.prove.machines.machine import Machine, assuming, compose  # noqa: E402
from checker.prove.machines.scaling import scale_of  # noqa: E402
from checker.prove.questions.observing import watch  # noqa: E402
from checker.prove.questions.question import Effort, Found, Watched  # noqa: E402
from checker.prove.questions.slicing import slice_of  # noqa: E402
from checker.prove.roles.checks import Checks  # noqa: E402
from checker.prove.roles.host import host  # noqa: E402
from checker.prove.roles.pool import pool  # noqa: E402
from checker.prove.roles.routing import Routing  # noqa: E402
from checker.prove.roles.vrrp import Group, Peer, vrrp_group  # noqa: E402

SERVERS, PEERS = (2, 3, 5, 8, 12), (2, 3, 5)
HALF = NS_PER_S // 2
# what SPIN may use: seconds of processor time, and megabytes
PATIENCE, MEMORY = 60, 8_000
UNFINISHED = "not finished"
NUMBERS = {
    "route.tolerance": NS_PER_S,
    "vip.handover": NS_PER_S,
    "vip.takeover": 4 * NS_PER_S,
    "down.within": 6 * NS_PER_S,
    "check.fall": 3,
    "check.rise": 2,
}
PROVED = (
    "no-request-routed-to-down",
    "down-after-failures",
    "down-detected-in-time",
    "single-vip-holder",
    "vip-always-held",
)


@dataclass(frozen=True)
class Spun:
    """What SPIN did: processor time in seconds, states stored, how it ended."""

    seconds: float
    states: str
    end: str


@dataclass(frozen=True)
class Question:
    """Whether a property holds in a machine of some size under all of its assumptions but some."""

    size: str
    machine: Machine
    promise: str
    without: tuple[str, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The assumptions that are made."""
        return tuple(name for name in self.machine.assumptions if name not in self.without)


@dataclass(frozen=True)
class Row:
    """One question: how big, which property, what the prover says and in which time, and what SPIN did with it.

    `spun` has SPIN on the whole machine, and on the slice that the prover makes of it; None where a smaller machine
    was already too much.
    """

    size: str
    property: str
    said: str
    seconds: float
    spun: tuple[Spun | None, Spun | None]


# Properties that are refuted where an assumption is left out; the first also by how requests are routed.
REFUTED = {
    "no-request-routed-to-down": (),
    "down-detected-in-time": ("servers-refuse",),
    "single-vip-holder": ("no-partition",),
}

HEADER = f"""# What proofs cost

Written by `python benchmarks/prove.py --write`: seconds of processor time on a shared machine with two processors. The
model: VRRP peers, and a load balancer that checks N servers and routes requests, under all faults that no assumption
excludes. SPIN (Debian's package, `gcc -O2`) gets the very machine, translated to Promela, with the violation as an
assertion, in the same run: whole, as the prover gets it, and the slice that the prover makes of it. Times are
multiples of half a second, so that SPIN, which counts ticks, has few; the prover does not need that. SPIN may use
{PATIENCE} s and {MEMORY} MB; where it does not finish, larger machines are not tried. The ratio is the prover's time to
SPIN's on the whole machine (to the time in which SPIN did not finish, where it did not). A counterexample of four steps
costs either of the two next to nothing: there most of the prover's time goes into preparing its formulas.
"""


def main() -> None:
    told: dict[str, list[Row]] = {}
    for title, rows in _parts().items():
        told[title] = []
        print(title, flush=True)
        for row in rows:
            told[title].append(row)
            print("  " + " | ".join(_cells(row)), flush=True)
    if "--write" in sys.argv[1:]:
        (ROOT / "docs" / "proof-costs.md").write_text("\n".join((HEADER, *_tables(told))), "utf-8")


def _parts() -> dict[str, Iterator[Row]]:
    broken = Routing(persist=True, sticky=True, redispatch=False)
    return {
        "Proofs: servers behind a load balancer, with two VRRP peers": _rows(
            (Question(f"{n} servers", _system(n, 2), name) for n in SERVERS for name in PROVED), breadth=False
        ),
        "Proofs: VRRP peers alone": _rows(
            (
                Question(f"{n} peers", _group(n), name)
                for n in PEERS
                for name in ("single-vip-holder", "vip-always-held")
            ),
            breadth=False,
        ),
        "Shortest counterexamples, beside SPIN's breadth-first search": _rows(
            (Question(f"{n} servers", _system(n, 2, broken), *each) for n in SERVERS for each in REFUTED.items()),
            breadth=True,
        ),
    }


def _rows(questions: Iterable[Question], breadth: bool) -> Iterator[Row]:
    too_much: set[tuple[str, bool]] = set()
    for each in questions:
        name = each.promise
        watched, seconds, asked = _timed(partial(_ask, each))
        whole = assuming(watched.machine, each.assumptions)
        spun: list[Spun | None] = []
        for part in (whole, slice_of(whole, watched.violated)):
            key = (name, part is whole)
            spun.append(None if key in too_much else _spin(part, watched, breadth))
            if spun[-1] is not None and spun[-1].end == UNFINISHED:
                too_much.add(key)
        yield Row(each.size, " without ".join((name, *each.without)), _said(asked), seconds, (spun[0], spun[1]))


def _cells(row: Row) -> tuple[str, ...]:
    whole = row.spun[0]
    sign = "" if whole is None or whole.end != UNFINISHED else "< "
    ratio = "" if whole is None or not whole.seconds else f"{sign}{row.seconds / whole.seconds:.4f}"
    return row.size, row.property, row.said, f"{row.seconds:.2f}", *map(_spun, row.spun), ratio


def _spun(each: Spun | None) -> str:
    return "not tried" if each is None else f"{each.seconds:.2f}, {each.end}, {each.states} states"


def _tables(told: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    for title, rows in told.items():
        yield f"## {title}\n"
        yield "| size | property | answer | s | SPIN, whole | SPIN, our slice | ratio |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        yield from (f"| {' | '.join(_cells(row))} |" for row in rows)
        yield ""


def _said(asked: Asked) -> str:
    if isinstance(asked.answer, Found):
        return f"refuted in {len(asked.answer.run.steps)} steps"
    return "proved" if asked.proofs else "unknown"


def _ask(asked: Question) -> tuple[Watched, Asked]:
    watched = watch(asked.machine, load()[asked.promise], NUMBERS)[0]
    return watched, ask_of(watched, asked.assumptions, Effort())


def _timed(work: Callable[[], tuple[Watched, Asked]]) -> tuple[Watched, float, Asked]:
    begun = time.process_time()
    watched, asked = work()
    return watched, time.process_time() - begun, asked


def _system(servers: int, peers: int, routing: Routing | None = None) -> Machine:
    names = [f"pgb{number}" for number in range(1, servers + 1)]
    return compose(pool(["hap1"], names, Checks(), routing or Routing()), _group(peers))


def _group(peers: int) -> Machine:
    # the skew of priority 128 is half a second; the address decides between them
    members = [Peer(f"lb{number}", 128, f"10.0.0.{10 + number}") for number in range(1, peers + 1)]
    return compose(*(host(each.name) for each in members), vrrp_group(members, Group(delay=0)))


def _spin(machine: Machine, watched: Watched, breadth: bool) -> Spun:
    scale = scale_of(machine, watched.violated)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "m.pml").write_text(promela(machine, watched.violated, scale.unit, scale.cap))
        subprocess.run(["spin", "-a", "m.pml"], cwd=path, check=True, stdout=subprocess.DEVNULL)
        flags = ["-O2", "-w", "-DSAFETY", f"-DMEMLIM={MEMORY}", *(["-DBFS"] if breadth else [])]
        subprocess.run(["gcc", *flags, "-o", "pan", "pan.c"], cwd=path, check=True)
        return _run(path)


def _run(path: Path) -> Spun:
    """Run the verifier of SPIN with bounded time; what it does not finish says so."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["./pan", "-E", "-m1000000"],
        cwd=path,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 5)),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    states = next((line.split()[0] for line in done.stdout.splitlines() if "states, stored" in line), "?")
    return Spun(seconds, states, _end(done.stdout))


def _end(text: str) -> str:
    if "assertion violated" in text:
        return "refuted"
    if "out of memory" in text or "max search depth too small" in text or "errors:" not in text:
        return UNFINISHED
    return "proved" if "errors: 0" in text and "reached max" not in text else UNFINISHED


if __name__ == "__main__":
    if shutil.which("spin") is None or shutil.which("gcc") is None:
        sys.exit("needs spin and gcc (Debian: spin, gcc)")
    main()
