"""Whose name a published stream got: the user's whose key it was, as the replica says that looked it up, or another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from checker.base.time import NS_PER_S
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.streaming.callbacks import ACCEPTED, REDIRECTED
from checker.conform.streaming.lookups import WAITS_NS, row_of
from checker.conform.streaming.publishing import Publish, publishes, router_of
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.contract import Contract
from checker.model.event import Event

_UNTOLD = "no source tells whose key it was"
_SEVERAL = "two answers about this stream came at about the same time"
_SETTLES = "the log of the replica that answered, or a capture of what it asks its database"
UNOBSERVED = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), _UNTOLD, _SETTLES)
# A replica logs its answer about when it gives it; the media server's stamps may be of whole seconds.
NEAR_NS = NS_PER_S
# The diagram's word for it (`302 Location: stream_username`) is the column's name.
_COLUMN = "username"
_DRAWN = re.compile(r"Location:\s*(\S*?)username\b", re.IGNORECASE)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def owners(evidence: Evidence) -> Mapping[tuple[str, ...], Belief]:
    """Return, by media server and stream, at each answer whether the stream got the name of its key's owner."""
    stretches: dict[tuple[str, ...], list[Stretch]] = defaultdict(list)
    prefix = drawn_prefix(evidence.contract)
    answers = [e for e in evidence.of("publish_answered") if e.args["call"] == "publish"]
    found = list(evidence.of("owner_found"))
    for each in publishes(evidence):
        if each.outcome in (REDIRECTED, ACCEPTED):
            own = stretches[router_of(evidence.contract, each.event), each.stream]
            truth, because, why = _owned(each, _user(each, answers, found), prefix)
            ground = Ground.KNOWN if truth is not Truth.UNKNOWN else Ground.GAP
            lo, hi = each.answered.lo, each.answered.hi + 1
            own.append(Stretch(lo, hi, truth, ground, because, why, _SETTLES if why else ""))
    return {key: Belief.of(_apart(found), UNOBSERVED) for key, found in stretches.items()}


def _apart(found: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches that do not overlap: where two answers may have been at one time, it is open whose it was."""
    cuts = sorted({edge for each in found for edge in (each.lo, each.hi)})
    kept: list[Stretch] = []
    for lo, hi in pairwise(cuts):
        here = [each for each in found if each.lo <= lo and hi <= each.hi]
        if here:
            alike = len({each.truth for each in here}) == 1
            first = here[0] if alike else replace(here[0], truth=Truth.UNKNOWN, ground=Ground.GAP, why=_SEVERAL)
            kept.append(replace(first, lo=lo, hi=hi))
    return kept


def drawn_prefix(contract: Contract) -> str:
    """Return what the diagram draws before the name of the user (`stream_` in `302 Location: stream_username`)."""
    use = contract.properties.get("redirect-carries-username")
    found = (_DRAWN.search(text) for text in (use.texts if use else ()))
    return next((match[1] for match in found if match), "")


def _answer(publish: Publish, answers: Sequence[Event]) -> Event | None:
    """The line of the replica that gave this answer: at that time, of that replica, with that name."""
    asked = publish.event.args["server"]
    near = [
        e
        for e in answers
        if e.time.lo <= publish.answered.hi + NEAR_NS
        and publish.answered.lo - NEAR_NS <= e.time.hi
        and e.source.host == asked
        and (e.args["location"] in ("", publish.stream))
    ]
    return min(near, key=lambda e: abs(e.time.lo - publish.answered.lo), default=None)


def _user(publish: Publish, answers: Sequence[Event], found: Sequence[Event]) -> tuple[str, Event] | None:
    """Whose key it was: as the database says on the wire, else as the replica's log does."""
    for event in found:
        user = row_of(event).get(_COLUMN, "")
        if user and event.args["key"] == publish.key and abs(event.time.lo - publish.answered.lo) <= WAITS_NS:
            return user, event
    answer = _answer(publish, answers)
    return (str(answer.args["user"]), answer) if answer is not None and answer.args["user"] else None


def _owned(publish: Publish, told: tuple[str, Event] | None, prefix: str) -> tuple[Truth, tuple[Event, ...], str]:
    """Whether the name is the owner's, by what events, and why it is open."""
    if publish.stream == publish.key or _URL.match(publish.stream):
        return Truth.FALSE, (publish.event,), ""
    if prefix and not publish.stream.startswith(prefix):
        return Truth.FALSE, (publish.event,), ""
    if told is None:
        return Truth.UNKNOWN, (publish.event,), _UNTOLD
    user, event = told
    return Truth.TRUE if publish.stream == f"{prefix}{user}" else Truth.FALSE, (publish.event, event), ""
