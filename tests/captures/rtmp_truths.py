"""The captures of the streaming system, what truly happened in each, and parts of their sources."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checker.model.outcome import Outcome
from tests.pipeline.running import run

TRACES = Path(__file__).parents[2] / "traces" / "rtmp-failover"
NAMES = tuple(sorted(p.parent.name for p in TRACES.glob("*/truth.json")))
# Polling every second with a timeout of 500 ms in these runs.
SETTINGS = ("heartbeat.interval=1s", "heartbeat.timeout=500ms")
ROUTED = "no-request-routed-to-down"
# How the samples call the properties.
PROPERTIES = {
    "down_after_exactly_3_failures": "down-after-failures",
    "up_after_exactly_2_successes": "up-after-successes",
    "heartbeat_interval_1s": "heartbeat-on-schedule",
    "no_request_routed_to_down_replica": ROUTED,
    "both_services_agree_within_bound": "services-agree",
    "redirect_carries_username": "redirect-carries-username",
    "every_publish_authorised_before_hls": "publish-authorised",
}
# How the samples call the readings of the two that have several.
READINGS = {
    "fixed_delay_end_to_start": "from end to start (fixed delay)",
    "strict_start_to_start": "from start to start (fixed rate)",
    "agreed_down_by_all_live_services": "all services",
    "any_view": "any service",
    "HS1_view": "HS1",
    "HS2_view": "HS2",
}


def folder(name: str) -> Path:
    return TRACES / name


@cache
def document(name: str) -> Mapping:
    return json.loads((folder(name) / "truth.json").read_text())


def verdicts(name: str) -> dict[str, str]:
    """The verdicts of a truth; a promise about DOWN replicas is not exercised where none was DOWN."""
    found: dict[str, str] = {}
    for theirs, told in document(name)["verdicts"].items():
        never_down = theirs == "no_request_routed_to_down_replica" and not document(name)["state_timeline"]
        vacuous = told.get("vacuous") or never_down
        found[PROPERTIES[theirs]] = "not_exercised" if vacuous else told["expected"]
    return found


def readings(name: str, theirs: str) -> dict[str, str]:
    told = document(name)["verdicts"][theirs]["readings"]
    return {READINGS[reading]: verdict for reading, verdict in told.items() if reading in READINGS}


@cache
def whole(name: str, *settings: str) -> Outcome:
    return run(folder(name), settings=(*SETTINGS, *settings))


def sources(name: str) -> list[Path]:
    return [f for f in sorted(folder(name).iterdir()) if f.name != "truth.json"]


def named_subsets(name: str) -> Mapping[str, list[Path]]:
    """Subsets that happen: one file, all but one, one kind of source, what one component told."""
    files = sources(name)
    found = {f"only {f.name}": [f] for f in files}
    found |= {f"without {f.name}": [g for g in files if g != f] for f in files}
    for words in (("heartbeat",), ("nginx",), ("heartbeat", "net"), ("heartbeat", "nginx"), ("nginx", "hls")):
        found[" and ".join(words)] = [f for f in files if f.name.startswith(words)]
    for words in (("heartbeat", "nginx", "app"), ("heartbeat-hs1", "net"), ("heartbeat-hs2", "nginx"), ("net", "hls")):
        found[" and ".join(words)] = [f for f in files if f.name.startswith(words)]
    found["logs"] = [f for f in files if f.name != "net.pcap.gz"]
    return found


def random_subsets(name: str, count: int, seed: int = 7) -> Iterator[list[Path]]:
    chance = random.Random(f"{name} {seed}")
    files = sources(name)
    for _ in range(count):
        yield chance.sample(files, chance.randint(1, len(files) - 1))


def cut(files: list[Path], target: Path, chance: random.Random) -> list[Path]:
    """Copies of the logs of which each keeps its first or its last part."""
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for file in files:
        if file.suffix == ".gz":
            written.append(file)
            continue
        lines = file.read_bytes().splitlines(keepends=True)
        at = chance.randint(0, len(lines))
        copy = target / file.name
        copy.write_bytes(b"".join(chance.choice((lines[:at], lines[at:], lines))))
        written.append(copy)
    return written
