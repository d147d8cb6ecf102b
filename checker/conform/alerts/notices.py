"""For each change that a monitor saw: the alerts of it that were accepted, and until when all of them are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.conform.alerts.changes import Change, changes
from checker.conform.alerts.texts import Names, announces, names_in
from checker.conform.alerts.watches import Receiver, Watch, receiver, surely_failed, watches
from checker.conform.evidence import Evidence
from checker.logic.truth import Truth
from checker.model.event import Event, Source

_ENDS = "the log of the monitor ends, or has lost lines, before it could tell of the alert"
_FURTHER = "the rest of the monitor's log, or what the webhook received"
_SILENT = "neither the monitor's log nor the webhook's tells of alerts here"
_TELLING = "what the webhook received (its log), or a monitor that logs its alerts"
_UNANSWERED = "the monitor had no answer to its alert, and no source shows whether it arrived"
_DISAGREE = "the webhook took an alert that the monitor's log does not tell of"
_REFUSED = "the monitor's log says that an alert was accepted, the webhook's own that it was refused"
_WHICH = "whatever stands between the monitor and the webhook, and may have answered in its place"
_TEXT = "an alert may be of this change, its text leaves it open"
_EARLY = "an alert of its text came before the poll that saw it, so that it may be of an earlier change"
_CLEAR = "alerts that name the server, or the load balancer, and its new state"


@dataclass(frozen=True, slots=True)
class Notice:
    """The accepted alerts of a change after it was seen, in the order of time, and the attempts that were not accepted.

    `failed` has also what is told of an attempt that one source says was accepted, the other refused.

    All alerts are `known` since the poll before it was seen, and `known_since` that it was seen, up to these instants.
    """

    change: Change
    accepted: tuple[Event, ...]
    failed: tuple[Event, ...]
    known: Known
    known_since: Known


@dataclass(frozen=True, slots=True)
class Known:
    """Until when (ns) all is known, why no longer, and what would settle it."""

    until: int
    why: str
    settles: str


def notices(evidence: Evidence) -> Sequence[Notice]:
    """Return the notice of each change that monitors saw."""
    names, logs, webhook = names_in(evidence), watches(evidence), receiver(evidence)
    seen = changes(evidence)
    silent = Watch((), False, (), ())
    return [
        _notice(change, seen, logs.get(change.seen.source, silent), _of_one(webhook, logs), names) for change in seen
    ]


def _of_one(webhook: Receiver, logs: Mapping[Source, Watch]) -> Receiver | None:
    """What a webhook took is one monitor's only where there is one."""
    return webhook if len(logs) == 1 else None


def _notice(change: Change, seen: Sequence[Change], log: Watch, webhook: Receiver | None, names: Names) -> Notice:
    def of_it(alerts: Sequence[Event], *wanted: Truth) -> list[Event]:
        near = _between_alike(alerts, change, seen)
        found = (a for a in near if _said(a, change, names) in wanted)
        return sorted(found, key=lambda e: (e.time.hi, e.time.lo, e.places))

    received = list(webhook.accepted) if webhook else []
    told, taken = of_it(log.accepted, Truth.TRUE), of_it(received, Truth.TRUE)
    failed = of_it(log.failed, Truth.TRUE, Truth.UNKNOWN)
    unsure = [a for a in failed if not surely_failed(a)]
    alone = log.tells and not unsure
    contested = _contested(told, taken, failed, of_it(webhook.refused if webhook else [], Truth.TRUE))
    accepted = taken if contested else told if alone else _either(told, taken)
    perhaps = [a for s in ([log.accepted] if alone else [log.accepted, received]) for a in of_it(s, Truth.UNKNOWN)]
    if accepted:  # one that names nobody, or came before the poll, is then of something else
        perhaps = [a for a in perhaps if names.named_by(a) and a.time.hi >= change.seen.time.lo]
    clear = [announces(a, change, names) is Truth.TRUE for a in perhaps]
    open_ = [Known(a.time.lo, _EARLY if c else _TEXT, _CLEAR) for a, c in zip(perhaps, clear, strict=True)]
    open_ += [Known(a.time.lo, _DISAGREE, _CLEAR) for a in taken[len(told) :]] if alone else []
    open_ += [Known(a.time.lo, _REFUSED, _WHICH) for a in contested[:1]]
    if missing := change.missing:
        open_.append(Known(change.seen.time.lo, missing.why, missing.settles))
    known, since = (
        min((*_known(lo, change.seen.time.lo, log, webhook, unsure), *open_), key=lambda k: k.until)
        for lo in (change.since, change.seen.time.lo)
    )
    return Notice(change, tuple(accepted), (*failed, *contested), known, since)


def _contested(
    told: Sequence[Event], taken: Sequence[Event], failed: Sequence[Event], refused: Sequence[Event]
) -> list[Event]:
    """Return what both tell of alerts that the monitor says were accepted, and of which the webhook refused some.

    The receiver decides what it accepted; but one of the two is wrong, and nobody knows which.
    """
    attempts = [a for a in failed if int(a.args["status"]) >= 0 or not surely_failed(a)]
    return [*told, *refused] if len(taken) < len(told) and len(refused) > len(attempts) else []


def _either(told: list[Event], taken: list[Event]) -> list[Event]:
    """Both tell of the same alerts; the one that tells of more of them tells all that is known of them."""
    return told if len(told) >= len(taken) else taken


def _known(lo: int, seen: int, log: Watch, webhook: Receiver | None, unsure: Sequence[Event]) -> Iterator[Known]:
    """Until when a log tells of every alert since `lo`."""
    heard = webhook.heard_until(lo) if webhook else None
    if not log.tells:
        yield Known(lo if heard is None else heard, _SILENT, _TELLING)
        return
    whole = log.whole_around(lo, seen)
    yield Known(lo if whole is None else whole, _ENDS, _FURTHER)
    for attempt in unsure:
        if heard is None or heard < attempt.time.hi:
            yield Known(attempt.time.lo, _UNANSWERED, _TELLING)


def _between_alike(alerts: Sequence[Event], change: Change, seen: Sequence[Change]) -> Iterator[Event]:
    """Alerts since the poll before a change, up to the next change that an alert of the same text could be of."""
    later = [c.seen.time.lo for c in seen if c.alike(change) and c.seen.time.lo > change.seen.time.lo]
    until = min(later, default=None)
    for alert in alerts:
        if alert.time.hi >= change.since and (until is None or alert.time.hi < until):
            yield alert


def _said(alert: Event, change: Change, names: Names) -> Truth:
    """Whether an alert is of this change; one before its poll may be a late one of an earlier change."""
    said = announces(alert, change, names)
    early = alert.time.hi < change.seen.time.lo
    return Truth.UNKNOWN if early and said is Truth.TRUE else said
