"""Signs of whether a server answers: what anybody's attempts, its checks and its own log say, each from one event.

A refusal comes from the server's host, so it speaks of the server whoever asked. Silence speaks only of the way from
the one who asked: packets may be lost there and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.health.views import AGENT, TRAFFIC, by_hand, duration, reason
from checker.logic.signal import END
from checker.model.event import Event, Source

_REFUSED = "Connection refused"
_ABOVE_TCP = ("Layer5", "Layer6", "Layer7")
# What a pooler only logs while it runs.
_ALIVE = ("listening", "pool_stats", "server_connection_opened")


@dataclass(frozen=True, slots=True)
class Sign:
    """A server answered, or did not, at some instant within `time`; what failed was still without one at `until`.

    `asker` is the host that tried ('' for the server's own log). `anybody` says whether it is true for all who ask.
    `shallow` is a mere handshake: the kernel answers it, also for a program that hangs. `life` is what the server said
    to one who was connected before: that its program lived.
    """

    time: Interval
    answered: bool
    asker: str
    event: Event
    anybody: bool = True
    shallow: bool = False
    above_tcp: bool = False
    until: int = 0
    life: bool = False


def signs(evidence: Evidence) -> Mapping[str, Sequence[Sign]]:
    """Return the signs about each server (by `key_of`) in the order of time.

    Where checks fail above TCP a handshake is no answer, and is left out.
    """
    found: dict[str, list[Sign]] = defaultdict(list)
    sources = (_of_lines, _of_attempts, _of_sessions, _of_queries, _of_poolers)
    for key, sign in (found_by for source in sources for found_by in source(evidence)):
        found[key].append(sign)
    for key, each in found.items():
        if any(s.above_tcp and not s.answered for s in each):
            found[key] = [s for s in each if not (s.shallow and s.answered)]
    return {key: _until_refused(sorted(each, key=_in_order)) for key, each in found.items()}


def _in_order(sign: Sign) -> tuple[int, int]:
    return middle(sign), sign.time.lo


def _earliest(sign: Sign) -> int:
    return sign.time.lo


def _until_refused(told: Sequence[Sign]) -> list[Sign]:
    """Keep a sign of life only where answers end and refusals begin: until then the server did not refuse.

    Where it lives on after it was refused, it was told to stop and serves those who were connected: since when it
    refuses others its life does not tell.
    """
    lives = sorted((s for s in told if s.life), key=_earliest)
    tried = [s for s in told if not s.life]
    kept: list[Sign] = []
    for before, first, after in _ends_of_answers(tried) if lives else ():
        until = after.time.lo if after else END
        last = bisect_left(lives, until, key=_earliest) - 1
        if last >= 0 and before.time.lo < lives[last].time.lo and lives[last].time.hi < first.time.lo:
            kept.append(lives[last])
    return sorted([*tried, *kept], key=_in_order)


def _ends_of_answers(tried: Sequence[Sign]) -> Iterator[tuple[Sign, Sign, Sign | None]]:
    """Yield the last answer before refusals, the first refusal, and the first answer after it."""
    runs = [list(run) for _, run in groupby(tried, key=lambda s: s.answered)]
    for before, run, after in zip(runs, runs[1:], [*runs[2:], None], strict=False):
        if before[0].answered and run[0].anybody:
            yield before[-1], run[0], after[0] if after else None


def key_of(evidence: Evidence, text: str) -> str:
    """Return the contract's name of the server that a log calls `text`, else that text."""
    known = evidence.contract.server_of(text)
    return known.name if known is not None else text


def middle(sign: Sign) -> int:
    """Return twice the middle of the time of a sign, by which signs are in order."""
    return sign.time.lo + sign.time.hi


def _of_lines(evidence: Evidence) -> Iterator[tuple[str, Sign]]:
    """Checks, and the changes of state that print the check which led to them."""
    for event in evidence.of("check", "server_state"):
        why = reason(event)
        if why.startswith((AGENT, TRAFFIC)):
            continue
        lasted = duration(event)
        if event.kind == "server_state":
            if lasted is None or by_hand(event) or event.args["after"] not in ("UP", "DOWN"):
                continue
            passed = event.args["after"] == "UP"
        else:
            passed = bool(event.args["passed"])
        asker = evidence.hosts.named(event.source.host)
        yield key_of(evidence, str(event.args["server"])), _of_check(event, passed, asker, why, lasted)


def _of_check(event: Event, passed: bool, asker: str, why: str, lasted: int | None) -> Sign:
    begun = 0 if lasted is None else lasted
    # The duration is printed in whole milliseconds, cut or rounded.
    margin = 0 if lasted is None else NS_PER_MS
    above = why.startswith(_ABOVE_TCP)
    earliest = event.time.lo - begun - margin
    if passed:
        return Sign(Interval(earliest, event.time.hi), True, asker, event, shallow=False, above_tcp=above)
    time = Interval(earliest, max(earliest, event.time.hi - begun + margin))
    # One that ran into its timeout was not answered when it asked; an answer since then may have come too late for it.
    return Sign(time, False, asker, event, _REFUSED in why, above_tcp=above, until=earliest)


def _of_attempts(evidence: Evidence) -> Iterator[tuple[str, Sign]]:
    names = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
    for event in evidence.of("connect"):
        name = names.get(str(event.args["server"]))
        if name is None:
            continue
        asker = evidence.hosts.at(str(event.args["client"]).rpartition(":")[0])
        match event.args["outcome"]:
            case "accepted":
                yield name, Sign(event.time, True, asker, event, shallow=True)
            case outcome:
                yield name, Sign(event.time, False, asker, event, outcome == "refused", until=event.time.lo)
        before = int(event.args.get("spoke_before_ns", -1))
        if before >= 0:
            yield name, Sign(event.time.shift(-before), True, "", event, shallow=True, life=True)


def _of_sessions(evidence: Evidence) -> Iterator[tuple[str, Sign]]:
    """Sessions of a load balancer that reached a server, or did not in any of their tries, one a second."""
    for event in evidence.of("session_tried"):
        asker = evidence.hosts.named(event.source.host)
        key = key_of(evidence, str(event.args["server"]))
        if event.args["connected"]:
            yield key, Sign(event.time, True, asker, event, shallow=True)
        else:
            until = event.time.lo + int(event.args["retries"]) * NS_PER_S
            yield key, Sign(event.time, False, asker, event, anybody=False, until=until)


def _of_queries(evidence: Evidence) -> Iterator[tuple[str, Sign]]:
    for event in evidence.of("query_answered"):
        key = key_of(evidence, str(event.args["served_by"]))
        yield key, Sign(event.time, True, evidence.hosts.named(event.source.host), event)


def _of_poolers(evidence: Evidence) -> Iterator[tuple[str, Sign]]:
    """A pooler that writes to its log runs, so its host does not refuse connections; whom it reaches is another thing.

    Which server it is says the address on which it listens.
    """
    names = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
    poolers: dict[Source, str] = {}
    for event in evidence.of(*_ALIVE):
        if event.kind == "listening" and event.args["address"] in names:
            poolers[event.source] = names[str(event.args["address"])]
        if event.source in poolers:
            yield poolers[event.source], Sign(event.time, True, "", event, shallow=True)
