"""Which of some traces is which lifeline: by the program that wrote it, and by what it says of its host."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from checker.base.progress import Progress
from checker.model.contract import Contract, Lifeline
from checker.model.event import Event
from checker.model.parts import PROGRAM_ROLES
from checker.pipeline.drafting.draft import Entry, Part, Question, Source
from checker.pipeline.drafting.drafting import Drafted, checked
from checker.pipeline.gathering import Trace, gather, one_name
from checker.pipeline.inputs import Input
from checker.pipeline.inputs_spec import find_with
from checker.readers.otlp import is_request, records

# Whose life it is that further kinds of files tell of.
_ROLES: Mapping[str, str] = {
    **PROGRAM_ROLES,
    "haproxy-stats": "load-balancer",
    "access-log": "media-server",
    "hls-listing": "media-server",
    "spring-boot": "server",
}
_OF_HOSTS = ("load-balancer", "vrrp-peer")
_NUMBER = re.compile(r"(\d{1,3})\D*\Z")
_WORDS = re.compile(r"[a-z]+\d*|\d+")
# Of a file that nobody recognises it is asked only where its name is one of a log.
_LOGS = ("", ".log", ".txt", ".out", ".json", ".jsonl", ".ndjson", ".csv")
_SHOWN = 2
_HEAD_BYTES = 1 << 16
_FIRST_SPANS = 1000


@dataclass(frozen=True, slots=True)
class Log:
    """The files of one program on one host, as its lines or their directory name it."""

    program: str
    host: str
    paths: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The first of the files, and how many more there are."""
        rest = len(self.paths) - _SHOWN
        return ", ".join(self.paths[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def with_sources(found: Drafted, paths: Sequence[str], progress: Progress) -> Drafted:
    """Return a draft with what traces tell of it: names that logs use, and which log is which lifeline."""
    stdin = sys.stdin.buffer if "-" in paths else None
    inputs = find_with(paths, stdin, None, [found.contract])
    trace = gather(inputs, (), one_name([found.contract]), progress)
    logs = _logs(trace)
    called = {log.host: _host(log, found.contract, trace) for log in logs if _ROLES.get(log.program) in _OF_HOSTS}
    named = {host: (name, why) for host, (name, why) in called.items() if name}
    sources = [
        *(source for log in logs for source in _sources(log, found.contract, named, trace)),
        *(each for source in trace.inputs if not source.readers for each in _unread(source, found.contract)),
    ]
    parts = [_answered(part, found.contract, named, trace) for part in found.draft.parts]
    draft = replace(found.draft, parts=tuple(parts), sources=tuple(sources))
    return checked(draft, found.paper, found.needs)


def _logs(trace: Trace) -> list[Log]:
    """Return the logs of a trace, those of one program and host as one."""
    files: dict[tuple[str, str], list[str]] = {}
    for path, tally in trace.tallies.items():
        for source in sorted(tally.coverage, key=lambda s: (s.program, s.host)):
            key = source.program, source.host
            if path not in files.setdefault(key, []):
                files[key].append(path)
    return [Log(program, host, tuple(paths)) for (program, host), paths in sorted(files.items())]


def _host(log: Log, contract: Contract, trace: Trace) -> tuple[str, str]:
    """Return the host of the contract that a log is of, and why; '' where nothing tells."""
    if known := contract.host_of(log.host):
        return known.name, f"its host is called {log.host}"
    seen = (event for event in trace.events if event.kind in ("address_seen", "address_added"))
    for event in seen:
        owner = next((h for h in contract.hosts.values() if h.address == event.args.get("address")), None)
        if owner and event.source.host == log.host:
            return owner.name, f"{event.places[0]}: {log.host} has {owner.address}"
    number = _NUMBER.search(log.host)
    fits = [h for h in contract.hosts if number and (other := _NUMBER.search(h)) and int(other[1]) == int(number[1])]
    return (fits[0], f"both names end in {number[1]}") if number and len(fits) == 1 else ("", "")


def _sources(log: Log, contract: Contract, named: Mapping[str, tuple[str, str]], trace: Trace) -> Iterator[Source]:
    """Yield the lifelines that a log may be of."""
    if log.program == "capture":
        heard = ", ".join(f"{line} ({address})" for line, address in _heard(contract, trace))
        yield Source(
            log.shown, "", f"a capture of what passes between hosts; it heard {heard or 'no address of these'}"
        )
        return
    role = _ROLES.get(log.program, "")
    lines = [line for line in contract.lifelines.values() if line.role == role]
    name, why = named.get(log.host, ("", ""))
    if role in _OF_HOSTS and name:
        fits = [line for line in lines if line.host == name] or [line for line in lines if not line.host]
        told = f"{log.program} on {name}: {why}"
    else:
        fits, told = _by_name(log, contract, lines)
    if fits:
        yield from (Source(log.shown, line.id, told) for line in fits[:1])
    elif lines:
        yield Source(log.shown, "", f"{log.program} lines: {' or '.join(line.id for line in lines)}?")
    else:
        yield Source(log.shown, "", f"{log.program} lines, and no lifeline is known to write such")


def _heard(contract: Contract, trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield the lifelines whose addresses the captures heard, each with the address."""
    told = (event for event in trace.events if event.source.program == "capture")
    values = {word for event in told for value in event.args.values() for word in re.split("[,: ]", str(value))}
    for line in contract.lifelines.values():
        owner = contract.hosts.get(line.host) or contract.vips.get(line.vip) or contract.servers.get(line.server)
        if owner and owner.address in values:
            yield line.id, owner.address


def _by_name(log: Log, contract: Contract, lines: Sequence[Lifeline]) -> tuple[list[Lifeline], str]:
    """Return the lifelines that a log is of by its name, or because there is no other; and why."""
    speaker = contract.speaker_of(log.host)
    by_id = [line for line in contract.lifelines.values() if speaker and speaker in (line.id, line.server)]
    by_id.sort(key=lambda line: line.id != speaker and line.role != "server")
    if by_id:
        return by_id, f"{log.program} lines, and its name says {speaker}"
    words = _words(log.host)
    named = [line for line in lines if {line.id.lower(), line.component.lower()} & words]
    if len(named) == 1:
        return named, f"{log.program} lines, and its name says {named[0].component or named[0].id}"
    return (
        (list(lines), f"{log.program} lines, and no other lifeline has the role {lines[0].role}")
        if len(lines) == 1
        else ([], "")
    )


def _words(name: str) -> set[str]:
    parts = re.split(r"[^\w.-]+", name.lower())
    return {*parts, *(word for part in parts for word in _WORDS.findall(part))}


def _unread(source: Input, contract: Contract) -> Iterator[Source]:
    """Yield what to do about a log that no reader recognises, with the lifeline that its name says."""
    path = PurePath(source.path)
    if source.why:
        yield Source(source.path, "", source.why)
    if source.why or path.suffix.lower() not in _LOGS or source.path == "-":
        return
    with source.open() as stream:
        services = _services(stream) if is_request(stream.read(_HEAD_BYTES)) else ()
    if services:
        yield from _spans(source.path, services, contract)
        return
    words = {*_words(path.stem), path.parent.name.lower()}
    drawn = {each.id for drawn in contract.diagrams for each in drawn.diagram.participants}
    line = next((name for name in sorted(drawn) if name.lower() in words), "")
    known = "its name says so, but no" if line else "no"
    yield Source(source.path, line, f"{known} reader knows its lines: describe them in formats/ (docs/formats.md)")


def _services(stream: BinaryIO) -> tuple[str, ...]:
    """Return the services of which the first spans of a file tell."""
    stream.seek(0)
    first = islice((record for _, some in records(stream) for record in some), _FIRST_SPANS)
    return tuple(sorted({str(each.fields.get("service", "")) for each in first if each.fields} - {""}))


def _spans(path: str, services: Iterable[str], contract: Contract) -> Iterator[Source]:
    """Yield the lifeline that each service is by its name."""
    by_word = {
        word: each.id
        for drawn in contract.diagrams
        for each in reversed(drawn.diagram.participants)
        for word in (*_words(each.label.partition("<")[0]), each.id.lower())
    }
    for service in services:
        line = next((by_word[word] for word in (service.lower(), *sorted(_words(service))) if word in by_word), "")
        here = f"`program: {service}` at {line}" if line else f"`program: {service}` at its lifeline"
        yield Source(path, line, f"OpenTelemetry spans of {service}: {here}, and a format for them (docs/formats.md)")


def _answered(part: Part, contract: Contract, named: Mapping[str, tuple[str, str]], trace: Trace) -> Part:
    """Return a part with what the traces answer: the names of hosts; and ask what they bring up: servers unknown."""
    if part.key == "hosts":
        entries = tuple(_aliased(entry, contract, named) for entry in part.entries)
        found = {name for name, _ in named.values()}
        left = [entry.name for entry in entries if entry.name not in found]
        questions = [q for q in part.questions if not q.ask.startswith("what do logs call")]
        if left:
            questions.append(Question(f"what do logs call {', '.join(left)}? no trace tells"))
        return replace(part, entries=entries, questions=tuple(questions))
    if part.key == "servers":
        return replace(part, questions=(*part.questions, *_unknown_servers(trace.events, contract)))
    return part


def _aliased(entry: Entry, contract: Contract, named: Mapping[str, tuple[str, str]]) -> Entry:
    """Return a host with the names that logs use for it, and why they are taken for its."""
    mine = {log: why for log, (name, why) in named.items() if name == entry.name and not contract.host_of(log)}
    if not mine or not isinstance(entry.value, Mapping):
        return entry
    known = entry.value.get("aliases", [])
    aliases = [*(known if isinstance(known, list) else []), *mine]
    why = "; ".join(f"{log}: {why}" for log, why in mine.items())
    return replace(entry, value={**entry.value, "aliases": aliases}, why=f"{entry.why}; {why}")


def _unknown_servers(events: Iterable[Event], contract: Contract) -> Iterator[Question]:
    """Yield the servers of which load balancers speak and which no lifeline is, and those of which none speaks."""
    spoken: dict[str, Event] = {}
    for event in events:
        if event.kind in ("check", "server_state", "server_seen") and event.source.program.startswith("haproxy"):
            spoken.setdefault(str(event.args["server"]), event)
    unknown = {name: event for name, event in spoken.items() if contract.server_of(name) is None}
    silent = sorted(contract.servers.keys() - {s.name for n in spoken if (s := contract.server_of(n))})
    for name, event in sorted(unknown.items()):
        others = f"; is it {' or '.join(silent)}? then it is one of its aliases" if silent else ""
        yield Question(f"{event.places[0]} speaks of {name!r}, which no server here is called{others}")
