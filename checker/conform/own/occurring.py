"""Own events among the events of a trace: when each happened, and to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.hosts import Hosts
from checker.conform.own.tellers import hosts_of
from checker.model.event import Event
from checker.model.own import OwnEvent, sort_of

# More combinations of values than this are not gone through for what says only part of what it is about.
MOST_TUPLES = 10_000


def occurrences(own: OwnEvent, evidence: Evidence) -> list[Occurrence]:
    """Return each time that an own event happened, in the order of time."""
    return list(_found(own, evidence))


def _found(own: OwnEvent, evidence: Evidence) -> Iterator[Occurrence]:
    of_hosts = evidence.contract.own.of_hosts()
    named = [sort in of_hosts for sort in own.sorts]
    for event in evidence.of(own.kind):
        if all(value_of(event, arg, evidence) in allowed for arg, allowed in own.when.items()):
            values = (value_of(event, arg, evidence) for arg in own.about.values())
            args = tuple(
                _host(value, evidence.hosts) if is_host else value for value, is_host in zip(values, named, strict=True)
            )
            yield Occurrence(args, event.time, event)


def _host(value: str, hosts: Hosts) -> str:
    """Return the one name of a host that is told by any of its names, or by its address."""
    return hosts.named(hosts.at(value))


def value_of(event: Event, arg: str, evidence: Evidence) -> str:
    """Return what an argument of an event is, as a formula has it; a host by its one name."""
    match arg:
        case "host":
            return evidence.hosts.named(event.source.host)
        case "program":
            return event.source.program
        case "process":
            return event.source.process
    value = event.args.get(arg, "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def domains(evidence: Evidence) -> Mapping[str, tuple[str, ...]]:
    """Return the values of each sort that any own event is about; of hosts all on which it may be told."""
    values: dict[str, set[str]] = {}
    for own in evidence.contract.own.events.values():
        for sort in (sort_of(name) for name, arg in own.about.items() if arg == "host"):
            values.setdefault(sort, set()).update(_hosts(own, evidence))
        for each in _found(own, evidence):
            for sort, value in zip(own.sorts, each.args, strict=True):
                values.setdefault(sort, set()).add(value)
    return {sort: tuple(sorted(found)) for sort, found in values.items()}


def _hosts(own: OwnEvent, evidence: Evidence) -> Iterator[str]:
    for name in own.told_by:
        program, _, at = name.partition("@")
        yield from [evidence.hosts.named(at)] if at else hosts_of(program, evidence)


def tuples_of(
    sorts: Sequence[str],
    about: Mapping[str, str],
    values: Mapping[str, Sequence[str]],
    known: Iterable[tuple[str, ...]],
) -> list[tuple[str, ...]]:
    """Return the values of some sorts that agree with what is said: all combinations of them, or where these are too
    many those that are known.
    """
    ways = [(about[sort],) if sort in about else values.get(sort, ()) for sort in sorts]
    size = 1
    for way in ways:
        size *= len(way)
    if size <= MOST_TUPLES:
        return list(product(*ways))
    return [args for args in known if all(about.get(s, a) == a for s, a in zip(sorts, args, strict=True))]
