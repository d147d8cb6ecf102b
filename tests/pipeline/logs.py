"""Small logs of HAProxy and keepalived, written line by line as the real programs do.

Instants are seconds after `START` (2026-11-21T19:00:00Z). A logger stamps a line 0.1 ms after the event.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

START = datetime(2026, 11, 21, 19, tzinfo=UTC)
RECEIPT = 0.0001


def stamp(at: float, form: str, zone: float = 0, start: datetime = START) -> str:
    """The stamp of a line in one of the forms that rsyslog writes; `zone` in hours."""
    time = (start + timedelta(microseconds=round(at * 1e6))).astimezone(timezone(timedelta(hours=zone)))
    if form == "traditional":
        return f"{time:%b} {time.day:2d} {time:%H:%M:%S}"
    offset = f"{time:%z}"[:3] + ":" + f"{time:%z}"[3:]
    return f"{time:%Y-%m-%dT%H:%M:%S}{'' if form == 'whole' else f'.{time.microsecond:06d}'}{offset}"


def instant(at: float) -> str:
    """An instant as `--gap` takes it."""
    return stamp(at, "iso")


@dataclass
class Log:
    """Lines with the instants at which they were logged, in the order in which they stand in the file."""

    host: str = "hap1"
    program: str = "haproxy"
    pid: int = 31
    form: str = "iso"
    zone: float = 0
    start: datetime = START
    lines: list[str] = field(default_factory=list)

    def say(self, at: float, text: str, pid: int | None = None, program: str = "") -> int:
        """Add a line and return its number."""
        when, name = stamp(at + RECEIPT, self.form, self.zone, self.start), program or self.program
        number = self.pid if pid is None else pid
        if self.form == "rfc5424":
            self.lines.append(f"<133>1 {when} {self.host} {name} {number} - -  {text}")
        else:
            self.lines.append(f"{when} {self.host} {name}[{number}]: {text}")
        return len(self.lines)

    def raw(self, text: str) -> int:
        self.lines.append(text)
        return len(self.lines)

    def write(self, folder: Path, name: str = "", edit: Callable[[list[str]], list[str]] = lambda lines: lines) -> Path:
        path = folder / (name or f"{self.host}/{self.program.lower()}.log")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in edit(list(self.lines))))
        return path


@dataclass
class Haproxy(Log):
    """The log of one HAProxy: its states, checks and sessions."""

    backend: str = "pgbouncer_back"
    port: int = 40000

    def server(self, at: float, server: str, what: str, pid: int | None = None) -> int:
        return self.say(at, f"Server {self.backend}/{server} {what}", pid)

    def down(self, at: float, server: str = "pgb2", left: int = 2, pid: int | None = None) -> int:
        counts = f"{left} active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
        return self.server(at, server, f"is DOWN. {counts}", pid)

    def up(self, at: float, server: str = "pgb2", online: int = 3, pid: int | None = None) -> int:
        counts = f"{online} active and 0 backup servers online. 0 sessions requeued, 0 total in queue."
        return self.server(at, server, f"is UP. {counts}", pid)

    def maint(self, at: float, server: str = "pgb2", left: int = 2) -> int:
        counts = f"{left} active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue."
        return self.server(at, server, f"is going DOWN for maintenance. {counts}")

    def ready(self, at: float, server: str = "pgb2") -> int:
        return self.server(at, server, "is UP/READY (leaving forced maintenance).")

    def drain(self, at: float, server: str = "pgb2", left: int = 2) -> int:
        counts = f"{left} active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
        return self.server(at, server, f"enters drain state. {counts}")

    def check(self, at: float, server: str, passed: bool, status: str, pid: int | None = None) -> int:
        how = (
            "succeeded, reason: Layer4 check passed"
            if passed
            else ('failed, reason: Layer4 connection problem, info: "Connection refused"')
        )
        text = f"Health check for server {self.backend}/{server} {how}, check duration: 0ms, status: {status}."
        return self.say(at, text, pid)

    def bracket(self, at: float) -> str:
        """The accept date: local time without a zone, cut to whole milliseconds."""
        time = (self.start + timedelta(microseconds=round(at * 1e6))).astimezone(timezone(timedelta(hours=self.zone)))
        return f"{time:%d/%b/%Y:%H:%M:%S}.{time.microsecond // 1000:03d}"

    def session(
        self,
        at: float,
        server: str = "pgb2",
        queued: int = 0,
        lasts: int = 10,
        logged: float | None = None,
        retries: str = "0",
        connected: bool = True,
        pid: int | None = None,
        client: str = "",
    ) -> int:
        """A TCP session accepted at an instant; `queued` and `lasts` (from the accept) in milliseconds."""
        self.port += 2
        state, connect = ("--", "0") if connected else ("SC", "-1")
        waited = -1 if server == "<NOSRV>" else queued
        text = (
            f"{client or f'192.168.1.50:{self.port}'} [{self.bracket(at)}] pgsql_front {self.backend}/{server}"
            f" {waited}/{connect}/{lasts} 412 {state} 4/4/3/0/{retries} 0/0"
        )
        return self.say(at + lasts / 1000 if logged is None else logged, text, pid)

    def http(self, at: float, server: str = "pgb2", waited: int = 0, lasts: int = 10) -> int:
        """A request of `option httplog` whose bytes came after `waited` milliseconds (TR is 0, Tw is `waited`)."""
        self.port += 2
        text = (
            f"192.168.1.50:{self.port} [{self.bracket(at)}] web~ {self.backend}/{server}"
            f' 0/{waited}/0/5/{lasts} 200 1520 - - ---- 3/1/1/1/0 0/0 "GET /x HTTP/1.1"'
        )
        return self.say(at + lasts / 1000, text)

    def started(self, at: float, pid: int | None = None) -> int:
        return self.say(at, "Proxy pgsql_front started.", pid)


@dataclass
class Keepalived(Log):
    """The log of keepalived on one host."""

    program: str = "Keepalived_vrrp"
    pid: int = 34

    def initial(self, at: float) -> None:
        self.say(at, "Starting Keepalived v2.2.7 (01/16,2022)", 31, "Keepalived")
        self.say(at + 0.01, "(VI_1) removing VIPs.")
        self.say(at + 0.0102, "(VI_1) Entering BACKUP STATE (init)")

    def master(self, at: float) -> None:
        self.say(at - 0.0001, "(VI_1) Receive advertisement timeout")
        self.say(at, "(VI_1) Entering MASTER STATE")
        self.say(at + 0.00001, "(VI_1) setting VIPs.")
        self.say(at + 0.00002, "Sending gratuitous ARP on eth0 for 192.168.1.100")

    def backup(self, at: float) -> None:
        self.say(at, "(VI_1) Entering BACKUP STATE")
        self.say(at + 0.00001, "(VI_1) removing VIPs.")

    def fault(self, at: float) -> None:
        self.say(at, "(VI_1) Entering FAULT STATE")
        self.say(at + 0.00001, "(VI_1) sent 0 priority")
        self.say(at + 0.00002, "(VI_1) removing VIPs.")

    def stop(self, at: float) -> None:
        self.say(at, "Stopping", 31, "Keepalived")
        self.say(at + 0.0001, "(VI_1) sent 0 priority")
        self.say(at + 0.0002, "(VI_1) removing VIPs.")
        self.say(at + 1.1, "Stopped - used 0.0 user time, 0.0 system time")
        self.say(at + 1.2, "Stopped Keepalived v2.2.7 (01/16,2022)", 31, "Keepalived")


def shuffled(seed: int) -> Callable[[list[str]], list[str]]:
    def edit(lines: list[str]) -> list[str]:
        random.Random(seed).shuffle(lines)
        return lines

    return edit
