"""How the cost of a proof grows with servers and VRRP peers, beside SPIN on the same model.

    python benchmarks/prove.py [--write]

The model: two VRRP peers, a load balancer that checks N servers and routes requests, all faults that no assumption
excludes. Its times are multiples of half a second, so that SPIN, which counts ticks, has few; the prover does not need
that. SPIN (Debian's package; `gcc -O2`) gets the very machine, translated (benchmarks/promela.py), with the violation
as an assertion: whole, as the prover gets it, and the slice that the prover makes of it. Processor time of this process
and of `pan` alone (SPIN's generator and gcc are left out), both in one run.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
PATIENCE, MEMORY = 400, 12_000
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


def main() -> None:
    lines = list(_report())
    print("\n".join(lines))


def _report() -> Iterator[str]:
    yield "proofs, seconds of processor time (SPIN in brackets: whole machine / the prover's slice)"
    for servers in SERVERS:
        for name in PROVED:
            yield _row(f"{servers} servers", _system(servers, 2), name)
    for peers in PEERS:
        for name in ("single-vip-holder", "vip-always-held"):
            yield _row(f"{peers} peers", _group(peers), name)
    yield "shortest counterexamples (persist and stickiness without redispatch), beside SPIN's breadth-first search"
    for servers in SERVERS:
        machine = _system(servers, 2, Routing(persist=True, sticky=True, redispatch=False))
        yield _row(f"{servers} servers", machine, "no-request-routed-to-down", breadth=True)


def _row(what: str, machine: Machine, name: str, breadth: bool = False) -> str:
    watched, seconds, asked = _timed(lambda: _ask(machine, name))
    whole = assuming(watched.machine, machine.assumptions)
    beside = [_spin(each, watched, breadth) for each in (whole, slice_of(whole, watched.violated))]
    told = " / ".join(f"{each.seconds:.2f} s {each.end}, {each.states} states" for each in beside)
    ratio = f"{seconds / beside[0].seconds:.3f}" if beside[0].seconds else "-"
    return f"  {what:12} {name:28} {_said(asked):24} {seconds:6.2f}  x {ratio:6} [{told}]"


def _said(asked: Asked) -> str:
    if isinstance(asked.answer, Found):
        return f"refuted in {len(asked.answer.run.steps)} steps"
    return "proved" if asked.proofs else "unknown"


def _ask(machine: Machine, name: str) -> tuple[Watched, Asked]:
    watched = watch(machine, load()[name], NUMBERS)[0]
    return watched, ask_of(watched, machine.assumptions, Effort())


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
        return "not finished"
    return "proved" if "errors: 0" in text and "reached max" not in text else "not finished"


if __name__ == "__main__":
    if shutil.which("spin") is None or shutil.which("gcc") is None:
        sys.exit("needs spin and gcc (Debian: spin, gcc)")
    main()
