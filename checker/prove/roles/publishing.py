"""A stream that is published: the callback to a replica, its answer, and the segments that are written.

nginx-rtmp (notify module) looks at the first digit of the answer's status only: 2xx lets the publish go on under the
name that the client gave, 3xx under the name of the `Location`; everything else, no answer within `netcall_timeout`
included, refuses it and ends the client's session. The client has to connect again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import (
    Action,
    Atom,
    Clock,
    Deadline,
    Machine,
    Shown,
    Variable,
    compose,
    enumeration,
    variables,
)
from checker.prove.machines.terms import FALSE, Name, Ref, Term, Time, every, implies, negation, some
from checker.prove.roles.naming import named
from checker.prove.roles.router import Target, router
from checker.prove.roles.server import lives, refuses

OFF, ASKING, KNOWN, LIVE = "off", "asking", "known", "live"
OWNER, OTHER, KEY = "owner", "other", "key"

ASSUMPTIONS: Mapping[str, str] = {
    "hls-closed": "the application that writes segments takes streams from the media server itself only",
    "key-names-one-user": "a stream key belongs to one user, and the replica finds that one",
    "answer-is-a-redirect": "a replica authorises with 302 and the bare name, not with 2xx or a URL",
}

Updates = Mapping[str, Term]

_NOTIFY = "nginx-rtmp, notify module: on_publish, netcall_timeout"


@dataclass(frozen=True, slots=True)
class Publishing:
    """A stream, its media server, and the times (ns): until an unanswered callback fails, and a client tries again.

    Raises ValueError for times that are not positive.
    """

    target: Target
    stream: str = "stream"
    timeout: int = 10 * NS_PER_S
    retry: int = NS_PER_S

    def __post_init__(self) -> None:
        if min(self.timeout, self.retry) < 1:
            raise ValueError("the times of a publish must be longer than zero")

    @property
    def whose(self) -> tuple[str, str]:
        """The individuals of its atoms: the media server, the stream."""
        return (self.target.router, self.stream)

    def ref(self, what: str) -> Ref:
        """Return a variable of the stream."""
        return Ref(named(what, *self.whose))

    @property
    def session(self) -> Ref:
        """How far the client is: off, asking, known to a replica, live."""
        return self.ref("session")

    @property
    def timer(self) -> Ref:
        """How long the callback has been under way, or the client has been off."""
        return self.ref("timer")


def publishing(it: Publishing) -> Machine:
    """Return a media server and a client that publishes one stream; it reads the replicas and the views of them."""
    replicas = it.target.replicas
    of_stream = Machine(
        variables=variables(
            Variable(it.session.variable, enumeration(OFF, ASKING, KNOWN, LIVE), Name(OFF)),
            Variable(it.ref("asked").variable, enumeration(*replicas), Name(replicas[0])),
            Variable(it.ref("named").variable, enumeration(OWNER, OTHER, KEY), Name(OWNER)),
            Variable(it.timer.variable, Clock(), Time(it.retry)),
        ),
        actions=(*(action for each in replicas for action in _asked_of(it, each)), *_playing(it)),
        deadlines=(Deadline(implies(_under_way(it), it.timer.within(it.timeout))),),
        fluents={("names_owner", it.whose): it.ref("named").is_(OWNER)},
        sorts={"router": (it.target.router,), "stream": (it.stream,)},
    )
    return compose(router(it.target), of_stream)


def _under_way(it: Publishing) -> Term:
    return some(it.session.is_(ASKING), it.session.is_(KNOWN))


def _asked_of(it: Publishing, replica: str) -> Iterator[Action]:
    """Yield the callback to one replica, and what may come of it."""
    router_, client = it.target.router, "client"
    here = it.ref("asked").is_(replica)
    asking = every(it.session.is_(ASKING), here, lives(replica))
    off: Updates = {it.session.variable: Name(OFF), it.timer.variable: Time(0)}
    refused: tuple[Atom, ...] = (("publish_refused", it.whose),)

    def action(
        what: str,
        guard: Term,
        updates: Updates,
        *shown: Shown,
        events: tuple[Atom, ...] = (),
        under: Updates | None = None,
    ) -> Action:
        return Action(named(what, router_, replica), guard, updates, events, under or {}, shown, _NOTIFY)

    def answer(what: str, found: str, under: str, text: str) -> Action:
        updates = {it.session.variable: Name(KNOWN), it.ref("named").variable: Name(found)}
        restrained: Updates = {under: FALSE} if under else {}
        return action(what, asking, updates, Shown(replica, replica, text), under=restrained)

    begun: Updates = {
        it.session.variable: Name(ASKING),
        it.ref("asked").variable: Name(replica),
        it.timer.variable: Time(0),
    }
    yield action(
        "publish",
        every(it.session.is_(OFF), it.timer.since(it.retry), it.target.ref.is_(replica)),
        begun,
        Shown(client, router_, "RTMP Stream"),
        Shown(router_, replica, "POST /api/stream/start"),
        events=it.target.assigned(replica),
    )
    yield answer("look_up", OWNER, "", "findByStreamKey: the owner of the key")
    yield answer("confuse", OTHER, "key-names-one-user", "findByStreamKey: another user")
    yield answer("keep_key", KEY, "answer-is-a-redirect", "200, or a Location that is a URL")
    yield action(
        "authorise",
        every(it.session.is_(KNOWN), here, lives(replica)),
        {it.session.variable: Name(LIVE)},
        Shown(replica, router_, "302 Location: stream_username"),
        events=(("publish_authorised", it.whose),),
    )
    yield action("refuse", asking, off, Shown(replica, router_, "403"), events=refused)
    failing = some(refuses(replica), it.timer.since(it.timeout))
    failed = Shown(replica, router_, "Connection failed", lost=True)
    yield action("callback_fails", every(_under_way(it), here, failing), off, failed, events=refused)


def _playing(it: Publishing) -> Iterator[Action]:
    """Yield the segments of a stream that is live, those of an outsider, and the end."""
    router_ = it.target.router
    segment: tuple[Atom, ...] = (("segment", it.whose),)
    written = Shown(router_, router_, "HLS segments saved")
    yield Action(named("segment", router_), it.session.is_(LIVE), {}, segment, shown=(written,))
    bypass = Shown("client", router_, f"publishes {it.stream} straight to hls")
    yield Action(
        named("bypass", router_),
        negation(it.session.is_(LIVE)),
        {},
        segment,
        under={"hls-closed": FALSE},
        shown=(bypass, written),
    )
    ends = Shown("client", router_, "ends the stream")
    off: Updates = {it.session.variable: Name(OFF), it.timer.variable: Time(0)}
    yield Action(named("end", *it.whose), it.session.is_(LIVE), off, shown=(ends,))
