"""gave_up(host, vip): the host let go of the virtual address itself; nobody took it away.

Who fails or is stopped says so: in its log, and on the wire with an advert of priority 0 (RFC 3768 section 6.4.3). One
that sends no adverts any more leaves the address to the others without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.claims import Claim, claims_of, heard_until, listening
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.fluents.has_address import FLUENT as HAS_ADDRESS
from checker.conform.fluents.on_network import FLUENT as ON_NETWORK
from checker.conform.inertia import believe
from checker.conform.knots import Fact
from checker.conform.vrrp_log import SILENT_LOG, deaths, last_word, logged
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

_SETTLES = "keepalived's log of that host, or a capture of VRRP at the switch"
_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows whether the host gave up the address",
    _SETTLES,
)
_LATE = "the host had missed an advert"


def _estimate(evidence: Evidence) -> Beliefs:
    presence = ON_NETWORK.estimate(evidence)
    return {
        (host, vip): _logged_belief(evidence, host, vip).overlaid(_seen(evidence, host, vip, presence.get((host,))))
        for host, vip in HAS_ADDRESS.estimate(evidence)
    }


def _logged_belief(evidence: Evidence, host: str, vip: str) -> Belief:
    log = list(logged(evidence, host, vip))
    if not log:
        return Belief((_UNOBSERVED,))
    heard = evidence.heard_by(host, "keepalived") or Interval(log[0].time.lo, log[-1].time.hi)
    losses = [*deaths(log), *evidence.lost_by(host, "keepalived")]
    told = believe(list(_facts(log)), losses, _UNOBSERVED, heard.lo)
    states = [e.args["state"] for e in log if e.kind == "vrrp_state"]
    # How a host lost the address stays so until it has it again; only a master may still give it up.
    return told if states[-1:] == ["BACKUP"] else _until(told, last_word(log, heard))


def _facts(log: Sequence[Event]) -> Iterator[Fact]:
    for event in log:
        match event.kind:
            case "vrrp_state" if event.args["state"] == "MASTER":
                yield Fact(event.time, None, False, event)
            case "advert_received" if event.args["own_state"] == "MASTER":
                yield Fact(event.time, False, None, event)
            case "vrrp_state" if event.args["state"] in ("FAULT", "STOP"):
                yield Fact(event.time, None, True, event)
            case "resigned" | "process_stopped" | "process_started":
                yield Fact(event.time, None, True, event)


def _until(told: Belief, last: int) -> Belief:
    cut = (replace(s, hi=min(s.hi, last)) for s in told.stretches)
    ending = replace(_UNOBSERVED, ground=Ground.GAP, why=SILENT_LOG)
    return Belief.of([s for s in cut if s.lo < s.hi], ending)


def _seen(evidence: Evidence, host: str, vip: str, presence: Belief | None) -> Belief:
    """What adverts say, as long as a capture hears the host."""
    adverts = [c for c in claims_of(evidence, host, vip) if c.event.kind == "advert"]
    return Belief.of(_between(adverts, evidence, presence), _UNOBSERVED)


def _between(adverts: Sequence[Claim], evidence: Evidence, presence: Belief | None) -> Iterator[Stretch]:
    covers = listening(evidence)
    for advert, following in zip_longest(adverts, adverts[1:]):
        limit = following.time.lo if following else END
        end = min(limit, heard_until(advert.time.hi + 1, limit, covers, presence))
        yield from (s for s in _after(advert, end) if s.lo < s.hi)


def _after(advert: Claim, end: int) -> Iterator[Stretch]:
    """A master that misses one advert may only be late; after three others take it for gone (RFC 3768 section 6.1)."""
    lo, interval, because = advert.time.lo, int(advert.event.args["interval_ns"]), (advert.event,)
    if not advert.held:
        yield Stretch(lo, end, Truth.TRUE, Ground.KNOWN, because)
        return
    late, gone = min(advert.time.hi + interval * 3 // 2, end), min(advert.time.hi + interval * 3, end)
    yield Stretch(lo, late, Truth.FALSE, Ground.KNOWN, because)
    yield Stretch(late, gone, Truth.UNKNOWN, Ground.GAP, because, _LATE, _SETTLES)
    yield Stretch(gone, end, Truth.TRUE, Ground.KNOWN, because)


FLUENT = Fluent(
    "gave_up",
    ("host", "vip"),
    "the host let go of the virtual address itself: it resigned, failed, was stopped, or fell silent as a master",
    _estimate,
    _UNOBSERVED,
    False,
)
