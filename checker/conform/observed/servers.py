"""What load balancers do with their servers: checks that fail or bring one back, changes of state, statistics."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.lives import Lives, every_life
from checker.conform.observed.draft import Draft, balancer, middle, not_before, places_of, server
from checker.conform.observed.timeline import Timeline
from checker.model.casting import Party
from checker.model.event import Event
from checker.model.parts import HEARTBEAT

# As many checks of one server stand one by one: diagrams draw the threshold check by check.
CHECKS = 4
# More of a reason than this is left to the line itself.
LONGEST = 60
# What libpq and Python say around the reason.
_LIBPQ = r'^(?:connection failed: )?connection to server at ".*?failed: |\s*This probably means .*'
_AROUND = re.compile(rf"\[Errno -?\d+\] |urlopen error |{_LIBPQ}", re.DOTALL)
_INFO = re.compile(r'info: "([^"]*)"')
RANK_CHECK, RANK_STATE = 0, 1


def server_drafts(evidence: Evidence, serving: Callable[[str], bool]) -> list[Draft]:
    """Return what each observer does with each server.

    Of observers on hosts that are not `serving` only the changes are drawn, with the number of checks before them.
    """
    names = every_life(evidence.events, "haproxy", HEARTBEAT)
    views: dict[tuple[str, str], _View] = {}
    drafts: list[Draft] = []
    for event in evidence.of("check", "server_state"):
        drafts += _view(views, event, names, evidence, serving).take(event)
    return [*drafts, *_statistics(evidence)]


def name_of(evidence: Evidence, text: str) -> str:
    """Return the contract's name of the server that a log calls `text`, else the name without its backend."""
    known = evidence.contract.server_of(text)
    return known.name if known else text.rpartition("/")[2]


def reason_of(text: str) -> str:
    """Return what matters of a logged reason: `Connection refused` rather than the whole of it."""
    found = _INFO.search(text)
    short = found[1] if found else text.partition(", check duration")[0]
    short = " ".join(_AROUND.sub("", short).strip("<> ").split())
    return short if len(short) <= LONGEST else short[:LONGEST].rpartition(" ")[0] + "..."


@dataclass(slots=True)
class _View:
    """One process's view of one server: whether it is ailing, and the checks that are not told yet."""

    party: Party
    server: str
    every_check: bool
    ailing: bool = False
    checks: list[Event] = field(default_factory=list)
    latest: Draft | None = None
    spell: int = 0
    passed: bool = True

    def take(self, event: Event) -> Iterator[Draft]:
        if event.kind == "server_state":
            yield self._state(event)
        elif not event.args["passed"] or self.ailing:
            yield from self._check(event)

    def _check(self, event: Event) -> Iterator[Draft]:
        passed = bool(event.args["passed"])
        recovered = passed and event.args["state"] == "UP"
        self.ailing = not recovered
        if not self.every_check and self.checks and bool(self.checks[-1].args["passed"]) is not passed:
            yield from self._told_at_once()
        self.checks.append(event)
        self.spell += passed is not self.passed
        self.passed = passed
        draft = self._one_check(event, passed)
        self.latest = draft
        if self.every_check:
            yield draft

    def _one_check(self, event: Event, passed: bool) -> Draft:
        args = event.args
        result = "passed" if passed else f"failed: {reason_of(str(args['reason']))}"
        health = f" ({args['health']}/{args['of']} {args['state']})" if int(args["of"]) > 0 else ""
        return Draft(
            "answer" if passed else "lost",
            (server(self.server), self.party),
            f"check of {self.server} {result}{health}",
            event.time,
            middle(event.time),
            places_of(event),
            RANK_CHECK,
            f"check of {self.server} {result}",
            most=CHECKS,
            spell=self.spell,
        )

    def _told_at_once(self) -> Iterator[Draft]:
        """Tell of the checks of an observer that nobody asks in one note; a state line tells of them beside it."""
        failed = [c for c in self.checks if not c.args["passed"]]
        if failed:
            text = f"{_count(len(failed), 'check')} of {self.server} failed"
            last = failed[-1].time
            yield Draft("note", (self.party,), text, last, middle(last), places_of(*failed), RANK_CHECK)
        self.checks.clear()

    def _state(self, event: Event) -> Draft:
        args = event.args
        after, active = str(args["after"]), int(args["active"])
        causes = [self.latest] if self.latest is not None and self.checks else []
        because = "" if self.every_check or not self.checks else f" after {_checks(self.checks)}"
        reason = f": {reason_of(str(args['reason']))}" if args["reason"] else ""
        left = f" ({_count(active, 'server')} left)" if active >= 0 and after != "UP" else ""
        told = [event] if self.every_check else [*self.checks, event]
        self.ailing = after == "DOWN"
        self.checks.clear()
        return Draft(
            "note",
            (self.party,),
            f"marks {self.server} as {after}{left}{because}{reason}",
            event.time,
            not_before(event.time, causes),
            places_of(*told),
            RANK_STATE,
            about=self.server,
            turn=self.every_check,
            alarm=after != "UP",
        )


def _view(
    views: dict[tuple[str, str], _View],
    event: Event,
    names: Lives,
    evidence: Evidence,
    serving: Callable[[str], bool],
) -> _View:
    key = names.name(event.source, event.time.lo), str(event.args["server"])
    if key not in views:
        host = evidence.hosts.named(event.source.host)
        own = event.source.program == HEARTBEAT
        party = Party(HEARTBEAT, host) if own else balancer(host)
        views[key] = _View(party, name_of(evidence, key[1]), own or serving(host))
    return views[key]


def _checks(checks: Sequence[Event]) -> str:
    failed = sum(not c.args["passed"] for c in checks)
    return _count(failed or len(checks), "failed check" if failed else "passed check")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _statistics(evidence: Evidence) -> Iterator[Draft]:
    """Changes that only snapshots of the statistics show: no state line stands between the two."""
    stated: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in evidence.of("server_state"):
        stated[evidence.hosts.named(event.source.host), name_of(evidence, str(event.args["server"]))].append(event)
    told = {key: Timeline(events, lambda e: e.time) for key, events in stated.items()}
    last: dict[tuple[str, str], Event] = {}
    for event in evidence.of("server_seen"):
        key = evidence.hosts.named(event.source.host), name_of(evidence, str(event.args["server"]))
        before = last.get(key)
        last[key] = event
        if before is None or before.args["status"] == event.args["status"]:
            continue
        between = Interval(before.time.lo, max(before.time.lo, event.time.hi))
        if key in told and told[key].overlapping(between):
            continue
        text = f"statistics show {key[1]} {event.args['status']}, {before.args['status']} before"
        yield Draft(
            "note",
            (balancer(key[0]),),
            text,
            event.time,
            middle(event.time),
            places_of(before, event),
            RANK_STATE,
            about=key[1],
            turn=True,
            alarm=not str(event.args["status"]).startswith("UP"),
        )
