"""The captures of real components, and what truly happened in each, from `truth.json` alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TRACES = Path(__file__).parents[2] / "traces"
_FOLDERS = (p.parent for p in TRACES.glob("*/*/truth.json") if p.parent.parent.name != "rtmp-failover")
NAMES = tuple(sorted(f"{p.parent.name}/{p.name}" for p in _FOLDERS))


@dataclass(frozen=True)
class Truth:
    """Verdicts by property; lines of the .iso.log by host; instants in seconds since the epoch."""

    verdicts: Mapping[str, str]
    violating: frozenset[tuple[str, int]]
    boundary: frozenset[tuple[str, int]]
    hidden: frozenset[tuple[str, int]]
    hidden_boundary: frozenset[tuple[str, int]]
    overlaps: tuple[tuple[float, float], ...]


def folder(name: str) -> Path:
    return TRACES / name


@cache
def truth(name: str) -> Truth:
    """Read the truth about a capture; a promise about DOWN servers is not exercised where none was DOWN."""
    document = json.loads((folder(name) / "truth.json").read_text())
    told = document.get("invariants", document)
    requests, holders = told["no_request_routed_to_down"], told["single_vip_holder"]
    verdict = requests["verdict"]
    if verdict == "holds" and not _some_server_went_down(name):
        verdict = "not_exercised"
    hidden = requests.get("hidden_first_attempts") or []
    return Truth(
        verdicts={"no-request-routed-to-down": verdict, "single-vip-holder": holders["verdict"], **_others(document)},
        violating=_lines(requests.get("violating_lines")),
        boundary=_lines(requests.get("boundary_lines")),
        hidden=frozenset((h["host"], h["line"]) for h in hidden if h["standing"] == "down"),
        hidden_boundary=frozenset((h["host"], h["line"]) for h in hidden if h["standing"] == "boundary"),
        overlaps=tuple((o["from"], o["to"]) for o in _overlaps(holders)),
    )


# How the samples call the properties; `verdict` of the second is for a bound of 3.91 s, of the others for the promise.
_NAMES = {
    "down_after_exactly_3_failures": "down-after-failures",
    "down_detected_within_6s": "down-detected-in-time",
    "up_after_2_successes": "up-after-successes",
    "alert_on_every_state_change": "alert-per-state-change",
    "client_interruption_bound": "client-interruption-bounded",
}


def _others(document: Mapping) -> dict[str, str]:
    """The verdicts that a truth gives beside the two; at the diagram's takeover bound, 3 s."""
    if "invariants" not in document:
        return _in_lab(document)
    told = document["invariants"]
    found = {ours: told[theirs]["verdict"] for theirs, ours in _NAMES.items()}
    found["vip-always-held"] = told["vip_always_held_within_bound"]["verdict_bound_3s"]
    return {name: verdict.replace("not_applicable", "not_exercised") for name, verdict in found.items()}


def _in_lab(document: Mapping) -> dict[str, str]:
    gaps = [gap.get("seconds", 0) for gap in document["vip_gaps"]]
    faults = [d for d in document["detections"] if d["repaired"] and d["repaired"] - d["fault"] > 6]
    late = [d for d in faults if d["seconds"] is None or d["seconds"] > 6]
    return {
        "vip-always-held": "violated" if any(s > 3 for s in gaps) else "holds",
        "down-detected-in-time": "violated" if late else "holds" if faults else "not_exercised",
    }


def _overlaps(holders: Mapping) -> list[Mapping]:
    return holders.get("overlaps_over_tolerance", holders.get("overlaps", []))


def _lines(by_host: Mapping[str, list[int]] | None) -> frozenset[tuple[str, int]]:
    return frozenset((host, line) for host, lines in (by_host or {}).items() for line in lines)


def _some_server_went_down(name: str) -> bool:
    logs = folder(name).glob("hap?/haproxy.iso.log")
    return any(" is DOWN" in text or " is going DOWN" in text for text in (log.read_text() for log in logs))
