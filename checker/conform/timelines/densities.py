"""Requests as densities: which bulk events are counted, when each came in, whether it failed, and in which words."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.conform.condensed.queries import began
from checker.conform.evidence import Evidence
from checker.conform.observed.servers import name_of
from checker.conform.streaming.replicas import replica
from checker.conform.streaming.roles import is_streaming
from checker.conform.timelines.bins import Bins, Counts, Key
from checker.model.event import Event
from checker.model.sessions import has_failed
from checker.model.timeline import Density

# So many are drawn of one kind; those with the least events of more are drawn as one.
MOST_DENSITIES = 40
OTHERS = "others"
# HTTP: the server failed (RFC 9110, section 15.6), or nothing was answered.
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of bulk event that is counted: its heading, its words, and how an event of it is counted.

    `says` are the words for those that went well and for those that failed, where `{}` is what they are about; `bare`
    are the same where they are about nothing. `wired` is true of what captures alone tell of.
    """

    group: str
    about: Callable[[Event], str]
    failed: Callable[[Event], bool]
    says: tuple[str, str]
    bare: tuple[str, str]
    wired: bool = False


COUNTED: Mapping[str, Counted] = {
    "assigned": Counted(
        "requests",
        lambda e: str(e.args["server"]),
        lambda e: has_failed(str(e.args["termination"]), connected=bool(e.args["connected"])),
        ("requests to {}", "failed requests to {}"),
        ("requests to no server", "failed requests to no server"),
    ),
    "query": Counted(
        "queries",
        lambda e: str(e.args["served_by"]),
        lambda e: not e.args["ok"],
        ("queries answered by {}", "failed queries to {}"),
        ("answered queries", "failed queries"),
    ),
    "http_request": Counted(
        "HTTP requests",
        lambda e: "",
        lambda e: int(e.args["status"]) >= _SERVER_ERROR,
        ("requests to {}", "failed requests to {}"),
        ("answered requests", "requests answered with an error of the server"),
    ),
    "http_exchange": Counted(
        "HTTP requests on the wire",
        lambda e: f"{e.args['server']} {e.args['host']}",
        lambda e: not 0 <= int(e.args["status"]) < _SERVER_ERROR,
        ("requests to {}", "failed requests to {}"),
        ("requests", "failed requests"),
        wired=True,
    ),
    "connect": Counted(
        "connections on the wire",
        lambda e: str(e.args["server"]),
        lambda e: e.args["outcome"] != "accepted",
        ("connections to {}", "connections to {} that were refused or not answered"),
        ("connections", "connections that were refused or not answered"),
        wired=True,
    ),
}
# What is counted together, by the names that people see: kind, observer, subject, and whether it failed.
Name = tuple[str, str, str, bool]


def key_of(event: Event) -> Key:
    """Return what a bulk event is counted with."""
    counted = COUNTED[event.kind]
    source = event.source
    return Key(event.kind, source.host, source.program, counted.about(event), counted.failed(event))


def instant_of(event: Event) -> int:
    """Return when (ns) what an event tells of came in: a request when it was accepted, a query when it was asked."""
    match event.kind:
        case "assigned":
            return int(event.args["accepted_ns"])
        case "query":
            return began(event)
    return event.time.lo


def densities(counts: Counts, span: int, evidence: Evidence) -> tuple[list[Density], list[str]]:
    """Return what was counted in the span of this number, by the names of a contract; and notes on what is left out."""
    named: dict[Name, array[int]] = {}
    at = _replicas(counts.keys, evidence)
    for key, found in counts.of(span).items():
        name = key.kind, _observer(key, evidence), _subject(key, evidence, at), key.failed
        _add(named, name, found)
    drawn = [_density(name, found, counts.bins[span]) for name, found in _few(named)]
    return drawn, list(_notes(counts)) if span == 0 else []


def _add(sums: dict[Name, array[int]], name: Name, more: array[int]) -> None:
    old = sums.get(name)
    sums[name] = more if old is None else array("q", map(int.__add__, old, more))


def _few(named: Mapping[Name, array[int]]) -> Iterator[tuple[Name, array[int]]]:
    """Draw the rarest of a kind as one, where there are too many."""
    kinds: dict[str, list[Name]] = defaultdict(list)
    for name in named:
        kinds[name[0]].append(name)
    for kind in COUNTED:
        often = sorted(kinds[kind], key=lambda name: (-sum(named[name]), name))
        kept = {name: named[name] for name in often[:MOST_DENSITIES]}
        for name in often[MOST_DENSITIES:]:
            _add(kept, (kind, "", OTHERS, name[3]), named[name])
        yield from sorted(kept.items(), key=lambda pair: (pair[0][2] == OTHERS, pair[0][2], pair[0][1], pair[0][3]))


def _density(name: Name, found: Sequence[int], bins: Bins) -> Density:
    kind, observer, subject, failed = name
    counted = COUNTED[kind]
    label = counted.says[failed].format(subject) if subject else counted.bare[failed]
    return Density(counted.group, label, observer, subject, bins.start, bins.step, tuple(found), failed)


def _observer(key: Key, evidence: Evidence) -> str:
    return f"{key.program}@{evidence.hosts.named(key.host)}" if key.host else key.program


def _subject(key: Key, evidence: Evidence, at: Mapping[str, str]) -> str:
    if COUNTED[key.kind].wired:
        address = key.about.partition(" ")[0]
        return at.get(address) or _addressed(address, evidence)
    name = name_of(evidence, key.about)
    return "" if name.startswith("<") else name


def _replicas(keys: Iterable[Key], evidence: Evidence) -> Mapping[str, str]:
    """Return the names of replicas by the addresses at which a capture shows them: as clients call them there."""
    if not is_streaming(evidence.contract):
        return {}
    shown = (key.about.partition(" ") for key in keys if key.kind == "http_exchange")
    return {address: name for address, _, host in shown if (name := replica(evidence.contract, host))}


def _addressed(address: str, evidence: Evidence) -> str:
    """Return who has an address and port: a server of the contract, or who has the address."""
    host, _, port = address.rpartition(":")
    servers = evidence.contract.servers.values()
    known = next((s.name for s in servers if s.address == host and str(s.port) == port), "")
    return known or f"{evidence.hosts.at(host)}:{port}"


def _notes(counts: Counts) -> Iterator[str]:
    groups: dict[str, int] = defaultdict(int)
    for key, number in counts.outside.items():
        groups[COUNTED[key.kind].group] += number
    for group, number in groups.items():
        if number:
            yield f"not drawn: {number:,} of the {group}, which came in at other times"
