"""What the monitor sees and says: the polls that show a change, alerts, whether they were accepted, what it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import (
    FILE,
    MONITOR,
    SINK,
    VIP,
    Draft,
    middle,
    not_before,
    places_of,
    timeline,
)
from checker.conform.observed.servers import reason_of
from checker.conform.observed.timeline import Timeline
from checker.model.event import Event, Source

# A monitor writes what a poll saw within this time after the line of the poll.
REACTION_NS = 100 * NS_PER_MS
# The receiver's stamp and the sender's of one alert lie no further apart than this.
DELIVERY_NS = 2 * NS_PER_S
RANK_POLL, RANK_ALERT, RANK_WRITTEN = 5, 6, 7


def monitor_drafts(evidence: Evidence, changes: Sequence[Draft]) -> list[Draft]:
    """Return the polls that failed or saw a change, the alerts, what is kept; `changes` are what a poll may show."""
    causes = _by_subject(changes)
    matched = list(_polls(evidence))
    polls = [_poll(poll, seen, causes) for poll, seen in matched if seen or not poll.args["ok"]]
    seen_by_polls = {id(change) for _, seen in matched for change in seen}
    alone = (change for change in evidence.of("change_seen") if id(change) not in seen_by_polls)
    polls += [_alone(change, causes) for change in alone]
    known = timeline(polls)
    alerts = [_alert(sent, received, known) for sent, received in _alerts(evidence)]
    known = timeline([*polls, *alerts])
    return [*polls, *alerts, *(_written(event, known) for event in evidence.of("state_written"))]


def idle_polls(evidence: Evidence) -> Iterator[Event]:
    """Yield the polls that were answered and saw no change."""
    return (poll for poll, seen in _polls(evidence) if poll.args["ok"] and not seen)


def _by_subject(changes: Sequence[Draft]) -> Mapping[str, Timeline[Draft]]:
    subjects: dict[str, list[Draft]] = defaultdict(list)
    for draft in changes:
        subjects[draft.about].append(draft)
    return {about: timeline(drafts) for about, drafts in subjects.items()}


def _polls(evidence: Evidence) -> Iterator[tuple[Event, list[Event]]]:
    """Yield every poll with the changes that it saw."""
    found: dict[Source, list[Event]] = defaultdict(list)
    for change in evidence.of("change_seen"):
        found[change.source].append(change)
    changes = {source: Timeline(events, _time) for source, events in found.items()}
    for poll in evidence.of("poll"):
        known = changes.get(poll.source)
        yield poll, known.overlapping(poll.time.widen(0, REACTION_NS)) if known else []


def _time(event: Event) -> Interval:
    return event.time


def _poll(poll: Event, seen: Sequence[Event], causes: Mapping[str, Timeline[Draft]]) -> Draft:
    args = poll.args
    if not args["ok"]:
        why = f": {reason_of(str(args['detail']))}" if args["detail"] else ""
        text, at = f"poll failed{why}", middle(poll.time)
        return Draft("lost", (VIP, MONITOR), text, poll.time, at, places_of(poll), RANK_POLL, most=2)
    by = f", answered by {args['node']}" if args["node"] else ""
    text = f"poll{by}: {', '.join(map(_change, seen))}"
    at = max(_after(poll.time, str(change.args["subject"]), causes) for change in seen)
    return Draft("answer", (VIP, MONITOR), text, poll.time, at, places_of(poll, *seen), RANK_POLL)


def _alone(change: Event, causes: Mapping[str, Timeline[Draft]]) -> Draft:
    at = _after(change.time, str(change.args["subject"]), causes)
    return Draft("answer", (VIP, MONITOR), _change(change), change.time, at, places_of(change), RANK_POLL)


def _after(time: Interval, subject: str, causes: Mapping[str, Timeline[Draft]]) -> int:
    known = causes.get(subject)
    return not_before(time, known.overlapping(time) if known else ())


def _change(event: Event) -> str:
    args = event.args
    return f"{args['subject']} {args['after']}, was {args['before']}"


def _alerts(evidence: Evidence) -> Iterator[tuple[Event | None, Event | None]]:
    """Yield each alert as its sender and as its receiver tell of it, matched nearest first; either may be missing."""
    sent, received = list(evidence.of("alert_sent")), list(evidence.of("alert_received"))
    arrivals = Timeline(list(enumerate(received)), lambda pair: pair[1].time)
    near = (
        (abs(middle(arrival.time) - middle(each.time)), number, index)
        for number, each in enumerate(sent)
        for index, arrival in arrivals.overlapping(each.time.widen(DELIVERY_NS, DELIVERY_NS))
        if arrival.args["message"] == each.args["message"]
    )
    match: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, index in sorted(near):
        if number not in match and index not in taken:
            match[number] = index
            taken.add(index)
    for number, each in enumerate(sent):
        yield each, received[match[number]] if number in match else None
    yield from ((None, arrival) for index, arrival in enumerate(received) if index not in taken)


def _alert(sent: Event | None, received: Event | None, polls: Timeline[Draft]) -> Draft:
    told = [event for event in (sent, received) if event is not None]
    time = told[0].time
    fate, accepted = _fate(sent, received)
    text = f"alert{'' if accepted else ' not accepted'}: {told[0].args['message'] or told[0].args['title']} ({fate})"
    at = not_before(time, polls.overlapping(time))
    return Draft(
        "message" if accepted else "lost", (MONITOR, SINK), text, time, at, places_of(*told), RANK_ALERT, most=2
    )


def _fate(sent: Event | None, received: Event | None) -> tuple[str, bool]:
    """Say what became of an alert, and whether it was accepted."""
    statuses = [int(event.args["status"]) for event in (sent, received) if event is not None]
    status = next((str(s) for s in statuses if s > 0), "no answer")
    if sent is None:
        return f"received, {status}", max(statuses) < 400
    if sent.args["accepted"]:
        return f"accepted, {status}", True
    why = reason_of(str(sent.args["detail"])) or status
    return why, False


def _written(event: Event, causes: Timeline[Draft]) -> Draft:
    at = not_before(event.time, causes.overlapping(event.time))
    return Draft("message", (MONITOR, FILE), "writes states", event.time, at, places_of(event), RANK_WRITTEN)
