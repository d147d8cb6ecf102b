"""The callbacks of a media server: what its log and the wire tell of each, as one event.

The number of a session in the log is the `clientid` of the form on the wire. A callback that was refused carries no
HTTP: on the wire it is a connection that nobody took, and only the log says whose it was, and which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from checker.base.time import NS_PER_S
from checker.conform.streaming.polling import address_of
from checker.conform.streaming.replicas import Replicas
from checker.model.event import Event, Value

REDIRECTED, ACCEPTED, REFUSED, FAILED, UNKNOWN = "redirected", "accepted", "refused", "failed", ""
# Two sources tell of one callback if their stamps are no further apart.
APART_NS = 2 * NS_PER_S
# A connection that nobody answers is tried again after 1, 3 and 7 s; then nginx gives the callback up.
TRIED_NS = 10 * NS_PER_S
_CALLS = ("publish", "publish_done")
_TOLD = (
    *("rtmp_connected", "publish_began", "callback_sent", "callback_redirected"),
    *("callback_failed", "push_created", "rtmp_closed"),
)


def logged(events: Iterable[Event], replicas: Replicas) -> list[Event]:
    """Return the callbacks that the logs of media servers tell, one event each, in the order of time."""
    by_host: dict[str, list[Event]] = {}
    for event in events:
        if event.source.program == "nginx" and event.kind in _TOLD:
            by_host.setdefault(event.source.host, []).append(event)
    found: list[Event] = []
    for lines in by_host.values():
        told = as_written(lines)
        if any(e.kind == "callback_sent" for e in told):
            work = _Log(replicas)
            for event in told:
                work.take(event)
            found += work.done()
        else:
            # At the default level nothing but the failure is left, and not of which callback it was.
            found += [_bare(e) for e in told if e.kind == "callback_failed"]
    return sorted(found, key=lambda e: (e.time, str(e.places)))


def as_written(events: Iterable[Event]) -> list[Event]:
    """Return lines in the order in which they were written: of a log that was rotated the older file comes first."""
    told = list(events)
    begins: dict[str, int] = {}
    for event in told:
        file = event.places[0].file
        begins[file] = min(event.time.lo, begins.get(file, event.time.lo))
    return sorted(told, key=lambda e: (e.time.lo, begins[e.places[0].file], e.places[0].file, e.places[0].line))


def _bare(event: Event) -> Event:
    return _callback(event, {"outcome": FAILED, "ended_ns": event.time.lo})


def _callback(event: Event, known: Mapping[str, Value]) -> Event:
    args: dict[str, Value] = {
        "connection": str(event.args.get("connection", "")),
        "call": "",
        "server": "",
        "name": "",
        "outcome": UNKNOWN,
        "location": "",
        "ended_ns": -1,
    }
    return Event("callback", event.time, event.source, {**args, **known}, event.places, event.text)


class _Log:
    """What the lines of one media server said up to here, by the number of the session."""

    def __init__(self, replicas: Replicas) -> None:
        self._replicas = replicas
        self._names: dict[str, str] = {}
        self._open: dict[str, Event] = {}
        self._done: list[Event] = []

    def take(self, event: Event) -> None:
        """Take the next line."""
        session = str(event.args["connection"])
        match event.kind:
            case "publish_began":
                self._names[session] = str(event.args["name"])
            case "callback_sent":
                self._sent(session, event)
            case "callback_redirected":
                self._ends(session, event, REDIRECTED, str(event.args["location"]))
            case "callback_failed":
                self._ends(session, event, FAILED)
            case "push_created":  # the publish went on under its own name
                self._ends(session, event, ACCEPTED)
            case "rtmp_closed":  # refused by the status: that is all that the log says of it
                self._ends(session, event, REFUSED)
                self._names.pop(session, None)

    def done(self) -> list[Event]:
        """Return all callbacks; of those at the end of the log the outcome is not known."""
        return [*self._done, *self._open.values()]

    def _sent(self, session: str, event: Event) -> None:
        if session in self._open:
            # What stops a publish shows that it went on.
            self._ends(session, event, ACCEPTED)
        known = {
            "call": str(event.args["call"]),
            "server": self._replicas.named(str(event.args["server"])),
            "name": self._names.get(session, ""),
        }
        made = _callback(event, known)
        if known["call"] == "publish":
            self._open[session] = made
        else:
            self._done.append(made)

    def _ends(self, session: str, event: Event, outcome: str, location: str = "") -> None:
        made = self._open.pop(session, None)
        if made is not None:
            args = {**made.args, "outcome": outcome, "location": location, "ended_ns": event.time.lo}
            self._done.append(replace(made, args=args, places=(*made.places, *event.places)))


def on_wire(
    exchanges: Iterable[Event], attempts: Iterable[Event], replicas: Replicas, pollers: Iterable[str]
) -> list[Event]:
    """Return the callbacks that a capture shows; `pollers` are the addresses that check the replicas."""
    asked = [made for e in exchanges if (made := _exchange(e, replicas))]
    servers = {address_of(e) for e in exchanges if _form(e)}
    checks = set(pollers)
    for event in attempts:
        name, client = replicas.on_wire(str(event.args["server"])), address_of(event)
        own = client in servers if servers else client not in checks
        if name and own and event.args["outcome"] != "accepted":
            asked.append(_callback(event, {"server": name, "outcome": FAILED, "ended_ns": event.time.lo}))
    return sorted(asked, key=lambda e: (e.time, str(e.places)))


def _form(event: Event) -> Mapping[str, str]:
    """Return the form of a callback, from the body or (`notify_method get`) the query; empty for other requests."""
    text = str(event.args["form"]) or str(event.args["path"]).partition("?")[2]
    form = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()} if text else {}
    return form if form.get("call") in _CALLS else {}


def _exchange(event: Event, replicas: Replicas) -> Event | None:
    form, server = _form(event), replicas.on_wire(str(event.args["server"]))
    if not form or not server:
        return None
    status = int(event.args["status"])
    known: dict[str, Value] = {
        "connection": form.get("clientid", ""),
        "call": form["call"],
        "server": server,
        "name": form.get("name", ""),
        "outcome": _outcome(status, int(event.args["ended_ns"])),
        "location": str(event.args["location"]) if 300 <= status < 400 else "",
        "ended_ns": int(event.args["ended_ns"]),
    }
    return _callback(event, known)


def _outcome(status: int, ended: int) -> str:
    """What nginx-rtmp makes of an answer: it looks at the first digit of the status only (notify module)."""
    if status < 0:
        return FAILED if ended >= 0 else UNKNOWN
    return {2: ACCEPTED, 3: REDIRECTED}.get(status // 100, REFUSED)


@dataclass(frozen=True, slots=True)
class _Match:
    line: Event
    packet: Event

    @property
    def both(self) -> Event:
        """One event of the two: the packet's time, and of each what only that tells.

        The packet of a request comes seconds after the line where a connection had to be tried again.
        """
        line, packet = self.line.args, self.packet.args
        args = {name: packet[name] if packet[name] not in ("", -1) else line[name] for name in packet}
        if packet["outcome"] == UNKNOWN:
            args["ended_ns"] = line["ended_ns"]
        time = self.line.time if self.line.time.hi < self.packet.time.lo else self.packet.time
        places = (*self.line.places, *self.packet.places)
        return replace(self.packet, time=time, args=args, places=places, text=self.line.text)


def brought_together(lines: Sequence[Event], packets: Sequence[Event]) -> Iterator[Event]:
    """Yield each callback once, in no order: those of both sources with the time of the packet.

    A connection that nobody took tells nothing of its session, but lines and packets come in one order: where that
    leaves open which line is which packet's, the line counts, with its own stamp.
    """
    free = list(lines)
    for packet in (p for p in packets if p.args["connection"]):
        fitting = [line for line in free if _fits(line, packet)]
        if fitting:
            line = min(fitting, key=lambda e: (abs(e.time.lo - packet.time.lo), str(e.places)))
            free.remove(line)
            yield _Match(line, packet).both
        else:
            yield packet
    bare = [p for p in packets if not p.args["connection"]]
    pairs = _in_order(free, bare)
    matched = {number for number, _ in pairs}
    yield from (_Match(free[number], bare[other]).both for number, other in sorted(pairs))
    yield from (line for number, line in enumerate(free) if number not in matched)
    yield from (packet for packet in bare if not any(_fits(line, packet) for line in free))


def _in_order(lines: Sequence[Event], packets: Sequence[Event]) -> set[tuple[int, int]]:
    """Return by number which line is which packet's, whether they are paired from the first on or from the last."""
    first = _paired(lines, packets, range(len(lines)), range(len(packets)))
    return first & _paired(lines, packets, range(len(lines) - 1, -1, -1), range(len(packets) - 1, -1, -1))


def _paired(lines: Sequence[Event], packets: Sequence[Event], left: range, right: range) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    free = list(left)
    for other in right:
        at = next((at for at, number in enumerate(free) if _fits(lines[number], packets[other])), None)
        if at is not None:
            found.add((free[at], other))
            free = free[at + 1 :]
    return found


def _fits(line: Event, packet: Event) -> bool:
    late = TRIED_NS if packet.args["connection"] else APART_NS
    if line.time.lo - packet.time.hi > APART_NS or packet.time.lo - line.time.hi > late:
        return False
    if packet.args["connection"]:
        return (line.args["connection"], line.args["call"]) == (packet.args["connection"], packet.args["call"])
    same = line.args["server"] in ("", packet.args["server"])
    return same and line.args["outcome"] in (FAILED, UNKNOWN)
