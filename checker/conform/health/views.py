"""One process's view of one server: its checks, its changes of state, and what is known of its thresholds.

HAProxy keeps one number for each server. While the server is UP a failed check takes one from it, and a passed one
makes it full; it starts, and comes back from maintenance, one failure above DOWN. `2/3 UP` is that number of `fall`,
`1/2 DOWN` of `rise`: a printed health says how many checks failed or passed in a row, whatever lines are lost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.inertia import Lost
from checker.conform.lives import Lives, every_life
from checker.conform.reboots import reboots
from checker.model.event import Event, Source
from checker.model.parts import HEARTBEAT

AGENT, TRAFFIC = "agent check:", "Health analyze"
# Changes that somebody made, or that follow another server: no check of this server decided them.
_BY_HAND = re.compile(r"changed from CLI|\bvia \S+/\S+|\bleaving (?:forced )?(?:maintenance|drain)")
_DURATION = re.compile(r"check duration: (\d{1,9})ms")


@dataclass(frozen=True, slots=True)
class View:
    """What one life of a process told of one server, each list in the order of its stamps (then of its lines).

    `born` is the line that began this life, None where the log does not tell it. Of `doubtful` lines the stamps do not
    tell whether they are of this life or of another one.
    """

    observer: str
    server: str
    source: Source
    born: Event | None
    checks: Sequence[Event] = ()
    agent: Sequence[Event] = ()
    states: Sequence[Event] = ()
    seen: Sequence[Event] = ()
    lost: Sequence[Lost] = ()
    doubtful: Sequence[Event] = ()
    fall: int | None = None
    rise: int | None = None

    @property
    def logs_checks(self) -> bool:
        """Whether this process logs its checks one by one."""
        return bool(self.checks)

    @property
    def is_service(self) -> bool:
        """Whether it is a heartbeat service's."""
        return self.source.program == HEARTBEAT

    @property
    def retired(self) -> bool:
        """Whether the process had stopped its work before: an old worker that serves its last sessions."""
        return self.born is not None and self.born.kind == "process_stopped"

    def threshold(self, down: bool) -> int | None:
        """Return the `fall` of this process (`rise` for `down` false) where one is printed and always the same."""
        return self.fall if down else self.rise

    def lost_within(self, time: Interval) -> Lost | None:
        """Return a stretch in which lines may be missing that shares an instant with an interval."""
        return next((lost for lost in self.lost if lost.time.overlaps(time)), None)


@dataclass(slots=True)
class _Draft:
    observer: str
    server: str
    source: Source
    born: Event | None
    checks: list[Event] = field(default_factory=list)
    agent: list[Event] = field(default_factory=list)
    states: list[Event] = field(default_factory=list)
    doubtful: list[Event] = field(default_factory=list)


def views(evidence: Evidence) -> Mapping[tuple[str, str], View]:
    """Return the views of all processes by observer and server."""
    known = every_life(evidence.events, "haproxy", HEARTBEAT)
    drafts: dict[tuple[str, str], _Draft] = {}
    turns = turns_of(evidence)
    for event in evidence.of("check", "server_state"):
        key = known.name(event.source, event.time.lo), str(event.args["server"])
        if key not in drafts:
            drafts[key] = _Draft(*key, event.source, beginning(turns, event.source, event.time.lo))
        draft = drafts[key]
        if known.unsure(event.source, event.time):
            draft.doubtful.append(event)
        elif event.kind == "server_state":
            draft.states.append(event)
        else:
            (draft.agent if reason(event).startswith(AGENT) else draft.checks).append(event)
    seen = _seen(evidence, known)
    restarts = reboots(evidence, (draft.source.host for draft in drafts.values()))
    return {key: _view(draft, evidence, seen, restarts[draft.source.host]) for key, draft in drafts.items()}


def _view(
    draft: _Draft,
    evidence: Evidence,
    seen: Mapping[tuple[str, str], Sequence[tuple[str, Event]]],
    restarts: Sequence[Lost],
) -> View:
    host = evidence.hosts.named(draft.source.host)
    lost = [*evidence.lost_by(draft.source.host, draft.source.program), *restarts]
    shown = [e for life, e in seen.get((host, draft.server), ()) if life == draft.observer]
    lists = (_in_turn(draft.checks), _in_turn(draft.agent), _in_turn(draft.states))
    view = View(draft.observer, draft.server, draft.source, draft.born, *lists, shown, lost, draft.doubtful)
    fall, rise = (_threshold(draft.checks, shown, *told) for told in (("UP", "check_fall"), ("DOWN", "check_rise")))
    return replace(view, fall=fall, rise=rise)


def _threshold(checks: Sequence[Event], shown: Sequence[Event], state: str, column: str) -> int | None:
    printed = {int(c.args["of"]) for c in checks if c.args["state"] == state}
    known = {n for n in printed or {int(s.args[column]) for s in shown} if n > 0}
    return known.pop() if len(known) == 1 else None


def _seen(evidence: Evidence, known: Lives) -> Mapping[tuple[str, str], Sequence[tuple[str, Event]]]:
    """Statistics by host and server, each with the observer that it shows: the one that was heard then, if only one.

    They do not name a process, so where two of a host were heard around that time they are nobody's.
    """
    named = evidence.hosts.named
    heard: dict[str, list[tuple[Source, Interval]]] = defaultdict(list)
    for each in evidence.heard:
        if each.source.program == "haproxy":
            heard[named(each.source.host)].append((each.source, each.time))
    found: dict[tuple[str, str], list[tuple[str, Event]]] = defaultdict(list)
    for event in evidence.of("server_seen"):
        host = named(event.source.host)
        sources = {source for source, time in heard[host] if time.overlaps(event.time)}
        if len(sources) == 1 and not known.unsure(source := sources.pop(), event.time):
            found[host, str(event.args["server"])].append((known.name(source, event.time.lo), event))
    return found


def turns_of(evidence: Evidence) -> Sequence[Event]:
    """Return the lines that say that a process started or stopped, in the order of time."""
    return list(evidence.of("process_started", "process_stopped"))


def beginning(turns: Sequence[Event], source: Source, instant: int) -> Event | None:
    """Return the last line up to an instant that says that a process started or stopped, if there is one."""
    for event in reversed(turns):
        same = event.source == source or (
            event.kind == "process_started"
            and not event.source.process
            and (event.source.program, event.source.host) == (source.program, source.host)
        )
        if same and event.time.lo <= instant:
            return event
    return None


def _in_turn(events: Sequence[Event]) -> Sequence[Event]:
    return sorted(events, key=lambda e: (e.time.lo, e.time.hi, e.places))


def reason(event: Event) -> str:
    """Return the reason that a line gives."""
    return str(event.args.get("reason", ""))


def by_hand(event: Event) -> bool:
    """Say whether an administrator made a change of state, or it follows another server's."""
    return bool(_BY_HAND.search(reason(event)))


def duration(event: Event) -> int | None:
    """Return how long (ns) the check of a line took as it says, rounded down to milliseconds; None if it does not."""
    found = _DURATION.search(reason(event))
    return int(found[1]) * 1_000_000 if found else None


def changes(view: View, events: Sequence[Event], after: str) -> Iterator[Event]:
    """Yield the lines with which a working process marks the server `after` (DOWN or UP) by what it found itself."""
    other = {"DOWN": "UP", "UP": "DOWN"}[after]
    for event in () if view.retired else events:
        changed = event.kind == "server_state" and event.args["after"] == after
        if changed and event.args["before"] in ("", other) and not by_hand(event):
            yield event
