"""Clients and the sessions that HAProxy makes of their queries."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field

from tests.captures.synthetic.balancer import OK, REFUSED, SILENT, Process, answers
from tests.captures.synthetic.plan import MS, SERVERS, Plan, S
from tests.captures.synthetic.vrrp import Election

PATIENCE = 2 * S  # connect_timeout and the timeout of a query
NEVER = 10_000 * S


@dataclass(frozen=True, slots=True)
class Query:
    """What a client wrote down of one query when it ended."""

    at: int
    until: int
    ok: bool
    worker: str
    port: int
    served_by: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """A server that a session was assigned to, and what became of it."""

    at: int
    server: str
    how: str


@dataclass(slots=True)
class Session:
    """One line of HAProxy's log, if it ever ends. `ends` is NEVER for one that its process or host took along."""

    process: Process
    port: int
    accepted: int
    tries: tuple[Try, ...]
    connected: int
    ends: int
    state: str
    redispatched: bool

    @property
    def assigned(self) -> int:
        return self.tries[-1].at

    @property
    def server(self) -> str:
        return self.tries[-1].server

    @property
    def retries(self) -> str:
        if self.redispatched:
            return "+1"
        lost = self.tries[-1].how == SILENT
        waited = (self.connected if self.connected else self.ends) - self.assigned
        return str(min(3, waited // (5 * S if lost else S))) if lost or not self.connected or waited >= S else "0"


@dataclass(slots=True)
class Traffic:
    queries: list[Query] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


class Clients:
    """Workers with short connections (S1, S2) and one that keeps its connection (P1)."""

    def __init__(self, plan: Plan, election: Election, processes: list[Process]) -> None:
        self.plan, self.election, self.processes = plan, election, processes
        self.chance = random.Random(plan.seed + 3)
        self.port = self.chance.randint(33_000, 50_000)
        self.sticky = self.chance.choice(SERVERS)
        self.kept: Session | None = None
        self.out = Traffic()

    def run(self) -> Traffic:
        begin = self.chance.randint(2 * S, 7 * S)
        queue = [(begin + n * 130 * MS, worker) for n, worker in enumerate(("S1", "S2", "P1"))]
        every = self.chance.choice((600 * MS, 1200 * MS))
        heapq.heapify(queue)
        while queue:
            at, worker = heapq.heappop(queue)
            if at >= self.plan.end:
                break
            query = self.keep(at) if worker == "P1" else self.short(at, worker)
            self.out.queries.append(query)
            again = max(at + every, query.until + (250 * MS if not query.ok else 10 * MS))
            heapq.heappush(queue, (again + self.chance.randint(0, 3 * MS), worker))
        self.close()
        self.out.queries = sorted((q for q in self.out.queries if q.until < self.plan.end), key=lambda q: q.until)
        return self.out

    def close(self) -> None:
        if self.kept and self.kept.ends == NEVER - 1:
            self.kept.ends = NEVER

    # one query

    def short(self, at: int, worker: str) -> Query:
        self.port += 2
        reached = self.reach(at)
        if reached is None:
            return Query(at, at + PATIENCE + MS, False, worker, 0, error="connection timeout expired")
        arrived, process = reached
        if process is None:
            return Query(at, arrived + MS, False, worker, 0, error="connection refused")
        lasts = self.chance.choice((2 * MS, 5 * MS, 24 * MS, 300 * MS))
        session = self.session(process, arrived, lasts)
        if session.connected == 0 or session.connected > at + PATIENCE:
            fails = at + PATIENCE + MS if session.ends > at + PATIENCE else session.ends + MS
            return Query(at, fails, False, worker, self.port, error="connection timeout expired")
        if self.plan.cut(process.host, arrived, session.connected + lasts):
            return Query(at, at + PATIENCE, False, worker, self.port, error="query timeout")
        ends = session.connected + lasts
        if ends > session.ends or not self.stays(process, ends):
            broken = min(ends, session.ends)
            return Query(at, broken + 2 * MS, False, worker, self.port, error="server closed the connection")
        return Query(at, ends + MS, True, worker, self.port, session.server)

    def stays(self, process: Process, at: int) -> bool:
        """Whether the answer still finds its way through the same host."""
        return self.election.holder(at) == process.host and at < self.dies(process)

    def dies(self, process: Process) -> int:
        return process.life.until if process.life.end in ("kill", "crash") else NEVER

    def keep(self, at: int) -> Query:
        """A query over the kept session, or over a new one."""
        kept = self.kept
        if kept is None:
            query = self.short(at, "P1")
            session = self.out.sessions[-1] if query.ok else None
            if session and session.ends < self.dies(session.process):
                session.ends = self.until_server_dies(session)
                self.kept = session
            return query
        ends = at + self.chance.choice((2 * MS, 4 * MS))
        if kept.ends <= ends:
            self.kept = None
            return Query(at, at + MS, False, "P1", kept.port, error="server closed the connection unexpectedly")
        if answers(self.plan.faults, kept.server, at) == SILENT:
            self.drop(kept)
            return Query(at, at + PATIENCE, False, "P1", kept.port, error="query timeout")
        if not self.stays(kept.process, ends):
            self.drop(kept)
            gone = self.election.holder(ends) == ""
            error = "query timeout" if gone else "server closed the connection unexpectedly"
            return Query(at, ends + (PATIENCE if gone else MS), False, "P1", kept.port, error=error)
        return Query(at, ends, True, "P1", kept.port, kept.server)

    def drop(self, kept: Session) -> None:
        """The client turns away from a session that HAProxy still has: its line never comes."""
        kept.ends, self.kept = NEVER, None

    def until_server_dies(self, session: Session) -> int:
        """When the server's end of a kept session closes: at the next crash that is no lost network."""
        crashes = [f.at for f in self.plan.faults if f.server == session.server and not f.silent]
        ends = min((at for at in crashes if at >= session.ends), default=NEVER - 1)
        cut = self.plan.cut(session.process.host, session.accepted, ends)
        return ends if ends < min(self.dies(session.process), self.plan.end) and not cut else NEVER - 1

    # the way to a server

    def reach(self, at: int) -> tuple[int, Process | None] | None:
        """Who answers a connection, and when; a lost SYN is sent again after a second."""
        for sent in (at, at + S):
            host = self.election.holder(sent)
            if host:
                running = [p for p in self.processes if p.host == host and p.runs(sent)]
                alive = any(lo <= sent < hi for lo, hi in self.up(host))
                if alive:
                    return sent + 300, running[-1] if running else None
        return None

    def up(self, host: str) -> list[tuple[int, int]]:
        """Stretches of a host; between processes that a reload or a kill parts the host is there."""
        lives = [p.life for p in self.processes if p.host == host]
        stretches: list[tuple[int, int, str]] = []
        for life in lives:
            if stretches and stretches[-1][2] != "crash":
                stretches[-1] = (stretches[-1][0], life.until, life.end)
            else:
                stretches.append((life.at, life.until, life.end))
        return [(lo, hi) for lo, hi, _ in stretches]

    def session(self, process: Process, accepted: int, lasts: int) -> Session:
        queued = 0
        if self.chance.random() < self.plan.routing.queued:
            queued = self.chance.choice((MS, 40 * MS, 700 * MS))
        at = accepted + queued + self.chance.choice((100, 900))
        session = self.assign(process, accepted, at, lasts)
        if session.ends >= self.dies(process) or self.plan.cut(process.host, accepted, session.ends):
            session.ends = NEVER
        self.out.sessions.append(session)
        return session

    def assign(self, process: Process, accepted: int, at: int, lasts: int) -> Session:
        server = self.choose(process, at)
        if not server:
            return Session(process, self.port, accepted, (Try(at, "<NOSRV>", REFUSED),), 0, at, "SC", False)
        first = Try(at, server, answers(self.plan.faults, server, at))
        if first.how == OK:
            return self.connected(process, accepted, (first,), at + 300, lasts)
        if first.how == REFUSED and self.plan.routing.redispatch:
            other = self.choose(process, at, server)
            if other and answers(self.plan.faults, other, at) == OK:
                return self.connected(process, accepted, (first, Try(at + 400, other, OK)), at + 700, lasts)
        return self.retry(process, accepted, first, lasts)

    def retry(self, process: Process, accepted: int, first: Try, lasts: int) -> Session:
        """Up to three more tries of the same server: a second apart, or when a connection times out."""
        silent = first.how == SILENT
        step, last = (self.plan.routing.timeout, 4) if silent else (S, 3)
        for n in range(1, last + 1):
            again = first.at + n * step
            if n <= 3 and answers(self.plan.faults, first.server, again) == OK:
                return self.connected(process, accepted, (first,), again + 300, lasts)
        state = "sC" if silent else "SC"
        return Session(process, self.port, accepted, (first,), 0, first.at + last * step + 2 * MS, state, False)

    def connected(self, process: Process, accepted: int, tries: tuple[Try, ...], connected: int, lasts: int) -> Session:
        ends = connected + lasts
        faults = self.plan.faults
        cuts = [f.at for f in faults if f.server == tries[-1].server and connected < f.at < ends]
        return Session(process, self.port, accepted, tries, connected, min([ends, *cuts]), "--", len(tries) > 1)

    def choose(self, process: Process, at: int, without: str = "") -> str:
        """leastconn over the servers that are UP; a sticky session goes where it always went."""
        if not without and self.chance.random() < self.plan.routing.sticky:
            return self.sticky
        servers = [s for s in SERVERS if s != without and not process.down(s, at)]
        busy = {
            s: sum(x.process is process and x.server == s and x.ends > at for x in self.out.sessions[-60:])
            for s in servers
        }
        least = [s for s in servers if busy[s] == min(busy.values())]
        return self.chance.choice(least) if least else ""


def drive(plan: Plan, election: Election, processes: list[Process]) -> Traffic:
    """Let the clients work until the end."""
    return Clients(plan, election, processes).run()
