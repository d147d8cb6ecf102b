"""What truly happened in a run, from the injected actions and the oracles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import address
from .oracle import Sample, Span, spans
from .pcap import tcp_packets
from .routing import OUT_OF_USE, Attempt, Session, Wire, inherited, near_change, sessions, side, standing
from .scenarios import Scenario

NOTE = (
    "per HAProxy process: DOWN or MAINT by its own admin socket at accept + Tw; "
    "within 30 ms of a change a session is on the boundary"
)
HOLDS, VIOLATED, BOUNDARY_ONLY, NOT_EXERCISED = "holds", "violated", "boundary", "not_exercised"


@dataclass(frozen=True)
class Action:
    """Something the lab did between `before` and `after`."""

    before: float
    after: float
    do: str
    arguments: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Evidence:
    """All that a run leaves for judging it."""

    scenario: Scenario
    actions: tuple[Action, ...]
    finish: float
    held: dict[str, list[tuple[float, float | None]]]
    samples: dict[str, tuple[Sample, ...]]
    sessions: tuple[dict[str, Any], ...]
    logs: dict[str, Path]
    capture: Path


def judge(evidence: Evidence) -> dict[str, Any]:
    """The content of truth.json."""
    states = {host: spans(samples) for host, samples in evidence.samples.items()}
    held = address.timeline(evidence.held, _unplugged(evidence), evidence.finish)
    return {
        "scenario": evidence.scenario.name,
        "summary": evidence.scenario.summary,
        "clock": "all hosts share one clock (UTC); times are seconds since the epoch",
        "capture_ends": moment(evidence.finish),
        "actions": [
            {**moment(action.before), "done": round(action.after, 6), "action": action.text}
            for action in evidence.actions
        ],
        "vip_timeline": [{"host": span.host, **interval(span.start, span.end)} for span in held],
        "single_vip_holder": _single_holder(held, evidence.finish),
        "vip_gaps": [interval(*gap) for gap in address.gaps(held, evidence.finish)],
        "no_request_routed_to_down": _routed_to_down(evidence, states),
        "server_down": {host: _down(found) for host, found in states.items()},
        "server_down_error_s": _error(states),
        "server_states": {host: [_state(span) for span in found] for host, found in states.items()},
        "detections": _detections(evidence, states),
        "client": _client(evidence),
    }


def moment(when: float) -> dict[str, Any]:
    """An instant as JSON."""
    return {"t": round(when, 6), "iso": iso(when)}


def interval(start: float, end: float | None) -> dict[str, Any]:
    """An interval as JSON; an open end is null."""
    known = {} if end is None else {"seconds": round(end - start, 6)}
    return {
        "from": round(start, 6),
        "to": None if end is None else round(end, 6),
        "from_iso": iso(start),
        "to_iso": None if end is None else iso(end),
        **known,
    }


def iso(when: float) -> str:
    """An instant in ISO 8601, with microseconds."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _unplugged(evidence: Evidence) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for action in evidence.actions:
        middle = (action.before + action.after) / 2
        match action.do:
            case "unplug":
                found.setdefault(action.arguments[0], []).append((middle, evidence.finish))
            case "plug":
                cuts = found[action.arguments[0]]
                cuts[-1] = (cuts[-1][0], middle)
    return found


def _single_holder(held: list[address.Held], finish: float) -> dict[str, Any]:
    every = address.overlaps(held, finish)
    long = [overlap for overlap in every if overlap[1] - overlap[0] > address.OVERLAP_TOLERANCE]
    return {
        "verdict": VIOLATED if long else HOLDS if held else NOT_EXERCISED,
        "tolerance_s": address.OVERLAP_TOLERANCE,
        "overlaps": [interval(*overlap) for overlap in long],
        "overlaps_all": [interval(*overlap) for overlap in every],
        "note": "from the hosts' address tables; a host whose switch port is down holds nothing",
    }


def _routed_to_down(evidence: Evidence, states: dict[str, list[Span]]) -> dict[str, Any]:
    wire = Wire(tcp_packets(evidence.capture))
    hosts = {host: _judge_host(host, sessions(path), states[host], wire) for host, path in evidence.logs.items()}
    near = [_boundary(host, one, states[host]) for host in hosts for one in hosts[host]["boundary"]]
    named = {host: [session.line for session in found["down"]] for host, found in hosts.items()}
    hidden = [attempt for found in hosts.values() for attempt in found["hidden"]]
    exercised = any(span.state in OUT_OF_USE for found in states.values() for span in found)
    if any(named.values()) or any(attempt["standing"] == "down" for attempt in hidden):
        verdict = VIOLATED
    elif hidden or any(session["standing"] != "in use" for session in near):
        verdict = BOUNDARY_ONLY
    else:
        verdict = HOLDS if exercised else NOT_EXERCISED
    return {
        "verdict": verdict,
        "note": NOTE,
        "violating_lines": named,
        "boundary_lines": {host: [session.line for session in found["boundary"]] for host, found in hosts.items()},
        "boundary_sessions": near,
        "hidden_first_attempts": hidden,
        "violating_lines_with_a_syn": {host: found["confirmed"] for host, found in hosts.items()},
        "by_new_worker_to_server_its_predecessor_had_down": {host: found["inherited"] for host, found in hosts.items()},
        "logged_sessions": {host: found["count"] for host, found in hosts.items()},
    }


def _judge_host(host: str, logged: list[Session], states: list[Span], wire: Wire) -> dict[str, Any]:
    sorted_by: dict[str, list[Session]] = {"down": [], "boundary": [], "in use": []}
    for session in logged:
        sorted_by[standing(states, session.pid, session.server, session.routed)].append(session)
    attempts = wire.refused_first_attempts(host)
    return {
        **sorted_by,
        "hidden": [found for attempt in attempts if (found := _hidden(host, attempt, logged, states))],
        "confirmed": sum(wire.has_attempt(host, session.server, session.routed) for session in sorted_by["down"]),
        "inherited": [session.line for session in logged if inherited(states, session)],
        "count": len(logged),
    }


def _boundary(host: str, session: Session, states: list[Span]) -> dict[str, Any]:
    """A session on the boundary as JSON, with how long after the change (before it: negative) it was routed."""
    change = near_change(states, session.pid, session.server, session.routed)
    assert change is not None
    return {
        "host": host,
        "line": session.line,
        "server": session.server,
        "becomes": change.state,
        "standing": side(change, session.routed),
        "routed_after_s": round(session.routed - change.start, 4),
        "error_s": round(change.start_error, 4),
    }


def _hidden(host: str, attempt: Attempt, logged: list[Session], states: list[Span]) -> dict[str, Any] | None:
    """The attempt as JSON when its session was redispatched to another server and this one was out of use."""
    near = [session for session in logged if abs(session.accepted - attempt.time) < 0.1]
    own = next((session for session in near if session.client_port == attempt.client_port), None)
    if own is None or own.server == attempt.server or not own.retries.startswith("+"):
        return None
    found = standing(states, own.pid, attempt.server, attempt.time)
    if found == "in use":
        return None
    return {
        "host": host,
        **moment(attempt.time),
        "server": attempt.server,
        "client_port": attempt.client_port,
        "standing": found,
        "line": own.line,
        "logged_server": own.server,
        "retries": own.retries,
    }


def _down(found: Sequence[Span]) -> dict[str, list[list[float]]]:
    down: dict[str, list[list[float]]] = {}
    for span in found:
        if span.state in OUT_OF_USE:
            down.setdefault(span.server, []).append([round(span.start, 4), round(span.end, 4)])
    return down


def _error(states: dict[str, list[Span]]) -> float:
    errors = [error for found in states.values() for span in found for error in (span.start_error, span.end_error)]
    return round(max(errors, default=0.0), 4)


def _state(span: Span) -> dict[str, Any]:
    errors = {"from_error_s": round(span.start_error, 4), "to_error_s": round(span.end_error, 4)}
    return {"pid": span.pid, "server": span.server, "state": span.state, **interval(span.start, span.end), **errors}


def _detections(evidence: Evidence, states: dict[str, list[Span]]) -> list[dict[str, Any]]:
    """How long after each fault each HAProxy said DOWN, if it did before the repair."""
    found = []
    faults = [action for action in evidence.actions if action.do in ("kill_server", "drop_packets_to")]
    repairs = [action for action in evidence.actions if action.do in ("start_server", "drop_nothing")]
    for fault, repair in zip(faults, repairs, strict=True):
        server = fault.arguments[0].removesuffix(".check")
        for host, known in states.items():
            starts = [span.start for span in known if span.server == server and span.state == "DOWN"]
            down = next((start for start in starts if fault.before < start < repair.after), None)
            found.append(
                {
                    "host": host,
                    "server": server,
                    "fault": round(fault.before, 4),
                    "repaired": round(repair.after, 4),
                    "down": None if down is None else round(down, 4),
                    "seconds": None if down is None else round(down - fault.before, 4),
                }
            )
    return found


def _client(evidence: Evidence) -> dict[str, Any]:
    """What the client saw, and whether the server that answered it is the one that the log names."""
    logged = {(session.client_port, session.server) for path in evidence.logs.values() for session in sessions(path)}
    answered = [(session["port"], session["server"]) for session in evidence.sessions if session["server"]]
    failed = [session for session in evidence.sessions if not session["ok"]]
    failed.sort(key=lambda session: session["start"])
    return {
        "sessions": len(evidence.sessions),
        "failed": len(failed),
        "failures": [
            {**moment(session["start"]), "port": session["port"], "error": session["error"]} for session in failed[:20]
        ],
        "answered": len(answered),
        "answered_and_logged_with_that_server": sum(pair in logged for pair in answered),
    }
