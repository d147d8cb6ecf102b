"""Rare things that happened, as the observed run tells them: changes of state, alerts, failed checks, starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import Draft
from checker.conform.observed.drawing import control_drafts
from checker.model.casting import Party
from checker.model.timeline import Happening

# More of them are not seen one by one, and make a page slow.
MOST_HAPPENINGS = 1000
# So many parts of the span are told apart first where there are more.
PARTS = 400
MOST_PLACES = 4
# The programs behind roles, as reports name observers.
_PROGRAMS: Mapping[str, str] = {"load-balancer": "haproxy", "vrrp-peer": "keepalived", "heartbeat": "heartbeat"}
_ABOUT = ("server", "virtual-address")


def happenings(evidence: Evidence, span: Interval, failed: Sequence[Draft] = ()) -> tuple[list[Happening], list[str]]:
    """Return what happened within a span in the order of time, and notes where it is not told one by one.

    `failed` are the queries that failed.
    """
    vips = [vip.address for vip in evidence.contract.vips.values()]
    vip = vips[0] if len(vips) == 1 else ""
    found = [(_kind(d), _happening(d, vip)) for d in (*control_drafts(evidence), *failed) if d.time.overlaps(span)]
    found.sort(key=lambda pair: (pair[1].time, pair[1].label, pair[1].places))
    told = _few(found, span)
    return told, list(_notes([each for _, each in found], told))


def _notes(found: Sequence[Happening], told: Sequence[Happening]) -> Iterator[str]:
    number, left = sum(each.times for each in found), sum(each.times for each in told)
    alone = {id(each) for each in found}
    if any(id(each) not in alone for each in told):
        yield f"{left:,} happenings are told as {len(told):,}: those alike that are close together as one"
    if left < number:
        yield f"not drawn: the last {number - left:,} of {number:,} happenings, which are of too many kinds"


def _happening(draft: Draft, vip: str) -> Happening:
    teller = _teller(draft)
    subject = draft.about if draft.about != "vip" else vip
    subject = subject or next((end.name or vip for end in draft.ends if end.role in _ABOUT), "")
    alarm = draft.alarm or draft.shape == "lost"
    return Happening(_group(draft), draft.text, _named(teller), subject, draft.time, draft.places, draft.times, alarm)


def _teller(draft: Draft) -> Party:
    """Return who tells of something: who notes it, who asked, or who checks a server."""
    watchers = [end for end in draft.ends if end.role not in _ABOUT]
    return next(iter(watchers), draft.ends[0])


def _named(party: Party) -> str:
    program = _PROGRAMS.get(party.role, "")
    return f"{program}@{party.name}" if program and party.name else party.name or party.role


def _group(draft: Draft) -> str:
    """Return the role of who tells of it: what stands together."""
    return _teller(draft).role


def _kind(draft: Draft) -> str:
    return draft.folded or draft.text


def _few(found: Sequence[tuple[str, Happening]], span: Interval) -> list[Happening]:
    """Tell those of one kind that are closest together as one, until there are few enough."""
    told = [each for _, each in found]
    width = max(1, (span.hi + 1 - span.lo) // PARTS)
    while len(told) > MOST_HAPPENINGS:
        told = list(_by_parts(found, span, width))
        if width > span.hi - span.lo:
            # so many kinds of them: the first of each
            return told[:MOST_HAPPENINGS]
        width *= 2
    return told


def _by_parts(found: Iterable[tuple[str, Happening]], span: Interval, width: int) -> Iterator[Happening]:
    groups: dict[tuple[int, str, str, str, str], list[Happening]] = defaultdict(list)
    for kind, each in found:
        part = (each.time.lo - span.lo) // width
        groups[part, kind, each.group, each.observer, each.subject].append(each)
    for (_, kind, *_), members in groups.items():
        yield members[0] if len(members) == 1 else _as_one(kind, members)


def _as_one(kind: str, members: Sequence[Happening]) -> Happening:
    times = sum(each.times for each in members)
    hull = Interval(members[0].time.lo, max(each.time.hi for each in members))
    places = tuple(dict.fromkeys(place for each in members for place in each.places[:1]))
    kept = tuple(dict.fromkeys((*places[: MOST_PLACES - 1], *places[-1:])))
    alarm = any(each.alarm for each in members)
    return replace(members[0], label=f"{kind}, {times:,} times", time=hull, places=kept, times=times, alarm=alarm)
