"""Made-up runs of two heartbeat services and a media server: what happened is the truth, sources tell parts of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.check import check
from checker.conform.evidence import Evidence, Heard
from checker.conform.hosts import identify
from checker.conform.streaming.refining import refined
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.outcome import PropertyOutcome
from checker.model.spec import load_spec
from checker.properties import load

MS, S = 1_000_000, 1_000_000_000
START = 1_795_290_000 * S
CAPTURE, NGINX = Source("", "capture", ""), Source("NGINX", "nginx", "7")
AT = {
    "primary": ("10.77.0.21:8080", "spring-boot-app-primary:8080"),
    "secondary": ("10.77.0.22:8081", "spring-boot-app-secondary:8081"),
}
ADDRESS = {"HS1": "10.77.0.41", "HS2": "10.77.0.42"}


@cache
def contract(*settings: str) -> Contract:
    """The contract of the streaming system, polled every second."""
    known = {id: prop.parameters for id, prop in load().items()}
    (found,) = (c for c in load_spec(None, known) if c.system == "rtmp-failover")
    return found.with_settings(("heartbeat.interval=1s", "heartbeat.timeout=500ms", *settings))


@dataclass
class Story:
    """Events as readers would give them: those of logs, and those in bulk of a capture."""

    events: list[Event] = field(default_factory=list)
    wire: list[Event] = field(default_factory=list)
    heard: dict[Source, Interval] = field(default_factory=dict)
    lines: int = 0

    def log(self, host: str, kind: str, at: int, **args) -> None:
        """A line of a service."""
        self.lines += 1
        source = Source(host, "heartbeat", "1")
        time = Interval(START + at, START + at + MS - 1)
        self.events.append(Event(kind, time, source, args, (Place(f"{host}.log", self.lines),), kind))
        old = self.heard.get(source, time)
        self.heard[source] = Interval(min(old.lo, time.lo), max(old.hi, time.hi))

    def starts(self, host: str, at: int) -> None:
        self.log(host, "process_started", at, detail="Starting")

    def marks(self, host: str, server: str, after: str, at: int) -> None:
        before = {"UP": "DOWN", "DOWN": "UP"}[after]
        self.log(
            host,
            "server_state",
            at,
            server=AT[server][1],
            before=before,
            after=after,
            reason="3 consecutive",
            active=-1,
        )

    def checked(self, host: str, server: str, passed: bool, at: int) -> None:
        told = {"server": AT[server][1], "passed": passed, "health": -1, "of": -1, "state": "", "reason": ""}
        self.log(host, "check", at, **told)

    def packet(self, kind: str, at: int, **args) -> None:
        time = Interval(START + at, START + at + 999)
        place = (Place("net.pcap", len(self.wire) + 1, unit="packet"),)
        self.wire.append(Event(kind, time, CAPTURE, args, place, kind))

    def get(self, host: str, server: str, at: int, status: int = 200, lasts: int = 2 * MS) -> None:
        """A request of a service on the wire; status -1: its connection is reset."""
        address, name = AT[server]
        told = {"client": f"{ADDRESS.get(host, host)}:4000", "server": address, "host": name, "method": "GET"}
        rest = {"path": "/health", "form": "", "status": status, "location": "", "ended_ns": START + at + lasts}
        self.packet("http_exchange", at, **told, **rest)

    def refused(self, host: str, server: str, at: int, outcome: str = "refused") -> None:
        told = {"client": f"{ADDRESS.get(host, host)}:4001", "server": AT[server][0], "outcome": outcome}
        self.packet("connect", at, **told, data=False, retransmits=0, spoke_before_ns=-1)

    def posts(self, server: str, at: int, call: str = "publish", status: int = 302) -> None:
        address, name = AT[server]
        form = f"clientid=1&call={call}&name=KEY"
        told = {"client": "10.77.0.10:5000", "server": address, "host": name.partition(":")[0], "method": "POST"}
        rest = {"path": "/api/stream/start", "form": form, "status": status, "location": "stream_alice"}
        self.packet("http_exchange", at, **told, **rest, ended_ns=START + at + 20 * MS)

    def looks_up(self, at: int, row: str) -> None:
        told = {"client": "10.77.0.21:36712", "server": "10.77.0.30:3306", "statement": "select ... 'KEY'", "row": row}
        self.packet("sql_answer", at, **told, ended_ns=START + at + MS)

    def evidence(self, *settings: str) -> Evidence:
        """What is known of it, the capture included if it has any packet."""
        heard = [Heard(source, time, f"{source.host}.log") for source, time in self.heard.items()]
        events = sorted(self.events, key=lambda e: e.time)
        if self.wire:
            whole = Interval(min(e.time.lo for e in self.wire) - S, max(e.time.hi for e in self.wire) + S)
            heard.append(Heard(CAPTURE, whole, "net.pcap"))
            events.append(Event("captured", whole, CAPTURE, {"packets": 1, "link": ""}, (Place("net.pcap", 1),)))
        made = Evidence(events, contract(*settings), identify(events, contract(*settings)), heard, stamped=events)
        return refined(made, self.fetch)

    def fetch(self, kind: str, windows) -> Sequence[Event]:
        return [e for e in self.wire if e.kind == kind]

    def outcome(self, prop: str, *settings: str) -> PropertyOutcome:
        known = self.evidence(*settings)
        times = [h.time for h in known.heard]
        observed = Interval(min(t.lo for t in times), max(t.hi for t in times))
        (found,) = check([load()[prop]], known, observed, self.fetch, keep=True)
        return found
