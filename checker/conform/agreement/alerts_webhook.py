"""Alerts: what the monitor says it sent, and what the webhook says it received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.conform.agreement.pair import CLOCKS_NS, Disagreement, Fetch, Pair, covers, slack, told
from checker.conform.alerts.watches import ERRORS_FROM, surely_failed
from checker.conform.evidence import Evidence
from checker.conform.words import moment
from checker.model.event import Event

# A monitor logs an alert when the answer came; it waits for that no longer than this.
ANSWER_NS = 10 * NS_PER_S
_EITHER = "compare their clocks (--clock), and whether lines are missing in either file"


@dataclass(frozen=True, slots=True)
class _Matched:
    pairs: Sequence[tuple[Event, Event]]
    unreceived: Sequence[Event]
    unsent: Sequence[Event]


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    sent, received = list(evidence.of("alert_sent")), list(evidence.of("alert_received"))
    matched = _match(sent, received, slack(evidence, *{e.source.host for e in (*sent, *received)}))
    if not matched.pairs:
        return  # nothing shows that these files belong together
    latency = max(s.time.hi - r.time.lo for s, r in matched.pairs)
    for alert, arrived in matched.pairs:
        if _opposed(alert, arrived):
            yield _answered(alert, arrived)
    for alert in matched.unreceived:
        if alert.args["accepted"] and _all_cover(evidence, "webhook", alert.time, latency):
            yield _unreceived(alert, matched)
    # Others may post to the same webhook: then most of what it got is not this monitor's.
    if len(matched.unsent) < len(matched.pairs):
        ours = {alert.args["title"] for _, alert in matched.pairs}
        for alert in matched.unsent:
            if alert.args["title"] in ours and _all_cover(evidence, "monitor", alert.time, latency):
                yield _unsent(alert, matched)


def _text(alert: Event) -> str:
    return " ".join(str(alert.args["message"]).split())


def _match(sent: Sequence[Event], received: Sequence[Event], unsure: int) -> _Matched:
    """Match alerts of one text in the order of time: windows of one width, so the first that fits is the best."""
    open_: dict[str, list[Event]] = defaultdict(list)
    for alert in sorted(received, key=lambda e: e.time):
        open_[_text(alert)].append(alert)
    pairs: list[tuple[Event, Event]] = []
    alone: list[Event] = []
    for alert in sorted(sent, key=lambda e: e.time):
        if surely_failed(alert) and int(alert.args["status"]) < 0:
            continue  # it never got there, so that what arrived is of another attempt
        window = alert.time.widen(ANSWER_NS + CLOCKS_NS + unsure, CLOCKS_NS + unsure)
        there = open_[_text(alert)]
        found = next((r for r in there if r.time.overlaps(window)), None)
        if found is None:
            alone.append(alert)
        else:
            there.remove(found)
            pairs.append((alert, found))
    return _Matched(pairs, alone, [r for rest in open_.values() for r in rest])


def _all_cover(evidence: Evidence, program: str, time: Interval, latency: int) -> bool:
    """Whether every such file covers it: it may have been in any of them."""
    margin = CLOCKS_NS + max(latency, 0) + slack(evidence, *evidence.uncertainty)
    hosts = {h.source.host for h in evidence.heard if h.source.program == program}
    return bool(hosts) and all(covers(evidence, h, program, time.widen(margin, margin)) for h in hosts)


def _opposed(alert: Event, arrived: Event) -> bool:
    """Whether both know the answer, and only one of them that it was an error."""
    said, answered = int(alert.args["status"]), int(arrived.args["status"])
    return min(said, answered) >= 0 and (said >= ERRORS_FROM) != (answered >= ERRORS_FROM)


def _answered(alert: Event, arrived: Event) -> Disagreement:
    said, answered = alert.args["status"], arrived.args["status"]
    places = told(alert, f"sent here, and answered {said}"), told(arrived, f"received here, and answered {answered}")
    message = f"the monitor was answered {said} to {_text(alert)!r} at {moment(alert.time.lo)}, "
    hint = f"likelier something between the two answered in the webhook's place; {_EITHER}"
    return Disagreement(message + f"but the webhook says that it answered {answered}", hint, places, alert.time)


def _unreceived(alert: Event, matched: _Matched) -> Disagreement:
    before, after = _neighbours(alert, [r for _, r in matched.pairs])
    places = [told(alert, "sent here, and the answer said that it was accepted")]
    places += [told(r, f"the webhook's alert {word} it: its file covers that time") for r, word in (before, after) if r]
    message = f"the monitor sent {_text(alert)!r} at {moment(alert.time.lo)} and was told that it was accepted, "
    hint = f"likelier the webhook's file lacks a line, or something before the webhook answered in its place; {_EITHER}"
    return Disagreement(message + "but the webhook did not receive it", hint, tuple(places), alert.time)


def _unsent(alert: Event, matched: _Matched) -> Disagreement:
    before, after = _neighbours(alert, [s for s, _ in matched.pairs])
    places = [told(alert, "received here")]
    places += [told(s, f"the monitor's alert {word} it") for s, word in (before, after) if s]
    message = f"the webhook received {_text(alert)!r} at {moment(alert.time.lo)}, but the monitor did not send it"
    hint = f"likelier the monitor's log lacks a line, or a second monitor posts to this webhook; {_EITHER}"
    return Disagreement(message, hint, tuple(places), alert.time)


def _neighbours(alert: Event, others: Sequence[Event]) -> tuple[tuple[Event | None, str], tuple[Event | None, str]]:
    before = max((o for o in others if o.time.lo < alert.time.lo), key=lambda o: o.time, default=None)
    after = min((o for o in others if o.time.lo > alert.time.lo), key=lambda o: o.time, default=None)
    return (before, "before"), (after, "after")


PAIR = Pair(frozenset({"monitor", "webhook"}), ("alert-per-state-change",), _compare)
