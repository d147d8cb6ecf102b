"""The states that a person wants to see over time, each as a lane: by the estimates that properties are decided by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.defined import Basis
from checker.conform.evidence import Evidence
from checker.conform.fluents.claimed import HAD
from checker.conform.knowledge import Knowledge, estimate
from checker.conform.lives import process_of
from checker.conform.observed.servers import name_of
from checker.conform.streaming.roles import is_streaming
from checker.conform.timelines.bands import bands
from checker.logic.signal import BEGINNING, END, Run
from checker.logic.truth import Truth
from checker.model.own import told
from checker.model.timeline import Lane

# So many lanes of one kind are drawn; of more those in which nothing is known to change are left out first.
MOST_LANES = 60
AT_WORK = "at_work"
ENDED, FURTHER = "the sources that tell of it end before", "logs and captures that go on for longer"
NOT_ASKED = "no query was asked here, so that nobody knows whether one would have been answered"
ASKED = "the log of another client that asked here"
# Who holds a virtual address, from what is known of each host.
_HOLDERS: Mapping[str, str] = {
    HAD: "some host has {}",
    (
        "forall v: vip. exists h: host, g: host. (h != g "
        "and has_address(h, v) and on_network(h) and has_address(g, v) and on_network(g))"
    ): "two hosts on the network have {}",
}
_HOLDERS_SAY = "so many hosts have the virtual address on an interface; one that is off the network has it for nobody"
_HOLDERS_UNKNOWN = "it is not known of every host whether it has the address", "what would tell of each host"
# Each with the number that it rests on, without which nobody can estimate it.
_STATES: Mapping[str, str] = {
    "down": "",
    "has_address": "",
    "interrupted": "client.interruption",
    "asking": "client.interruption",
    "on_network": "",
}


def lanes(evidence: Evidence, span: Interval) -> tuple[list[Lane], list[str]]:
    """Return the lanes within a span, and notes on those that are left out.

    `evidence` holds what is left of the queries of clients, where they are to be told of.
    """
    contract = evidence.contract
    names = [name for name, needed in _STATES.items() if not needed or needed in contract.parameters]
    known = estimate(evidence, [*names, *contract.own.fluents])
    found = [*_down(known, evidence, span), *_addresses(known, evidence, span), *_clients(known, evidence, span)]
    found += [*_at_work(evidence, span), *_network(known, evidence, span), *_own(known, evidence, span)]
    return _few(found)


def _beliefs(known: Knowledge, name: str) -> list[tuple[tuple[str, ...], Belief]]:
    """Return what is known of a state, by what it is about."""
    found = ((tuple(map(str, atom.args)), belief) for atom, belief in known.beliefs.items() if atom.name == name)
    return sorted(found, key=lambda pair: pair[0][::-1])


def _down(known: Knowledge, evidence: Evidence, span: Interval) -> Iterator[Lane]:
    """Each process has its own view; where an observer has but one, it goes by the observer's name alone."""
    found = _beliefs(known, "down")
    names = _short({server for (_, server), _ in found}, evidence)
    viewers = _viewers({observer for (observer, _), _ in found})
    for (observer, server), belief in found:
        label = f"{names[server]} is DOWN for {viewers[observer]}"
        seen = _while_heard(belief, evidence, observer)
        says = known.fluents["down"].says
        yield Lane("down", label, process_of(observer), names[server], bands(seen, span, evidence.hosts), says)


def _viewers(observers: Iterable[str]) -> Mapping[str, str]:
    """Return what processes are called: as their observer where it has but one, else by their numbers."""
    lives = Counter(map(process_of, observers))
    numbered = Counter(observer.partition("#")[0] for observer in observers)
    return {o: process_of(o) if lives[process_of(o)] == 1 else _process(o, numbered) for o in observers}


def _process(observer: str, numbered: Counter[str]) -> str:
    """Return a process by its number, if no other one had that."""
    name, _, number = observer.partition("#")[0].partition("[")
    return f"{name} (process {number.rstrip(']')})" if number and numbered[f"{name}[{number}"] == 1 else observer


def _short(servers: Iterable[str], evidence: Evidence) -> Mapping[str, str]:
    """Return the names of servers without their backends, where that leaves no two alike."""
    names = {server: name_of(evidence, server) for server in servers}
    often = Counter(names.values())
    return {server: name if often[name] == 1 else server for server, name in names.items()}


def _while_heard(belief: Belief, evidence: Evidence, observer: str) -> Belief:
    """Return what a process of a load balancer believes while it is heard.

    Nobody knows of it before its first line, nor, if another one follows it, after its last: the last one may have gone
    on to where the log of all ends.
    """
    log = process_of(observer)
    times = _times(evidence, log)
    mine = times.get(observer.partition("#")[0])
    if mine is None:
        return belief
    last = all(other.lo <= mine.lo for other in times.values())
    end = max(time.hi for time in times.values()) + 1 if last else mine.hi + 1
    kept = [replace(s, lo=max(s.lo, mine.lo), hi=min(s.hi, end)) for s in belief.stretches]
    who = log if len(times) == 1 else "this process"
    why, settles = f"the log says nothing of {who} here", f"the log of {log} of that time"
    otherwise = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP, (), why, settles)
    return Belief.of((s for s in kept if s.lo < s.hi), otherwise)


def _times(evidence: Evidence, log: str) -> Mapping[str, Interval]:
    """Return when each process of a load balancer was heard."""
    found: dict[str, Interval] = {}
    for heard in evidence.heard:
        if heard.source.program == "haproxy" and heard.source.observer == log:
            name = f"{log}[{heard.source.process}]" if heard.source.process else log
            old = found.get(name, heard.time)
            found[name] = Interval(min(old.lo, heard.time.lo), max(old.hi, heard.time.hi))
    return found


def _addresses(known: Knowledge, evidence: Evidence, span: Interval) -> Iterator[Lane]:
    """Which host has a virtual address, and how many of them have it."""
    hosts = evidence.hosts
    for (host, vip), belief in _beliefs(known, "has_address"):
        says = known.fluents["has_address"].says
        yield Lane("has_address", f"{host} has {vip}", host, vip, bands(belief, span, hosts), says)
    together = Basis(evidence, known, span)
    by_vip: dict[str, list[Belief]] = defaultdict(list)
    for (_, vip), belief in _beliefs(known, "has_address"):
        by_vip[vip].append(belief)
    for vip, hosted in by_vip.items():
        for formula, label in _HOLDERS.items():
            held = Belief(tuple(_of_run(run, hosted) for run in together.where(formula, {"v": vip}).runs()))
            yield Lane("holders", label.format(vip), "", vip, bands(held, span, hosts), _HOLDERS_SAY)


def _of_run(run: Run, hosted: Iterable[Belief]) -> Stretch:
    """What follows from what is known of each host rests on the same events, and is a change where that is all."""
    parts = [s for belief in hosted for s in belief.between(run.lo, run.hi - 1) if s.truth is run.truth]
    because = tuple(dict.fromkeys(event for part in parts for event in part.because))
    if run.truth is not Truth.UNKNOWN:
        return Stretch(run.lo, run.hi, run.truth, Ground.KNOWN, because)
    changes = bool(parts) and all(part.ground is Ground.TRANSITION for part in parts)
    first = next(iter(parts), None)
    why, settles = (first.why, first.settles) if first and changes else _HOLDERS_UNKNOWN
    return Stretch(run.lo, run.hi, run.truth, Ground.TRANSITION if changes else Ground.GAP, because, why, settles)


def _clients(known: Knowledge, evidence: Evidence, span: Interval) -> Iterator[Lane]:
    """While a client asks nothing nobody knows whether it would have been answered."""
    asking = dict(_beliefs(known, "asking"))
    for (client,), belief in _beliefs(known, "interrupted"):
        says = known.fluents["interrupted"].says
        label = f"{client} gets no answer"
        seen = _where(belief, asking[client,]) if (client,) in asking else belief
        yield Lane("interrupted", label, client, "", bands(seen, span, evidence.hosts), says)


def _where(belief: Belief, condition: Belief) -> Belief:
    """Return what is believed where a condition is known to hold."""
    within = [s for s in condition.stretches if s.truth is Truth.TRUE]
    kept = [replace(s, lo=max(s.lo, w.lo), hi=min(s.hi, w.hi)) for w in within for s in belief.between(w.lo, w.hi - 1)]
    return Belief.of(kept, Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP, (), NOT_ASKED, ASKED))


def _heard(belief: Belief) -> Belief:
    """Return a belief with what it says no more of because nobody is heard: for deadlines that is as good as `no`."""
    began = next((s.lo for s in belief.stretches if s.truth is Truth.TRUE), END)
    ended = replace(Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP), why=ENDED, settles=FURTHER)
    silent = [s.truth is Truth.FALSE and not s.because and s.lo > began for s in belief.stretches]
    stretches = (replace(ended, lo=s.lo, hi=s.hi) if n else s for n, s in zip(silent, belief.stretches, strict=True))
    return Belief(tuple(stretches))


def _at_work(evidence: Evidence, span: Interval) -> Iterator[Lane]:
    if not is_streaming(evidence.contract):
        return
    from checker.conform.streaming.views import working  # other systems need none of it

    services = working(evidence)
    lives = Counter(map(process_of, services))
    for service, belief in sorted(services.items()):
        process = process_of(service)
        label = f"{process if lives[process] == 1 else service} is at work"
        says = "the service is at work and checks the replicas"
        yield Lane(AT_WORK, label, process, "", bands(_heard(belief), span, evidence.hosts), says)


def _network(known: Knowledge, evidence: Evidence, span: Interval) -> Iterator[Lane]:
    """Hosts that the contract names, and machines on which its servers are, go by these names."""
    contract = evidence.contract
    at: dict[str, list[str]] = defaultdict(list)
    for server in contract.servers.values():
        at[server.address].append(server.name)
    for (host,), belief in _beliefs(known, "on_network"):
        if host in contract.hosts or host in at:
            named = f"{host} ({', '.join(at[host])})" if host in at else host
            says = known.fluents["on_network"].says
            label = f"{named} can be reached"
            yield Lane("on_network", label, "capture", named, bands(belief, span, evidence.hosts), says)


def _own(known: Knowledge, evidence: Evidence, span: Interval) -> Iterator[Lane]:
    """States that the contract defines, in its own words; a host among what they are about is the observer."""
    of_hosts = evidence.contract.own.of_hosts()
    for name, fluent in evidence.contract.own.fluents.items():
        for args, belief in _beliefs(known, name):
            about = dict(zip(fluent.sorts, args, strict=True))
            observer = next((value for sort, value in about.items() if sort in of_hosts), "")
            subject = ", ".join(value for value in about.values() if value != observer)
            label = told(name, fluent.says, about)
            says = known.fluents[name].says
            yield Lane(name, label, observer, subject, bands(belief, span, evidence.hosts), says)


def _few(found: Sequence[Lane]) -> tuple[list[Lane], list[str]]:
    """Leave out what is too much of one kind, and say so."""
    groups: dict[str, list[Lane]] = defaultdict(list)
    for lane in found:
        groups[lane.group].append(lane)
    kept: list[Lane] = []
    notes: list[str] = []
    for group, members in groups.items():
        liveliest = sorted(range(len(members)), key=lambda n: (-len(members[n].bands), n))[:MOST_LANES]
        kept += [members[n] for n in sorted(liveliest)]
        if left := len(members) - len(liveliest):
            notes.append(f"not drawn: {left:,} of {len(members):,} states of the kind {group!r}")
    return kept, notes
