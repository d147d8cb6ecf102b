"""Which server answered a client: by the answer itself, and by the session line of the load balancer.

A session line names the server that served it in the end, also where a first attempt is hidden behind a redispatch,
and one line stands for all queries of a persistent session. A session that is open when its log ends is in no line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from checker.base.time import NS_PER_S, Interval, union
from checker.base.words import counted
from checker.conform.agreement.pair import CLOCKS_NS, Disagreement, Fetch, Pair, slack, told
from checker.conform.evidence import Evidence
from checker.conform.words import moment
from checker.model.event import Event
from checker.model.vocabulary import UNKNOWN_NS

# Files of up to so many lines are compared as a whole, of larger ones only what is this near to a change of state; and
# no more sessions than this are looked at: what a run costs does not grow with its logs.
LARGEST_WHOLE, MOST_SESSIONS = 100_000, 200_000
NEAR_NS = 10 * NS_PER_S
_CHANGES = ("server_state", "vrrp_state", "change_seen")


@dataclass(slots=True)
class _Query:
    """A client's answered query, and the servers that sessions of its address and port at that time name."""

    event: Event
    time: Interval
    named: dict[str, Event] = field(default_factory=dict)


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    windows = _windows(evidence)
    queries = _queries(evidence, fetch, windows)
    if not queries:
        return
    unsure = CLOCKS_NS + slack(evidence, *evidence.uncertainty)
    hosts = {h.source.host for h in evidence.heard if h.source.program == "haproxy"}
    # A session begins before the query that it carries; one that began long before is not asked for.
    asked = union(w.widen(NEAR_NS, unsure) for w in windows)
    for session in islice(fetch("assigned", dict.fromkeys(hosts, asked)), MOST_SESSIONS):
        for query in queries.get(str(session.args["client"]), ()):
            ended = int(session.args["ended_ns"])
            # Of a session that was logged when it began (`option logasap`) only the beginning is known.
            until = session.time.hi if ended == UNKNOWN_NS else ended
            if query.time.lo - unsure <= until and session.time.lo <= query.time.hi + unsure:
                query.named.setdefault(_name(evidence, session.args["server"]), session)
    yield from _told(queries, evidence)


def _windows(evidence: Evidence) -> list[Interval]:
    """Return the stretches in which queries are compared."""
    clients = [h for h in evidence.heard if h.source.program == "client"]
    if sum(h.lines for h in evidence.heard if h.source.program in ("client", "haproxy")) <= LARGEST_WHOLE:
        return union(h.time for h in clients)
    return union(e.time.widen(NEAR_NS, NEAR_NS) for e in evidence.of(*_CHANGES))


def _queries(evidence: Evidence, fetch: Fetch, windows: Sequence[Interval]) -> Mapping[str, Sequence[_Query]]:
    """Return the answered queries that say who answered, by the client's address and port."""
    hosts = {h.source.host for h in evidence.heard if h.source.program == "client"}
    found: dict[str, list[_Query]] = defaultdict(list)
    for event in islice(fetch("query", dict.fromkeys(hosts, windows)) if windows else (), LARGEST_WHOLE):
        args = event.args
        if args["ok"] and args["client"] and _name(evidence, args["served_by"]):
            started = min(int(args["started_ns"]), event.time.lo)
            found[str(args["client"])].append(_Query(event, Interval(started, event.time.hi)))
    return found


def _name(evidence: Evidence, server: object) -> str:
    known = evidence.contract.server_of(str(server)) if server else None
    return known.name if known is not None else ""


def _told(queries: Mapping[str, Sequence[_Query]], evidence: Evidence) -> Iterator[Disagreement]:
    """Yield one disagreement for each observer and pair of servers that it and the clients take for each other."""
    found: dict[tuple[str, str, str], list[tuple[Event, Event]]] = defaultdict(list)
    agreed = 0
    for query in (q for each in queries.values() for q in each):
        server = _name(evidence, query.event.args["served_by"])
        agreed += server in query.named
        if len(query.named) == 1 and server not in query.named and "" not in query.named:
            (other, session), *_ = query.named.items()
            found[session.source.observer, other, server].append((query.event, session))
    for (observer, other, server), pairs in sorted(found.items()):
        (query_, session), *more = sorted(pairs, key=lambda pair: pair[0].time)
        client = query_.args["client"]
        also = f" ({counted(len(pairs), 'query').replace('querys', 'queries')} so)" if more else ""
        message = (
            f"{server} answered the query of {client} at {moment(query_.time.lo)}, as its answer says, "
            f"{observer} logs that session with {other}{also}"
        )
        places = (told(query_, f"answered by {server}"), told(session, f"the session of {client}, served by {other}"))
        if agreed:
            hint = "likelier the load balancer's line: is it of another run, or was it edited? Compare the clocks"
        else:
            hint = f"likelier a name: is the address of {other} in the load balancer's configuration that of {server}?"
        yield Disagreement(message, hint, places, query_.time)


PAIR = Pair(frozenset({"client", "haproxy"}), ("no-request-routed-to-down",), _compare)
