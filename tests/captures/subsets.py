"""Parts of the sources of a capture: what a team may have kept of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from checker.base.finding import Verdict
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from tests.captures.truths import folder

DECIDED = (Verdict.HOLDS, Verdict.VIOLATED)


def sources(name: str) -> list[Path]:
    """The files of a capture that a reader knows, from the file names alone."""
    root = folder(name)
    return [*_of_balancers(root), *sorted(f for pattern in _OTHERS for f in root.glob(pattern)), *root.glob("*.pcap*")]


_OTHERS = ("client/*.jsonl", "monitor/*.log", "monitor/*.jsonl", "pgb/*.log", "pgb/*.csv")


def _of_balancers(root: Path) -> list[Path]:
    return [*sorted(root.glob("hap?/haproxy*.log")), *sorted(root.glob("hap?/keepalived*.log"))]


def statistics(name: str) -> list[Path]:
    """The folders, or the archive, with the statistics of the load balancers."""
    return sorted([*folder(name).glob("stats/hap?"), *folder(name).glob("stats.tar*")])


def named_subsets(name: str) -> Mapping[str, list[Path]]:
    """Subsets that happen: one file, all but one, one kind of source, one host, coarse stamps only."""
    others = [f for f in sources(name) if f.parent.name in ("client", "monitor", "pgb")]
    files = [f for f in sources(name) if f not in others]
    found = {f"only {_short(f)}": [f] for f in files}
    found |= {f"without {_short(f)}": [g for g in files if g != f] for f in files}
    for kind in sorted({f.parent.name for f in others}):
        found[kind] = [f for f in others if f.parent.name == kind]
        found[f"without {kind}"] = [f for f in (*files, *others, *statistics(name)) if f.parent.name != kind]
    for file in (f for f in others if f.parent.name == "monitor"):
        found[f"only {_short(file)}"] = [file]
    found["logs"] = [f for f in files if f.suffix == ".log"]
    found["coarse logs"] = [f for f in files if f.name in ("haproxy.log", "keepalived.log")]
    found["coarse logs and packets"] = [f for f in files if f.name in ("haproxy.log", "keepalived.log") or _packets(f)]
    found["fine logs"] = [f for f in files if ".iso." in f.name]
    found["keepalived"] = [f for f in files if f.name.startswith("keepalived")]
    found["haproxy"] = [f for f in files if f.name.startswith("haproxy")]
    found["keepalived and packets"] = [f for f in files if f.name.startswith("keepalived") or _packets(f)]
    found["haproxy and packets"] = [f for f in files if f.name.startswith("haproxy") or _packets(f)]
    for host in ("hap1", "hap2"):
        found[host] = [f for f in files if f.parent.name == host]
        found[f"{host} and packets"] = [f for f in files if f.parent.name == host or _packets(f)]
    return found


def random_subsets(name: str, count: int, seed: int = 7) -> Iterator[list[Path]]:
    chance = random.Random(f"{name} {seed}")
    files = [*sources(name), *statistics(name)]
    for _ in range(count):
        yield chance.sample(files, chance.randint(1, len(files) - 1))


def cut(files: list[Path], target: Path, chance: random.Random) -> list[Path]:
    """Copies of the logs of which each keeps its first or its last part, or loses some lines in the middle."""
    written: list[Path] = []
    for file in files:
        if file.suffix not in (".log", ".jsonl"):
            written.append(file)
            continue
        lines = file.read_bytes().splitlines(keepends=True)
        at = chance.randint(0, len(lines))
        kept = chance.choice((lines[:at], lines[at:], lines))
        copy = target / file.parent.name / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(b"".join(kept))
        written.append(copy)
    return written


def _packets(file: Path) -> bool:
    return ".pcap" in file.name


def _short(file: Path) -> str:
    return file.name if _packets(file) else f"{file.parent.name}/{file.name}"


def reversals(part: Outcome, whole: Outcome) -> list[str]:
    """Where the part of the sources decided the opposite of what all of them decide, instance by instance."""
    wholes = {p.id: p for p in whole.properties}
    return [
        f"{p.id}: {few.observer} {few.subject} {few.verdict.value} by a part ({few.why}), reversed by all ({many.why})"
        for p in part.properties
        for few in p.instances
        if few.verdict in DECIDED
        for many in _reversing(few, wholes[p.id])
    ]


def _reversing(few: Instance, prop: PropertyOutcome) -> list[Instance]:
    same = [i for i in prop.instances if _who(i) == _who(few) and i.trigger.overlaps(few.trigger)]
    if any(i.verdict is few.verdict for i in same) and prop.id != "single-vip-holder":
        return []  # several requests of one millisecond: one of them is the same
    return [i for i in same if i.verdict in DECIDED and i.verdict is not few.verdict and _contradict(few, i)]


def _contradict(few: Instance, many: Instance) -> bool:
    """Whether the violation of one lies where the other one holds: a tenure may go on, and be violated later."""
    guilty, innocent = (few, many) if few.verdict is Verdict.VIOLATED else (many, few)
    time = guilty.finding.time if guilty.finding and guilty.finding.time else guilty.trigger
    return time.lo >= innocent.trigger.lo and time.hi <= innocent.trigger.hi


def _who(instance: Instance) -> tuple[str, str]:
    return instance.observer.partition("[")[0].partition("#")[0], instance.subject
