"""VRRP: the state that keepalived's log says, and the adverts of that host on the wire.

Only a MASTER sends adverts with a priority above 0, and it sends one every interval (RFC 3768 section 6.4.3). A host
that the capture does not hear, or a log that says nothing after its last line, is no disagreement.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.base.time import Interval
from checker.base.words import counted
from checker.conform.agreement.pair import (
    CLOCKS_NS,
    Disagreement,
    Fetch,
    Pair,
    by_host,
    slack,
    told,
)
from checker.conform.evidence import Evidence
from checker.conform.fluents.on_network import FLUENT as ON_NETWORK
from checker.conform.words import moment, span
from checker.logic.truth import Truth
from checker.model.event import Event

# So many intervals without an advert are more than a late one.
INTERVALS = 4
# What a process logs when it starts (its addresses): it may have died any time after the last line before.
_BEGINS = frozenset({"process_started", "address_seen"})
_ENDS = frozenset({"vrrp_state", "process_stopped"})
_GIVES_UP = frozenset({"resigned", "vips_removed"})


@dataclass(frozen=True, slots=True)
class _Tenure:
    """A stretch in which the log has its host in one state: between its line and a later one of the same life."""

    state: str
    time: Interval
    line: Event
    then: Event


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    vips = {vip.address for vip in evidence.contract.vips.values()}
    adverts = [a for a in evidence.of("advert") if not a.args["addresses"] or vips & _addresses(a)]
    if not adverts:
        return
    logs = (e for e in evidence.events if e.source.program == "keepalived")
    for host, lines in by_host(logs, evidence):
        sent = [a for a in adverts if evidence.hosts.at(str(a.args["sender"])) == host]
        instances = {e.args["instance"] for e in lines if e.args.get("instance")}
        # The log names instances, the wire router ids and addresses: only where there is one of each they are the same.
        if not sent or len(instances) != 1 or len({a.args["vrid"] for a in sent}) != 1:
            continue
        for tenure in _tenures(lines, evidence, host):
            if tenure.state == "MASTER":
                yield from _unheard_master(host, tenure, adverts, evidence)
            else:
                yield from _advertising_backup(host, tenure, sent)


def _addresses(advert: Event) -> set[str]:
    return set(str(advert.args["addresses"]).split(","))


def _tenures(lines: Sequence[Event], evidence: Evidence, host: str) -> Iterator[_Tenure]:
    """Yield for how long each state of the log certainly lasted, with room for the clocks at both ends.

    A process that starts anew may have died any time after its last line, and between two files lines may be missing.
    """
    margin = CLOCKS_NS + slack(evidence, host, "capture")
    lost = [loss.time for loss in evidence.lost_by(host, "keepalived")]
    for state, end in _lasting(lines):
        one_file = {p.file for p in state.places} & {p.file for p in end.places}
        if one_file and state.time.hi + margin < end.time.lo - margin:
            time = Interval(state.time.hi + margin, end.time.lo - margin)
            if not any(gap.overlaps(time) for gap in lost):
                yield _Tenure(str(state.args["state"]), time, state, end)


def _lasting(lines: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield each line that says a state with the last one of the same life up to which it lasted."""
    state: Event | None = None
    last: Event | None = None
    for line in lines:
        other = state is not None and line.source.process != state.source.process
        if line.kind == "process_stopped" and other:
            continue  # the parent process says that it stops its children, which then say so themselves
        begins = line.kind in _BEGINS or bool(line.args.get("initial")) or other
        gives_up = line.kind in _GIVES_UP and state is not None and state.args["state"] == "MASTER"
        if begins or gives_up or line.kind in _ENDS:
            end = last if begins else line
            if state is not None and end is not None:
                yield state, end
            state, last = (line if line.kind == "vrrp_state" else None), None
        else:
            last = line
    if state is not None and last is not None:
        yield state, last


def _advertising_backup(host: str, tenure: _Tenure, sent: Sequence[Event]) -> Iterator[Disagreement]:
    """The log says that the host is no master, and it advertises that it is."""
    there = [a for a in _within(sent, tenure.time) if a.args["priority"] != 0]
    if len(there) < 2:
        return
    state, first, last = tenure.state, there[0], there[-1]
    span_ = f"from {moment(tenure.line.time.lo)} to {moment(tenure.then.time.lo)}"
    message = (
        f"keepalived's log of {host} says {state} {span_}, the capture shows {counted(len(there), 'advert')} of it in "
        f"that time, which only a MASTER sends"
    )
    places = (
        told(first, f"the first advert of {host}, priority {first.args['priority']}"),
        told(last, "the last one"),
        told(tenure.line, f"the log has {host} {state} from here"),
        told(tenure.then, "up to here"),
    )
    hint = f"likelier the log: lines are missing, or its clock is off (--clock {host}=OFFSET); the packets were sent"
    yield Disagreement(message, hint, places, Interval(first.time.lo, last.time.hi))


def _unheard_master(host: str, tenure: _Tenure, adverts: Sequence[Event], evidence: Evidence) -> Iterator[Disagreement]:
    """The log says that the host is master, and a capture that hears it does not hear it say so."""
    sent = [a for a in adverts if evidence.hosts.at(str(a.args["sender"])) == host]
    others = [a for a in adverts if evidence.hosts.at(str(a.args["sender"])) != host]
    longest = INTERVALS * max(int(a.args["interval_ns"]) for a in sent)
    for silence in _silences(tenure.time, sent):
        if silence.hi - silence.lo <= longest or _answers(host, silence, others, evidence):
            continue
        capture = _hearing(silence, host, sent, evidence)
        if capture is None:
            continue
        message = (
            f"keepalived's log of {host} says MASTER from {moment(tenure.line.time.lo)} to "
            f"{moment(tenure.then.time.lo)}, the capture hears the host but no advert of it for "
            f"{span(silence.hi - silence.lo)} from {moment(silence.lo)}"
        )
        edges = [a for a in (_before(sent, silence.lo), _after(sent, silence.hi)) if a is not None]
        places = [told(tenure.line, f"the log has {host} MASTER from here"), told(tenure.then, "up to here")]
        places += [told(a, f"an advert of {host} in the same capture") for a in edges]
        hint = (
            "likelier the capture lacks packets (how many did tcpdump drop?), or keepalived was stopped or kept from "
            "sending (a packet filter on the host)"
        )
        yield Disagreement(message, hint, tuple(places), silence)


def _answers(host: str, silence: Interval, others: Sequence[Event], evidence: Evidence) -> bool:
    """Whether another router advertises in a silence: a MASTER that hears it falls silent, also while it stays MASTER.

    keepalived 2.2 was measured to begin its interval anew with each advert that it drops (a wrong password), and sent
    none for five seconds.
    """
    heard = (e for e in evidence.of("advert_received") if evidence.hosts.named(e.source.host) == host)
    around = silence.widen(CLOCKS_NS, CLOCKS_NS)
    return any(e.time.overlaps(around) for e in (*others, *heard))


def _silences(time: Interval, sent: Sequence[Event]) -> Iterator[Interval]:
    """Yield the stretches of a closed interval between one advert and the next."""
    lo = time.lo
    for advert in _within(sent, time):
        if advert.time.lo > lo:
            yield Interval(lo, advert.time.lo)
        lo = advert.time.hi
    if lo < time.hi:
        yield Interval(lo, time.hi)


def _hearing(silence: Interval, host: str, sent: Sequence[Event], evidence: Evidence) -> str | None:
    """Return a capture that covers a silence, hears the host all through it and its adverts at other times."""
    for captured in evidence.of("captured"):
        path = captured.places[0].file
        if not (captured.time.lo <= silence.lo and silence.hi <= captured.time.hi):
            continue
        alone = replace(evidence, events=[e for e in evidence.events if any(p.file == path for p in e.places)])
        belief = ON_NETWORK.estimate(alone).get((host,))
        adverts = any(p.file == path for a in sent for p in a.places)
        if adverts and belief and all(s.truth is Truth.TRUE for s in belief.between(silence.lo, silence.hi)):
            return path
    return None


def _within(sent: Sequence[Event], time: Interval) -> Sequence[Event]:
    return sent[
        bisect_left(sent, time.lo, key=lambda a: a.time.lo) : bisect_right(sent, time.hi, key=lambda a: a.time.lo)
    ]


def _before(sent: Sequence[Event], instant: int) -> Event | None:
    at = bisect_right(sent, instant, key=lambda a: a.time.lo)
    return sent[at - 1] if at else None


def _after(sent: Sequence[Event], instant: int) -> Event | None:
    at = bisect_left(sent, instant, key=lambda a: a.time.lo)
    return sent[at] if at < len(sent) else None


PAIR = Pair(frozenset({"keepalived", "capture"}), ("single-vip-holder", "vip-always-held", "no-failback"), _compare)
