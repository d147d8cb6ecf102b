"""The media server: sessions, callbacks to whoever its configuration names, pushes and segments."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.captures.synthetic.plan import MS, S
from tests.captures.synthetic_rtmp import replicas
from tests.captures.synthetic_rtmp.plan import NETCALL, USERS, Plan, Wish

REDIRECTED, ACCEPTED, REFUSED, FAILED, TIMEOUT, OPEN = "redirected", "accepted", "refused", "failed", "timeout", "open"


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback: sent at `at`, what nginx made of it at `until`; the replica answered at `answered` (-1: never)."""

    at: int
    until: int
    call: str
    server: str
    session: int
    key: str
    outcome: str
    status: int
    location: str
    answered: int
    reached: int
    port: int


@dataclass(slots=True)
class Session:
    """One publisher: when it came, whether it was let in, what names were written from when until when."""

    wish: Wish
    number: int
    worker: int
    came: int
    published: int
    ends: int = 0
    pushed: int = 0
    denied: str = ""
    names: tuple[str, ...] = ()
    push_number: int = 0
    callbacks: list[Callback] = field(default_factory=list)

    @property
    def written(self) -> bool:
        return bool(self.names)


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of a stream, last changed at `at`."""

    name: str
    at: int
    number: int


@dataclass(slots=True)
class Media:
    """All that nginx did."""

    sessions: list[Session] = field(default_factory=list)

    def callbacks(self) -> list[Callback]:
        return sorted((c for s in self.sessions for c in s.callbacks), key=lambda c: c.at)

    def segments(self, end: int) -> list[Segment]:
        """The files as they are at the end; a name that comes again goes on counting."""
        found: list[Segment] = []
        counts: dict[str, int] = {}
        for session in sorted(self.sessions, key=lambda s: s.pushed):
            for name in session.names:
                last = min(session.ends, end)
                marks = [*range(session.pushed + 1200 * MS, last, S), last]
                for at in marks if last > session.pushed + 200 * MS else ():
                    found.append(Segment(name, at, counts.get(name, 0)))
                    counts[name] = counts.get(name, 0) + 1
        return found


def play(plan: Plan) -> Media:
    """Serve every client in turn."""
    return _Server(plan).run()


class _Server:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._chance = random.Random(f"media {plan.seed}")
        self._media = Media()
        self._number, self._port = 0, 51000

    def run(self) -> Media:
        for wish in self._plan.wishes:
            self._serve(wish)
        return self._media

    def _serve(self, wish: Wish) -> None:
        came = wish.at + self._chance.randint(5 * MS, 20 * MS)
        published = came + self._chance.randint(40 * MS, 250 * MS)
        self._number += self._chance.choice((1, 1, 2))
        worker = max(n for n, (at, _) in enumerate(self._plan.targets) if at <= came)
        session = Session(wish, self._number, worker, came, published)
        if wish.app == "hls":
            self._straight(session)
        else:
            self._asks(session)
        if session.published < self._plan.end and not self._comes_between(session):
            self._media.sessions.append(session)

    def _straight(self, session: Session) -> None:
        """Into the application that writes segments, past the question."""
        name = session.wish.key
        session.ends, session.pushed = session.published + session.wish.lasts, session.published + MS
        if self._plan.guarded:
            session.denied, session.ends = "access forbidden by rule", session.published + 2 * MS
        elif self._busy(name, session.published):
            session.denied, session.ends = "live: already publishing", session.published + 2 * MS
        else:
            session.names = (name,)

    def _comes_between(self, session: Session) -> bool:
        """Whether one that came straight would be in the way of a push whose answer is awaited: too rare a case."""
        lo, hi = session.pushed, session.ends + S
        straight = session.wish.app == "hls" and session.names
        return bool(straight) and any(
            set(session.names) & set(s.names) and lo <= s.pushed <= hi for s in self._media.sessions
        )

    def _busy(self, name: str, at: int) -> bool:
        return any(name in s.names and s.pushed <= at <= s.ends + 500 * MS for s in self._media.sessions)

    def _asks(self, session: Session) -> None:
        asked = self._call(session, session.published + self._chance.randint(MS, 5 * MS), "publish")
        session.callbacks.append(asked)
        at = asked.until
        session.ends = at + MS
        if asked.outcome == OPEN:
            session.ends = self._plan.end + S
        if asked.outcome not in (REDIRECTED, ACCEPTED):
            return
        key, location = session.wish.key, asked.location
        name = location if asked.outcome == REDIRECTED and not location.startswith("rtmp:") else key
        if self._is_live(name, at):
            session.denied = "live: already publishing"
        else:
            session.ends, session.pushed = at + session.wish.lasts, at + self._chance.randint(3 * MS, 30 * MS)
            self._number += 2
            session.push_number = self._number
            names = (name,) if not location.startswith("rtmp:") else (key, location.rpartition("/")[2])
            # a URL as a name is no directory that could be made
            session.names = tuple(n for n in names if "//" not in n and not self._busy(n, session.pushed))
        if session.ends < self._plan.end:
            session.callbacks.append(self._call(session, session.ends + MS, "publish_done"))

    def _is_live(self, name: str, at: int) -> bool:
        """Whether somebody publishes under that name in the application that asks."""
        return any(
            s.pushed and s.wish.app == "live" and s.callbacks[0].until <= at <= s.ends and _public(s) == name
            for s in self._media.sessions
        )

    def _call(self, session: Session, at: int, call: str) -> Callback:
        server = self._plan.targets[session.worker][1]
        reached, how = self._reaches(server, at)
        took = self._chance.randint(4 * MS, 40 * MS)
        self._port += 2
        status, location = self._answer(session.wish.key, call)
        made = (call, server, session.number, session.wish.key)
        if how == replicas.REFUSED:
            until = reached + self._chance.randint(200, 900)
            return Callback(at, until, *made, FAILED, 0, "", -1, reached, self._port)
        if how == replicas.ERROR:
            fault = replicas.fault_at(self._plan, server, reached, "NGINX")
            status, location = fault.status if fault else 503, ""
        answered = reached + took
        if how == replicas.HANGS:
            answered = replicas.resumes(self._plan, server, reached, "NGINX") + took
        killed = replicas.killed_within(self._plan, server, reached, min(answered, at + NETCALL))
        if how == replicas.SILENT:
            answered = -1
        elif killed >= 0:
            return self._cut(Callback(at, killed + 200, *made, FAILED, 0, "", -1, reached, self._port))
        if answered < 0 or answered > at + NETCALL:
            return self._cut(
                Callback(at, at + NETCALL, *made, TIMEOUT, status, location, answered, reached, self._port)
            )
        outcome = {2: ACCEPTED, 3: REDIRECTED}.get(status // 100, REFUSED)
        return self._cut(Callback(at, answered + 300, *made, outcome, status, location, answered, reached, self._port))

    def _cut(self, made: Callback) -> Callback:
        if made.until < self._plan.end:
            return made
        return Callback(made.at, self._plan.end + S, made.call, made.server, made.session, made.key, OPEN, made.status,
                        made.location, made.answered, made.reached, made.port)  # fmt: skip

    def _reaches(self, server: str, at: int) -> tuple[int, str]:
        """When a connection gets through, and what it meets; a SYN that is lost is sent again."""
        for later in (0, 1, 3, 7):
            sent = at + later * S
            how = replicas.meets(self._plan, server, sent, "NGINX")
            if how != replicas.SILENT:
                return sent, how
        return at, replicas.SILENT

    def _answer(self, key: str, call: str) -> tuple[int, str]:
        user = USERS.get(key)
        if call == "publish_done":
            return 200, ""
        if user is None:
            return 403, ""
        match self._plan.answers[user]:
            case "name":
                return 302, f"stream_{user}"
            case "200":
                return 200, ""
            case "other":
                return 302, "stream_" + next(u for u in USERS.values() if u != user)
            case "url":
                return 302, f"http://spring-boot-app-primary:80/api/stream/stream_{user}"
        return 302, f"rtmp://127.0.0.1:1935/hls/stream_{user}"


def _public(session: Session) -> str:
    asked = session.callbacks[0]
    if asked.outcome == REDIRECTED and not asked.location.startswith("rtmp:"):
        return asked.location
    return session.wish.key
