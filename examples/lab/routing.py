"""Which sessions went to a server that the same HAProxy process had DOWN, by its admin socket and by the packets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from .configs import CLIENT_ADDRESS, SERVER_ADDRESS, SERVER_PORTS, VIP
from .network import HOSTS
from .oracle import Span
from .pcap import ACK, RST, SYN, Packet

OUT_OF_USE = {"DOWN", "MAINT"}
BOUNDARY = 0.03
LOG_ERROR = 0.002
ATTEMPT_WINDOW = 0.01
SERVER_BY_PORT = {port: name for name, port in SERVER_PORTS.items()}
HOST_BY_MAC = {mac: name for name, (_, mac) in HOSTS.items()}
SESSION = re.compile(
    r"haproxy\[(?P<pid>\d+)\]: [\d.]+:(?P<port>\d+) \[(?P<accepted>[^]]+)\] \S+ \S+/(?P<server>\S+) "
    r"(?P<waited>-?\d+)/-?\d+/\+?\d+ \S+ \S\S (?:\d+/){4}(?P<retries>\+?\d+) \d+/\d+$"
)


@dataclass(frozen=True)
class Session:
    """One session line: the line's number, the process, the client's port, the last server and when it was chosen."""

    line: int
    pid: int
    client_port: int
    accepted: float
    server: str
    routed: float
    retries: str


@dataclass(frozen=True)
class Attempt:
    """A first connection attempt that was refused and that the session's line does not name."""

    time: float
    server: str
    client_port: int


def sessions(path: Path) -> list[Session]:
    """The sessions that a log names a server for."""
    found = []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        match = SESSION.search(text)
        if match is None or match["server"] not in SERVER_PORTS or int(match["waited"]) < 0:
            continue
        accepted = datetime.strptime(match["accepted"], "%d/%b/%Y:%H:%M:%S.%f").replace(tzinfo=UTC).timestamp()
        routed = accepted + int(match["waited"]) / 1000
        pid, port = int(match["pid"]), int(match["port"])
        found.append(Session(number, pid, port, accepted, match["server"], routed, match["retries"]))
    return found


def near_change(spans: list[Span], pid: int, server: str, when: float) -> Span | None:
    """The state that began, or nearly, at `when`, where the server went out of use or came back with it."""
    own = [span for span in spans if (span.pid, span.server) == (pid, server)]
    for last, now in pairwise(own):
        differs = (last.state in OUT_OF_USE) != (now.state in OUT_OF_USE)
        if differs and abs(when - now.start) <= BOUNDARY + now.start_error:
            return now
    return None


def side(change: Span, when: float) -> str:
    """On which side of `change` an instant near it lies: `down`, `in use`, or `undecided` within the errors."""
    if abs(when - change.start) <= change.start_error + LOG_ERROR:
        return "undecided"
    return "down" if (when > change.start) == (change.state in OUT_OF_USE) else "in use"


def standing(spans: list[Span], pid: int, server: str, when: float) -> str:
    """`down`, `in use`, or `boundary` when the state changed too near to `when`.

    What a process said first also holds before, and what it said last also holds after.
    """
    if near_change(spans, pid, server, when) is not None:
        return "boundary"
    own = [span for span in spans if (span.pid, span.server) == (pid, server)]
    current = [span for span in own if span.start <= when][-1:] or own[:1]
    return "down" if current and current[0].state in OUT_OF_USE else "in use"


def inherited(spans: list[Span], session: Session) -> bool:
    """Whether a new worker had not yet checked a server that its predecessor last had out of use."""
    pids = list(dict.fromkeys(span.pid for span in spans))
    if session.pid not in pids[1:]:
        return False
    own = [span for span in spans if (span.pid, span.server) == (session.pid, session.server)]
    before = [span for span in spans if (span.pid, span.server) == (pids[pids.index(session.pid) - 1], session.server)]
    return session.routed < own[0].end and own[0].state not in OUT_OF_USE and before[-1].state in OUT_OF_USE


class Wire:
    """The connection attempts in a capture, by load balancer."""

    def __init__(self, packets: Iterator[Packet]) -> None:
        self._clients: dict[str, list[tuple[float, int]]] = {"hap1": [], "hap2": []}
        self._attempts: dict[str, list[tuple[float, int, int]]] = {"hap1": [], "hap2": []}
        self._refused: set[tuple[str, int, int]] = set()
        seen: set[tuple[str, int, int]] = set()
        for packet in packets:
            opening = packet.flags & (SYN | ACK) == SYN
            if opening and packet.source[0] == CLIENT_ADDRESS and packet.target == (VIP, 5432):
                host = HOST_BY_MAC.get(packet.target_mac, "")
                if host in self._clients and (host, 0, packet.source[1]) not in seen:
                    seen.add((host, 0, packet.source[1]))
                    self._clients[host].append((packet.time, packet.source[1]))
            elif opening and packet.target[0] == SERVER_ADDRESS:
                host = HOST_BY_MAC.get(packet.source_mac, "")
                if host in self._attempts:
                    self._attempts[host].append((packet.time, packet.target[1], packet.source[1]))
            elif packet.flags & RST and packet.source[0] == SERVER_ADDRESS:
                self._refused.add((HOST_BY_MAC.get(packet.target_mac, ""), packet.source[1], packet.target[1]))

    def has_attempt(self, host: str, server: str, when: float) -> bool:
        """Whether `host` sent a SYN to `server` at about `when`."""
        near = self._between(host, when - 0.003, when + ATTEMPT_WINDOW)
        return any(port == SERVER_PORTS[server] for _, port, _ in near)

    def refused_first_attempts(self, host: str) -> list[Attempt]:
        """For each client's SYN the first refused attempt that follows at once (perhaps a check or another session)."""
        found = []
        for opened, client_port in self._clients[host]:
            for when, port, source in self._between(host, opened, opened + ATTEMPT_WINDOW):
                if port in SERVER_BY_PORT and (host, port, source) in self._refused:
                    found.append(Attempt(when, SERVER_BY_PORT[port], client_port))
                    break
        return found

    def _between(self, host: str, start: float, end: float) -> list[tuple[float, int, int]]:
        attempts = self._attempts[host]
        return attempts[bisect_left(attempts, (start, 0, 0)) : bisect_left(attempts, (end, 0, 0))]
