"""The story as a capture at the switch: checks, callbacks, sessions, and what the replicas ask their database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import pack

from tests.captures.synthetic.plan import MS, S
from tests.captures.synthetic.wire import Frame, frame, ipv4, pcap
from tests.captures.synthetic_rtmp import media, replicas
from tests.captures.synthetic_rtmp.lines import ADDRESS, PATH, PORT, SELECT
from tests.captures.synthetic_rtmp.media import Callback, Session
from tests.captures.synthetic_rtmp.plan import USERS
from tests.captures.synthetic_rtmp.services import Check, Process
from tests.captures.synthetic_rtmp.story import Story

FIN, SYN, RST, PUSH, ACK = 1, 2, 4, 8, 16
LAST = 2 * S  # a stream's packets after its first ones are left out but for its end


@dataclass(slots=True)
class Talk:
    """One TCP connection from its client's side: frames with the numbers that they would have."""

    client: tuple[str, int]
    server: tuple[str, int]
    sent: int = 100
    got: int = 900
    frames: list[Frame] = field(default_factory=list)

    def asks(self, at: int, flags: int, data: bytes = b"") -> None:
        self.frames.append(_segment(at, self.client, self.server, flags, (self.sent, self.got), data))
        self.sent += len(data) + bool(flags & (SYN | FIN))

    def answers(self, at: int, flags: int, data: bytes = b"") -> None:
        self.frames.append(_segment(at, self.server, self.client, flags, (self.got, self.sent), data))
        self.got += len(data) + bool(flags & (SYN | FIN))

    def opens(self, at: int, tries: int = 0) -> None:
        """Three packets, after SYNs that nobody answered."""
        self.asks(at, SYN)
        self.answers(at + 25, SYN | ACK)
        self.asks(at + 40, ACK)

    def again(self, at: int, flags: int, data: bytes = b"") -> None:
        """Something is sent without being counted: it is lost, or was sent before."""
        self.frames.append(_segment(at, self.client, self.server, flags, (self.sent, self.got), data))


def _segment(
    at: int, one: tuple[str, int], two: tuple[str, int], flags: int, numbers: tuple[int, int], data: bytes
) -> Frame:
    acknowledged = numbers[1] if flags & ACK else 0
    tcp = pack(">HHIIBBHHH", one[1], two[1], numbers[0], acknowledged, 0x50, flags, 64240, 0, 0) + data
    return at, frame(_mac(one[0]), _mac(two[0]), ipv4(one[0], two[0], 6, tcp))


def _mac(address: str) -> str:
    return f"02000000{int(address.split('.')[2]):02x}{int(address.split('.')[3]):02x}"


def capture(story: Story, lo: int, hi: int) -> bytes:
    """A pcap of what passed the switch in a stretch."""
    frames = [f for p in story.processes for f in _checks(story, p)]
    for session in story.media.sessions:
        frames += _session(story, session)
        for call in session.callbacks:
            frames += _callback(story, call)
    return pcap(f for f in frames if lo <= f[0] < hi)


# Checks


def _checks(story: Story, process: Process) -> Iterator[Frame]:
    """The checks of one life of a service: connections are kept as long as they are good."""
    service, talks = process.life.service, dict[tuple[str, int], Talk]()
    for check in process.checks:
        here, there = ADDRESS[service], (ADDRESS[check.server], PORT[check.server])
        text = f"GET /health HTTP/1.1\r\nAccept: text/plain\r\nHost: spring-boot-app-{check.server}:{there[1]}\r\n"
        asked = f"{text}Connection: keep-alive\r\n\r\n".encode()
        before = talks.get((check.server, check.kept))
        if check.stale and before:
            before.asks(check.at, PUSH | ACK, asked)
            before.answers(check.at + 30, RST)
        if check.port or before is None:
            before = talks[check.server, check.port] = Talk((here, check.port or check.kept), there)
            yield from ()
        _check(before, check, asked, check.at + 300 * check.stale, fresh=bool(check.port))
    for talk in talks.values():
        yield from talk.frames
    yield from _killed(story, talks)


def _check(talk: Talk, check: Check, asked: bytes, at: int, fresh: bool) -> None:
    if check.how == replicas.REFUSED and check.until - check.at <= 3 * MS:
        talk.asks(at, SYN)
        talk.answers(at + 20, RST | ACK)
        return
    if check.how == replicas.SILENT:
        data = b"" if fresh else asked
        talk.again(at, SYN if fresh else PUSH | ACK, data)
        if not fresh:
            talk.again(at + 210 * MS, PUSH | ACK, data)
            talk.again(check.until, FIN | ACK)
        return
    if fresh:
        talk.opens(at)
    talk.asks(at + 100, PUSH | ACK, asked)
    if check.how == replicas.HANGS:
        talk.answers(at + 130, ACK)
        talk.asks(check.until, FIN | ACK)
        return
    if not check.status:  # it was killed while it answered
        talk.answers(check.until - 100, FIN | ACK)
        return
    if check.until - check.at > 200 * MS and not fresh:
        talk.again(at + 210 * MS, PUSH | ACK, b"")
    body = b'{"status":"UP"}' if check.passed else b'{"status":"DOWN"}'
    head = f"HTTP/1.1 {check.status} \r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    talk.answers(check.until - 200, PUSH | ACK, head.encode() + body)
    talk.asks(check.until - 150, ACK)


def _killed(story: Story, talks: dict[tuple[str, int], Talk]) -> Iterator[Frame]:
    """A process that is killed ends its connections at that instant (those that were in use then)."""
    for (server, _), talk in talks.items():
        times = [at for at, _ in talk.frames]
        for fault in story.plan.faults:
            if fault.server == server and fault.what == "kill" and times and min(times) < fault.at < max(times):
                yield _segment(fault.at + 300, talk.server, talk.client, FIN | ACK, (talk.got, talk.sent), b"")


# Callbacks


def _callback(story: Story, call: Callback) -> list[Frame]:
    talk = Talk((ADDRESS["NGINX"], call.port), (ADDRESS[call.server], PORT[call.server]))
    for later in (0, 1, 3, 7):
        sent = call.at + later * S
        silent = replicas.meets(story.plan, call.server, sent, "NGINX") == replicas.SILENT
        if silent and sent < call.until:
            talk.again(sent, SYN)
        if not silent:
            break
    else:
        return talk.frames
    if call.reached > call.until:
        return talk.frames
    _asked(talk, call)
    return [*talk.frames, *_looked_up(call)]


def _asked(talk: Talk, call: Callback) -> None:
    at = call.reached
    refused = call.until - at < MS or call.outcome == media.OPEN
    if call.outcome in (media.FAILED, media.OPEN) and not call.status and refused:
        talk.asks(at, SYN)
        talk.answers(at + 20, RST | ACK)
        return
    talk.opens(at)
    form = (
        f"app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl=&tcurl=rtmp://stream.lab.test:1935/live&pageurl="
        f"&addr={ADDRESS['mesh']}&clientid={call.session}&call={call.call}&name={call.key}"
    ) + ("&type=live" if call.call == "publish" else "")
    head = f"POST {PATH[call.call]} HTTP/1.0\r\nHost: spring-boot-app-{call.server}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded"
    talk.asks(
        at + 60, PUSH | ACK, f"{head}{kind}\r\nConnection: Close\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode()
    )
    talk.answers(at + 90, ACK)
    if call.outcome == media.FAILED:
        talk.answers(call.until - 100, FIN | ACK)
        return
    in_time = 0 <= call.answered < call.at + 10 * S
    if not in_time:
        talk.asks(call.until, FIN | ACK)
        return
    location = f"Location: {call.location}\r\n" if call.location else ""
    talk.answers(call.answered, PUSH | ACK, f"HTTP/1.1 {call.status} \r\n{location}Connection: close\r\n\r\n".encode())
    talk.answers(call.answered + 50, FIN | ACK)
    talk.asks(call.answered + 80, FIN | ACK)


def _looked_up(call: Callback) -> list[Frame]:
    """MySQL's text protocol: the query of the key, and the user's row."""
    if call.status not in (200, 302, 403) or call.answered < 0:
        return []
    talk = Talk((ADDRESS[call.server], 36712), (ADDRESS["mysql"], 3306))
    talk.sent, talk.got = call.at % (1 << 31), call.at % (1 << 30)
    query = f"{SELECT}'{call.key}'".encode()
    talk.asks(call.answered - 3 * MS, PUSH | ACK, _packet(0, b"\3" + query))
    talk.answers(call.answered - 2 * MS, PUSH | ACK, _rows(call.key))
    return talk.frames


def _rows(key: str) -> bytes:
    user, columns = USERS.get(key), ("id", "active", "email", "password", "stream_key", "username")
    parts = [bytes([len(columns)])]
    for name in columns:
        texts = ("def", "myappdb", "u1_0", "users", name, name)
        parts.append(b"".join(map(_text, texts)) + b"\x0c\x2d\x00\xff\x00\x00\x00\xfd\x00\x00\x00\x00\x00")
    parts.append(b"\xfe\0\0\2\0")
    if user:
        values = ("1", "1", f"{user}@lab.test", "x", key, user)
        parts.append(b"".join(map(_text, values)))
    parts.append(b"\xfe\0\0\2\0")
    return b"".join(_packet(n + 1, part) for n, part in enumerate(parts))


def _packet(number: int, content: bytes) -> bytes:
    return len(content).to_bytes(3, "little") + bytes([number]) + content


def _text(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


# Streams


def _session(story: Story, session: Session) -> list[Frame]:
    """The client's connection to the mesh, and that of the mesh to the media server."""
    found: list[Frame] = []
    at, ends = session.wish.at, session.ends + 3 * MS
    for later, (client, server) in enumerate(
        (
            ((ADDRESS["client"], session.wish.port), (ADDRESS["mesh"], 1935)),
            ((ADDRESS["mesh"], session.wish.port - 9000), (ADDRESS["NGINX"], 1935)),
        )
    ):
        talk = Talk(client, server)
        talk.opens(at + later * 2 * MS)
        talk.asks(at + 3 * MS, PUSH | ACK, b"\3" + bytes(1536))
        talk.answers(at + 4 * MS, PUSH | ACK, b"\3" + bytes(1536))
        for when in range(session.pushed or ends, min(ends, story.plan.end), 500 * MS):
            talk.asks(when, PUSH | ACK, b"\4" + bytes(300))
        talk.answers(ends, FIN | ACK)
        found += talk.frames
    return found
